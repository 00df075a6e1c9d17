{# The features of one recipe, as dbt_project.yml lists them, with defaults filled in. What is
   unknown or out of range stops the compilation with the var, the recipe and the value. #}
{% macro recipe_features(recipe) %}
    {% set recipes = policy_var("recipes") %}
    {% if recipe not in recipes %}
        {{
            exceptions.raise_compiler_error(
                "recipe '"
                ~ recipe
                ~ "' is not in var recipes; expected one of "
                ~ recipes.keys()
                | join(", ") ~ "."
            )
        }}
    {% endif %}
    {% if not modules.re.match("^[a-z][a-z0-9_]*$", recipe) %}
        {{
            exceptions.raise_compiler_error(
                "var recipes has a recipe '"
                ~ recipe
                ~ "'; expected a name of lower-case letters, digits and underscores."
            )
        }}
    {% endif %}
    {% if recipes[recipe] is string or recipes[recipe] is not sequence or recipes[
        recipe
    ] is mapping %}
        {{
            exceptions.raise_compiler_error(
                "var recipes, recipe "
                ~ recipe
                ~ " is '"
                ~ recipes[recipe]
                ~ "'; expected a list of features."
            )
        }}
    {% endif %}
    {% set permitted = {
        "feature": numeric_features(),
        "transform": ["identity", "log1p"],
        "scaling": ["minmax", "standard"],
    } %}
    {% set features = [] %}
    {% for given in recipes[recipe] %}
        {% set where = (
            "var recipes, recipe " ~ recipe ~ ", entry " ~ loop.index ~ ": "
        ) %}
        {% set entry = {
            "transform": "identity",
            "scaling": "standard",
            "weight": 1,
            "grid_step": 0,
        } %}
        {% if given is not mapping %}
            {{
                exceptions.raise_compiler_error(
                    where
                    ~ "'"
                    ~ given
                    ~ "'; expected a mapping such as {feature: recency_days}."
                )
            }}
        {% endif %}
        {% do entry.update(given) %}
        {% for key in entry if key not in permitted and key not in ("weight", "grid_step") %}
            {{
                exceptions.raise_compiler_error(
                    where
                    ~ "unknown key '"
                    ~ key
                    ~ "'; expected feature, transform, scaling, weight and grid_step."
                )
            }}
        {% endfor %}
        {% for key, values in permitted.items() if entry.get(key) not in values %}
            {{
                exceptions.raise_compiler_error(
                    where
                    ~ key
                    ~ " is '"
                    ~ entry.get(key)
                    ~ "'; expected one of "
                    ~ values
                    | join(", ") ~ "."
                )
            }}
        {% endfor %}
        {% if entry.weight is not number or not 0 < entry.weight < 1e9 %}
            {{
                exceptions.raise_compiler_error(
                    where
                    ~ "weight is '"
                    ~ entry.weight
                    ~ "'; expected a number above 0 and below a billion."
                )
            }}
        {% endif %}
        {% if entry.grid_step is not number or not 0 <= entry.grid_step < 1e9 %}
            {{
                exceptions.raise_compiler_error(
                    where
                    ~ "grid_step is '"
                    ~ entry.grid_step
                    ~ "'; expected a number from 0 to below a billion."
                )
            }}
        {% endif %}
        {% if entry.feature in features | map(attribute="feature") %}
            {{
                exceptions.raise_compiler_error(
                    where ~ entry.feature ~ " is listed twice."
                )
            }}
        {% endif %}
        {% do features.append(entry) %}
    {% endfor %}
    {% if not features %}
        {{
            exceptions.raise_compiler_error(
                "var recipes, recipe " ~ recipe ~ " has no features."
            )
        }}
    {% endif %}
    {{ return(features) }}
{% endmacro %}
