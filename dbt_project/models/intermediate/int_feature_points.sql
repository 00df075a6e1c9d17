with
    features as (select * from {{ ref("int_customer_features_as_of") }}),

    scalers as (select * from {{ ref("int_feature_scalers") }}),

    {% for recipe in policy_var("recipes") -%}
        {%- set entries = recipe_features(recipe) %}
        {{ recipe }}_scalers as ({{ pivoted_scalers("scalers", recipe) }}),

        {{ recipe }}_points as (
            select
                as_of_date,
                {%- for entry in entries %}
                    {{ feature_cell(entry) }} as {{ entry.feature }}_cell,
                    avg({{ transformed_feature(entry) }}) as {{ entry.feature }}_mean,
                {%- endfor %}
                count(*) as customer_count
            from features
            group by
                as_of_date
                {%- for entry in entries %}, {{ feature_cell(entry) }} {%- endfor %}
        ),
    {% endfor %}

    final as (
        {% for recipe in policy_var("recipes") -%}
            {%- set entries = recipe_features(recipe) -%}
            {%- set names = entries | map(attribute="feature") | list -%}
            select
                points.as_of_date,
                '{{ recipe }}' as recipe,
                row_number() over (
                    partition by points.as_of_date
                    order by
                        {%- for name in names %}
                            points.{{ name }}_cell{{ "," if not loop.last }}
                        {%- endfor %}
                ) as point_id,
                points.customer_count,
                {{ scaled_means(recipe, "points", "scalers") }}
            from {{ recipe }}_points as points
            inner join
                {{ recipe }}_scalers as scalers
                on points.as_of_date = scalers.as_of_date
                {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
