{# Stops the compilation if any policy var is out of its range; names all that are. #}
{% macro check_vars() %}
    {% set problems = [] %}
    {% for name in (
        "as_of_date",
        "reporting_at",
        "included_order_statuses",
        "review_lookahead",
        "rfm_quantiles",
        "rfm_frequency_thresholds",
        "recipe",
        "recipes",
        "kmeans_cluster_count",
        "random_state",
        "ward_cluster_count",
        "ward_max_points",
        "dbscan_min_samples",
        "dbscan_eps",
        "evaluated_cluster_counts",
        "evaluated_min_samples",
        "evaluated_eps_factors",
    ) %}
        {% set problem = var_problem(name) %}
        {% if problem %} {% do problems.append(problem) %} {% endif %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
    {% for recipe in var("recipes") %} {% do recipe_features(recipe) %} {% endfor %}
{% endmacro %}
