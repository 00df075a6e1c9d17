{# Says of what shop the build is, and what it lacks, in a line; and lets its adapter look at its files,
   by macro check_<adapter>, if there is one, before anything is built. #}
{% macro check_shop() %}
    {% if not execute or flags.WHICH not in ("build", "run") %} {{ return("") }} {% endif %}
    {% set shop = shop() %}
    {% if env_var("SHOP_FILE", "") and shop.adapter != "transactions" %}
        {{
            exceptions.raise_compiler_error(
                "SHOP_FILE is set, but the shop is {}, which does not read it; expected SHOP=transactions "
                "as well, or no SHOP_FILE.".format(shop.name)
            )
        }}
    {% endif %}
    {% set lacking = [] %}
    {# without lists of sellers and products, they are those that items name #}
    {% for input in ("reviews", "payments", "places") if input not in shop.inputs %}
        {% do lacking.append(input) %}
    {% endfor %}
    {% set left_out = var("recipes").keys() | reject("in", policy("recipes")) | list %}
    {% do print(
        "Shop {}, recipe {}".format(shop.name, policy("recipe"))
        ~ (
            "; no {}: the tables of these are empty".format(lacking | join(", "))
            if lacking
            else ""
        )
        ~ (
            ", and recipe {} is left out".format(left_out | join(", "))
            if left_out
            else ""
        )
        ~ "."
    ) %}
    {% if context.get("check_" ~ shop.adapter) %}
        {% do context["check_" ~ shop.adapter]() %}
    {% endif %}
{% endmacro %}
