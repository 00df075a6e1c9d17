with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    state_dates as ({{ customer_states_by_as_of_date() }}),

    histograms as (
        {% for feature in numeric_features() -%}
            {%- set rule = numeric_features()[feature] %}
            -- what ages is counted by its date, and becomes days at each as-of date
            select
                as_of_dates.as_of_date,
                '{{ feature }}' as feature,
                cast(
                    {% if rule.ages -%}
                        {{ dbt.datediff("counted.state_value", "as_of_dates.as_of_date", "day") }}
                    {%- else -%}counted.state_value
                    {%- endif %} as double
                ) as feature_value,
                cast(sum(counted.customer_count) as bigint) as customer_count
            from as_of_dates
            inner join
                (
                    select
                        first_as_of_date,
                        next_as_of_date,
                        {{ rule.state_value }} as state_value,
                        count(*) as customer_count
                    from state_dates
                    group by 1, 2, 3
                ) as counted
                on counted.first_as_of_date <= as_of_dates.as_of_date
                and as_of_dates.as_of_date < counted.next_as_of_date
            group by 1, 2, 3 {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    means as (
        select as_of_date, feature, {{ moments(exact_decimal("feature_value")) }}
        from histograms
        group by 1, 2
    ),

    final as (
        select
            histograms.as_of_date,
            histograms.feature,
            histograms.feature_value,
            -- a customer without a value has the mean of those who have one
            coalesce(histograms.feature_value, means.mean_value, 0) as imputed_value,
            histograms.customer_count
        from histograms
        inner join means using (as_of_date, feature)
    )

select *
from final
