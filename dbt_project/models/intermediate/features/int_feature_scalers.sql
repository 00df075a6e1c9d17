{# Quantiles are read from histograms; recipes that do not ask for them do without. #}
{% set quantile_scalings = ["robust", "winsorised", "rank"] %}
{% set quantile_features = [] %}
{% for recipe in policy("recipes") %}
    {% for entry in recipe_features(recipe) if entry.scaling in quantile_scalings %}
        {% do quantile_features.append(entry.feature) %}
    {% endfor %}
{% endfor %}

with
    {% if quantile_features -%}
        imputed as (
            select as_of_date, feature, imputed_value as feature_value, customer_count
            from {{ ref("int_feature_histograms") }}
            where feature in ('{{ quantile_features | unique | join("', '") }}')
        ),

        -- from 1 to 100, each the least value that so many percent of the customers do not exceed
        percents as (
            select
                as_of_date,
                feature,
                feature_value,
                unnest(
                    range(
                        divide((counted_so_far - customer_count) * 100, all_counted) + 1,
                        divide(counted_so_far * 100, all_counted) + 1
                    )
                ) as percent_of_customers
            from ({{ cumulative_histogram("imputed", ["as_of_date", "feature"]) }}) as cumulative
        ),

        percentiles as (
            select
                as_of_date,
                feature,
                list(feature_value order by percent_of_customers) as percentiles
            from percents
            group by 1, 2
        ),
    {% endif %}

    measured as (
        {% for recipe in policy("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set transformed = transformed_feature(dict(entry, column="imputed_value")) %}
                {%- set each = transformed_feature(dict(entry, column="each"), result="double") %}
                {%- set has_quantiles = entry.scaling in quantile_scalings %}
                select
                    as_of_date,
                    '{{ recipe }}' as recipe,
                    feature,
                    '{{ entry.scaling }}' as scaling,
                    cast({{ entry.weight }} as double) as weight,
                    {{ moments(transformed) }},
                    -- a transform keeps the order, so the quantile of what is transformed is the
                    -- transformed quantile
                    {% if has_quantiles -%} [{{ each }} for each in max(percentiles)]
                    {%- else -%} cast(null as double[])
                    {%- endif %} as percentiles
                from {{ ref("int_feature_histograms") }}
                {% if has_quantiles -%}
                    inner join percentiles using (as_of_date, feature)
                {%- endif %}
                where feature = '{{ entry.feature }}'
                group by
                    as_of_date, feature {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    quantiled as (
        select
            *,
            case
                when scaling = 'rank'
                then [{{ exact_decimal("each") }} for each in percentiles]
                when scaling = 'winsorised' and percentiles[99] > percentiles[1]
                then [{{ exact_decimal("each") }} for each in [percentiles[1], percentiles[99]]]
                when scaling = 'winsorised'
                then [{{ exact_decimal("each") }} for each in [lowest, highest]]
            end as quantiles
        from measured
    ),

    -- quartiles have no range where half of the customers are equal, the outer percentiles where
    -- nearly all are
    ranges as (
        select
            *,
            case
                scaling
                when 'minmax'
                then lowest
                when 'robust'
                then percentiles[50]
                when 'winsorised'
                then quantiles[1]
                when 'rank'
                then 0
                else mean_value
            end as feature_center,
            case
                when scaling = 'minmax'
                then highest - lowest
                when scaling = 'robust' and percentiles[75] > percentiles[25]
                then percentiles[75] - percentiles[25]
                when scaling = 'winsorised'
                then quantiles[2] - quantiles[1]
                when scaling = 'rank'
                then 1
                else stddev_value
            end as feature_range
        from quantiled
    ),

    final as (
        select
            as_of_date,
            recipe,
            {{
                pivoted(
                    "feature",
                    numeric_features(),
                    {
                        "{}_center": "feature_center",
                        "{}_scale": "case when feature_range > 0 then feature_range else 1 end / weight",
                        "{}_lowest": "lowest",
                        "{}_highest": "highest",
                        "{}_quantiles": "quantiles",
                    },
                )
            }}
        from ranges
        group by 1, 2
    )

select *
from final
