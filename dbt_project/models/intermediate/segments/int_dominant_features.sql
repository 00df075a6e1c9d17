{# How much of the variance each feature holds that the recipe does not permit to dominate, as an alert
   has it. #}
{% set bound = policy("max_variance_share") %}
{% set permitted = ["none"] %}
{% for entry in recipe_features(policy("recipe")) if entry.may_dominate %}
    {% do permitted.append(entry.feature) %}
{% endfor %}

with
    final as (
        select
            'dominant_feature' as monitor,
            cast(null as varchar) as algorithm,
            feature as subject,
            variance_share as observed_value,
            cast({{ bound }} as double) as bound,
            format(
                'The feature "{}" is {:.0f} % of the variance of the recipe "{}", more than '
                || '{{ "%g" | format(100 * bound) }} % (var max_variance_share): the segments are bands '
                || 'of it, whatever else customers do. Give it a smaller weight, or another transform or '
                || 'scaling; or, if it is meant so, may_dominate in var recipes.',
                feature,
                100 * variance_share,
                recipe
            ) as message
        from {{ ref("ml_feature_contributions") }}
        where
            recipe = '{{ policy("recipe") }}'
            -- what varies alone has no other feature to be weighed against
            and variance_share < 1
            and feature not in ('{{ permitted | join("', '") }}')
    )

select *
from final
