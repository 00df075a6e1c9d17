with
    final as (
        {% for name, value in policy().items() -%}
            select
                '{{ name }}' as name,
                '{{ dbt.escape_single_quotes(tojson(value)) }}'
                as value {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
