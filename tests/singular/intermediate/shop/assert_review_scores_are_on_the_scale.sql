-- Review scores lie on the shop's scale. An error rather than rows, because dbt shows its text.
{% set lowest, highest = shop().review_scale %}

with
    problems as (
        select count(*) as review_count, min(review_score) as lowest, max(review_score) as highest
        from {{ ref("int_shop_reviews") }}
        where review_score not between {{ lowest }} and {{ highest }}
    )

select review_count
from problems
where
    review_count > 0
    and error(
        review_count
        || ' reviews have scores outside of {{ lowest }} to {{ highest }}, from '
        || lowest
        || ' to '
        || highest
        || '. Correct them, or review_scale in dbt_project.yml, var shops, shop {{ shop().name }}.'
    )
    is not null
