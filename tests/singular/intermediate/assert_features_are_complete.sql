-- The models see a number for every feature of every customer at every date.
select *
from {{ ref("int_customer_features_as_of") }}
where
    customer_unique_id is null or as_of_date is null
    {%- for feature in numeric_features() %} or {{ feature }} is null {%- endfor %}
