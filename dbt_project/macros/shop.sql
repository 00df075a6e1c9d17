{# The chosen shop (environment variable SHOP, or else var shop) as var shops describes it, with
   defaults filled in. What is unknown or out of range stops the compilation.

   Beside the block's keys: name; adapter, the folder of models/staging that its orders come through; and
   reads_files, whether that counts the rows of its files and rejects some itself. #}
{% macro shop() %}
    {% set name, shops, problems = env_var("SHOP", var("shop")), var("shops"), [] %}
    {% set all_inputs = [
        "orders",
        "order_items",
        "reviews",
        "payments",
        "customers",
        "sellers",
        "products",
        "places",
        "regions",
        "suppressions",
    ] %}
    {% set defaults = {
        "adapter": name,
        "inputs": ["orders", "order_items"],
        "included_order_statuses": none,
        "known_order_statuses": none,
        "closed_order_statuses": [],
        "review_scale": [1, 5],
        "has_returns": true,
        "recipe": "rfm_balanced",
        "first_training_weeks": 26,
        "currency": none,
        "locale": "en",
        "columns": {},
        "delimiter": none,
        "date_format": none,
        "decimal_separator": ".",
        "encoding": "utf-8",
    } %}
    {% if shops is not mapping or name not in shops %}
        {{
            exceptions.raise_compiler_error(
                "The shop is '{}' (environment variable SHOP, or else var shop); expected one of var "
                "shops: {}.".format(name, (shops if shops is mapping else {}) | join(", "))
            )
        }}
    {% endif %}
    {% set given = shops[name] or {} %}
    {% set where = "var shops, shop {}:".format(name) %}
    {% for key in given if key not in defaults %}
        {% do problems.append(
            "{} unknown key '{}'; expected one of {}.".format(
                where, key, defaults | join(", ")
            )
        ) %}
    {% endfor %}
    {# what comes of the adapter is as its own block has it, unless the shop says otherwise #}
    {% set of_adapter, block = shops.get(given.adapter) or {}, dict(defaults, name=name) %}
    {% for key in (
        "inputs",
        "included_order_statuses",
        "known_order_statuses",
        "closed_order_statuses",
        "has_returns",
    ) if key in of_adapter %}
        {% do block.update({key: of_adapter[key]}) %}
    {% endfor %}
    {% do block.update(given) %}
    {% do block.update(reads_files=block.adapter in ("olist", "transactions")) %}
    {% for input in block.inputs if input not in all_inputs %}
        {% do problems.append(
            "{} inputs has '{}'; expected of {}.".format(
                where, input, all_inputs | join(", ")
            )
        ) %}
    {% endfor %}
    {% for input in ("orders", "order_items") if input not in block.inputs %}
        {% do problems.append("{} inputs lacks '{}', which every shop has.".format(where, input)) %}
    {% endfor %}
    {% if block.has_returns is not boolean %}
        {% do problems.append(
            "{} has_returns is '{}'; expected true or false.".format(
                where, block.has_returns
            )
        ) %}
    {% endif %}
    {% set scale = block.review_scale %}
    {% set is_scale = scale is sequence and scale is not string and scale | length == 2 %}
    {% if not is_scale or scale | reject("integer") | list or scale[0] >= scale[1] %}
        {% do problems.append(
            "{} review_scale is '{}'; expected the lowest and the highest score, such as "
            "[1, 5].".format(where, scale)
        ) %}
    {% endif %}
    {% if block.columns is not mapping %}
        {% do problems.append(
            "{} columns is '{}'; expected a mapping such as {{customer_id: Customer}}.".format(
                where, block.columns
            )
        ) %}
    {% endif %}
    {% for key, (pattern, what) in {
        "currency": ("[A-Z]{3}", "an ISO 4217 code such as EUR, or null"),
        "locale": (
            "[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?",
            "a language, and perhaps a country, such as en or en-GB",
        ),
        "delimiter": ("[^']{1,4}", "what stands between columns, such as ';', or null"),
        "date_format": ("[^']+", "a format such as %d/%m/%Y %H:%M, or null"),
        "decimal_separator": ("[.,]", "'.' or ','"),
        "encoding": ("utf-8|utf-16|latin-1", "utf-8, utf-16 or latin-1; save the file in one of them"),
    }.items() if not (block[key] is none and defaults[key] is none) %}
        {% if not modules.re.fullmatch(pattern, block[key] | string) %}
            {% do problems.append(
                "{} {} is '{}'; expected {}.".format(where, key, block[key], what)
            ) %}
        {% endif %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
    {{ return(block) }}
{% endmacro %}
