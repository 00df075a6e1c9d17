with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (
        select features.*
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    -- numbered as the points are: in the order of the cells, and of the values
    -- themselves
    numbered as (
        {% for recipe in policy_var("recipes") -%}
            {%- set entries = recipe_features(recipe) %}
            select
                '{{ recipe }}' as recipe,
                customer_unique_id,
                dense_rank() over (
                    order by
                        {%- for entry in entries %}
                            {{ feature_cell(entry) }}{{ "," if not loop.last }}
                        {%- endfor %}
                ) as point_id,
                dense_rank() over (
                    order by
                        {%- for entry in entries %}
                            {{ transformed_feature(entry) }}{{ "," if not loop.last }}
                        {%- endfor %}
                ) as value_id
            from features {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            recipe,
            customer_unique_id,
            point_id,
            -- where there are too many different tuples of values, points stand in
            -- for them
            case
                when
                    max(value_id) over (partition by recipe)
                    <= {{ policy_var("ward_max_points") }}
                then value_id
                else point_id
            end as tuple_id
        from numbered
    )

select *
from final
