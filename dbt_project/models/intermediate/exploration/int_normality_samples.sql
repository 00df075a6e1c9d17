{# Drawn by md5, which is the same on every machine and in every order of rows. #}
{% set sample_size = 5000 %}

with
    drawn as (
        select features.customer_key, md5(ids.customer_unique_id) as digest
        from {{ ref("int_current_features") }} as features
        inner join {{ ref("dim_customers") }} as ids using (customer_key)
        order by digest
        limit {{ sample_size }}
    ),

    customers as (
        select features.*, row_number() over (order by drawn.digest) as sample_number
        from drawn
        inner join {{ ref("int_current_features") }} as features using (customer_key)
    ),

    final as (
        {% for recipe in policy("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                select
                    '{{ recipe }}' as recipe,
                    '{{ entry.feature }}' as feature,
                    'before' as stage,
                    sample_number,
                    cast({{ entry.feature }} as double) as feature_value
                from customers
                where {{ entry.feature }} is not null
                union all
                select
                    '{{ recipe }}' as recipe,
                    '{{ entry.feature }}' as feature,
                    'after' as stage,
                    customers.sample_number,
                    {{ scaled_feature(entry, transformed_feature(entry, result="double")) }}
                    as feature_value
                from customers
                inner join
                    {{ ref("int_feature_scalers") }} as scalers
                    on customers.as_of_date = scalers.as_of_date
                    and scalers.recipe = '{{ recipe }}'
                    {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    )

select *
from final
