{% set deciles = range(1, 10) %}
{# the least share that a bin counts with, so that an empty bin has a logarithm #}
{% set least_share = 0.0001 %}

with
    models as (
        select * from {{ ref("segmentation_models") }} where algorithm = 'kmeans'
    ),

    as_of_dates as (select * from {{ ref("int_as_of_dates") }} where is_scored),

    features as (
        select features.*, models.model_version, models.fitted_as_of_date
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
        -- rfm and kmeans are fitted as of the same dates
        inner join models on {{ is_in_force("features.as_of_date", "models") }}
    ),

    segments as (
        select segments.*
        from {{ ref("int_customer_segments_unioned") }} as segments
        inner join as_of_dates on segments.as_of_date = as_of_dates.as_of_date
        where segments.algorithm in ('rfm', 'kmeans')
    ),

    deciles as (
        select
            model_version,
            {%- for feature in numeric_features() %}
                {%- set feature_loop = loop %}
                {%- for decile in deciles %}
                    percentile_disc({{ decile / 10 }}) within group (
                        order by {{ feature }}
                    )
                    as {{ feature }}_{{ decile }}{{ "," if not (loop.last and feature_loop.last) }}
                {%- endfor %}
            {%- endfor %}
        from features
        where as_of_date = fitted_as_of_date
        group by model_version
    ),

    -- bins end at the deciles of the fit; equal values are in one bin
    binned as (
        select
            features.as_of_date,
            features.model_version,
            {%- for feature in numeric_features() %}
                {% for decile in deciles -%}
                    {{ "+ " if not loop.first }} case
                        when features.{{ feature }} > deciles.{{ feature }}_{{ decile }}
                        then 1
                        else 0
                    end
                {% endfor -%} as {{ feature }}_bin{{ "," if not loop.last }}
            {%- endfor %}
        from features
        inner join deciles on features.model_version = deciles.model_version
    ),

    counts as (
        {% for feature in numeric_features() -%}
            select
                '{{ feature }}' as feature,
                model_version,
                as_of_date,
                {{ feature }}_bin as bin,
                count(*) as customer_count
            from binned
            group by model_version, as_of_date, {{ feature }}_bin
            union all
        {% endfor -%}
        select
            algorithm || '_segment' as feature,
            model_version,
            as_of_date,
            segment_id as bin,
            count(*) as customer_count
        from segments
        group by algorithm, model_version, as_of_date, segment_id
    ),

    shares as (
        select
            counts.feature,
            counts.model_version,
            counts.as_of_date,
            counts.bin,
            models.fitted_as_of_date,
            cast(counts.customer_count as double) / sum(counts.customer_count) over (
                partition by counts.feature, counts.as_of_date
            ) as customer_share
        from counts
        inner join models on counts.model_version = models.model_version
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
