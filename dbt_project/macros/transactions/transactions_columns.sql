{# Which column of the file of order lines is what: a mapping of columns of the adapter to columns of the
   file, as var shops gives it (columns), or by what shops' exports commonly call them. Stops the
   compilation where none, or more than one, can be told. Empty while the project is parsed.

   Returns what is which as `columns`, found_columns() as `header`, the types of the columns of the file as `types`, how it was told as
   `read_as`, and as `unread` which columns are not read because several can be meant. #}
{% macro transactions_columns() %}
    {% if not execute %} {{ return({"columns": {}, "types": {}}) }} {% endif %}
    {% set path, shop = env_var("SHOP_FILE", ""), shop() %}
    {% set file, given = path.split("/") | last, shop.columns %}
    {% set header = found_columns(
        file, path, source("transactions", "order_lines"), shop.delimiter, shop.encoding
    ) %}
    {% if header.problem %} {{ exceptions.raise_compiler_error(header.problem) }} {% endif %}
    {% set types = header.types %}
    {% set found = types.keys() | list %}
    {% set where = "var shops, shop {}, columns".format(shop.name) %}
    {% set names, exports = known_columns().names, known_columns().exports %}
    {% set needed = ("order_id", "customer_id", "ordered_at", "quantity", "product_name") %}
    {% set problems, chosen, read_as, unread = [], {}, ["by their names"], [] %}
    {% if given %}
        {% do read_as.append("as configured") %}
        {% for role, column in given.items() %}
            {% if role not in names %}
                {% do problems.append(
                    "{} has '{}'; expected of {}.".format(where, role, names | join(", "))
                ) %}
            {% elif column not in found %}
                {% do problems.append(
                    "{}, {}: file {} has no column '{}'.".format(where, role, file, column)
                ) %}
            {% endif %}
            {% do chosen.update({role: column}) %}
        {% endfor %}
    {% else %}
        {% for export, columns in exports.items() if not chosen %}
            {% set told = [] %}
            {% for role in needed if columns[role] in found %}
                {% do told.append(role) %}
            {% endfor %}
            {% if told | length == needed | length %}
                {% do read_as.append("as an export of " ~ export) %}
                {% for role, column in columns.items() if column in found %}
                    {% do chosen.update({role: column}) %}
                {% endfor %}
            {% endif %}
        {% endfor %}
        {% for role, its_names in names.items() if read_as | length == 1 %}
            {% set candidates = [] %}
            {% for column in found %}
                {% if modules.re.sub("[^a-z0-9]", "", column | lower) in its_names %}
                    {% do candidates.append(column) %}
                {% endif %}
            {% endfor %}
            {% if candidates | length == 1 %} {% do chosen.update({role: candidates[0]}) %}
            {% elif candidates %}
                {# what is in orders, and which count, must be sure; the rest can be left out #}
                {% set matters = role in (
                    "order_id",
                    "customer_id",
                    "ordered_at",
                    "quantity",
                    "unit_price",
                    "amount",
                    "status",
                ) %}
                {% do (problems if matters else unread).append(
                    "{}: more than one column can be meant, {}.".format(
                        role, candidates | join(" and ")
                    )
                ) %}
            {% endif %}
        {% endfor %}
        {% if not problems and "amount" in chosen and "unit_price" in chosen %}
            {% do problems.append(
                "amount: {} can be meant, or {} for each.".format(
                    chosen.amount, chosen.unit_price
                )
            ) %}
        {% endif %}
    {% endif %}
    {% if not problems %}
        {% for role, what in {
            "customer_id": "who bought",
            "ordered_at": "when",
        }.items() if role not in chosen %}
            {% do problems.append("{}: no column says {}.".format(role, what)) %}
        {% endfor %}
        {% if "amount" not in chosen and "unit_price" not in chosen %}
            {% do problems.append(
                "amount: no column says for how much; expected the amount of a line, or a unit_price."
            ) %}
        {% endif %}
    {% endif %}
    {% if problems %}
        {{
            exceptions.raise_compiler_error(
                "The columns of file {} cannot be told:\n  - {}\n  It has {}.\n  Say which is which in "
                "dbt_project.yml, {}, such as {{order_id: Invoice, customer_id: Customer ID, "
                "ordered_at: InvoiceDate, quantity: Quantity, unit_price: Price}}; what is not named is "
                "not read.".format(file, problems | join("\n  - "), found | join(", "), where)
            )
        }}
    {% endif %}
    {{
        return(
            {
                "columns": chosen,
                "types": types,
                "read_as": read_as | last,
                "unread": unread,
                "header": header,
            }
        )
    }}
{% endmacro %}
