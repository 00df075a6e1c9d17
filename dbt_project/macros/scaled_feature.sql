{# A transformed feature in scaled space, as the scaler of a date has it: (value - center) / scale, after
   winsorised took what is beyond its two quantiles for them, or rank took the value for the share of
   customers below it, with half of those at it, to a percent.

   entry    a recipe entry.
   value    expression: its transformed feature, a double.
   scalers  a relation with columns of int_feature_scalers; none where they are in scope by name. #}
{% macro scaled_feature(entry, value, scalers=none) -%}
    {%- set scaler = (scalers ~ "." if scalers else "") ~ entry.feature -%}
    {%- set quantiles = scaler ~ "_quantiles" -%}
    {%- if entry.scaling == "winsorised" -%}
        {%- set value = "least(greatest({0}, {1}[1]), {1}[2])".format(value, quantiles) -%}
    {%- elif entry.scaling == "rank" -%}
        {%- set counts = [] -%}
        {%- for comparison in ("<", "<=") -%}
            {%- do counts.append(
                "len([each for each in {} if each {} {}])".format(
                    quantiles, comparison, exact_decimal(value)
                )
            ) -%}
        {%- endfor -%}
        {%- set value = "(" ~ counts | join(" + ") ~ ") / 200" -%}
    {%- endif -%}
    ({{ value }} - {{ scaler }}_center) / {{ scaler }}_scale
{%- endmacro %}
