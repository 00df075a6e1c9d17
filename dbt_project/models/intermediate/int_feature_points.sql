{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{{ delete_stale_dates('is_clustered') }}",
    )
}}
{% set recipe = policy_var("recipe") %}
{% set entries = recipe_features(recipe) %}

with
    as_of_dates as ({{ missing_dates("is_clustered") }}),

    features as (
        select features.*
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    scalers as ({{ pivoted_scalers(ref("int_feature_scalers"), recipe) }}),

    points as (
        select
            as_of_date,
            max(input_hash) as input_hash,
            {%- for entry in entries %}
                {{ feature_cell(entry) }} as {{ entry.feature }}_cell,
                avg({{ transformed_feature(entry) }}) as {{ entry.feature }}_mean,
            {%- endfor %}
            count(*) as customer_count
        from features
        group by
            as_of_date
            {%- for entry in entries %}, {{ feature_cell(entry) }} {%- endfor %}
    ),

    final as (
        select
            points.as_of_date,
            '{{ recipe }}' as recipe,
            row_number() over (
                partition by points.as_of_date
                order by
                    {%- for entry in entries %}
                        points.{{ entry.feature }}_cell{{ "," if not loop.last }}
                    {%- endfor %}
            ) as point_id,
            points.customer_count,
            {{ scaled_means(recipe, "points", "scalers") }},
            points.input_hash
        from points
        inner join scalers on points.as_of_date = scalers.as_of_date
    )

select *
from final
