{% set all_features = all_recipe_features() %}
{% set state_features = state_features() %}

with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_clustered),

    feature_means as (select * from {{ ref("int_feature_means") }}),

    state_dates as ({{ customer_states_by_as_of_date("is_clustered") }}),

    {% for recipe in policy_var("recipes") -%}
        {%- set entries = recipe_features(recipe) -%}
        -- states in the same cell on the same dates, counted before they meet the dates
        {{ recipe }}_states as (
            select
                first_as_of_date,
                next_as_of_date,
                {%- for entry in entries %}
                    {%- if state_features[entry.feature].ages %}
                        {{ state_features[entry.feature].state_value }},
                    {%- else %}
                        {%- set state_value = state_features[
                            entry.feature
                        ].state_value %}
                        {{ feature_cell(dict(entry, feature=state_value)) }}
                        as {{ entry.feature }}_cell,
                        sum(
                            {{ transformed_feature(dict(entry, feature=state_value)) }}
                        ) as {{ entry.feature }}_sum,
                    {%- endif %}
                {%- endfor %}
                count(*) as customer_count
            from state_dates
            group by
                first_as_of_date,
                next_as_of_date
                {%- for entry in entries %}
                    {%- if state_features[entry.feature].ages %}
                        , {{ state_features[entry.feature].state_value }}
                    {%- else %}
                        {%- set state_value = state_features[
                            entry.feature
                        ].state_value %},
                        {{ feature_cell(dict(entry, feature=state_value)) }}
                    {%- endif %}
                {%- endfor %}
        ),

        {{ recipe }}_dated as (
            select
                as_of_dates.as_of_date,
                states.customer_count,
                {%- for entry in entries %}
                    {%- if state_features[entry.feature].ages %}
                        {%- set days -%}
                            {{
                                dbt.datediff(
                                    "states." ~ state_features[entry.feature].state_value,
                                    "as_of_dates.as_of_date",
                                    "day",
                                )
                            }}
                        {%- endset %}
                        {{ feature_cell(dict(entry, feature=days)) }}
                        as {{ entry.feature }}_cell,
                        {{ transformed_feature(dict(entry, feature=days)) }}
                        * states.customer_count as {{ entry.feature }}_sum
                    {%- elif state_features[entry.feature].may_be_unknown %}
                        {%- set mean = (
                            "coalesce(feature_means."
                            ~ entry.feature
                            ~ "_mean, 0)"
                        ) %}
                        -- customers without a value have the mean of those who have one
                        coalesce(
                            states.{{ entry.feature }}_cell,
                            {{ feature_cell(dict(entry, feature=mean)) }}
                        ) as {{ entry.feature }}_cell,
                        coalesce(
                            states.{{ entry.feature }}_sum,
                            {{ transformed_feature(dict(entry, feature=mean)) }}
                            * states.customer_count
                        ) as {{ entry.feature }}_sum
                    {%- else %}
                        states.{{ entry.feature }}_cell, states.{{ entry.feature }}_sum
                    {%- endif %} {{- "," if not loop.last }}
                {%- endfor %}
            from as_of_dates
            inner join
                {{ recipe }}_states as states
                on states.first_as_of_date <= as_of_dates.as_of_date
                and as_of_dates.as_of_date < states.next_as_of_date
            inner join
                feature_means on as_of_dates.as_of_date = feature_means.as_of_date
            -- the other recipes are looked at as of the current date only
            {% if recipe != policy_var("recipe") -%}
                where as_of_dates.is_current
            {%- endif %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            {%- set used = recipe_features(recipe) | map(attribute="feature") | list %}
            select
                as_of_date,
                '{{ recipe }}' as recipe,
                {%- for feature in all_features %}
                    {% if feature in used -%}
                        {{ feature }}_cell, sum({{ feature }}_sum) as {{ feature }}_sum,
                    {%- else -%}
                        cast(null as decimal(18, 6)) as {{ feature }}_cell,
                        cast(null as decimal(38, 6)) as {{ feature }}_sum,
                    {%- endif %}
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
