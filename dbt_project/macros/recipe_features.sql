{# The features of one recipe, as dbt_project.yml lists them, with defaults filled in; beside them
   `ages` and `unknown_segment_id` (see numeric_features()) and `column`, the column of
   customer_features_as_of() that has a value for everybody. What is unknown or out of range stops
   the compilation.

   recipe     its name.
   grid_step  step of every feature in place of its own; 0 is the grid of the different values. #}
{% macro recipe_features(recipe, grid_step=none) %}
    {% set recipes, where = policy("recipes"), "var recipes, recipe {}".format(recipe) %}
    {% set permitted = {
        "feature": numeric_features(),
        "transform": ["identity", "sqrt", "log1p"],
        "scaling": ["minmax", "standard", "robust", "winsorised", "rank"],
    } %}
    {% set defaults = {
        "feature": none,
        "transform": "identity",
        "scaling": "standard",
        "weight": 1,
        "grid_step": 0,
        "may_dominate": false,
    } %}
    {% set problems, features = [], [] %}
    {% set given_features = recipes.get(recipe) %}
    {% if recipe not in recipes %}
        {% do problems.append(
            "recipe '{}' is not in var recipes; expected one of {}.".format(
                recipe, recipes | join(", ")
            )
        ) %}
    {% elif not modules.re.match("^[a-z][a-z0-9_]*$", recipe) %}
        {% do problems.append(
            "var recipes has a recipe '{}'; expected a name of lower-case letters, digits and "
            "underscores.".format(recipe)
        ) %}
    {% elif given_features is string or given_features is not sequence or given_features is mapping %}
        {% do problems.append(
            "{} is '{}'; expected a list of features.".format(where, given_features)
        ) %}
    {% elif not given_features %} {% do problems.append("{} has no features.".format(where)) %}
    {% else %}
        {% for given in given_features %}
            {% set at = "{}, entry {}:".format(where, loop.index) %}
            {% if given is not mapping %}
                {% do problems.append(
                    "{} '{}'; expected a mapping such as {{feature: recency_days}}.".format(
                        at, given
                    )
                ) %}
            {% else %}
                {% set entry = dict(defaults, **given) %}
                {% for key in entry if key not in defaults %}
                    {% do problems.append(
                        "{} unknown key '{}'; expected feature, transform, scaling, weight, grid_step "
                        "and may_dominate.".format(at, key)
                    ) %}
                {% endfor %}
                {% for key, values in permitted.items() if entry[key] not in values %}
                    {% do problems.append(
                        "{} {} is '{}'; expected one of {}.".format(
                            at, key, entry[key], values | join(", ")
                        )
                    ) %}
                {% endfor %}
                {% if entry.weight is not number or not 0 < entry.weight < 1e9 %}
                    {% do problems.append(
                        "{} weight is '{}'; expected a number above 0 and below a billion.".format(
                            at, entry.weight
                        )
                    ) %}
                {% endif %}
                {% if entry.grid_step is not number or not 0 <= entry.grid_step < 1e9 %}
                    {% do problems.append(
                        "{} grid_step is '{}'; expected a number from 0 to below a billion.".format(
                            at, entry.grid_step
                        )
                    ) %}
                {% endif %}
                {% if entry.may_dominate is not boolean %}
                    {% do problems.append(
                        "{} may_dominate is '{}'; expected true or false.".format(
                            at, entry.may_dominate
                        )
                    ) %}
                {% endif %}
                {% if entry.feature in features | map(attribute="feature") %}
                    {% do problems.append("{} {} is listed twice.".format(at, entry.feature)) %}
                {% endif %}
                {% if grid_step is not none %} {% do entry.update(grid_step=grid_step) %}
                {% endif %}
                {% set rule = numeric_features().get(entry.feature, {}) %}
                {% set suffix = "_imputed" if rule.may_be_unknown else "" %}
                {% do features.append(
                    dict(
                        entry,
                        ages=rule.get("ages", false),
                        unknown_segment_id=rule.get("unknown_segment_id"),
                        column=entry.feature ~ suffix,
                    )
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% if problems %}
        {{ exceptions.raise_compiler_error("\n  - " ~ problems | join("\n  - ")) }}
    {% endif %}
    {{ return(features) }}
{% endmacro %}
