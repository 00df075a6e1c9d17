{# Drops the tables of incremental models that lack a column of theirs, because an earlier version of
   this project made them; they are then built anew. #}
{% macro drop_outdated_tables() %}
    {% if not execute or flags.WHICH not in ("build", "run") %}
        {{ return("") }}
    {% endif %}
    {% set outdated = [] %}
    {% for node in graph.nodes.values()
        if node.package_name == project_name
        and node.resource_type == "model"
        and node.config.materialized == "incremental" %}
        {% set relation = adapter.get_relation(
            database=node.database, schema=node.schema, identifier=node.alias
        ) %}
        {% if relation %}
            {% set found = (
                adapter.get_columns_in_relation(relation)
                | map(attribute="name")
                | list
            ) %}
            {% if node.columns.keys() | reject("in", found) | list %}
                {% do outdated.append(relation) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {% for relation in outdated %} {% do adapter.drop_relation(relation) %} {% endfor %}
    {% if outdated %} {% do adapter.commit() %} {% endif %}
{% endmacro %}
