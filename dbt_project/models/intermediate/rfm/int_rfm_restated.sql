{# How stale a label is: whom the thresholds of today would put into another segment; as an alert has
   it. #}
{% set bound = policy("monitor_max_restated_share") %}

with
    customers as (
        select features.*, segments.rfm_version, segments.rfm_segment_id
        from {{ ref("int_customer_segments") }} as segments
        inner join {{ ref("int_current_features") }} as features using (customer_key)
    ),

    scored as (
        select
            customers.as_of_date,
            customers.rfm_version,
            customers.rfm_segment_id,
            {{ rfm_scores("customers", "cut_points") }}
        from customers
        inner join {{ ref("int_rfm_cut_points") }} as cut_points using (as_of_date)
    ),

    counted as (
        select
            scored.rfm_version,
            count(*) as customer_count,
            sum(
                case when rfm_grid.segment_id is distinct from rfm_segment_id then 1 else 0 end
            ) as restated_count
        from scored
        -- left join: a gap in the grid must fail a test, not lose a customer
        left join {{ ref("int_rfm_grid") }} as rfm_grid using (r_score, f_score, m_score)
        group by scored.rfm_version
    ),

    final as (
        select
            'rfm_labels' as monitor,
            'rfm' as algorithm,
            'model version ' || rfm_version as subject,
            cast(restated_count as double) / customer_count as observed_value,
            cast({{ bound }} as double) as bound,
            format(
                'By the RFM thresholds of today {:.1f} % of the customers would be in another segment; '
                || '{{ "%g" | format(100 * bound) }} % are allowed (var '
                || 'monitor_max_restated_share). Refit the model: lower var refit_every_weeks.',
                100.0 * restated_count / customer_count
            ) as message
        from counted
    )

select *
from final
