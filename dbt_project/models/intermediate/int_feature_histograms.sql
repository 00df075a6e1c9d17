{# What ages is counted by its date, and becomes days where an as-of date is known. #}
{% set state_features = state_features() %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    state_dates as ({{ customer_states_by_as_of_date() }}),

    {% for feature in numeric_features() -%}
        {{ feature }}_counted as (
            select
                first_as_of_date,
                next_as_of_date,
                {{ state_features[feature].state_value }} as state_value,
                count(*) as customer_count
            from state_dates
            group by
                first_as_of_date,
                next_as_of_date,
                {{ state_features[feature].state_value }}
        ),
    {% endfor %}

    final as (
        {% for feature in numeric_features() -%}
            {%- set feature_value -%}
                {%- if state_features[feature].ages -%}
                    cast(
                        {{
                            dbt.datediff(
                                "counted.state_value", "as_of_dates.as_of_date", "day"
                            )
                        }} as double
                    )
                {%- else -%} cast(counted.state_value as double)
                {%- endif -%}
            {%- endset %}
            select
                as_of_dates.as_of_date,
                '{{ feature }}' as feature,
                {{ feature_value }} as feature_value,
                cast(sum(counted.customer_count) as bigint) as customer_count
            from as_of_dates
            inner join
                {{ feature }}_counted as counted
                on counted.first_as_of_date <= as_of_dates.as_of_date
                and as_of_dates.as_of_date < counted.next_as_of_date
            group by
                as_of_dates.as_of_date,
                {{ feature_value }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
