{# Stops the compilation if any policy var is out of its range; names all that are. #}
{% macro check_vars() %}
    {% set problems = [] %}
    {% for name in policy_vars() %}
        {% set problem = var_problem(name) %}
        {% if problem %} {% do problems.append(problem) %} {% endif %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
    {% for recipe in var("recipes") %} {% do recipe_features(recipe) %} {% endfor %}
{% endmacro %}
