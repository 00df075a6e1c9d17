{# What is wrong with a policy var, as a sentence with its value and what was expected; "" if
   nothing is. #}
{% macro var_problem(name) %}
    {% set value = var(name) %}
    {% set kind = policy_vars()[name] %}
    {% set expected = {
        "date": "a date YYYY-MM-DD, or null",
        "moment": "a moment YYYY-MM-DD HH:MM:SS or a date, or null",
        "names": "a list of names in lower case, such as [delivered]",
        "statuses": "a list of statuses that are in var known_order_statuses",
        "boolean": "true or false",
        "quantiles": "four rising numbers between 0 and 1",
        "rising": "four rising numbers",
        "name": "the name of one of the recipes",
        "mapping": "a mapping of names to lists of features",
        "count": "a whole number, 1 or above",
        "optional count": "a whole number, 1 or above, or null",
        "distance": "a number above 0",
        "optional distance": "a number above 0, or null",
        "share": "a number from 0 to 1",
        "step": "week, month or quarter",
        "counts": "a list of whole numbers, 1 or above",
        "distances": "a list of numbers above 0",
        "seed": "a whole number, 0 or above",
    }[kind] %}

    {% set is_list = (
        value is sequence and value is not string and value is not mapping
    ) %}
    {% if kind in ("date", "moment") %}
        {% set right = value is none or is_date(value | string, kind == "moment") %}
    {% elif kind == "names" %}
        {% set right = (
            is_list
            and value
            and not (value | reject("string") | list)
            and value | map("trim") | map("lower") | list == value | list
        ) %}
    {% elif kind == "statuses" %}
        {% set known = var("known_order_statuses") %}
        {% set right = (
            is_list
            and value
            and not (
                value
                | reject("in", known if known is sequence else [])
                | list
            )
        ) %}
    {% elif kind == "boolean" %} {% set right = value is boolean %}
    {% elif kind in ("quantiles", "rising") %}
        {% set right = (
            is_list
            and value | length == 4
            and not (value | reject("number") | list)
            and value | sort | list == value | list
            and (kind == "rising" or (value[0] > 0 and value[3] < 1))
        ) %}
    {% elif kind in ("distance", "optional distance") %}
        {% set right = (value is none and kind == "optional distance") or (
            value is number and value is not boolean and 0 < value < 1e300
        ) %}
    {% elif kind == "share" %}
        {% set right = value is number and value is not boolean and 0 <= value <= 1 %}
    {% elif kind == "step" %} {% set right = value in ("week", "month", "quarter") %}
    {% elif kind in ("counts", "distances") %}
        {% set right = (
            is_list
            and value
            and not (value | reject("number") | list)
            and value | min > 0
            and (
                kind == "distances" or not (value | reject("integer") | list)
            )
        ) %}
    {% elif kind == "name" %} {% set right = value is string %}
    {% elif kind == "mapping" %} {% set right = value is mapping and value %}
    {% else %}
        {% set lowest = 0 if kind == "seed" else 1 %}
        {% set right = (value is none and kind == "optional count") or (
            value is integer and value is not boolean and value >= lowest
        ) %}
    {% endif %}
    {{
        return(
            ""
            if right
            else "var " ~ name ~ " is '" ~ value ~ "'; expected " ~ expected ~ "."
        )
    }}
{% endmacro %}
