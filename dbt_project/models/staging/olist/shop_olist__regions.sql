{{ config(enabled=reads("olist", "regions"), materialized="view") }}

with
    states as (select * from {{ ref("brazilian_states") }}),

    final as (select state as region, state_name as region_name, region as area from states)

select *
from final
