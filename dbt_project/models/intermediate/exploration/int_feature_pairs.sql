{# Twice the average rank is a whole number, so that the sums over ranks are exact; values are summed as
   decimals of their distance to the mean in standard deviations. #}
{% set max_cells = policy("max_values") %}
{% set side = (max_cells**0.5) | int %}
{% set features = numeric_features() | list %}
{% set pairs = [] %}
{% for feature in features %}
    {% for other in features[loop.index :] %} {% do pairs.append((feature, other)) %} {% endfor %}
{% endfor %}

with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    -- kept: every pair reads them
    customers as materialized({{ customer_features_as_of("as_of_dates") }}),

    {% for feature, other in pairs -%}
        {%- set pair = feature ~ "_" ~ other -%}
        {{ pair }}_values as materialized(
            select
                cast({{ feature }} as double) as x,
                cast({{ other }} as double) as y,
                count(*) as customer_count
            from customers
            where {{ feature }} is not null and {{ other }} is not null
            group by 1, 2
        ),

        {% for axis, ranked in {"x": feature, "y": other}.items() -%}
            {{ pair }}_{{ axis }}_ranks as (
                select
                    {{ axis }},
                    ({{ axis }} - any_value({{ ranked }}_mean))
                    / nullif(any_value({{ ranked }}_stddev), 0) as {{ axis }}_score,
                    cast(
                        2 * sum(sum(vals.customer_count)) over (order by {{ axis }})
                        - sum(vals.customer_count)
                        + 1 as bigint
                    ) as {{ axis }}_rank,
                    count(*) over () as {{ axis }}_count
                from {{ pair }}_values as vals
                cross join as_of_dates
                group by {{ axis }}
            ),
        {% endfor -%}

        {{ pair }}_ranked as materialized(
            select *
            from {{ pair }}_values
            inner join {{ pair }}_x_ranks using (x)
            inner join {{ pair }}_y_ranks using (y)
        ),

        {{ pair }}_figures as (
            select
                count(*) as distinct_pair_count,
                sum(customer_count) as known_count,
                max(x_count) as x_count,
                max(y_count) as y_count,
                {%- for name, product in {
                    "x": "x_score",
                    "y": "y_score",
                    "xx": "x_score * x_score",
                    "yy": "y_score * y_score",
                    "xy": "x_score * y_score",
                }.items() %}
                    cast(
                        sum(cast(customer_count * {{ product }} as decimal(38, 18))) as double
                    ) as sum_{{ name }},
                {%- endfor %}
                {%- for name, product in {
                    "x": "x_rank",
                    "y": "y_rank",
                    "xx": "x_rank * x_rank",
                    "yy": "y_rank * y_rank",
                    "xy": "x_rank * y_rank",
                }.items() %}
                    sum(
                        cast(customer_count as hugeint) * {{ product }}
                    ) as rank_sum_{{ name }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ pair }}_ranked
        ),
    {% endfor %}

    figures as (
        {% for feature, other in pairs -%}
            select '{{ feature }}' as feature, '{{ other }}' as other_feature, *
            from {{ feature }}_{{ other }}_figures {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    measured as (
        select
            feature,
            other_feature,
            cast(known_count as bigint) as known_count,
            distinct_pair_count,
            distinct_pair_count <= {{ max_cells }} as is_exact,
            -- a feature of few values keeps them, and leaves the other more cells
            {%- for axis, other_axis in (("x", "y"), ("y", "x")) %}
                case
                    when {{ axis }}_count > {{ side }}
                    then greatest({{ side }}, floor({{ max_cells }} / {{ other_axis }}_count))
                end as {{ axis }}_cell_count,
            {%- endfor %}
            case
                when x_count > 1 and y_count > 1
                then
                    (sum_xy - sum_x * sum_y / known_count)
                    / sqrt(sum_xx - sum_x * sum_x / known_count)
                    / sqrt(sum_yy - sum_y * sum_y / known_count)
            end as pearson,
            case
                when x_count > 1 and y_count > 1
                then
                    cast(known_count * rank_sum_xy - rank_sum_x * rank_sum_y as double)
                    / sqrt(cast(known_count * rank_sum_xx - rank_sum_x * rank_sum_x as double))
                    / sqrt(cast(known_count * rank_sum_yy - rank_sum_y * rank_sum_y as double))
            end as spearman
        from figures
    ),

    cells as (
        {% for feature, other in pairs -%}
            select
                measured.feature,
                measured.other_feature,
                {%- for axis in ("x", "y") %}
                    cast(
                        case
                            when is_exact or {{ axis }}_cell_count is null
                            then {{ axis }}_rank
                            else
                                floor(
                                    ({{ axis }}_rank - 1)
                                    * {{ axis }}_cell_count
                                    / (2 * known_count)
                                )
                        end as bigint
                    ) as {{ axis }}_cell,
                {%- endfor %}
                cast(sum(customer_count) as bigint) as customer_count
            from {{ feature }}_{{ other }}_ranked
            inner join
                measured
                on measured.feature = '{{ feature }}'
                and measured.other_feature = '{{ other }}'
            group by 1, 2, 3, 4 {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select
            feature,
            other_feature,
            cells.x_cell,
            cells.y_cell,
            cells.customer_count,
            measured.known_count,
            measured.distinct_pair_count,
            measured.is_exact,
            measured.pearson,
            measured.spearman
        from cells
        inner join measured using (feature, other_feature)
    )

select *
from final
