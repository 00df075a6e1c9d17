-- On every date each feature of a recipe has a scaler, and one that divides by more than nothing.
{% for recipe in policy("recipes") -%}
    {% set recipe_loop = loop %}
    {% for entry in recipe_features(recipe) -%}
        select as_of_date, recipe, '{{ entry.feature }}' as feature
        from {{ ref("int_feature_scalers") }}
        where
            recipe = '{{ recipe }}'
            and (
                {{ entry.feature }}_center is null
                or not coalesce({{ entry.feature }}_scale > 0, false)
            )
            {{ "union all" if not (loop.last and recipe_loop.last) }}
    {% endfor %}
{% endfor %}
