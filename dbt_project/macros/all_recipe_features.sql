{# Names of the features that at least one recipe uses, in the order of numeric_features(). #}
{% macro all_recipe_features() %}
    {% set used = [] %}
    {% for recipe in policy_var("recipes") %}
        {% for entry in recipe_features(recipe) %}
            {% do used.append(entry.feature) %}
        {% endfor %}
    {% endfor %}
    {% set ordered = [] %}
    {% for feature in numeric_features() if feature in used %}
        {% do ordered.append(feature) %}
    {% endfor %}
    {{ return(ordered) }}
{% endmacro %}
