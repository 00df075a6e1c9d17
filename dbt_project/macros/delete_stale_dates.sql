{# Pre-hook of an incremental model with the columns as_of_date and input_hash: deletes the dates
   that are no longer wanted, or whose orders or policy have changed since. With missing_dates() it
   makes any sequence of runs equal a full refresh.

   wanted   a boolean column of int_as_of_dates; all its dates if there is none. #}
{% macro delete_stale_dates(wanted="true") -%}
    {% if is_incremental() -%}
        delete from {{ this }}
        where
            (as_of_date, input_hash) not in (
                select as_of_date, input_hash
                from {{ ref("int_as_of_dates") }}
                where {{ wanted }}
            )
    {%- endif %}
{%- endmacro %}
