-- Quartiles, mean, deviation and range of a feature before it is scaled, and where its histogram
-- ends before the tail (at the 99th percentile of many values), are what plain aggregates make of
-- the features of the customers.
with
    plain as (
        {% for feature in numeric_features() -%}
            select
                '{{ feature }}' as feature,
                quantile_cont(cast({{ feature }} as double), [0.25, 0.5, 0.75]) as quartiles,
                [
                    min(cast({{ feature }} as double)),
                    max({{ feature }}),
                    avg({{ feature }}),
                    stddev_samp({{ feature }})
                ] as figures,
                case
                    when count(distinct {{ feature }}) > 40
                    then quantile_cont(cast({{ feature }} as double), 0.99)
                    else max({{ feature }})
                end as last_end
            from {{ ref("int_current_features") }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    ends as (
        select recipe, feature, max(bin_end) as last_end
        from {{ ref("feature_histogram") }}
        where stage = 'before' and not is_tail
        group by recipe, feature
    ),

    pairs as (
        select
            distributions.recipe,
            distributions.feature,
            unnest(
                [
                    distributions.first_quartile,
                    distributions.median_value,
                    distributions.third_quartile,
                    distributions.min_value,
                    distributions.max_value,
                    distributions.mean_value,
                    distributions.stddev_value,
                    ends.last_end
                ]
            ) as found,
            unnest(plain.quartiles || plain.figures || [plain.last_end]) as expected
        from {{ ref("feature_distribution") }} as distributions
        inner join plain using (feature)
        left join ends using (recipe, feature)
        where distributions.stage = 'before'
    )

select *
from pairs
where
    coalesce(
        abs(found - expected) > 1e-9 * greatest(abs(expected), 1), found is distinct from expected
    )
