with
    {% for recipe in policy("recipes") -%}
        -- read twice rather than kept: they may be many
        {{ recipe }}_cells as not materialized(
            select * from {{ ref("int_feature_cells") }} where recipe = '{{ recipe }}'
        ),
    {% endfor %}

    final as (
        {% for recipe in policy("recipes") -%}
            {%- set entries = recipe_features(recipe) %}
            select
                '{{ recipe }}' as recipe,
                row_number() over (
                    partition by as_of_date
                    order by
                        {%- for entry in entries %}
                            {{ entry.feature }}_cell{{ "," if not loop.last }}
                        {%- endfor %}
                ) as point_id,
                points.*
            from
                (
                    {{
                        coarsened_cells(
                            recipe,
                            entries,
                            recipe ~ "_cells",
                            policy("max_points"),
                        )
                    }}
                ) as points {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
