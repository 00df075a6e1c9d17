{# Of var recipes those that need no input which the shop does not have. #}
{% macro available_recipes() %}
    {% set shop, available = shop(), {} %}
    {% for name, features in var("recipes").items() if var("recipes") is mapping %}
        {% set lacking = [] %}
        {% for entry in features if entry is mapping %}
            {% set input = numeric_features().get(entry.feature, {}).get("input", "orders") %}
            {% if input not in shop.inputs %} {% do lacking.append(input) %} {% endif %}
        {% endfor %}
        {% if not lacking %} {% do available.update({name: features}) %} {% endif %}
    {% endfor %}
    {{ return(available) }}
{% endmacro %}
