{# What var shops says of the chosen shop, for whoever shows its tables. #}
{% set shop = shop() %}

with
    final as (
        select
            '{{ dbt.escape_single_quotes(shop.name) }}' as shop,
            '{{ shop.adapter }}' as adapter,
            '{{ shop.inputs | sort | join(", ") }}' as inputs,
            {{ "'" ~ shop.currency ~ "'" if shop.currency else "cast(null as varchar)" }}
            as currency,
            '{{ shop.locale }}' as locale,
            {{ shop.review_scale[0] }} as lowest_review_score,
            {{ shop.review_scale[1] }} as highest_review_score,
            '{{ policy("recipe") }}' as recipe
    )

select *
from final
