{{ config(enabled=reads("olist", "sellers"), materialized="view") }}

with
    sellers as (select * from {{ ref("stg_olist__sellers") }}),

    final as (
        select
            seller_id,
            seller_zip_code_prefix as zip_code,
            seller_city as city,
            seller_state as region,
            fault
        from sellers
    )

select *
from final
