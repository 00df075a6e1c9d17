{# The algorithms, and of each the version of its segments in rows of int_customer_segments: rfm and
   kmeans have versions, the others are fitted as of the current date and have one. #}
{% macro algorithms() %}
    {{ return({"rfm": "rfm_version", "kmeans": "kmeans_version", "dbscan": "1", "ward": "1"}) }}
{% endmacro %}
