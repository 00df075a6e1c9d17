{# The numeric features of every customer as of given dates, read from the customer states: one row
   per as-of date and customer, with the features of numeric_features(), null where unknown; and
   beside those that may be unknown <feature>_imputed, where a customer without a value has the
   mean of those who have one (0 if nobody has), as the models see it; and changed_date, the day on
   which the last thing became known of the customer. To be used as a relation in brackets; nothing
   of it is stored.

   as_of_dates  a relation or CTE with one row per as_of_date (the whole of that day counts) and the
                means of int_feature_means. Its columns are there too, so that what belongs to a
                date can be joined to the few dates instead of the many customers. #}
{% macro customer_features_as_of(as_of_dates) -%}
    select
        as_of_dates.*,
        {%- for feature, rule in numeric_features().items() %}
            {% if rule.ages -%}
                cast(
                    {{ dbt.datediff(rule.state_value, "as_of_dates.as_of_date", "day") }} as integer
                )
            {%- else -%} {{ rule.state_value }}
            {%- endif %} as {{ feature }},
            {%- if rule.may_be_unknown %}
                coalesce(
                    {{ rule.state_value }}, as_of_dates.{{ feature }}_mean, 0
                ) as {{ feature }}_imputed,
            {%- endif %}
        {%- endfor %}
        states.valid_from as changed_date,
        states.customer_key
    from {{ as_of_dates }} as as_of_dates
    inner join
        {{ ref("int_customer_states") }} as states
        on states.valid_from <= as_of_dates.as_of_date
        and as_of_dates.as_of_date < states.valid_to
{%- endmacro %}
