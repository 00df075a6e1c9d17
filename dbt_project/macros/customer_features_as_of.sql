{# The numeric features of every customer as of given dates, read from the customer states: one row
   per as-of date and customer, with the features of numeric_features(), null where unknown. To be
   used as a relation in brackets; nothing of it is stored.

   as_of_dates  a relation or CTE with one row per as_of_date; the whole of that day counts. Its
                other columns are there too, so that what belongs to a date can be joined to the few
                dates instead of the many customers.
   imputed      whether a customer without a value takes the mean of those who have one as of that
                date (0 if nobody has), as the models see it. #}
{% macro customer_features_as_of(as_of_dates, imputed=false) -%}
    {%- set mean_item_price -%}
        cast(states.spend_amount as double) / nullif(states.item_count, 0)
    {%- endset -%}
    {%- set mean_review_score -%}
        cast(states.review_score_sum as double) / nullif(states.review_count, 0)
    {%- endset -%}
    select
        as_of_dates.*,
        states.customer_key,
        cast(
            {{
                dbt.datediff(
                    "states.last_purchase_date", "as_of_dates.as_of_date", "day"
                )
            }} as integer
        ) as recency_days,
        cast(
            {{
                dbt.datediff(
                    "states.first_purchase_date", "as_of_dates.as_of_date", "day"
                )
            }} as integer
        ) as tenure_days,
        states.order_count,
        states.item_count,
        states.spend_amount,
        {% if imputed -%}
            coalesce(
                {{ mean_item_price }}, feature_means.mean_item_price_mean, 0
            ) as mean_item_price,
            coalesce(
                {{ mean_review_score }}, feature_means.mean_review_score_mean, 0
            ) as mean_review_score
        {%- else -%}
            {{ mean_item_price }} as mean_item_price,
            {{ mean_review_score }} as mean_review_score
        {%- endif %}
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
