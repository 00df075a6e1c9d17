{# The numbers known of every customer: what a recipe may use and what a profile describes. #}
{% macro numeric_features() %}
    {{ return(state_features().keys() | list) }}
{% endmacro %}
