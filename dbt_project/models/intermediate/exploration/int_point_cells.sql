{% set recipe = policy("recipe") %}
{% set cells_per_axis = 60 %}
{% set entries = recipe_features(recipe) %}
{% set axes = ("x", "y") %}

with
    as_of_dates as (select as_of_date from {{ ref("int_feature_means") }} where is_current),

    points as (
        select points.*
        from {{ ref("int_feature_points") }} as points
        inner join as_of_dates using (as_of_date)
        where points.recipe = '{{ recipe }}'
    ),

    components as (
        select
            {%- for axis in axes %}
                {%- for entry in entries %}
                    {%- set is_it = "axis= '{}' and feature = '{}'".format(axis, entry.feature) %}
                    max(case when {{ is_it }} then loading end) as {{ axis }}_{{ entry.feature }},
                {%- endfor %}
            {%- endfor %}
            {{
                pivoted(
                    "feature",
                    entries | map(attribute="feature"),
                    {"{}_centre": "feature_mean"},
                )
            }}
        from {{ ref("ml_principal_components") }}
    ),

    projected as (
        select
            points.point_id,
            {%- for axis in axes %}
                {%- for entry in entries %}
                    {{ "+ " if not loop.first -}}
                    (points.{{ entry.feature }} - components.{{ entry.feature }}_centre)
                    * components.{{ axis }}_{{ entry.feature }}
                {%- endfor %} as {{ axis }}{{ "," if not loop.last }}
            {%- endfor %}
        from points
        cross join components
    ),

    grids as (
        select
            {%- for axis in axes %}
                min({{ axis }}) as {{ axis }}_start,
                (max({{ axis }}) - min({{ axis }})) / {{ cells_per_axis }} as {{ axis }}_cell_width
                {{- "," if not loop.last }}
            {%- endfor %}
        from projected
    ),

    final as (
        select
            projected.point_id,
            {%- for axis in axes %}
                -- the greatest value is in the last cell
                case
                    when grids.{{ axis }}_cell_width > 0
                    then
                        grids.{{ axis }}_start
                        + grids.{{ axis }}_cell_width
                        * (
                            least(
                                floor(
                                    (projected.{{ axis }} - grids.{{ axis }}_start)
                                    / grids.{{ axis }}_cell_width
                                ),
                                {{ cells_per_axis - 1 }}
                            )
                            + 0.5
                        )
                    else grids.{{ axis }}_start
                end as {{ axis }},
                grids.{{ axis }}_cell_width{{ "," if not loop.last }}
            {%- endfor %}
        from projected
        cross join grids
    )

select *
from final
