{# Number of Ward segments: the var, or as many as KMeans has. #}
{% macro ward_cluster_count() %}
    {{
        return(
            policy_var("ward_cluster_count") or policy_var("kmeans_cluster_count")
        )
    }}
{% endmacro %}
