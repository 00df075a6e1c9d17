{# Customer features as of given dates: one row per as-of date and customer with at least one
   included order purchased on or before it. Nothing that was not known on the date is used: later
   orders, later deliveries, and (unless var review_lookahead) reviews answered later.

   as_of_dates      a relation or CTE with a column as_of_date; the whole of that day counts.
   with_attributes  whether to add the text features and timestamps; the numbers alone are cheaper
                    where there are many dates. #}
{% macro customer_features_as_of(as_of_dates, with_attributes=false) -%}
    with
        included_orders as (
            select
                as_of_dates.as_of_date,
                orders.order_id,
                orders.customer_unique_id,
                orders.purchased_at,
                orders.purchase_date,
                orders.delivered_at,
                orders.estimated_delivery_at,
                orders.customer_city,
                orders.customer_state,
                orders.item_count,
                orders.item_amount
            from {{ as_of_dates }} as as_of_dates
            inner join
                {{ ref("fct_orders") }} as orders
                on orders.purchase_date <= as_of_dates.as_of_date
            where orders.is_included
        ),

        order_totals as (
            select
                as_of_date,
                customer_unique_id,
                min(purchase_date) as first_purchase_date,
                max(purchase_date) as last_purchase_date,
                max(purchased_at) as last_purchase_at,
                max(
                    case
                        when cast(delivered_at as date) <= as_of_date then delivered_at
                    end
                ) as last_delivered_at,
                max(estimated_delivery_at) as last_estimated_delivery_at,
                count(*) as order_count,
                sum(item_count) as item_count,
                sum(item_amount) as spend_amount
            from included_orders
            group by as_of_date, customer_unique_id
        ),

        review_totals as (
            select
                as_of_dates.as_of_date,
                reviews.customer_unique_id,
                cast(sum(reviews.review_score) as double)
                / count(reviews.review_score) as mean_review_score
            from {{ as_of_dates }} as as_of_dates
            inner join
                {{ ref("fct_order_reviews") }} as reviews
                on reviews.purchase_date <= as_of_dates.as_of_date
                {%- if not policy_var("review_lookahead") %}
                    and cast(reviews.review_answered_at as date)
                    <= as_of_dates.as_of_date
                {%- endif %}
            where reviews.is_included
            group by as_of_dates.as_of_date, reviews.customer_unique_id
        )

        {%- if with_attributes %}
            ,

            included_items as (
                select
                    as_of_dates.as_of_date,
                    items.customer_unique_id,
                    items.category,
                    items.seller_city,
                    items.seller_state
                from {{ as_of_dates }} as as_of_dates
                inner join
                    {{ ref("fct_order_items") }} as items
                    on items.purchase_date <= as_of_dates.as_of_date
                where items.is_included
            ),

            included_payments as (
                select
                    included_orders.as_of_date,
                    included_orders.customer_unique_id,
                    payments.payment_type
                from included_orders
                inner join
                    {{ ref("stg_olist__order_payments") }} as payments
                    on included_orders.order_id = payments.order_id
            ),

            payment_types as (
                {{
                    most_frequent(
                        "included_payments",
                        "as_of_date, customer_unique_id",
                        "payment_type",
                    )
                }}
            ),

            seller_cities as (
                {{
                    most_frequent(
                        "included_items",
                        "as_of_date, customer_unique_id",
                        "seller_city",
                    )
                }}
            ),

            seller_states as (
                {{
                    most_frequent(
                        "included_items",
                        "as_of_date, customer_unique_id",
                        "seller_state",
                    )
                }}
            ),

            categories as (
                {{
                    most_frequent(
                        "included_items", "as_of_date, customer_unique_id", "category"
                    )
                }}
            ),

            latest_orders as (
                select
                    as_of_date,
                    customer_unique_id,
                    customer_city,
                    customer_state,
                    row_number() over (
                        partition by as_of_date, customer_unique_id
                        order by purchased_at desc, order_id desc
                    ) as recency_rank
                from included_orders
            )

        {%- endif %}

    select
        order_totals.customer_unique_id,
        order_totals.as_of_date,
        -- numbers
        cast(
            {{
                dbt.datediff(
                    "order_totals.last_purchase_date",
                    "order_totals.as_of_date",
                    "day",
                )
            }} as integer
        ) as recency_days,
        cast(
            {{
                dbt.datediff(
                    "order_totals.first_purchase_date",
                    "order_totals.as_of_date",
                    "day",
                )
            }} as integer
        ) as tenure_days,
        cast(order_totals.order_count as integer) as order_count,
        cast(order_totals.item_count as integer) as item_count,
        cast(order_totals.spend_amount as decimal(18, 2)) as spend_amount,
        cast(order_totals.spend_amount as double)
        / nullif(order_totals.item_count, 0) as mean_item_price,
        review_totals.mean_review_score
        {%- if with_attributes %}
            ,
            -- timestamps
            order_totals.last_purchase_at,
            order_totals.last_delivered_at,
            order_totals.last_estimated_delivery_at,
            -- text
            payment_types.payment_type,
            seller_cities.seller_city,
            seller_states.seller_state,
            categories.category,
            latest_orders.customer_city,
            latest_orders.customer_state
        {%- endif %}
    from
        order_totals
        -- left joins: not every customer has a review, payment, item or category
        {%- set joined = ["review_totals"] %}
        {%- if with_attributes %}
            {%- set joined = joined + [
                "payment_types",
                "seller_cities",
                "seller_states",
                "categories",
                "latest_orders",
            ] %}
        {%- endif %}
    {%- for relation in joined %}
        left join
            {{ relation }}
            on order_totals.as_of_date = {{ relation }}.as_of_date
            and order_totals.customer_unique_id = {{ relation }}.customer_unique_id
            {%- if relation == "latest_orders" %}
                and latest_orders.recency_rank = 1
            {%- endif %}
    {%- endfor %}
{%- endmacro %}
