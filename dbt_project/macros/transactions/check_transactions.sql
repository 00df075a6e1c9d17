{# Stops the build before it begins unless SHOP_FILE is a file whose columns can be told; and says which
   is taken for which. #}
{% macro check_transactions() %}
    {% set path, where = (
        env_var("SHOP_FILE", ""),
        "dbt_project.yml, var shops, shop " ~ shop().name,
    ) %}
    {% set problem %}
        {%- if not path -%}
            SHOP_FILE is not set; expected the path of a CSV or Parquet file of order lines.
        {%- elif modules.re.search("['\[\]{}*?]", path) -%}
            SHOP_FILE is '{{ path }}'; expected a path without '[]{}*?, which DuckDB does not read as
            part of a name.
        {%- elif not run_query("from glob('" ~ path ~ "')").rows -%}
            SHOP_FILE is '{{ path }}', which is no file.
        {%- endif -%}
    {% endset %}
    {% if problem %} {{ exceptions.raise_compiler_error(problem) }} {% endif %}
    {% set directory, files = path.split("/")[:-1] | join("/") or ".", [] %}
    {% for found in run_query("from glob('" ~ directory ~ "/*')").columns[0].values() %}
        {% do files.append(found | replace("\\", "/") | replace(directory ~ "/", "")) %}
    {% endfor %}
    {% set unread = unread_suppressions(files) %}
    {% if unread %}
        {{ exceptions.raise_compiler_error("\n  - " ~ unread | join("\n  - ")) }}
    {% endif %}
    {% set told = transactions_columns() %}
    {% set pairs = [] %}
    {% for role, column in told.columns.items() %}
        {% do pairs.append("{} = {}".format(role, column)) %}
    {% endfor %}
    {% do print(
        "Columns of {}, read {}: {}.".format(
            path.split("/") | last, told.read_as, pairs | join(", ")
        )
    ) %}
    {% for line in told.unread %} {% do print("Not read: " ~ line) %} {% endfor %}
    {% set others = told.types.keys() | reject("in", told.columns.values() | list) | list %}
    {% if others %}
        {% do print("Other columns are not read: {}.".format(others | join(", "))) %}
    {% endif %}
    {% if "quantity" not in told.columns %}
        {% do print("No column is quantity: a line is one item.") %}
    {% endif %}
    {% if "order_id" not in told.columns %}
        {% do print("No column is order_id: a customer's lines of one day are one order.") %}
    {% endif %}
    {% if told.read_as != "as configured" %}
        {% do print("If one is wrong, say which is which in {}, columns.".format(where)) %}
    {% endif %}
{% endmacro %}
