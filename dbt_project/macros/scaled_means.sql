{# One column per feature of any recipe: its mean (<feature>_mean of a relation) in the scaled space
   of one recipe; null where that recipe does not use it. #}
{% macro scaled_means(recipe, means, scalers) -%}
    {%- set used = recipe_features(recipe) | map(attribute="feature") | list -%}
    {%- for feature in all_recipe_features() %}
        {% if feature in used -%}
            ({{ means }}.{{ feature }}_mean - {{ scalers }}.{{ feature }}_center)
            / {{ scalers }}.{{ feature }}_scale
        {%- else -%} cast(null as double)
        {%- endif %} as {{ feature }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
