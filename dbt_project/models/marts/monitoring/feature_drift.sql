{# chance exceeds this standard normal quantile once in 10,000 times #}
{% set chance_quantile = 3.719 %}
{% set keys = ["feature", "population", "as_of_date", "model_version", "fitted_as_of_date"] %}
{% set keys = keys | join(", ") %}
{% set ageing = [] %}
{% for feature, rule in numeric_features().items() if rule.ages %}
    {% do ageing.append("'" ~ feature ~ "'") %}
{% endfor %}

with
    binned as (
        select {{ keys }}, bin, customer_count, reference_count
        from {{ ref("int_feature_bins") }}
        union all
        select
            segments.algorithm || '_segment' as feature,
            'all' as population,
            segments.as_of_date,
            segments.model_version,
            versions.valid_from as fitted_as_of_date,
            segments.segment_id as bin,
            segments.customer_count,
            segments.customer_count as reference_count
        from {{ ref("int_segments_profiled") }} as segments
        -- only rfm and kmeans have versions
        inner join
            {{ ref("int_model_versions") }} as versions
            on segments.algorithm = versions.algorithm
            and segments.model_version = versions.model_version
            and segments.as_of_date >= versions.valid_from
            and segments.as_of_date < versions.valid_to
    ),

    dates as (select distinct {{ keys }} from binned),

    -- the bins that anybody is in at the fit or now
    bins as (
        select
            {{ keys }},
            bin,
            sum(customer_count) as customer_count,
            sum(fitted_customer_count) as fitted_customer_count
        from
            (
                select {{ keys }}, bin, customer_count, 0 as fitted_customer_count
                from binned
                union all
                select {{ keys }}, bin, 0 as customer_count, binned.reference_count
                from dates
                inner join
                    (
                        select * exclude (as_of_date)
                        from binned
                        where as_of_date = fitted_as_of_date
                    ) as binned using (feature, population, model_version, fitted_as_of_date)
            )
        group by {{ keys }}, bin
        having sum(customer_count + fitted_customer_count) > 0
    ),

    measured as (
        select
            *,
            count(*) over bins_of_date as bin_count,
            sum(customer_count) over bins_of_date as all_count,
            sum(fitted_customer_count) over bins_of_date as all_fitted_count
        from bins
        window bins_of_date as (partition by {{ keys }})
    ),

    -- half a customer more in each bin, so that an empty one has a logarithm
    shares as (
        select
            *,
            (customer_count + 0.5) / (all_count + 0.5 * bin_count) as customer_share,
            (fitted_customer_count + 0.5) / (all_fitted_count + 0.5 * bin_count) as fitted_share
        from measured
        where all_count > 0 and all_fitted_count > 0
    ),

    compared as (
        select
            {{ keys }},
            cast(max(bin_count) as integer) as bin_count,
            cast(max(all_count) as bigint) as customer_count,
            cast(max(all_fitted_count) as bigint) as fitted_customer_count,
            cast(
                sum(
                    {{
                        exact_decimal(
                            "(customer_share - fitted_share) * ln(customer_share / fitted_share)"
                        )
                    }}
                ) as double
            ) as population_stability_index,
            max(bin_count) - 1 as freedom
        from shares
        group by {{ keys }}
    ),

    -- without a change the index is nearly chi-square, divided by the size of the samples; its
    -- quantile is that of Wilson and Hilferty
    expected as (
        select
            *,
            case
                when freedom = 0
                then 0
                else
                    freedom * power(
                        1 - 2 / (9 * freedom) + {{ chance_quantile }} * sqrt(2 / (9 * freedom)), 3
                    )
                    * (1 / customer_count + 1 / fitted_customer_count)
            end as by_chance
        from compared
    ),

    bounded as (
        select *, cast({{ exact_decimal("by_chance") }} as double) as psi_by_chance from expected
    ),

    final as (
        select
            feature,
            population,
            as_of_date,
            cast(model_version as integer) as model_version,
            fitted_as_of_date,
            bin_count,
            fitted_customer_count,
            customer_count,
            population_stability_index,
            psi_by_chance,
            case
                when feature in ({{ ageing | join(", ") }})
                then null
                when population = 'newcomers'
                then greatest(psi_by_chance, {{ policy("monitor_min_psi_newcomers") }})
                else greatest(psi_by_chance, {{ policy("monitor_max_psi") }})
            end as alarm_threshold
        from bounded
    )

select *
from final
