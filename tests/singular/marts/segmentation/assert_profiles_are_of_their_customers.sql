-- The profile of a segment is what plain grouping makes of its customers: their number, spend,
-- means and
-- medians, and a mean above that of all customers where the z-score is positive.
with
    customers as (
        select segments.algorithm, segments.segment_id, features.*
        from {{ ref("customer_segments") }} as segments
        inner join {{ ref("customer_features") }} as features using (customer_unique_id)
    ),

    grouped as (
        select
            algorithm,
            segment_id,
            count(*) as customer_count,
            sum(spend_amount) as spend_amount
            {%- for feature in numeric_features() %}
                ,
                avg({{ feature }}) as {{ feature }}_mean,
                list_value(
                    quantile_disc({{ feature }}, 0.1),
                    median(cast({{ feature }} as double)),
                    quantile_disc({{ feature }}, 0.9)
                ) as {{ feature }}_quantiles
            {%- endfor %}
        from customers
        group by algorithm, segment_id
    ),

    totals as (
        select
            {%- for feature in numeric_features() %}
                avg({{ feature }}) as {{ feature }}_mean {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("customer_features") }}
    )

select profiles.algorithm, profiles.segment_id
from {{ ref("segment_profiles") }} as profiles
full join grouped using (algorithm, segment_id)
cross join totals
where
    not (
        profiles.customer_count = grouped.customer_count
        and profiles.spend_amount = grouped.spend_amount
        {%- for feature in numeric_features() %}
            and (
                grouped.{{ feature }}_mean is null
                or abs(profiles.{{ feature }}_mean - grouped.{{ feature }}_mean)
                < 1e-6 * greatest(abs(grouped.{{ feature }}_mean), 1)
            )
            and (
                grouped.{{ feature }}_quantiles is null
                or list_value(
                    profiles.{{ feature }}_p10,
                    profiles.{{ feature }}_median,
                    profiles.{{ feature }}_p90
                )
                = grouped.{{ feature }}_quantiles
            )
            and (
                profiles.{{ feature }}_z_score is null
                or abs(grouped.{{ feature }}_mean - totals.{{ feature }}_mean) < 1e-6
                or sign(profiles.{{ feature }}_z_score)
                = sign(grouped.{{ feature }}_mean - totals.{{ feature }}_mean)
            )
        {%- endfor %}
    )
    or profiles.algorithm is null
    or grouped.algorithm is null
