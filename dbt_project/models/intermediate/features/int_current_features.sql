{{ config(materialized="ephemeral") }}

with
    as_of_dates as (select * from {{ ref("int_feature_means") }} where is_current),

    final as (
        select
            as_of_date,
            {%- for feature, rule in numeric_features().items() %}
                {{ feature }}, {% if rule.may_be_unknown -%} {{ feature }}_imputed, {%- endif %}
            {%- endfor %}
            customer_key
        from ({{ customer_features_as_of("as_of_dates") }}) as features
    )

select *
from final
