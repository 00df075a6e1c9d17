{# A policy var, once it is known to be in its range. Models read their vars through this. #}
{% macro policy_var(name) %}
    {% if var_problem(name) %} {% do check_vars() %} {% endif %} {{ return(var(name)) }}
{% endmacro %}
