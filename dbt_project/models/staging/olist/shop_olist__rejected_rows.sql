{{ config(enabled=reads("olist")) }}
{# What of the files is no row of an input of the contract, and cannot be used: lines that are no rows, and
   rows of the files that are looked up. #}
{% set looked_up = {"order_customers": ("stg_olist__customers", ["order_customer_id"])} %}
{% if reads("olist", "products") %}
    {% do looked_up.update(
        {
            "category_translations": (
                "stg_olist__product_category_translations",
                ["product_category_name"],
            )
        }
    ) %}
{% endif %}

with
    files as (select * from {{ ref("stg_olist__files") }}),

    merged as (
        {% for source_name, (model, _) in olist_source_columns().items() -%}
            select '{{ source_name }}' as source_name, fault.value, fault.reason
            from {{ ref(model) }}
            where fault.column_name = '' {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    parsed as (
        {% for source_name, (model, _) in olist_source_columns().items() -%}
            select '{{ source_name }}' as source_name, count(*) as parsed_count
            from {{ ref(model) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    {% for input, (model, key) in looked_up.items() -%}
        {{ input }} as (select * exclude (fault) from {{ ref(model) }} where fault is null),

        repeated_{{ input }} as ({{ repeated_rows(input, key) }}),

    {% endfor -%}
    entries as (
        select *, false as is_child, false as is_whole_key, false as keeps_one
        from ({{ rejected_lines("files", "merged", "parsed") }}) as lines
        {% for input, (model, key) in looked_up.items() -%}
            union all
            select
                '{{ input }}' as input,
                {{ text_list(key) }} as row_key,
                cast(null as ubigint) as row_hash,
                null as line_number,
                fault.column_name,
                fault.value,
                fault.reason,
                true as is_row,
                false as is_child,
                false as is_whole_key,
                false as keeps_one
            from {{ ref(model) }}
            where fault is not null
            union all
            select
                '{{ input }}' as input,
                row_key,
                row_hash,
                null as line_number,
                column_name,
                value,
                reason,
                true as is_row,
                false as is_child,
                true as is_whole_key,
                keeps_one
            from repeated_{{ input }}
        {% endfor %}
    )

select *
from entries
