with
    -- with the values that customers without one are given
    as_of_dates as (
        select
            dates.as_of_date,
            dates.is_current,
            {{
                pivoted(
                    "unknown.feature", numeric_features(), {"{}_mean": "unknown.imputed_value"}
                )
            }}
        from {{ ref("int_as_of_dates") }} as dates
        -- left join: everybody may have a value
        left join
            {{ ref("int_feature_histograms") }} as unknown
            on dates.as_of_date = unknown.as_of_date
            and unknown.feature_value is null
        where dates.is_clustered
        group by 1, 2
    ),

    state_dates as ({{ customer_states_by_as_of_date("is_clustered") }}),

    {% for recipe in policy("recipes") -%}
        {%- set entries = recipe_features(recipe) -%}
        -- states in the same cell on the same dates, counted before they meet the dates
        {{ recipe }}_states as (
            select
                first_as_of_date,
                next_as_of_date,
                {%- for entry in entries %}
                    {%- set value = numeric_features()[entry.feature].state_value %}
                    {% if entry.ages -%} {{ value }}
                    {%- else -%} {{ transformed_feature(dict(entry, column=value), result="cell") }}
                    {%- endif %} as {{ entry.feature }}_cell,
                {%- endfor %}
                {%- for entry in entries if not entry.ages %}
                    {%- set value = numeric_features()[entry.feature].state_value %}
                    sum(
                        {{ transformed_feature(dict(entry, column=value)) }}
                    ) as {{ entry.feature }}_sum,
                {%- endfor %}
                count(*) as customer_count
            from state_dates
            group by {{ range(1, 3 + entries | length) | join(", ") }}
        ),

        -- what a state does not tell: the days of what ages, and for those without a value the mean
        -- of those who have one
        {{ recipe }}_dated as (
            select
                as_of_dates.as_of_date,
                states.customer_count,
                {%- for entry in entries %}
                    {%- set feature = entry.feature %}
                    {%- set days = dbt.datediff(
                        "states." ~ feature ~ "_cell",
                        "as_of_dates.as_of_date",
                        "day",
                    ) %}
                    {%- set mean = "coalesce(as_of_dates." ~ feature ~ "_mean, 0)" %}
                    {%- set told = dict(entry, column=days if entry.ages else mean) %}
                    {%- set cell = transformed_feature(told, result="cell") %}
                    {%- set total = transformed_feature(told) ~ " * states.customer_count" %}
                    {%- if entry.ages %}
                        {{ cell }} as {{ feature }}_cell, {{ total }} as {{ feature }}_sum
                    {%- elif entry.column != feature %}
                        coalesce(states.{{ feature }}_cell, {{ cell }}) as {{ feature }}_cell,
                        coalesce(states.{{ feature }}_sum, {{ total }}) as {{ feature }}_sum
                    {%- else %} states.{{ feature }}_cell, states.{{ feature }}_sum
                    {%- endif %} {{- "," if not loop.last }}
                {%- endfor %}
            from as_of_dates
            inner join
                {{ recipe }}_states as states
                on states.first_as_of_date <= as_of_dates.as_of_date
                and as_of_dates.as_of_date < states.next_as_of_date
            -- the other recipes are looked at as of the current date only
            {% if recipe != policy("recipe") -%} where as_of_dates.is_current {%- endif %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy("recipes") -%}
            {%- set used = recipe_features(recipe) | map(attribute="feature") | list %}
            select
                as_of_date,
                '{{ recipe }}' as recipe,
                {%- for feature in numeric_features() %}
                    {%- set is_used = feature in used %}
                    {{ feature ~ "_cell" if is_used else exact_decimal("null") }}
                    as {{ feature }}_cell,
                    {{
                        (
                            "sum(" ~ feature ~ "_sum)"
                            if is_used
                            else "cast(null as decimal(38, 6))"
                        )
                    }} as {{ feature }}_sum,
                {%- endfor %}
                cast(sum(customer_count) as bigint) as customer_count
            from {{ recipe }}_dated
            group by
                as_of_date
                {%- for feature in used %}, {{ feature }}_cell {%- endfor %}
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
