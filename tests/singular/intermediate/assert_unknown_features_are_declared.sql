-- A feature that some customers have no value of says so in numeric_features(), so that the models
-- see the mean of the others. An error rather than rows, because dbt shows its text.
with
    undeclared as (
        select string_agg(distinct feature, ', ' order by feature) as features
        from {{ ref("int_feature_histograms") }}
        where
            feature_value is null
            and feature not in (
                {%- for feature, rule in numeric_features().items() if rule.may_be_unknown -%}
                    '{{ feature }}'{{ ", " if not loop.last }}
                {%- endfor -%}
            )
    )

select features
from undeclared
where
    features is not null
    and error(
        'Some customers have no value of '
        || features
        || '; say "may_be_unknown": true of it in macro numeric_features.'
    )
    is not null
