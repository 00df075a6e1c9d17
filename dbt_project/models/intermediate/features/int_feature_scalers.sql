{# Median and quartiles are read from histograms; recipes that do not ask for them do without. #}
{% set robust_features = [] %}
{% for recipe in policy("recipes") %}
    {% for entry in recipe_features(recipe) if entry.scaling == "robust" %}
        {% do robust_features.append(entry.feature) %}
    {% endfor %}
{% endfor %}

with
    {% if robust_features -%}
        imputed as (
            select as_of_date, feature, imputed_value as feature_value, customer_count
            from {{ ref("int_feature_histograms") }}
            where feature in ('{{ robust_features | unique | join("', '") }}')
        ),

        quartiles as (
            select
                as_of_date,
                feature,
                {%- for name, share in {"lower": 0.25, "median": 0.5, "upper": 0.75}.items() %}
                    min(
                        case when counted_so_far >= all_counted * {{ share }} then feature_value end
                    ) as {{ name }}_value{{ "," if not loop.last }}
                {%- endfor %}
            from ({{ cumulative_histogram("imputed", ["as_of_date", "feature"]) }}) as cumulative
            group by 1, 2
        ),
    {% endif %}

    measured as (
        {% for recipe in policy("recipes") -%}
            {% set recipe_loop = loop %}
            {% for entry in recipe_features(recipe) -%}
                {%- set transformed = transformed_feature(dict(entry, column="imputed_value")) %}
                {%- set is_robust = entry.scaling == "robust" %}
                select
                    as_of_date,
                    '{{ recipe }}' as recipe,
                    feature,
                    '{{ entry.scaling }}' as scaling,
                    cast({{ entry.weight }} as double) as weight,
                    {{ moments(transformed) }},
                    -- a transform keeps the order, so the quantile of what is transformed is the
                    -- transformed quantile
                    {%- for name in ("lower", "median", "upper") %}
                        {%- set quantile = transformed_feature(
                            dict(entry, column="max(" ~ name ~ "_value)"),
                            result="double",
                        ) %}
                        {{ quantile if is_robust else "cast(null as double)" }}
                        as {{ name }}_value{{ "," if not loop.last }}
                    {%- endfor %}
                from {{ ref("int_feature_histograms") }}
                {% if is_robust -%} inner join quartiles using (as_of_date, feature) {%- endif %}
                where feature = '{{ entry.feature }}'
                group by
                    as_of_date, feature {{ "union all" if not (loop.last and recipe_loop.last) }}
            {% endfor -%}
        {% endfor %}
    ),

    -- where more than half of the customers are equal, quartiles have no range
    ranges as (
        select
            *,
            case
                scaling when 'minmax' then lowest when 'robust' then median_value else mean_value
            end as feature_center,
            case
                when scaling = 'minmax'
                then highest - lowest
                when scaling = 'robust' and upper_value > lower_value
                then upper_value - lower_value
                else stddev_value
            end as feature_range
        from measured
    ),

    final as (
        select
            as_of_date,
            recipe,
            {{
                pivoted(
                    "feature",
                    numeric_features(),
                    {
                        "{}_center": "feature_center",
                        "{}_scale": "case when feature_range > 0 then feature_range else 1 end / weight",
                        "{}_lowest": "lowest",
                        "{}_highest": "highest",
                    },
                )
            }}
        from ranges
        group by 1, 2
    )

select *
from final
