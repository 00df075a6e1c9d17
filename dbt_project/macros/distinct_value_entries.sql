{# The entries of a recipe with grid steps of 0: the grid of the different values. #}
{% macro distinct_value_entries(recipe) %}
    {% set entries = [] %}
    {% for entry in recipe_features(recipe) %}
        {% do entries.append(dict(entry, grid_step=0)) %}
    {% endfor %}
    {{ return(entries) }}
{% endmacro %}
