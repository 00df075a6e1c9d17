{# Stops the build before it begins if a policy var is out of its range. #}
{% macro check_vars() %}
    {% set problems = [] %}

    {% for name, pattern, expected in (
        ("as_of_date", "^\d{4}-\d{2}-\d{2}$", "a date YYYY-MM-DD"),
        (
            "reporting_at",
            "^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$",
            "a moment YYYY-MM-DD HH:MM:SS or a date",
        ),
    ) %}
        {% set value = var(name) | string %}
        {% if var(name) and not modules.re.match(pattern, value) %}
            {% do problems.append(
                "var "
                ~ name
                ~ " is '"
                ~ value
                ~ "'; expected "
                ~ expected
                ~ ", or null."
            ) %}
        {% endif %}
    {% endfor %}

    {% set statuses = var("included_order_statuses") %}
    {% if statuses is string or statuses is not sequence or statuses | length == 0 %}
        {% do problems.append(
            "var included_order_statuses is '"
            ~ statuses
            ~ "'; expected a list of order statuses, such as [delivered]."
        ) %}
    {% endif %}

    {% if var("review_lookahead") is not boolean %}
        {% do problems.append(
            "var review_lookahead is '"
            ~ var("review_lookahead")
            ~ "'; expected true or false."
        ) %}
    {% endif %}

    {% for name, lowest in (("kmeans_cluster_count", 1), ("random_state", 0)) %}
        {% if var(name) is not integer or var(name) < lowest %}
            {% do problems.append(
                "var "
                ~ name
                ~ " is '"
                ~ var(name)
                ~ "'; expected a whole number, "
                ~ lowest
                ~ " or above."
            ) %}
        {% endif %}
    {% endfor %}

    {% for name in ("rfm_quantiles", "rfm_frequency_thresholds") %}
        {% set values = var(name) %}
        {% if (
            values is string
            or values is not sequence
            or values | length != 4
            or values | reject("number") | list
            or values | sort | list != values | list
        ) %}
            {% do problems.append(
                "var "
                ~ name
                ~ " is '"
                ~ values
                ~ "'; expected four numbers in rising order."
            ) %}
        {% elif name == "rfm_quantiles" and (values[0] <= 0 or values[3] >= 1) %}
            {% do problems.append(
                "var rfm_quantiles is '"
                ~ values
                ~ "'; expected quantiles between 0 and 1."
            ) %}
        {% endif %}
    {% endfor %}

    {% do recipe_features(var("recipe")) %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
{% endmacro %}
