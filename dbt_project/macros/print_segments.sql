{# Prints the segments at the end of a build in which they were made. #}
{% macro print_segments(results) %}
    {% if not execute or flags.WHICH != "build" %} {{ return("") }} {% endif %}
    {% for result in results
        if result.node.name == "segment_profiles" and result.status == "success" %}
        {% set segments = run_query(
            "select algorithm, segment_name, customer_count, customer_share, spend_share from "
            ~ api.Relation.create(schema=result.node.schema, identifier=result.node.alias)
            ~ " order by algorithm, customer_count desc, segment_id"
        ) %}
        {% set line = "{:<11}{:<56}{:>10}{:>9}{:>13}" %}
        {% do log("", info=true) %}
        {% do log(
            line.format("algorithm", "segment", "customers", "share", "spend share"),
            info=true,
        ) %}
        {% for row in segments.rows %}
            {% do log(
                line.format(
                    row[0],
                    row[1] or "(no name)",
                    "{:,}".format(row[2] | int),
                    "{:.1f} %".format(100 * row[3]),
                    "{:.1f} %".format(100 * (row[4] or 0)),
                ),
                info=true,
            ) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
