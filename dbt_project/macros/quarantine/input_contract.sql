{# The input contract: of one input the columns with their types, see input_columns(), those that must not be
   empty (needed), those that must be there though values may lack (given), the key (several rows with one are a mistake), the rules by which a row is a mistake, see row_fault(), the
   columns of money, and the inputs that must have what a column names (parents).

   input  orders, order_items, reviews, payments, customers, sellers, products, places, regions or
          suppressions. #}
{% macro input_contract(input) %}
    {% set shop, statuses, most = shop(), [], policy("max_amount") %}
    {% set lowest, highest = shop.review_scale %}
    {% for status in policy("known_order_statuses") or [] %}
        {% do statuses.append("'" ~ dbt.escape_single_quotes(status) ~ "'") %}
    {% endfor %}
    {% set contracts = {
        "orders": {
            "needed": ["order_id", "ordered_at"],
            "given": ["customer_id"],
            "key": ["order_id"],
            "rules": [
                {
                    "column": "ordered_at",
                    "condition": "ordered_at < cast('1990-01-01' as timestamp)",
                    "reason": "expected 1990-01-01 or later",
                },
                {
                    "column": "status",
                    "condition": (
                        "(status is not null or is_included is null) and coalesce(status, '') not in ("
                        ~ statuses
                        | join(", ") ~ ")"
                        if statuses
                        else "false"
                    ),
                    "reason": "expected one of known_order_statuses of the shop",
                },
                {
                    "column": "delivered_at",
                    "condition": "delivered_at < ordered_at",
                    "reason": "expected a time after that of the order",
                },
            ],
        },
        "order_items": {
            "needed": ["order_id", "amount"],
            "key": ["order_id", "line_number"],
            "parents": {
                "order_id": "orders",
                "product_id": "products",
                "seller_id": "sellers",
            },
            "money": ["amount", "freight_amount"],
        },
        "reviews": {
            "needed": ["order_id", "score"],
            "given": ["answered_at"],
            "key": ["review_id", "order_id"],
            "parents": {"order_id": "orders"},
            "rules": [
                {
                    "column": "score",
                    "condition": "score <> round(score) or score not between {} and {}".format(
                        lowest, highest
                    ),
                    "reason": "expected a whole number from {} to {}, the review_scale of the "
                    "shop".format(lowest, highest),
                },
            ],
        },
        "payments": {
            "needed": ["order_id", "amount"],
            "given": ["payment_type"],
            "key": ["order_id", "payment_number"],
            "parents": {"order_id": "orders"},
            "money": ["amount"],
        },
        "customers": {
            "needed": ["customer_id"],
            "key": ["customer_id"],
        },
        "sellers": {
            "needed": ["seller_id"],
            "key": ["seller_id"],
        },
        "products": {
            "needed": ["product_id"],
            "key": ["product_id"],
        },
        "places": {
            "needed": ["zip_code"],
            "rules": [
                {
                    "column": "latitude",
                    "condition": "latitude not between -90 and 90",
                    "reason": "expected degrees from -90 to 90",
                },
                {
                    "column": "longitude",
                    "condition": "longitude not between -180 and 180",
                    "reason": "expected degrees from -180 to 180",
                },
            ],
        },
    } %}
    {% set contract = dict(
        {"key": [], "parents": {}, "money": [], "needed": [], "given": [], "rules": []},
        columns=input_columns(input),
        **contracts.get(input, {})
    ) %}
    {% for column in contract.needed %}
        {% do contract.rules.insert(
            loop.index0,
            {
                "column": column,
                "condition": (
                    "coalesce(trim({}), '') = ''".format(column)
                    if contract.columns[column] == "varchar"
                    else column ~ " is null"
                ),
                "reason": "expected a value, found nothing",
            },
        ) %}
    {% endfor %}
    {% for column in contract.money %}
        {% do contract.rules.append(
            {
                "column": column,
                "condition": "abs({}) > {}".format(column, most),
                "reason": "expected at most {} (var max_amount)".format(most),
            }
        ) %}
        {% if not shop.has_returns %}
            {% do contract.rules.append(
                {
                    "column": column,
                    "condition": column ~ " < 0",
                    "reason": "expected 0 or more, as has_returns of the shop is false",
                }
            ) %}
        {% endif %}
    {% endfor %}
    {{ return(contract) }}
{% endmacro %}
