{{ config(enabled=reads("olist")) }}
-- Of each source that source_profile knows, it has the columns that the source declares, with their
-- types and in their order.
with
    declared as (
        {% for source in graph.sources.values() if source.source_name == "olist" -%}
            {% set outer = loop %}
            {% for column in source.columns.values() -%}
                select
                    '{{ source.name }}' as source,
                    '{{ column.name }}' as column_name,
                    {{ loop.index }} as column_position,
                    '{{ column.data_type }}' as data_type
                    {{ "union all" if not (outer.last and loop.last) }}
            {% endfor %}
        {% endfor %}
    ),

    profiled as (
        select source, column_name, column_position, data_type from {{ ref("source_profile") }}
    ),

    missing as (
        select *
        from declared
        where source in (select source from profiled)
        except
        select *
        from profiled
    ),

    surplus as (
        select *
        from profiled
        except
        select *
        from declared
    )

select 'is not profiled' as fault, *
from missing
union all
select 'is not declared' as fault, *
from surplus
