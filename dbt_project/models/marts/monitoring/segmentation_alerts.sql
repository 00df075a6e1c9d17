{% set threshold = policy("stability_threshold") %}

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

    -- of each frozen model the last comparison up to the age of the one in force
    ages as (
        select
            models_in_force.algorithm,
            stability.origin_date,
            max(stability.weeks_since_fit) as weeks_since_fit
        from models_in_force
        inner join
            stability
            on models_in_force.algorithm = stability.algorithm
            and stability.weeks_since_fit <= models_in_force.age_weeks
        group by models_in_force.algorithm, stability.origin_date
    ),

    model_age as (
        select
            'model_age' as monitor,
            models_in_force.algorithm,
            'model version ' || models_in_force.model_version as subject,
            models_in_force.age_weeks as observed_value,
            recommendations.refit_after_weeks as bound,
            'is older, in weeks, than retraining_recommendation allows: refit it '
            || '(lower var refit_every_weeks)' as message
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
            'agreed less (adjusted Rand index) with a refit; the model in force is as old or '
            || 'older: refit sooner (lower var refit_every_weeks)' as message
        from stability
        inner join ages using (algorithm, origin_date, weeks_since_fit)
        where stability.ari < {{ threshold }}
    ),

    segment_jaccard as (
        select
            'segment_jaccard' as monitor,
            segments.algorithm,
            coalesce('segment ' || segments.segment_id, 'cluster ' || segments.cluster_number)
            || ' frozen on '
            || segments.origin_date
            || ', after '
            || segments.weeks_since_fit
            || ' weeks' as subject,
            segments.jaccard as observed_value,
            {{ policy("monitor_min_jaccard") }} as bound,
            'had less (Jaccard similarity) in common with any refitted segment; the model in '
            || 'force is as old or older: do not rely on such a segment that long' as message
        from stability_by_segment as segments
        inner join ages using (algorithm, origin_date, weeks_since_fit)
        where segments.jaccard < {{ policy("monitor_min_jaccard") }}
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
            'is distributed otherwise (population stability index) than at the fit: '
            || 'look at segment_profiles, and refit if the segments changed' as message
        from drift
        where population_stability_index > alarm_threshold
    ),

    segment_share as (
        select
            'segment_share' as monitor,
            names.algorithm,
            'segment ' || names.segment_id || ', ' || names.segment_name as subject,
            coalesce(profiles.customer_share, 0) as observed_value,
            {{ policy("monitor_min_segment_share") }} as bound,
            'has a smaller share of the customers: hardly worth a campaign of its own' as message
        from models_in_force
        inner join names using (algorithm, model_version)
        -- left join: a segment without customers has no profile
        left join profiles using (algorithm, segment_id)
        where coalesce(profiles.customer_share, 0) < {{ policy("monitor_min_segment_share") }}
    ),

    all_alerts as (
        {% for monitor in (
            "model_age",
            "stability_at_age",
            "segment_jaccard",
            "feature_drift",
            "segment_share",
        ) -%}
            select * from {{ monitor }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            monitor,
            algorithm,
            subject,
            cast(observed_value as double) as observed_value,
            cast(bound as double) as bound,
            message
        from all_alerts
    )

select *
from final
