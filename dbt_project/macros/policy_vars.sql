{# The policy vars, and of each the kind of value that var_problem() expects. #}
{% macro policy_vars() %}
    {{
        return(
            {
                "as_of_date": "date",
                "history_start_date": "date",
                "included_order_statuses": "statuses",
                "known_order_statuses": "names",
                "review_lookahead": "boolean",
                "reporting_at": "moment",
                "rfm_quantiles": "quantiles",
                "rfm_frequency_thresholds": "rising",
                "max_gap_days": "count",
                "max_share_without_items": "share",
                "max_share_without_payments": "share",
                "max_share_without_reviews": "share",
                "max_payment_difference": "distance",
                "max_points": "count",
                "max_values": "count",
                "recipe": "name",
                "recipes": "mapping",
                "kmeans_cluster_count": "count",
                "random_state": "seed",
                "ward_cluster_count": "optional count",
                "dbscan_min_samples": "count",
                "dbscan_eps": "optional distance",
                "evaluated_cluster_counts": "counts",
                "evaluated_min_samples": "counts",
                "evaluated_eps_factors": "distances",
                "first_training_weeks": "count",
                "refit_every_weeks": "count",
                "segment_overlap_threshold": "share",
                "history_step": "step",
                "stability_origins_weeks": "counts",
                "stability_step_weeks": "count",
                "stability_threshold": "share",
                "monitor_min_jaccard": "share",
                "monitor_max_psi": "distance",
                "monitor_min_segment_share": "share",
            }
        )
    }}
{% endmacro %}
