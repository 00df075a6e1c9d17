{# The numeric features of every customer as of given dates, read from the customer states: one row
   per as-of date and customer, with the features of numeric_features(), null where unknown. To be
   used as a relation in brackets; nothing of it is stored.

   as_of_dates  a relation or CTE with one row per as_of_date; the whole of that day counts. Its
                other columns are there too, so that what belongs to a date can be joined to the few
                dates instead of the many customers.
   imputed      whether a customer without a value takes the mean of those who have one as of that
                date (0 if nobody has), as the models see it. #}
{% macro customer_features_as_of(as_of_dates, imputed=false) -%}
    select
        as_of_dates.*,
        states.customer_key,
        {%- for feature, rule in state_features().items() %}
            {% if rule.ages -%}
                cast(
                    {{
                        dbt.datediff(
                            rule.state_value, "as_of_dates.as_of_date", "day"
                        )
                    }} as integer
                )
            {%- elif rule.may_be_unknown and imputed -%}
                coalesce({{ rule.state_value }}, feature_means.{{ feature }}_mean, 0)
            {%- else -%} {{ rule.state_value }}
            {%- endif %} as {{ feature }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ as_of_dates }} as as_of_dates
    inner join
        {{ ref("int_customer_states") }} as states
        on states.valid_from <= as_of_dates.as_of_date
        and as_of_dates.as_of_date < states.valid_to
    {%- if imputed %}
        inner join
            {{ ref("int_feature_means") }} as feature_means
            on as_of_dates.as_of_date = feature_means.as_of_date
    {%- endif %}
{%- endmacro %}
