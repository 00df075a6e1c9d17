{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{{ delete_stale_dates('is_clustered') }}",
    )
}}

with
    as_of_dates as ({{ missing_dates("is_clustered") }}),

    features as (
        select features.*
        from {{ ref("int_customer_features_as_of") }} as features
        inner join as_of_dates on features.as_of_date = as_of_dates.as_of_date
    ),

    scalers as (
        {% for recipe in policy_var("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set transformed = transformed_feature(entry) %}
                select
                    as_of_date,
                    max(input_hash) as input_hash,
                    '{{ recipe }}' as recipe,
                    '{{ entry.feature }}' as feature,
                    {% if entry.scaling == "minmax" -%}
                        cast(min({{ transformed }}) as double) as scaler_center,
                        cast(max({{ transformed }}) as double)
                        - cast(min({{ transformed }}) as double) as feature_range,
                    {%- else -%}
                        cast(avg({{ transformed }}) as double) as scaler_center,
                        {{ exact_stddev(transformed) }} as feature_range,
                    {%- endif %}
                    cast({{ entry.weight }} as double) as weight
                from features
                group by
                    as_of_date {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    final as (
        select
            as_of_date,
            recipe,
            feature,
            scaler_center,
            -- a feature that is the same for everybody tells nothing: its scaled
            -- value is 0
            case when feature_range > 0 then feature_range else 1 end
            / weight as scaler_scale,
            input_hash
        from scalers
    )

select *
from final
