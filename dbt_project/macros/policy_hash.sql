{# A hash of the policy vars that incremental models depend on; where one of them is changed,
   everything is built again. #}
{% macro policy_hash() %}
    {% set values = [] %}
    {% for name in (
        "history_start_date",
        "included_order_statuses",
        "review_lookahead",
        "recipe",
        "recipes",
        "kmeans_cluster_count",
        "random_state",
        "first_training_weeks",
        "refit_every_weeks",
        "segment_overlap_threshold",
        "stability_origins_weeks",
        "stability_step_weeks",
    ) %}
        {% do values.append(name ~ "=" ~ policy_var(name)) %}
    {% endfor %}
    {{ return(local_md5(values | join(";"))) }}
{% endmacro %}
