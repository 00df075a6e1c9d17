-- Every status is one of var known_order_statuses. Another is a mistake in the file, whose orders
-- would silently not count; or a new one, which belongs in the var. An error rather than rows,
-- because dbt shows its text.
with
    -- where every status may occur, there is none that is unknown
    unknown_statuses as (
        select
            coalesce(order_status, '(empty)') as order_status,
            count(*) as order_count,
            min(order_id) as an_order_id
        from {{ ref("int_shop_orders") }}
        where
            {{ "true" if policy("known_order_statuses") else "false" }}
            -- who has none must say itself whether it counts
            and (order_status is not null or is_included is null)
            and coalesce(order_status, '(empty)') not in (
                {%- for status in policy("known_order_statuses") or [""] -%}
                    '{{ dbt.escape_single_quotes(status) }}' {{- ", " if not loop.last }}
                {%- endfor -%}
            )
        group by 1
    ),

    problems as (
        select
            string_agg(
                order_status || ' (' || order_count || ' orders, such as ' || an_order_id || ')',
                ', '
                order by order_status
            ) as problem
        from unknown_statuses
    )

select problem
from problems
where
    problem is not null
    and error(
        'Orders have statuses that are not in known_order_statuses of the shop {{ shop().name }}: '
        || problem
        || '. Correct the file of orders; or add them in dbt_project.yml, var shops, and to '
        || 'included_order_statuses as well if these orders count.'
    )
    is not null
