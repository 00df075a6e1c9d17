{# One column per feature that a recipe may use: its mean (<feature>_mean of a relation) in the scaled space
   of one recipe; null where that recipe does not use it. #}
{% macro scaled_means(recipe, means, scalers) -%}
    {%- set used = recipe_features(recipe) | map(attribute="feature") | list -%}
    {%- for feature in numeric_features() %}
        {% if feature in used -%}
            ({{ means }}.{{ feature }}_mean - {{ scalers }}.{{ feature }}_center)
            / {{ scalers }}.{{ feature }}_scale
        {%- else -%} cast(null as double)
        {%- endif %} as {{ feature }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
