with
    stability_overlaps as (select * from {{ ref("int_stability_overlaps") }}),

    agreements as (
        {{
            adjusted_rand_index(
                "stability_overlaps",
                ["algorithm", "origin_date", "as_of_date", "comparison"],
                "segment_id",
                "other_segment_id",
            )
        }}
    ),

    agreements_wide as (
        select
            algorithm,
            origin_date,
            as_of_date,
            {%- for comparison in (
                "refit",
                "ceiling",
                "scaler_kept",
                "scaler_refreshed",
                "without_ageing",
            ) %}
                max(
                    case
                        when comparison = '{{ comparison }}' then adjusted_rand_index
                    end
                ) as ari_{{ comparison }}{{ "," if not loop.last }}
            {%- endfor %}
        from agreements
        group by algorithm, origin_date, as_of_date
    ),

    steps as (
        select
            algorithm,
            recipe,
            origin_date,
            as_of_date,
            weeks_since_fit,
            sum(customer_count) as customer_count
        from stability_overlaps
        where comparison = 'refit'
        group by algorithm, recipe, origin_date, as_of_date, weeks_since_fit
    ),

    final as (
        select
            steps.algorithm,
            steps.recipe,
            steps.origin_date,
            steps.as_of_date,
            steps.weeks_since_fit,
            cast(steps.customer_count as integer) as customer_count,
            agreements_wide.ari_refit as ari,
            -- rfm has no random start, so a refit is always the same
            case
                when steps.algorithm = 'rfm' then 1 else agreements_wide.ari_ceiling
            end as ari_ceiling,
            agreements_wide.ari_scaler_kept,
            agreements_wide.ari_scaler_refreshed,
            agreements_wide.ari_without_ageing
        from steps
        inner join
            agreements_wide
            on steps.algorithm = agreements_wide.algorithm
            and steps.origin_date = agreements_wide.origin_date
            and steps.as_of_date = agreements_wide.as_of_date
    )

select *
from final
