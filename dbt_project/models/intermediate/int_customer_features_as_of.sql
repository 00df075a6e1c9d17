{% set features = numeric_features() %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    features as (
        select * from ({{ customer_features_as_of("as_of_dates") }}) as features_as_of
    ),

    -- a customer without a value takes the mean of those who have one as of that date
    final as (
        select
            as_of_date,
            customer_unique_id,
            {%- for feature in features %}
                coalesce(
                    cast({{ feature }} as double),
                    avg({{ exact_decimal(feature) }}) over (partition by as_of_date),
                    0
                ) as {{ feature }}{{ "," if not loop.last }}
            {%- endfor %}
        from features
    )

select *
from final
