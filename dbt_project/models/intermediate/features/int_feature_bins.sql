{# a value that so many customers of the fit have ends a bin, beside the deciles #}
{% set frequent_share = 0.02 %}

with
    as_of_dates as (
        select dates.as_of_date, versions.model_version, versions.valid_from as fitted_as_of_date
        from {{ ref("int_feature_means") }} as dates
        inner join
            {{ ref("int_model_versions") }} as versions
            on versions.algorithm = 'kmeans'
            and dates.as_of_date >= versions.valid_from
            and dates.as_of_date < versions.valid_to
        where dates.is_scored
    ),

    counted as (
        select
            'all' as population,
            as_of_date,
            feature,
            feature_value,
            customer_count,
            customer_count as reference_count
        from {{ ref("int_feature_histograms") }}
        union all
        select
            'newcomers' as population,
            as_of_date,
            feature,
            feature_value,
            newcomer_count as customer_count,
            reference_count
        from {{ ref("int_newcomer_histograms") }}
    ),

    histograms as (select * from counted inner join as_of_dates using (as_of_date)),

    fitted as (
        select model_version, population, feature, feature_value, reference_count as customer_count
        from histograms
        where as_of_date = fitted_as_of_date and reference_count > 0
    ),

    cumulative as (
        {{ cumulative_histogram("fitted", ["model_version", "population", "feature"]) }}
    ),

    -- bins end at the deciles of the fit and at frequent values; above the last one is a bin more
    bin_ends as (
        select model_version, population, feature, list(feature_value) as bin_ends
        from cumulative
        where
            counted_so_far < all_counted
            and (
                floor(10 * counted_so_far / all_counted)
                > floor(10 * (counted_so_far - customer_count) / all_counted)
                or customer_count >= {{ frequent_share }} * all_counted
            )
        group by 1, 2, 3
    ),

    final as (
        select
            feature,
            population,
            as_of_date,
            model_version,
            fitted_as_of_date,
            -- who has no value is in a bin of their own
            case
                when feature_value is null
                then -1
                else coalesce(len(list_filter(bin_ends, lambda bin_end:bin_end < feature_value)), 0)
            end as bin,
            cast(sum(customer_count) as bigint) as customer_count,
            cast(sum(reference_count) as bigint) as reference_count
        from histograms
        -- left join: where all are equal, there is one bin
        left join bin_ends using (model_version, population, feature)
        group by 1, 2, 3, 4, 5, 6
    )

select *
from final
