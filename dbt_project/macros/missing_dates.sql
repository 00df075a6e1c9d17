{# The rows of int_as_of_dates that an incremental model still has to build: in a full refresh all
   that are wanted. See delete_stale_dates(). #}
{% macro missing_dates(wanted="true") -%}
    select *
    from {{ ref("int_as_of_dates") }}
    where
        {{ wanted }}
        {%- if is_incremental() %}
            and as_of_date not in (select as_of_date from {{ this }})
        {%- endif %}
{%- endmacro %}
