{# A monitor: warns if segmentation_alerts has rows of it, and keeps them in schema monitors. #}
{% test no_alerts(model, monitor) %}
    {{ config(severity="warn", tags=["monitor"], store_failures=true, schema="monitors") }}

    select *
    from {{ model }}
    where monitor = '{{ monitor }}'
{% endtest %}
