with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    features as (select * from {{ ref("int_customer_features_as_of") }}),

    scalers as (select * from {{ ref("int_feature_scalers") }}),

    customer_points as (select * from {{ ref("int_customer_points") }}),

    {% for recipe in policy_var("recipes") -%}
        {{ recipe }}_scalers as ({{ pivoted_scalers("scalers", recipe) }}),

        {{ recipe }}_tuples as (
            select
                features.as_of_date,
                customer_points.tuple_id,
                min(customer_points.point_id) as point_id,
                {%- for entry in recipe_features(recipe) %}
                    avg({{ transformed_feature(entry) }}) as {{ entry.feature }}_mean,
                {%- endfor %}
                count(*) as customer_count
            from features
            inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
            inner join
                customer_points
                on features.customer_unique_id = customer_points.customer_unique_id
                and customer_points.recipe = '{{ recipe }}'
            group by features.as_of_date, customer_points.tuple_id
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            select
                '{{ recipe }}' as recipe,
                tuples.tuple_id,
                tuples.point_id,
                tuples.customer_count,
                {{ scaled_means(recipe, "tuples", "scalers") }}
            from {{ recipe }}_tuples as tuples
            inner join
                {{ recipe }}_scalers as scalers
                on tuples.as_of_date = scalers.as_of_date
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
