{% set deciles = range(1, 10) %}
{# the least share that a bin counts with, so that an empty bin has a logarithm #}
{% set least_share = 0.0001 %}

with
    versions as (select * from {{ ref("int_model_versions") }}),

    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_scored),

    feature_means as (select * from {{ ref("int_feature_means") }}),

    histograms as (
        select
            histograms.feature,
            versions.model_version,
            versions.valid_from as fitted_as_of_date,
            histograms.as_of_date,
            -- a customer without a value has the mean of those who have one
            case
                {%- for feature, rule in state_features().items() if rule.may_be_unknown %}
                    when
                        histograms.feature_value is null
                        and histograms.feature = '{{ feature }}'
                    then coalesce(feature_means.{{ feature }}_mean, 0)
                {%- endfor %}
                else histograms.feature_value
            end as feature_value,
            histograms.customer_count
        from {{ ref("int_feature_histograms") }} as histograms
        inner join as_of_dates on histograms.as_of_date = as_of_dates.as_of_date
        inner join feature_means on histograms.as_of_date = feature_means.as_of_date
        inner join versions on {{ is_in_force("histograms.as_of_date", "versions") }}
    ),

    fitted as (select * from histograms where as_of_date = fitted_as_of_date),

    cumulative as ({{ cumulative_histogram("fitted", ["model_version", "feature"]) }}),

    deciles as (
        select
            model_version,
            feature,
            {%- for decile in deciles %}
                min(
                    case
                        when counted_so_far >= all_counted * {{ decile / 10 }}
                        then feature_value
                    end
                ) as decile_{{ decile }}{{ "," if not loop.last }}
            {%- endfor %}
        from cumulative
        group by model_version, feature
    ),

    -- bins end at the deciles of the fit; equal values are in one bin
    binned as (
        select
            histograms.feature,
            histograms.model_version,
            histograms.as_of_date,
            {% for decile in deciles -%}
                {{ "+ " if not loop.first }} case
                    when histograms.feature_value > deciles.decile_{{ decile }}
                    then 1
                    else 0
                end
            {% endfor -%} as bin,
            histograms.customer_count
        from histograms
        inner join
            deciles
            on histograms.model_version = deciles.model_version
            and histograms.feature = deciles.feature
    ),

    counts as (
        select
            feature,
            model_version,
            as_of_date,
            bin,
            sum(customer_count) as customer_count
        from binned
        group by feature, model_version, as_of_date, bin
        union all
        select
            algorithm || '_segment' as feature,
            model_version,
            as_of_date,
            segment_id as bin,
            customer_count
        from {{ ref("int_segments_summed") }}
        where algorithm in ('rfm', 'kmeans')
    ),

    shares as (
        select
            counts.feature,
            counts.model_version,
            counts.as_of_date,
            counts.bin,
            versions.valid_from as fitted_as_of_date,
            cast(counts.customer_count as double) / sum(counts.customer_count) over (
                partition by counts.feature, counts.as_of_date
            ) as customer_share
        from counts
        inner join versions on counts.model_version = versions.model_version
    ),

    -- every bin that anybody was in while the version was in force
    bins as (select distinct feature, model_version, bin from shares),

    dates as (
        select distinct feature, model_version, fitted_as_of_date, as_of_date
        from shares
    ),

    compared as (
        select
            dates.feature,
            dates.as_of_date,
            dates.model_version,
            dates.fitted_as_of_date,
            greatest(
                coalesce(fitted.customer_share, 0), {{ least_share }}
            ) as fitted_share,
            greatest(
                coalesce(actual.customer_share, 0), {{ least_share }}
            ) as actual_share
        from dates
        inner join
            bins
            on dates.feature = bins.feature
            and dates.model_version = bins.model_version
        -- left joins: a bin may be empty at the fit or now
        left join
            shares as fitted
            on bins.feature = fitted.feature
            and bins.bin = fitted.bin
            and dates.fitted_as_of_date = fitted.as_of_date
        left join
            shares as actual
            on bins.feature = actual.feature
            and bins.bin = actual.bin
            and dates.as_of_date = actual.as_of_date
        where fitted.customer_share is not null or actual.customer_share is not null
    ),

    final as (
        select
            feature,
            as_of_date,
            cast(model_version as integer) as model_version,
            fitted_as_of_date,
            cast(count(*) as integer) as bin_count,
            cast(
                sum(
                    {{
                        exact_decimal(
                            "(actual_share - fitted_share) * ln(actual_share / fitted_share)"
                        )
                    }}
                ) as double
            ) as population_stability_index
        from compared
        group by feature, as_of_date, model_version, fitted_as_of_date
    )

select *
from final
