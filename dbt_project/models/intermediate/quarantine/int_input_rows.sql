{# Of each input how many rows were read, and what became of them. #}
{# regions are of the project, and an unclear suppression stops the build #}
{% set inputs = shop().inputs | reject("in", ("regions", "suppressions")) | list %}

with
    accepted as (
        {% for input in inputs -%}
            select '{{ input }}' as input, count(*) as accepted_count
            from {{ ref("int_shop_" ~ input) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- where no file is counted
    given as (
        {% for input in inputs -%}
            select '{{ input }}' as input, count(*) as given_count
            from
                {{ ref("shop_" ~ shop().adapter ~ "__" ~ input) }}
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    rejected as (
        select
            input,
            count(*) filter (where is_row and not is_child) as rejected_count,
            count(*) filter (where is_row and is_child) as child_count,
            count(*) filter (where not is_row) as other_line_count
        from {{ ref("int_rejected_rows") }}
        group by input
    ),

    {% if shop().reads_files -%}
        files as (select * from {{ ref("shop_" ~ shop().adapter ~ "__files") }}),
    {%- else -%}
        files as (
            select
                cast(null as varchar) as input,
                cast(null as varchar) as file,
                cast(null as bigint) as read_count,
                cast(null as bigint) as accepted_count
            where false
        ),
    {%- endif %}

    counted as (
        select
            input,
            files.file,
            coalesce(accepted.accepted_count, files.accepted_count) as accepted_count,
            coalesce(rejected.rejected_count, 0) as rejected_count,
            coalesce(rejected.child_count, 0) as child_count,
            coalesce(rejected.other_line_count, 0) as other_line_count,
            coalesce(files.read_count, given.given_count) as read_count
        from accepted
        -- full and left joins: some files are no input, some inputs no file; of most nothing is
        -- rejected
        full join files using (input)
        left join given using (input)
        left join rejected using (input)
    ),

    final as (
        select
            input,
            file,
            read_count,
            accepted_count,
            rejected_count,
            child_count,
            other_line_count,
            coalesce(rejected_count / nullif(read_count, 0), 0) as rejected_share
        from counted
    )

select *
from final
