{# Prints, at the end of a build without error, the segments and what needs attention, where they were
   made: the alerts, in their own words, and of other tests that warn what they look at. #}
{% macro print_summary(results) %}
    {% if not execute or flags.WHICH != "build" %} {{ return("") }} {% endif %}
    {% if results | selectattr("status", "in", ["error", "fail"]) | list %}
        {{ return("") }}
    {% endif %}
    {% set built = {} %}
    {% for result in results if result.status == "success" %}
        {% do built.update({result.node.name: result.node.schema ~ "." ~ result.node.alias}) %}
    {% endfor %}

    {% if "segment_profiles" in built %}
        {% set segments = run_query(
            "select algorithm, segment_name, customer_count, customer_share, spend_share from "
            ~ built["segment_profiles"]
            ~ " order by algorithm, customer_count desc, segment_id"
        ) %}
        {% set line = "{:<11}{:<56}{:>10}{:>9}{:>13}" %}
        {% do print("") %}
        {% do print(line.format("algorithm", "segment", "customers", "share", "spend share")) %}
        {% for row in segments.rows %}
            {% do print(
                line.format(
                    row[0],
                    row[1] or "(no name)",
                    "{:,}".format(row[2] | int),
                    "{:.1f} %".format(100 * row[3]),
                    "{:.1f} %".format(100 * (row[4] or 0)),
                )
            ) %}
        {% endfor %}
    {% endif %}

    {% if "shop_coverage" in built %}
        {% set inside, outside = [], [] %}
        {% for row in run_query(
            "select is_in_segments, coverage_reason, order_or_return_count, revenue_amount from "
            ~ built["shop_coverage"]
            ~ " order by abs(revenue_amount) desc, coverage_reason"
        ).rows %}
            {% do (inside if row[0] else outside).append(
                "{} {:,} ({:,.0f})".format(row[1], row[2] | int, row[3] | float)
            ) %}
        {% endfor %}
        {% do print("") %}
        {% do print(
            "Orders and their revenue in the segments: " ~ inside
            | join(", ")
            ~ ("; outside: " ~ outside | join(", ") if outside else "")
            ~ "."
        ) %}
    {% endif %}

    {% if "retraining_recommendation" in built %}
        {% set weeks = run_query(
            "select max(first_training_weeks) from " ~ built["retraining_recommendation"]
        ).rows[0][0] %}
        {% if weeks is not none and weeks < policy("first_training_weeks") %}
            {% do print(
                "The history is short: models begin after {} weeks of it, not {} (var "
                "first_training_weeks).".format(weeks, policy("first_training_weeks"))
            ) %}
        {% endif %}
    {% endif %}

    {% if "segmentation_alerts" in built %}
        {% set attention = [] %}
        {% if "input_rows" in built and "rejected_rows" in built %}
            {% set rejected = run_query(
                "select input, read_count, rejected_count, rejected_child_count, other_line_count, "
                "coalesce(' Most often: ' || (select mode(coalesce(faulty_column || ': ', '') || "
                "rejection_reason) from "
                ~ built["rejected_rows"]
                ~ " as rejected where rejected.input = counted.input and not is_child) || '.', '') from "
                ~ built["input_rows"]
                ~ " as counted where rejected_count + rejected_child_count + other_line_count > 0 order by input"
            ) %}
            {% for row in rejected.rows %}
                {% do attention.append(
                    "{}: of {:,} rows {:,} are rejected, {:,} more because rows that they name are, "
                    "and {:,} other lines; see marts.rejected_rows.{}".format(*row)
                ) %}
            {% endfor %}
        {% endif %}
        {% set alerts = run_query(
            "select coalesce(algorithm || ': ', '') || message from "
            ~ built["segmentation_alerts"]
            ~ " order by algorithm, monitor, subject"
        ) %}
        {% for row in alerts.rows %} {% do attention.append(row[0]) %} {% endfor %}
        {% for result in results
            if result.status == "warn" and "monitor" not in result.node.tags %}
            {# not there where dbt read only a part of the project anew #}
            {% set comment = modules.re.findall("(?m)^-- (.*)$", result.node.raw_code or "") %}
            {% do attention.append(
                "{} ({} rows of test {})".format(
                    result.node.description or comment | join(" ") or result.message,
                    result.failures,
                    result.node.name,
                )
            ) %}
        {% endfor %}
        {% do print("") %}
        {% do print("What needs attention:" if attention else "Nothing needs attention.") %}
        {% for text in attention %} {% do print("- " ~ text) %} {% endfor %}
    {% endif %}
{% endmacro %}
