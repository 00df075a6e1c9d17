{# The numbers known of every customer: what a recipe may use and what a profile describes. Of each
   the column or expression over int_customer_states that it follows from: its value, null where
   unknown (then `may_be_unknown` is true, and the models see the mean of the others); or, of the
   features that age, the date from which its days count (then `ages` is true). Whoever lacks the
   value of a feature with an `unknown_segment_id` is in that segment, by every algorithm whose recipe
   uses the feature; seed segment_naming_rules names it. `input` is the one that a shop must have for
   the feature, other than orders and their items.
   The one place where features are defined. #}
{% macro numeric_features() %}
    {{
        return(
            {
                "recency_days": {"state_value": "last_purchase_date", "ages": true},
                "tenure_days": {"state_value": "first_purchase_date", "ages": true},
                "order_count": {"state_value": "order_count"},
                "item_count": {"state_value": "item_count"},
                "spend_amount": {"state_value": "spend_amount"},
                "mean_item_price": {
                    "state_value": (
                        "case when spend_amount >= 0 and item_count > 0 "
                        "then cast(spend_amount as double) / item_count end"
                    ),
                    "may_be_unknown": true,
                },
                "mean_review_score": {
                    "state_value": "cast(review_score_sum as double) / nullif(review_count, 0)",
                    "may_be_unknown": true,
                    "unknown_segment_id": -1,
                    "input": "reviews",
                },
            }
        )
    }}
{% endmacro %}
