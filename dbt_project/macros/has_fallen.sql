{# Whether a frozen model is stale at a comparison: its agreement with a refit is below var
   stability_threshold, and so is the next one, if there is one. One dip between two comparisons above
   the threshold is no fall. An expression over rows of int_stability_agreements.

   keys  list of the columns that say which comparisons are those of one model. #}
{% macro has_fallen(keys) -%}
    {%- set threshold = policy("stability_threshold") -%}
    ari < {{ threshold }}
    and coalesce(
        lead(ari) over (partition by {{ keys | join(", ") }} order by weeks_since_fit)
        < {{ threshold }},
        true
    )
{%- endmacro %}
