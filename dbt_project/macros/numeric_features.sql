{# The numbers known of every customer: what a recipe may use and what a profile describes. #}
{% macro numeric_features() %}
    {{
        return(
            [
                "recency_days",
                "tenure_days",
                "order_count",
                "item_count",
                "spend_amount",
                "mean_item_price",
                "mean_review_score",
            ]
        )
    }}
{% endmacro %}
