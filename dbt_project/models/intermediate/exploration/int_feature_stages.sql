{# a histogram per stage of a recipe's feature, so that nobody has to count customers #}
with
    histograms as (
        select histograms.*
        from {{ ref("int_feature_histograms") }} as histograms
        inner join {{ ref("int_feature_means") }} as dates using (as_of_date)
        where dates.is_current
    ),

    final as (
        {% for recipe in policy("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set imputed = dict(entry, column="imputed_value") %}
                select
                    '{{ recipe }}' as recipe,
                    feature,
                    'before' as stage,
                    feature_value,
                    customer_count
                from histograms
                where feature = '{{ entry.feature }}'
                union all
                select
                    '{{ recipe }}' as recipe,
                    histograms.feature,
                    'after' as stage,
                    {{ scaled_feature(entry, transformed_feature(imputed, result="double")) }}
                    as feature_value,
                    cast(sum(histograms.customer_count) as bigint) as customer_count
                from histograms
                inner join
                    {{ ref("int_feature_scalers") }} as scalers
                    on histograms.as_of_date = scalers.as_of_date
                    and scalers.recipe = '{{ recipe }}'
                where feature = '{{ entry.feature }}'
                group by 1, 2, 3, 4 {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    )

select *
from final
