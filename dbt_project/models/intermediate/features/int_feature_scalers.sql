with
    measured as (
        {% for recipe in policy("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set transformed = transformed_feature(dict(entry, column="imputed_value")) %}
                select
                    as_of_date,
                    '{{ recipe }}' as recipe,
                    feature,
                    '{{ entry.scaling }}' as scaling,
                    cast({{ entry.weight }} as double) as weight,
                    {{ moments(transformed) }}
                from {{ ref("int_feature_histograms") }}
                where feature = '{{ entry.feature }}'
                group by
                    as_of_date, feature {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    ranges as (
        select
            *,
            case
                when scaling = 'minmax' then highest - lowest else stddev_value
            end as feature_range
        from measured
    ),

    final as (
        select
            as_of_date,
            recipe,
            {{
                pivoted(
                    "feature",
                    numeric_features(),
                    {
                        "{}_center": "case when scaling = 'minmax' then lowest else mean_value end",
                        "{}_scale": "case when feature_range > 0 then feature_range else 1 end / weight",
                        "{}_lowest": "lowest",
                        "{}_highest": "highest",
                    },
                )
            }}
        from ranges
        group by 1, 2
    )

select *
from final
