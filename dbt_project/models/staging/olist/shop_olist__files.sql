{{ config(enabled=reads("olist")) }}

with
    files as (select * from {{ ref("stg_olist__files") }}),

    -- what the input contract does not see
    looked_up as (
        select 'order_customers' as input, count(*) as sound_count
        from {{ ref("stg_olist__customers") }}
        where fault is null
        {% if reads("olist", "products") -%}
            union all
            select 'category_translations' as input, count(*) as sound_count
            from {{ ref("stg_olist__product_category_translations") }}
            where fault is null
        {%- endif %}
    ),

    repeated as (
        select input, count(*) as repeated_count
        from {{ ref("shop_olist__rejected_rows") }}
        where is_whole_key
        group by input
    ),

    final as (
        select
            files.input,
            files.file,
            files.read_count,
            looked_up.sound_count - coalesce(repeated.repeated_count, 0) as accepted_count
        from files
        -- left joins: of most files the contract counts what it accepts
        left join looked_up using (input)
        left join repeated using (input)
    )

select *
from final
