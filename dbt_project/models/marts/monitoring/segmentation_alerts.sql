{#- A message is a sentence or two that stand alone: what happened, in numbers, and what to do; the
    var is for whoever does it. Names stand in double quotes, so that they are translated as such. #}
{% set threshold = policy("stability_threshold") %}
{% set min_jaccard = policy("monitor_min_jaccard") %}
{% set min_share = policy("monitor_min_segment_share") %}

with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    stability as (select * from {{ ref("segment_stability") }}),

    stability_by_segment as (select * from {{ ref("segment_stability_by_segment") }}),

    recommendations as (select * from {{ ref("retraining_recommendation") }}),

    drift as (
        select drift.*
        from {{ ref("feature_drift") }} as drift
        inner join as_of_dates using (as_of_date)
    ),

    names as (select * from {{ ref("int_segments_named") }}),

    profiles as (select * from {{ ref("segment_profiles") }}),

    models_in_force as (
        select
            models.algorithm,
            models.model_version,
            {{ dbt.datediff("models.fitted_as_of_date", "as_of_dates.as_of_date", "day") }}
            / 7.0 as age_weeks
        from {{ ref("segmentation_models") }} as models
        cross join as_of_dates
        where models.is_current and models.algorithm in ('rfm', 'kmeans')
    ),

    -- the last comparison up to the age of the model in force, of the latest model that was seen so
    -- long
    ages as (
        select algorithm, origin_date, weeks_since_fit
        from
            (
                select
                    stability.*,
                    row_number() over (
                        partition by stability.algorithm
                        order by stability.weeks_since_fit desc, stability.origin_date desc
                    ) as latest_first
                from stability
                inner join
                    models_in_force
                    on stability.algorithm = models_in_force.algorithm
                    and stability.weeks_since_fit <= models_in_force.age_weeks
            ) as comparisons
        where latest_first = 1
    ),

    model_age as (
        select
            'model_age' as monitor,
            models_in_force.algorithm,
            'model version ' || models_in_force.model_version as subject,
            models_in_force.age_weeks as observed_value,
            recommendations.refit_after_weeks as bound,
            format(
                'The model in use is {:.1f} weeks old; in this shop one stays reliable for {} weeks '
                || '(see retraining_recommendation). Refit it: lower var refit_every_weeks.',
                models_in_force.age_weeks,
                recommendations.refit_after_weeks
            ) as message
        from models_in_force
        inner join recommendations using (algorithm)
        where
            models_in_force.age_weeks > recommendations.refit_after_weeks
            -- where no frozen model became stale, age alone is no fault
            and not recommendations.is_lower_bound
    ),

    stability_at_age as (
        select
            'stability' as monitor,
            stability.algorithm,
            'model frozen on '
            || stability.origin_date
            || ', after '
            || stability.weeks_since_fit
            || ' weeks' as subject,
            stability.ari as observed_value,
            {{ threshold }} as bound,
            format(
                'A model made on {} and kept for {} weeks agreed with a new one by {:.3f} only '
                || '(adjusted Rand index; 1 is full agreement, {{ threshold }} is wanted). The model in '
                || 'use is as old or older, so customers are in outdated segments: refit sooner, by a '
                || 'lower var refit_every_weeks.',
                stability.origin_date,
                stability.weeks_since_fit,
                stability.ari
            ) as message
        from stability
        inner join ages using (algorithm, origin_date, weeks_since_fit)
        where stability.ari < {{ threshold }}
    ),

    segment_jaccard as (
        select
            'segment_jaccard' as monitor,
            segments.algorithm,
            coalesce(segments.segment_name, 'cluster ' || segments.cluster_number) as segment,
            segment
            || ', frozen on '
            || segments.origin_date
            || ', after '
            || segments.weeks_since_fit
            || ' weeks' as subject,
            segments.jaccard as observed_value,
            {{ min_jaccard }} as bound,
            format(
                'Of the customers in the segment "{}" of {}, or in the most similar one of a new model '
                || '{} weeks later, {:.1f} % were in both; {{ "%g" | format(100 * min_jaccard) }} % are '
                || 'wanted (var monitor_min_jaccard). The model in use is as old or older: run no long '
                || 'campaign on this segment, and refit sooner, by a lower var refit_every_weeks.',
                segment,
                segments.origin_date,
                segments.weeks_since_fit,
                100 * segments.jaccard
            ) as message
        from stability_by_segment as segments
        inner join ages using (algorithm, origin_date, weeks_since_fit)
        where segments.jaccard < {{ min_jaccard }}
    ),

    -- what the last refit did: a segment that is new, gone, or shares few customers with the one
    -- whose id it has
    segment_turnover as (
        select
            'segment_turnover' as monitor,
            segments.algorithm,
            'segment ' || segments.segment_id || ', ' || segments.segment_name as subject,
            coalesce(segments.overlap, 0) as observed_value,
            {{ min_jaccard }} as bound,
            case
                segments.status
                when 'new'
                then
                    format(
                        'The segment "{}" is new since the last refit: read its profile and give it an '
                        || 'action before you write to it.',
                        segments.segment_name
                    )
                when 'retired'
                then
                    format(
                        'The segment "{}" is gone since the last refit: end its campaigns.',
                        segments.segment_name
                    )
                else
                    format(
                        'Of the customers in the segment "{}" before or after the last refit, '
                        || '{:.1f} % were in both; {{ "%g" | format(100 * min_jaccard) }} % are wanted '
                        || '(var monitor_min_jaccard). Read its profile before you go on with its '
                        || 'campaigns.',
                        segments.segment_name,
                        100 * segments.overlap
                    )
            end as message
        from {{ ref("segment_versions") }} as segments
        inner join models_in_force using (algorithm, model_version)
        where
            segments.algorithm = 'kmeans'
            and segments.model_version > 1
            and (segments.status <> 'kept' or segments.overlap < {{ min_jaccard }})
    ),

    feature_drift as (
        select
            'feature_drift' as monitor,
            case
                when feature = 'kmeans_segment'
                then 'kmeans'
                when feature = 'rfm_segment'
                then 'rfm'
            end as algorithm,
            feature || case when population = 'all' then '' else ', ' || population end as subject,
            population_stability_index as observed_value,
            alarm_threshold as bound,
            format(
                'The distribution of "{}"{} has moved since the model was made, by {:.3f} (population '
                || 'stability index; above {:.3f} is much, see docs/drift.md). See in segment_profiles '
                || 'whether the segments still are what campaigns take them for, and refit if not.',
                feature,
                case when population = 'all' then '' else ' of newcomers' end,
                population_stability_index,
                alarm_threshold
            ) as message
        from drift
        where population_stability_index > alarm_threshold
    ),

    segment_share as (
        select
            'segment_share' as monitor,
            names.algorithm,
            'segment ' || names.segment_id || ', ' || names.segment_name as subject,
            coalesce(profiles.customer_share, 0) as observed_value,
            {{ min_share }} as bound,
            format(
                'The segment "{}" has {:.2f} % of the customers, below '
                || '{{ "%g" | format(100 * min_share) }} % (var monitor_min_segment_share): hardly worth a '
                || 'campaign of its own. Try fewer segments, by var kmeans_cluster_count.',
                names.segment_name,
                100 * observed_value
            ) as message
        from models_in_force
        inner join names using (algorithm, model_version)
        -- left join: a segment without customers has no profile
        left join profiles using (algorithm, segment_id)
        where
            observed_value < {{ min_share }}
            -- few customers without a review are no fault
            and names.segment_id > 0
            -- the grid of rfm is given: small cells say what the shop is like
            and models_in_force.algorithm = 'kmeans'
    ),

    final as (
        {% for monitor in (
            "model_age",
            "stability_at_age",
            "segment_jaccard",
            "segment_turnover",
            "feature_drift",
            "segment_share",
        ) -%}
            select
                monitor,
                algorithm,
                subject,
                cast(observed_value as double) as observed_value,
                cast(bound as double) as bound,
                message
            from {{ monitor }} {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
