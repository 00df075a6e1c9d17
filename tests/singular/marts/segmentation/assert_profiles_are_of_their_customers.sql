-- The profile of a segment is what plain grouping makes of its customers: number, spend and means;
-- a mean above that of all customers where the z-score is positive; and the shares and ratios by
-- which it is named. Quantiles are left to unit tests: they would hold every value in memory.
{% set figures = [
    "count(*) as customer_count",
    "sum(spend_amount) as spend_amount",
    "avg(case when order_count = 1 then 1 else 0 end) as one_order_share",
    "nullif(sum(item_count), 0) / sum(order_count) as items_per_order",
] %}
{% for feature in numeric_features() %}
    {% do figures.append("avg({0}) as {0}_mean".format(feature)) %}
    {% do figures.append("stddev_pop({0}) as {0}_stddev".format(feature)) %}
    {% do figures.append("count({0}) / count(*) as {0}_known_share".format(feature)) %}
{% endfor %}

with
    features as (
        select customers.customer_unique_id, features.*
        from {{ ref("int_current_features") }} as features
        inner join {{ ref("dim_customers") }} as customers using (customer_key)
    ),

    everybody as (select {{ figures | join(", ") }} from features),

    grouped as (
        select segments.algorithm, segments.segment_id, {{ figures | join(", ") }}
        from {{ ref("customer_segments") }} as segments
        inner join features using (customer_unique_id)
        group by segments.algorithm, segments.segment_id
    ),

    measures as (select * from {{ ref("int_segments_profiled") }} where is_current),

    -- in pairs of what is found and what is expected; signs as numbers
    compared as (
        select
            algorithm,
            segment_id,
            unnest(
                [
                    struct_pack(
                        name := 'customers',
                        found := cast(profiles.customer_count as double),
                        expected := cast(grouped.customer_count as double)
                    ),
                    ('spend', profiles.spend_amount, grouped.spend_amount),
                    ('one order', measures.one_order_share, grouped.one_order_share),
                    (
                        'orders beside everybody',
                        measures.order_count_ratio,
                        grouped.order_count_mean / everybody.order_count_mean
                    ),
                    (
                        'items per order beside everybody',
                        measures.items_per_order_ratio,
                        grouped.items_per_order / everybody.items_per_order
                    ),
                    {%- for feature, rule in numeric_features().items() %}
                        {% if rule.may_be_unknown -%}
                            (
                                '{{ feature }} known',
                                measures.{{ feature }}_known_share,
                                grouped.{{ feature }}_known_share
                            ),
                        {%- endif %}
                        {%- set difference = "(grouped.{0}_mean - everybody.{0}_mean)".format(
                            feature
                        ) %}
                        (
                            '{{ feature }} mean',
                            profiles.{{ feature }}_mean,
                            grouped.{{ feature }}_mean
                        ),
                        -- of what is the same for all, or nobody has, nobody differs
                        (
                            '{{ feature }} z-score',
                            coalesce(sign(round(profiles.{{ feature }}_z_score, 6)), 0),
                            case
                                when
                                    everybody.{{ feature }}_stddev
                                    > 1e-9 * abs(everybody.{{ feature }}_mean)
                                then
                                    coalesce(
                                        sign(
                                            round(
                                                {{ difference }} / everybody.{{ feature }}_stddev, 6
                                            )
                                        ),
                                        0
                                    )
                                else 0
                            end
                        )
                        {{- "," if not loop.last }}
                    {%- endfor %}
                ]
            ) as figure
        from {{ ref("segment_profiles") }} as profiles
        full join grouped using (algorithm, segment_id)
        left join measures using (algorithm, segment_id)
        cross join everybody
    )

select algorithm, segment_id, figure.name, figure.found, figure.expected
from compared
where
    coalesce(
        abs(figure.found - figure.expected) > 1e-6 * greatest(abs(figure.expected), 1),
        figure.found is distinct from figure.expected
    )
