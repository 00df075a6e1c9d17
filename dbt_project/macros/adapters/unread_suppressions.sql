{# What is wrong with a list of customers who must not be contacted that is there and not read: who
   thinks that it is read must not be mistaken.

   files  the names of the files beside those of the shop. #}
{% macro unread_suppressions(files) %}
    {% set problems, advice = [], "Rename it, or move it elsewhere." %}
    {% if "suppressions" not in shop().inputs %}
        {% set advice = (
            "Add suppressions to the inputs of the shop, dbt_project.yml, var shops, shop {}; or move it "
            "elsewhere.".format(shop().name)
        ) %}
    {% endif %}
    {% if "suppressions" not in shop().inputs or "suppressions.csv" not in files %}
        {% for file in files if "suppression" in file | lower %}
            {% do problems.append(
                "File {} is not read; expected suppressions.csv. {}".format(file, advice)
                if file != "suppressions.csv"
                else "File {} is not read. {}".format(file, advice)
            ) %}
        {% endfor %}
    {% endif %}
    {{ return(problems) }}
{% endmacro %}
