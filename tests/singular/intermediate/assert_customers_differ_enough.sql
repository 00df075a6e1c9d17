-- Whenever a model is made there are more different customers than it is to have segments, or as
-- many. An error rather than rows, because dbt shows its text. No model is made before it.
{% set counts = ("kmeans_cluster_count", "ward_cluster_count") %}
with
    as_of_dates as (select * from {{ ref("int_as_of_dates") }}),

    points as (
        select as_of_date, count(*) as point_count
        from {{ ref("int_feature_points") }}
        where recipe = '{{ policy("recipe") }}'
        group by as_of_date
    ),

    wanted as (
        {% for name in counts -%}
            select
                as_of_date,
                coalesce(point_count, 0) as point_count,
                '{{ name }}' as name,
                {{ policy(name) }} as cluster_count
            from as_of_dates
            left join points using (as_of_date)
            where
                is_current
                {%- if name == "kmeans_cluster_count" %}
                    or is_kmeans_fit or is_stability_step
                {%- endif %}
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    problems as (
        select
            'var '
            || name
            || ' is '
            || cluster_count
            || '; expected at most '
            || point_count
            || ', as many customers differ in recipe {{ policy("recipe") }} as of '
            || as_of_date
            || '. ' as problem
        from wanted
        where cluster_count > point_count
        qualify row_number() over (partition by name order by point_count, as_of_date) = 1
    ),

    final as (
        select
            string_agg(problem, '' order by problem)
            || 'Lower what is too high; or, if there are more customers later, raise var '
            || 'first_training_weeks.' as problem
        from problems
    )

select problem
from final
where error(problem) is not null
