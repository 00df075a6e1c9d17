{#- A message stands alone: what happened, and what to do; names in double quotes are translated. #}
{% set threshold = policy("stability_threshold") %}
{% set min_jaccard = policy("monitor_min_jaccard") %}
{% set min_share = policy("monitor_min_segment_share") %}
{% set monitors = ["model_age", "stability_at_age", "segment_jaccard", "segment_turnover"] %}

with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

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

    -- the last comparison up to the age of the model in force, of the latest one seen so long
    ages as (
        select distinct on (algorithm) algorithm, origin_date, weeks_since_fit, ari
        from {{ ref("segment_stability") }}
        inner join models_in_force using (algorithm)
        where weeks_since_fit <= age_weeks
        order by algorithm, weeks_since_fit desc, origin_date desc
    ),

    model_age as (
        select
            'model_age' as monitor,
            models_in_force.algorithm,
            'model version ' || models_in_force.model_version as subject,
            models_in_force.age_weeks as observed_value,
            coalesce(recommendations.refit_after_weeks, 0) as bound,
            format(
                case
                    when is_stale_at_once
                    then
                        'The model in use is {:.1f} weeks old; in this shop most are stale at once (see '
                        || 'retraining_recommendation). Take fewer segments, or another var recipe.'
                    else
                        'The model in use is {:.1f} weeks old; in this shop one stays reliable for {} weeks '
                        || '(see retraining_recommendation). Refit it: lower var refit_every_weeks.'
                end,
                models_in_force.age_weeks,
                bound
            ) as message
        from models_in_force
        inner join {{ ref("retraining_recommendation") }} as recommendations using (algorithm)
        -- where few frozen models became stale, age alone is no fault
        where origin_count > 0 and not is_lower_bound and age_weeks > bound
    ),

    stability_at_age as (
        select
            'stability' as monitor,
            algorithm,
            format('model frozen on {}, after {} weeks', origin_date, weeks_since_fit) as subject,
            ari as observed_value,
            {{ threshold }} as bound,
            format(
                'A model made on {} and kept for {} weeks agreed with a new one by {:.3f} only '
                || '(adjusted Rand index; 1 is full agreement, {{ threshold }} is wanted). The model in '
                || 'use is as old or older, so customers are in outdated segments: refit sooner, by a '
                || 'lower var refit_every_weeks.',
                origin_date,
                weeks_since_fit,
                ari
            ) as message
        from ages
        where ari < {{ threshold }}
    ),

    segment_jaccard as (
        select
            'segment_jaccard' as monitor,
            segments.algorithm,
            coalesce(segments.segment_name, 'cluster ' || segments.cluster_number) as segment,
            format(
                '{}, frozen on {}, after {} weeks', segment, origin_date, weeks_since_fit
            ) as subject,
            segments.jaccard as observed_value,
            {{ min_jaccard }} as bound,
            format(
                'Of the customers in the segment "{}" of {}, or in the most similar one of a new model '
                || '{} weeks later, {:.1f} % were in both; {{ "%g" | format(100 * min_jaccard) }} % are '
                || 'wanted (var monitor_min_jaccard). The model in use is as old or older: run no long '
                || 'campaign on this segment, and refit sooner, by a lower var refit_every_weeks.',
                segment,
                origin_date,
                weeks_since_fit,
                100 * segments.jaccard
            ) as message
        from {{ ref("segment_stability_by_segment") }} as segments
        inner join ages using (algorithm, origin_date, weeks_since_fit)
        where segments.jaccard < {{ min_jaccard }}
    ),

    segment_turnover as (
        select
            'segment_turnover' as monitor,
            algorithm,
            'segment ' || segment_id || ', ' || segment_name as subject,
            coalesce(overlap, 0) as observed_value,
            {{ min_jaccard }} as bound,
            format(
                case
                    status
                    when 'new'
                    then
                        'The segment "{}" is new since the last refit: read its profile and give it an '
                        || 'action before you write to it.'
                    when 'retired'
                    then 'The segment "{}" is gone since the last refit: end its campaigns.'
                    else
                        'Of the customers in the segment "{}" before or after the last refit, {:.1f} % '
                        || 'were in both; {{ "%g" | format(100 * min_jaccard) }} % are wanted (var '
                        || 'monitor_min_jaccard). Read its profile before you go on with its campaigns.'
                end,
                segment_name,
                100 * coalesce(overlap, 0)
            ) as message
        from {{ ref("segment_versions") }}
        inner join models_in_force using (algorithm, model_version)
        where
            algorithm = 'kmeans'
            and model_version > 1
            and (status <> 'kept' or overlap < {{ min_jaccard }})
    ),

    feature_drift as (
        select
            'feature_drift' as monitor,
            -- of the algorithm whose shares are the feature
            nullif(replace(feature, '_segment', ''), feature) as algorithm,
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
        from {{ ref("feature_drift") }}
        inner join as_of_dates using (as_of_date)
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
        inner join {{ ref("int_segments_named") }} as names using (algorithm, model_version)
        -- left join: a segment without customers has no profile
        left join {{ ref("segment_profiles") }} as profiles using (algorithm, segment_id)
        where
            observed_value < {{ min_share }}
            -- the grid of rfm is given, and few customers without a review are no fault
            and models_in_force.algorithm = 'kmeans'
            and names.segment_id > 0
    ),

    final as (
        {% for monitor in monitors + ["feature_drift", "segment_share"] -%}
            select
                monitor,
                algorithm,
                subject,
                cast(observed_value as double) as observed_value,
                cast(bound as double) as bound,
                message
            from {{ monitor }}
            union all
        {% endfor -%}
        {% for alerts in (ref("int_rfm_restated"), ref("int_dominant_features")) -%}
            select *
            from {{ alerts }}
            where observed_value > bound {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
