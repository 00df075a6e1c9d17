{# the least share that a bin counts with, so that an empty bin has a logarithm #}
{% set least_share = 0.0001 %}
{% set deciles = range(1, 10) %}

with
    as_of_dates as (
        select dates.as_of_date, versions.*
        from {{ ref("int_feature_means") }} as dates
        inner join
            {{ ref("int_model_versions") }} as versions
            on dates.as_of_date >= versions.valid_from
            and dates.as_of_date < versions.valid_to
            and versions.algorithm = 'kmeans'
        where dates.is_scored
    ),

    histograms as (
        select
            feature,
            model_version,
            valid_from as fitted_as_of_date,
            as_of_date,
            imputed_value as feature_value,
            customer_count
        from {{ ref("int_feature_histograms") }}
        inner join as_of_dates using (as_of_date)
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
                        when counted_so_far >= all_counted * {{ decile / 10 }} then feature_value
                    end
                ) as decile_{{ decile }}{{ "," if not loop.last }}
            {%- endfor %}
        from cumulative
        group by 1, 2
    ),

    -- bins end at the deciles of the fit; equal values are in one bin
    binned as (
        select
            feature,
            model_version,
            fitted_as_of_date,
            as_of_date,
            {% for decile in deciles -%}
                {{ "+ " if not loop.first -}}
                case when feature_value > decile_{{ decile }} then 1 else 0 end
            {% endfor -%} as bin,
            customer_count
        from histograms
        inner join deciles using (model_version, feature)
        union all
        select
            segments.algorithm || '_segment' as feature,
            segments.model_version,
            as_of_dates.valid_from as fitted_as_of_date,
            segments.as_of_date,
            segments.segment_id as bin,
            segments.customer_count
        from {{ ref("int_segments_profiled") }} as segments
        inner join as_of_dates using (as_of_date, model_version)
        where segments.algorithm in ('rfm', 'kmeans')
    ),

    counted as (
        select
            feature,
            model_version,
            fitted_as_of_date,
            as_of_date,
            bin,
            sum(customer_count) as customer_count
        from binned
        group by 1, 2, 3, 4, 5
    ),

    shares as (
        select
            *,
            cast(customer_count as double)
            / sum(customer_count) over (partition by feature, as_of_date) as customer_share
        from counted
    ),

    dates as (select distinct feature, model_version, fitted_as_of_date, as_of_date from shares),

    -- every bin that anybody was in while the version was in force
    bins as (select distinct feature, model_version, bin from shares),

    compared as (
        select
            dates.*,
            greatest(coalesce(fitted.customer_share, 0), {{ least_share }}) as fitted_share,
            greatest(coalesce(actual.customer_share, 0), {{ least_share }}) as actual_share
        from dates
        inner join bins using (feature, model_version)
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
        group by 1, 2, 3, 4
    )

select *
from final
