{# The policy vars, checked: with a name that var, without one all of them by name, with the recipes'
   defaults filled in. What a var leaves to the shop is the shop's. An unknown one, or one out of its
   range, stops the compilation. The models read their vars here; in Python, from int_policy.

   name  of a var; recipes are as they are given, see recipe_features(). #}
{% macro policy(name=none) %}
    {% set kinds = policy_kinds() %}
    {% set expected = {
        "date": "a date YYYY-MM-DD, or null",
        "moment": "a moment YYYY-MM-DD HH:MM:SS or a date, or null",
        "optional names": "a list of names in lower case, such as [delivered], or null",
        "statuses": "a list of statuses that are in var known_order_statuses, or null",
        "boolean": "true or false",
        "quantiles": "four rising numbers between 0 and 1",
        "frequencies": "four rising numbers, of which the first is 2, because segments speak of one order",
        "name": "the name of one of the recipes, all of whose features the shop has",
        "mapping": "a mapping of names",
        "shop": "one of var shops",
        "count": "a whole number, 1 or above",
        "cadence": "a whole number, 1 or above, or recommended, or a mapping of rfm and kmeans to those",
        "optional count": "a whole number, 1 or above, or null",
        "distance": "a number above 0",
        "optional distance": "a number above 0, or null",
        "share": "a number from 0 to 1",
        "step": "week, month or quarter",
        "preference": "deployed or fewest",
        "counts": "a list of whole numbers, 1 or above",
        "optional counts": "a list of whole numbers, 1 or above, or null",
        "distances": "a list of numbers above 0",
        "seed": "a whole number, 0 or above",
    } %}
    {% set problems, values = [], {} %}
    {% if name is not none and name not in kinds %}
        {{ exceptions.raise_compiler_error("var " ~ name ~ " is not a kind of policy().") }}
    {% endif %}
    {% for each, kind in kinds.items() if name in (none, each) %}
        {% set value = var(each) %}
        {% if value is none and each in shop() %} {% set value = shop()[each] %}
        {% elif each == "shop" %} {% set value = shop().name %}
        {% elif each == "recipes" and value is mapping %} {% set value = available_recipes() %}
        {% endif %}
        {% set is_number = value is number and value is not boolean %}
        {% set is_list = value is sequence and value is not string and value is not mapping %}
        {% set listed = value | list if is_list else [] %}
        {% set are_numbers = listed and not listed | reject("number") | list %}
        {% if kind in ("date", "moment") %}
            {% set time = "( ([01]\d|2[0-3]):[0-5]\d:[0-5]\d)?" if kind == "moment" else "" %}
            {% set pattern = "(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])" ~ time %}
            {% set match = modules.re.fullmatch(pattern, value | string) %}
            {% set right = value is none %}
            {% if match %}
                {% set year, month, day = match.groups()[:3] | map("int") %}
                {# a day that the month does not have lies in the next #}
                {% set found = modules.datetime.date(
                    year, month, 1
                ) + modules.datetime.timedelta(days=day - 1) %}
                {% set right = found.month == month %}
            {% endif %}
        {% elif kind == "cadence" %}
            {% set given = value if value is mapping else {"rfm": value, "kmeans": value} %}
            {% set weeks = given.values() | reject("equalto", "recommended") | list %}
            {% set right = (
                given | list | sort == ["kmeans", "rfm"]
                and not weeks | reject("integer") | list
                and (not weeks or 1 <= weeks | min)
            ) %}
        {% elif kind == "optional names" %}
            {% set tidy = listed | select("string") | map("trim") | map("lower") | list %}
            {% set right = value is none or (is_list and tidy == listed) %}
        {% elif kind == "statuses" %}
            {% set known = var("known_order_statuses") or shop().known_order_statuses or listed %}
            {% set known = known if known is iterable else [] %}
            {% set unknown = listed | reject("in", known | list) | list %}
            {% set right = value is none or (listed and not unknown) %}
        {% elif kind in ("quantiles", "frequencies") %}
            {% set are_rising = are_numbers and listed | length == 4 and listed | sort == listed %}
            {% set first, last = (listed[0], listed[3]) if are_rising else (0, 0) %}
            {% set is_within = first == 2 if kind == "frequencies" else 0 < first and last < 1 %}
            {% set right = are_rising and is_within %}
        {% elif kind in ("counts", "optional counts", "distances") %}
            {% set right = (value is none and kind.startswith("optional")) or (
                are_numbers
                and 0 < listed | min
                and listed | max < 1e300
                and (kind == "distances" or not listed | reject("integer") | list)
            ) %}
        {% else %}
            {% set right = {
                "boolean": value is boolean,
                "name": value is string and value in available_recipes(),
                "shop": value is string,
                "mapping": value is mapping and value,
                "step": value in ("week", "month", "quarter"),
                "preference": value in ("deployed", "fewest"),
                "share": is_number and 0 <= value <= 1,
                "distance": is_number and 0 < value < 1e300,
                "count": is_number and value is integer and value >= 1,
                "seed": is_number and value is integer and value >= 0,
            }.get(kind | replace("optional ", "")) %}
            {% set right = right or (value is none and kind.startswith("optional")) %}
        {% endif %}
        {% if not right %}
            {% do problems.append(
                "var {} is '{}'; expected {}.".format(each, value, expected[kind])
            ) %}
        {% endif %}
        {# yml reads an unquoted day as a date #}
        {% set is_day = kind in ("date", "moment") and value is not none %}
        {% do values.update({each: value | string if is_day else value}) %}
    {% endfor %}
    {% if name is not none %}
        {% if problems %} {% do policy() %} {% endif %}
        {% if name == "refit_every_weeks" and values[name] is not mapping %}
            {{ return({"rfm": values[name], "kmeans": values[name]}) }}
        {% endif %}
        {% if name == "ward_cluster_count" and values[name] is none %}
            {{ return(policy("kmeans_cluster_count")) }}
        {% endif %}
        {{ return(values[name]) }}
    {% endif %}

    {% set given = invocation_args_dict.get("vars", {}) %}
    {% for each in given if given is mapping and each not in kinds %}
        {% do problems.append(
            "var {} is not known; expected one of {}.".format(each, kinds | join(", "))
        ) %}
    {% endfor %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
    {% set recipes = {} %}
    {% for recipe in values.recipes %}
        {% do recipes.update({recipe: recipe_features(recipe)}) %}
    {% endfor %}
    {% for each in ("ward_cluster_count", "refit_every_weeks") %}
        {% do values.update({each: policy(each)}) %}
    {% endfor %}
    {% do values.update(recipes=recipes) %}
    {{ return(values) }}
{% endmacro %}
