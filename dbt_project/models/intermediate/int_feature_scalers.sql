with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_clustered),

    feature_means as (select * from {{ ref("int_feature_means") }}),

    histograms as (
        select
            histograms.as_of_date,
            as_of_dates.is_current,
            histograms.feature,
            histograms.customer_count,
            -- a customer without a value has the mean of those who have one
            case
                {%- for feature, rule in state_features().items() if rule.may_be_unknown %}
                    when
                        histograms.feature_value is null
                        and histograms.feature = '{{ feature }}'
                    then coalesce(feature_means.{{ feature }}_mean, 0)
                {%- endfor %}
                else histograms.feature_value
            end as feature_value
        from {{ ref("int_feature_histograms") }} as histograms
        inner join as_of_dates on histograms.as_of_date = as_of_dates.as_of_date
        inner join feature_means on histograms.as_of_date = feature_means.as_of_date
    ),

    measured as (
        {% for recipe in policy_var("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set transformed = transformed_feature(
                    dict(entry, feature="feature_value")
                ) %}
                {%- set square -%}
                    cast(power(cast({{ transformed }} as double), 2) as decimal(38, 12))
                {%- endset %}
                select
                    as_of_date,
                    '{{ recipe }}' as recipe,
                    '{{ entry.feature }}' as feature,
                    '{{ entry.scaling }}' as scaling,
                    cast({{ entry.weight }} as double) as weight,
                    cast(min({{ transformed }}) as double) as lowest,
                    cast(max({{ transformed }}) as double) as highest,
                    {{
                        exact_mean(
                            "sum(" ~ transformed ~ " * customer_count)",
                            "sum(customer_count)",
                        )
                    }} as transformed_mean,
                    cast(sum({{ square }} * customer_count) as double)
                    / sum(customer_count) as square_mean
                from histograms
                where
                    feature = '{{ entry.feature }}'
                    {%- if recipe != policy_var("recipe") %}
                        -- the other recipes are looked at as of the current date only
                        and is_current
                    {%- endif %}
                group by
                    as_of_date {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    scalers as (
        select
            *,
            case
                when scaling = 'minmax' then lowest else transformed_mean
            end as scaler_center,
            case
                when scaling = 'minmax' or lowest = highest
                then highest - lowest
                else sqrt(greatest(square_mean - power(transformed_mean, 2), 0))
            end as feature_range
        from measured
    ),

    final as (
        select
            as_of_date,
            recipe,
            feature,
            scaler_center,
            -- a feature that is the same for everybody tells nothing: its scaled
            -- value is 0
            case when feature_range > 0 then feature_range else 1 end
            / weight as scaler_scale,
            lowest,
            highest
        from scalers
    )

select *
from final
