{# A histogram with, for each value, the number of customers up to and including it (counted_so_far)
   and in all (all_counted), so that any quantile is the least value that enough customers are
   within: min(case when counted_so_far >= all_counted * share then feature_value end). To be used
   as a relation in brackets.

   histograms  a relation or CTE with columns feature_value and customer_count.
   keys        list of the columns that say which rows are one histogram. #}
{% macro cumulative_histogram(histograms, keys) -%}
    select
        *,
        cast(
            sum(customer_count) over (
                partition by {{ keys | join(", ") }}
                order by feature_value
                rows between unbounded preceding and current row
            ) as bigint
        ) as counted_so_far,
        cast(
            sum(customer_count) over (partition by {{ keys | join(", ") }}) as bigint
        ) as all_counted
    from {{ histograms }}
    where feature_value is not null
{%- endmacro %}
