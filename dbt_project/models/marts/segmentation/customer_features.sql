with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_current),

    final as (
        select *
        from
            (
                {{ customer_features_as_of("as_of_dates", with_attributes=true) }}
            ) as features
    )

select *
from final
