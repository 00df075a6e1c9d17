"""Generate a synthetic shop in the schema of the Olist marketplace dataset.

The shop is invented, but not noise: its customers belong to latent types that differ in when, how
often, how much and how happily they buy, and whose mix changes over time. So there are clusters to
find, and a clustering that ages. The files have the irregularities of a real export, too: look for
the comments that say "trap", and for `at_least`, which keeps rare ones present in small shops.

How it works:

* Every random number is `draw(salt, key)`, a function of the seed, of what is drawn (the salt) and
  of whom it is drawn for (the key). Nothing depends on the order of rows, on threads or on the
  clock, so equal arguments give equal bytes.
* A weighted choice is a lottery: a table in which each choice holds its share of `TICKETS` tickets.
  Whoever draws a ticket joins the lottery on it.
* DuckDB does the work in small statements on a temporary database file beside the output, so ten
  million orders fit in bounded memory.

To test what watches for changes, a shop can be made to stay as it is (`--stationary`), and events
of known size can be planted in it (`--event`).

Usage: python tools/generate_shop.py OUTPUT_DIR --orders 1000000 --format parquet
       python tools/generate_shop.py OUTPUT_DIR --stationary --event one_star:+5:2024-05-01
"""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
from duckdb import DuckDBPyConnection

DEFAULT_ORDERS = 4_400
DEFAULT_START = date(2023, 1, 2)
DEFAULT_WEEKS = 104
DEFAULT_SEED = 42
TICKETS = 65_536
ORDERS_RANGE = (100, 50_000_000)  # above it, the keys of draws would not fit in 32 bits
WEEKS_RANGE = (26, 520)
MOST_PURCHASES = 32  # of one customer
MOST_ITEMS = 12  # of one order
COMMENTS_PER_MOOD = 5
# What an event may change: its most and least size, and what that is.
EVENT_SIZES = {
    "one_star": (0.1, 50, "percentage points more one-star reviews of first purchases"),
    "price": (-50, 100, "percent higher prices"),
}

# The tables of constants, a CSV file each.
#
# customer_types: what a type of customer is like
#   share_start, share_end   weight among new customers on the first and on the last day, linear in
#                            between; below zero counts as zero
#   repeat_share             share of customers who buy a second time
#   more_purchases           after that, probability of each further purchase
#   gap_days                 typical days between two purchases
#   more_items               after each item of an order, probability of one more
#   taste, taste_strength    favourite group of categories, and how many times as likely it is
#   price_slope              above 0 prefers expensive products, below 0 cheap ones
#   satisfaction, _drift     centre of the review scores when all goes well, and how much it
#                            changes from the first to the last day
#   boleto_share             share that pays by bank slip, which is approved one or two days later
#   loyal_regular returns every few weeks; big_basket buys many or expensive things at once; the
#   other three buy once: early bargain hunters, then a growing base, and in between the unhappy.
# months, weekdays, hours: how much is bought when
# cities: the first and last zip code prefix, and where the city is
# categories: what is sold. Trap: the last two have no English name, so they are missing from the
#   translation file.
# tastes: what a group of categories costs more, or less, from year to year
# fates: how an order can end: share of orders, last stage (0 created, 1 approved, 2 with the
#   carrier, 3 delivered). Traps: orders without items, and payments of type not_defined and
#   value 0.
# scores: the mood of a review, and the share with a message
# comments: texts, the same number for each mood; ¶ becomes a line break. Trap: accents, commas,
#   double quotes, emoji and line breaks.
TABLES_DIR = Path(__file__).with_name("shop")


class Event(NamedTuple):
    """Something that changes the shop for a time; a season is an event of every year.

    Attributes:
        kind: A key of EVENT_SIZES.
        size: How much, in the unit that EVENT_SIZES says.
        start: First day, of purchases.
        end: First day on which it is over; None = it stays.
    """

    kind: str
    size: float
    start: date
    end: date | None = None


def create_constants(con: DuckDBPyConnection) -> None:
    """Create a table from each file of constants; `number` counts its rows from 0."""
    for path in sorted(TABLES_DIR.glob("*.csv")):
        rows = pd.read_csv(path).rename_axis("number").reset_index()
        con.from_df(rows).create(path.stem)


def create_lottery(
    con: DuckDBPyConnection,
    name: str,
    choice: str,
    source: str,
    weight: str = "weight",
    entrants: str = "'all'",
) -> None:
    """Create a lottery (entrants, ticket, choice) from a table with weights.

    Weights are rounded to integers: their sums do not depend on the order of summation.
    """
    con.execute(f"""
        create table {name} as
        with weighted as (
            select {entrants} as entrants, {choice}, greatest(0, round({weight}))::bigint as weight
            from {source}
        ),
        cumulated as (
            select *, sum(weight) over (partition by entrants order by {choice})::bigint as upper,
                sum(weight) over (partition by entrants)::bigint as total
            from weighted
        )
        select entrants, {choice}, unnest(range(
            (upper - weight) * {TICKETS} // total, upper * {TICKETS} // total)) as ticket
        from cumulated
    """)


def stop_time(con: DuckDBPyConnection) -> None:
    """Let new customers, sellers and prices stay for ever what they are on the first day."""
    con.execute("""
        update customer_types set share_end = share_start, satisfaction_drift = 0;
        update tastes set price_drift = 0;
        create or replace macro is_stationary() as true;
    """)


def create_event_macro(con: DuckDBPyConnection, events: Sequence[Event], start: date) -> None:
    """Create the macro event_size(kind, day_number): sum of the events on a day, as a fraction."""
    sizes = "".join(
        f" + if(event_kind = '{event.kind}' and day_number >= {(event.start - start).days}"
        + (f" and day_number < {(event.end - start).days}" if event.end else "")
        + f", {event.size / 100}, 0)"
        for event in events
    )
    con.execute(f"create macro event_size(event_kind, day_number) as 0::double{sizes}")


def create_macros(con: DuckDBPyConnection, orders: int, seed: int, start: date, weeks: int) -> None:
    """Create the arguments as macros, and the draws and ids that all statements share.

    A draw is an integer hash of the key (xor-shift and multiply, twice) after the salt has become
    a multiplier and an offset. Not DuckDB's hash(): that may change between versions, and
    hash(seed, salt, key) of two salts are strongly correlated.
    """
    con.execute(f"""
        create macro is_stationary() as false;
        create macro order_count() as {orders};
        create macro day_count() as {7 * weeks};
        create macro shop_start() as timestamp '{start}';
        create macro shop_end() as shop_start() + to_days({7 * weeks});
        create macro salt_number(salt, part) as
            (md5_number_lower(concat('{seed}/', part, '/', salt)) & 2147483647)::bigint;
        create macro stir(x, shift) as ((xor(x, x >> shift) * 73244475) & 4294967295);
        create macro spread(salt, key) as
            ((key * (salt_number(salt, 1) | 1) + salt_number(salt, 2)) & 4294967295);
        -- between 0 and 1, neither included
        create macro draw(salt, key) as
            (stir(stir(spread(salt, key), 16), 15) + 0.5) / 4294967296.0;
        -- a whole number from 0 up to, but not including, n
        create macro pick(salt, key, n) as floor(draw(salt, key) * n)::integer;
        create macro ticket(salt, key) as pick(salt, key, {TICKETS})::bigint;
        -- bell-shaped (logistic), mean 0, standard deviation 1
        create macro bell(salt, key) as ln(draw(salt, key) / (1 - draw(salt, key))) / 1.8138;
        -- how many times in a row something of this probability happens
        create macro run_length(salt, key, probability) as
            floor(ln(draw(salt, key)) / ln(probability))::integer;
        create macro id(kind, key) as md5(concat('{seed}/', kind, '/', key));
        create macro hours_later(hours) as to_seconds((3600 * hours)::bigint);
        create macro at_least(share) as greatest(share, least(8.0 / order_count(), 0.02));
    """)


def create_calendar(con: DuckDBPyConnection) -> None:
    """Create the lotteries of days and hours, and the mix of customer types on each day.

    Sales begin with a launch campaign, then grow; they peak in November, most of all on Black
    Friday, and are lower at weekends and at night.
    """
    con.execute("""
        create table days as
        with dated as (
            select unnest(range(day_count()))::integer as day_number,
                day_number / day_count() as progress,
                (shop_start() + to_days(day_number))::date as day
        )
        select day_number, progress,
            10000 * (0.5 + 1.1 * progress + 1.6 * exp(-power(progress / 0.2, 2)))
            * months.weight * weekdays.weight
            * if(month(day) = 11 and isodow(day) = 5 and day(day) between 22 and 28, 4, 1)
                as weight
        from dated
        inner join months on month = monthname(day)
        inner join weekdays on weekday = dayname(day)
    """)
    create_lottery(con, "day_lottery", "day_number", "days")
    create_lottery(con, "hour_lottery", "hour", "hours")
    con.execute(f"""
        create table daily_types as
        with shares as (
            select day_number, customer_type, greatest(0, round(
                1000 * (share_start + (share_end - share_start) * progress)))::bigint as share
            from days cross join customer_types
        ),
        cumulated as (
            select *, sum(share) over (partition by day_number order by customer_type) as upper,
                sum(share) over (partition by day_number) as total
            from shares
        )
        select day_number, customer_type,
            ((upper - share) * {TICKETS} // total)::bigint as first_ticket,
            (upper * {TICKETS} // total)::bigint as end_ticket
        from cumulated
    """)


def create_zip_codes(con: DuckDBPyConnection) -> None:
    """Create the zip code prefixes, spread over the cities by weight.

    Remoteness is the distance from São Paulo in km; freight and delivery times depend on it.
    """
    con.execute("""
        create table zip_codes as
        with sized as (
            select *, last_zip - first_zip + 1 as zip_range, greatest(1, least(zip_range,
                round(5.2 * sqrt(order_count()) * weight / sum(weight) over ()))) as zip_count
            from cities
        ),
        numbered as (
            select *, unnest(range(zip_count::bigint)) as zip_in_city,
                10000 * number + zip_in_city as zip_number,
                (first_zip + floor(zip_in_city * zip_range / zip_count))::integer as zip_code
            from sized
        )
        select zip_number, lpad(zip_code::varchar, 5, '0') as zip_code_prefix,
            city, lower(strip_accents(city)) as plain_city, state,
            lat + 0.04 * bell('zip lat', zip_number) as zip_lat,
            lng + 0.04 * bell('zip lng', zip_number) as zip_lng,
            111 * sqrt(power(zip_lat + 23.55, 2) + power(0.93 * (zip_lng + 46.63), 2))
                as remoteness,
            -- trap: some prefixes are missing from the geolocation file
            zip_in_city = 1 as is_unlocated,
            10000 * weight / zip_count * exp(0.5 * bell('zip weight', zip_number))
                * if(is_unlocated, 0.1, 1) as weight
        from numbered
    """)
    create_lottery(con, "home_lottery", "zip_number", "zip_codes")
    seller_weight = "weight * if(state = 'SP', 2, 1)"
    create_lottery(con, "seller_zip_lottery", "zip_number", "zip_codes", seller_weight)


def create_sellers(con: DuckDBPyConnection) -> None:
    """Create the sellers: a few have most products, some begin later, some in the last weeks."""
    con.execute("""
        create table sellers as
        select seller_number, zip_number,
            -- the newest sell well: marketing asks for them
            1000000 / power(seller_number + 2, 1.1) * if(seller_number % 10 = 7, 4, 1) as weight,
            case
                when is_stationary() then 0
                when seller_number % 10 = 7 then day_count() - 80 + pick('late', seller_number, 70)
                when seller_number % 3 = 1 then pick('start', seller_number, day_count() // 2)
                else 0
            end as first_day
        from (select unnest(range((1.8 * sqrt(order_count()))::integer + 10)) as seller_number)
        inner join seller_zip_lottery on ticket = ticket('seller zip', seller_number)
    """)
    create_lottery(con, "seller_lottery", "seller_number", "sellers")


def create_products(con: DuckDBPyConnection) -> None:
    """Create the products and, for each customer type, the lottery of what it buys.

    Before a seller's first day each of its products has a stand-in: of the same taste, about the
    same price, from a seller who is there from the start.
    """
    create_lottery(con, "category_lottery", "number", "categories")
    con.execute("""
        create table products as
        with placed as (
            -- every category and every seller has at least one product
            select product_number,
                if(product_number < (select count(*) from categories), product_number, number)
                    as category_number,
                if(product_number < (select count(*) from sellers), product_number, seller_number)
                    as seller_number
            from (select unnest(range((7 * sqrt(order_count()))::integer + 20)) as product_number)
            inner join category_lottery as c on c.ticket = ticket('category', product_number)
            inner join seller_lottery as s on s.ticket = ticket('seller', product_number)
        )
        select product_number, placed.seller_number, first_day, taste, price_drift,
            -- trap: products without a category
            if(product_number < 50 or draw('no category', product_number) > at_least(0.0185),
                category, null) as known_category,
            greatest(5, least(6000, price * exp(0.75 * bell('price', product_number))))
                as base_price,
            [.90, .99, .90, .00, .50][1 + pick('price ending', product_number, 5)] as price_ending,
            greatest(50, round(weight_g * exp(0.6 * bell('grams', product_number)), -1))::integer
                as grams,
            100000 * exp(0.8 * bell('popularity', product_number)) as popularity,
            coalesce(last_value(if(first_day = 0, product_number, null) ignore nulls)
                over (order by taste, base_price, product_number), 0) as stand_in_number
        from placed
        inner join categories on categories.number = category_number
        inner join tastes using (taste)
        inner join sellers using (seller_number)
    """)
    create_lottery(
        con,
        name="product_lottery",
        choice="product_number",
        source="products cross join customer_types",
        weight="popularity * if(products.taste = customer_types.taste, taste_strength, 1)"
        " * power(base_price / 80, price_slope)",
        entrants="customer_type",
    )


def create_customers(con: DuckDBPyConnection) -> None:
    """Create one candidate customer per order; those whom no order needs are dropped later."""
    con.execute(f"""
        create table customers as
        select customer_number, customer_type, day_lottery.day_number as first_day, home.zip_number,
            -- trap: some of those who return have moved
            if(draw('moves', customer_number) < 0.15, new_home.zip_number, home.zip_number)
                as later_zip_number,
            gap_days * exp(0.35 * bell('gap', customer_number)) as gap_days,
            if(draw('returns', customer_number) < repeat_share, least({MOST_PURCHASES},
                2 + run_length('purchases', customer_number, more_purchases)), 1) as purchase_count
        from (select unnest(range(order_count())) as customer_number)
        inner join day_lottery on day_lottery.ticket = ticket('first day', customer_number)
        inner join daily_types on daily_types.day_number = day_lottery.day_number
            and ticket('type', customer_number) >= first_ticket
            and ticket('type', customer_number) < end_ticket
        inner join customer_types using (customer_type)
        inner join home_lottery as home on home.ticket = ticket('home', customer_number)
        inner join home_lottery as new_home on new_home.ticket = ticket('new home', customer_number)
    """)


def create_purchases(con: DuckDBPyConnection) -> None:
    """Create the purchases; one that is split becomes two orders, so this has a row per order."""
    con.execute(f"""
        create table all_purchases as
        with repeated as (
            select *, unnest(range(purchase_count)) as purchase_number,
                {MOST_PURCHASES} * customer_number + purchase_number as purchase_key
            from customers
        ),
        dated as (
            select *, first_day + if(purchase_number = 0, 0, gap_days
                * (purchase_number + 0.6 * (draw('rhythm', purchase_key) - 0.5)))::integer
                as day_number
            from repeated
        )
        select purchase_key, customer_number, customer_type, day_number,
            if(purchase_number = 0, zip_number, later_zip_number) as zip_number,
            shop_start() + to_days(day_number)
                + to_seconds(3600 * hour + pick('second', purchase_key, 3600)) as purchased_at,
            unnest(range(if(draw('split', purchase_key) < at_least(0.008), 2, 1))) as part
        from dated
        inner join hour_lottery on ticket = ticket('hour', purchase_key)
        where day_number < day_count()
    """)
    con.execute("""
        create table purchases as
        select * from all_purchases
        qualify row_number() over (order by purchase_key, part) <= order_count()
    """)
    con.execute("drop table all_purchases")


def create_orders(con: DuckDBPyConnection) -> None:
    """Create the orders, numbered by time of purchase, with everything that happens to them.

    Draws are by purchase: the two orders of a split one share their fate and, trap, their review.
    The timestamps tell the whole story; `stage` is how far it has come when the data end.
    """
    create_lottery(con, "fate_lottery", "number", "fates", "1000000 * at_least(share)")
    con.execute("""
        create table numbered_purchases as
        select *, row_number() over (order by purchased_at, purchase_key, part) as order_number
        from purchases
    """)
    con.execute("""
        create table orders as
        with decided as (
            select p.*, remoteness, more_items, fates.* exclude (number),
                satisfaction + satisfaction_drift * day_number / day_count() as satisfaction,
                draw('pays by', purchase_key) as pays_draw,
                case
                    when pays_draw < boleto_share then 'boleto'
                    when pays_draw > 0.985 then 'debit_card'
                    when pays_draw > 0.970 then 'voucher'
                    when pays_draw > 0.940 then 'split'
                    else 'credit_card'
                end as pays_by
            from numbered_purchases as p
            inner join customer_types using (customer_type)
            inner join zip_codes using (zip_number)
            inner join fate_lottery on ticket = ticket('fate', purchase_key)
            inner join fates on fates.number = fate_lottery.number
        ),
        timed as (
            select *, draw('approval', purchase_key) as wait,
                purchased_at + hours_later(case
                    when pays_by = 'boleto' then 20 + 40 * wait
                    when draw('slow', purchase_key) < 0.15 then 2 + 24 * wait
                    else 0.15 + 0.5 * wait
                end) as approved_at,
                approved_at + hours_later(43 * exp(0.75 * bell('packing', purchase_key)))
                    as handed_over_at,
                handed_over_at + hours_later((108 + remoteness / 7)
                    * exp(0.65 * bell('transport', purchase_key))) as delivered_at,
                date_trunc('day', purchased_at) + to_days(14 + (remoteness / 150)::integer
                    + pick('promise', purchase_key, 11)) as estimated_at
            from decided
        )
        select * exclude (pays_draw, wait),
            least(last_stage, case
                when delivered_at < shop_end() then 3
                when handed_over_at < shop_end() then 2
                when approved_at < shop_end() then 1
                else 0
            end) as stage,
            case
                when stage = last_stage or fate_status = 'canceled' then fate_status
                when stage = 2 then 'shipped'
                when stage = 1 and draw('waits', purchase_key) < 0.5 then 'invoiced'
                when stage = 1 then 'processing'
                else 'created'
            end as status
        from timed
    """)


def create_items(con: DuckDBPyConnection) -> None:
    """Create the items, also of the orders whose items the source does not show.

    Several items of an order are often the same product. Prices drift from month to month.
    """
    con.execute(f"""
        create table item_tickets as
        with repeated as (
            select order_number, customer_type, day_number, unnest(range(1, least(
                    {MOST_ITEMS + 1}, 2 + run_length('items', order_number, more_items)
                ))) as item_number,
                20 * order_number + item_number as item_key
            from orders
        )
        select *, ticket('product', 20 * order_number
            + if(draw('same again', item_key) < 0.5, 1, item_number)) as ticket
        from repeated
    """)
    con.execute("""
        create table item_products as
        select order_number, item_number, item_key,
            if(first_day <= day_number, product_number, stand_in_number) as product_number
        from item_tickets as i
        inner join product_lottery as p on p.entrants = i.customer_type and p.ticket = i.ticket
        inner join products using (product_number)
    """)
    con.execute("drop table item_tickets")
    con.execute("""
        create table items as
        select order_number, item_number, product_number, seller_number, has_items,
            approved_at + to_days(4 + pick('shipping limit', item_key, 5)) as shipping_limit_at,
            (floor(base_price * power(1 + price_drift, day_number // 30 / 12)
                * (1 + event_size('price', day_number))) + price_ending)::decimal(10, 2) as price,
            ((11 + remoteness / 90 + 2 * sqrt(grams / 1000) + grams / 2500)
                * (0.85 + 0.3 * draw('freight', item_key)))::decimal(10, 2) as freight
        from item_products
        inner join orders using (order_number)
        inner join products using (product_number)
    """)
    con.execute("drop table item_products")


def create_payments(con: DuckDBPyConnection) -> None:
    """Create the payments: those of an order sum to its items and freight, to the cent.

    Trap: one delivered order has no payment at all.
    """
    con.execute("""
        create table bills as
        select order_number, (100 * sum(price + freight))::bigint as cents
        from items
        group by order_number
    """)
    con.execute("""
        create table payments as
        with counted as (
            select order_number, pays_by, is_paid, cents,
                case
                    when not is_paid then 1
                    when pays_by = 'split' then 2 + run_length('vouchers', order_number, 0.3)
                    when pays_by = 'voucher' then 1 + run_length('vouchers', order_number, 0.2)
                    else 1
                end as part_count,
                -- what each part but the first is worth
                floor(cents / part_count * (0.2 + 0.8 * draw('voucher value', order_number)))
                    ::bigint as voucher_cents
            from orders
            inner join bills using (order_number)
            where order_number != (
                select min(order_number) from orders
                where status = 'delivered' and order_number >= order_count() // 2
            )
        )
        select order_number, unnest(range(1, part_count + 1)) as part,
            case
                when not is_paid then 'not_defined'
                when pays_by = 'split' then if(part = 1, 'credit_card', 'voucher')
                else pays_by
            end as payment_type,
            if(payment_type = 'credit_card', 1 + pick('instalments', order_number,
                greatest(1, least(10, cents // 2000))), 1) as instalments,
            (if(part = 1, cents - (part_count - 1) * voucher_cents, voucher_cents)
                * is_paid::integer / 100)::decimal(10, 2) as amount
        from counted
    """)


def create_reviews(con: DuckDBPyConnection) -> None:
    """Create the reviews that were answered before the data end.

    An event turns so many of the better reviews of first purchases into one star that their share
    grows by its size. Traps: orders without a review, orders with two, two orders with the same one
    (see `create_orders`), and reviews without the time of the answer.
    """
    con.execute(f"""
        create table reviews as
        with repeated as (
            select *, last_stage = 3 as arrives, unnest(range(
                    if(draw('second review', purchase_key) < at_least(0.0055), 2, 1)
                )) as review_number,
                2 * purchase_key + review_number as review_key
            from orders
            where draw('no review', purchase_key) > 0.007
        ),
        scored as (
            select order_number, review_key, day_number,
                purchase_key % {MOST_PURCHASES} = 0 as is_first,
                date_trunc('day', if(arrives, delivered_at, estimated_at))
                    + to_days(1 + 3 * review_number::integer) as created_at,
                created_at + hours_later(8 + 34 * exp(0.6 * bell('answer', review_key)))
                    as answered_at,
                case when not arrives then 3 when delivered_at > estimated_at then 2 else 0 end
                    as annoyance,
                greatest(1, least(5, round(satisfaction - annoyance
                    + 0.9 * bell('score', review_key))))::integer as score
            from repeated
        ),
        usual as (
            select avg((score = 1)::integer) as one_star_share from scored where is_first
        ),
        changed as (
            select * replace (if(is_first and draw('event', review_key)
                * (1 - one_star_share) < event_size('one_star', day_number), 1, score) as score)
            from scored cross join usual
        )
        select order_number, review_key, score, created_at,
            if(draw('no answer time', review_key) < at_least(0.0003), null, answered_at)
                as shown_answered_at,
            if(draw('has title', review_key) < 0.1, title, null) as shown_title,
            if(draw('has message', review_key) < message_share,
                replace(message, '¶', chr(13) || chr(10)), null) as shown_message
        from changed
        inner join scores using (score)
        inner join comments on comments.mood = scores.mood
            and comments.number % {COMMENTS_PER_MOOD}
                = pick('comment', review_key, {COMMENTS_PER_MOOD})
        where answered_at < shop_end()
    """)


# The files: name, and query in total order.
FILES = {
    "olist_customers_dataset": """
        select id('order customer', order_number) as customer_id,
            id('customer', customer_number) as customer_unique_id,
            zip_code_prefix as customer_zip_code_prefix,
            plain_city as customer_city, state as customer_state
        from orders inner join zip_codes using (zip_number)
        order by order_number
    """,
    # Trap: city names with and without accents, and some points on another continent.
    "olist_geolocation_dataset": """
        with points as (
            select *, unnest(range(2 + zip_number % 2)) as point_number,
                3 * zip_number + point_number as point_key,
                draw('misplaced', point_key) < 5 * at_least(0.0001) as is_misplaced
            from zip_codes
            where not is_unlocated
        )
        select zip_code_prefix as geolocation_zip_code_prefix,
            round(if(is_misplaced, 41.2, zip_lat) + 0.004 * bell('point lat', point_key), 6)
                as geolocation_lat,
            round(if(is_misplaced, -8.6, zip_lng) + 0.004 * bell('point lng', point_key), 6)
                as geolocation_lng,
            if(point_number = 2, lower(city), plain_city) as geolocation_city,
            state as geolocation_state
        from points
        order by point_key
    """,
    "olist_order_items_dataset": """
        select id('order', order_number) as order_id, item_number as order_item_id,
            id('product', product_number) as product_id, id('seller', seller_number) as seller_id,
            shipping_limit_at as shipping_limit_date, price, freight as freight_value
        from items
        where has_items
        order by order_number, item_number
    """,
    "olist_order_payments_dataset": """
        select id('order', order_number) as order_id, part as payment_sequential, payment_type,
            instalments as payment_installments, amount as payment_value
        from payments
        order by order_number, part
    """,
    "olist_order_reviews_dataset": """
        select id('review', review_key) as review_id, id('order', order_number) as order_id,
            score as review_score, shown_title as review_comment_title,
            shown_message as review_comment_message, created_at as review_creation_date,
            shown_answered_at as review_answer_timestamp
        from reviews
        order by order_number, review_key
    """,
    # Trap: delivered orders without a delivery date.
    "olist_orders_dataset": """
        select id('order', order_number) as order_id,
            id('order customer', order_number) as customer_id, status as order_status,
            purchased_at as order_purchase_timestamp,
            if(stage >= 1, approved_at, null) as order_approved_at,
            if(stage >= 2, handed_over_at, null) as order_delivered_carrier_date,
            if(stage = 3 and draw('no delivery date', order_number) > at_least(0.0001),
                delivered_at, null) as order_delivered_customer_date,
            estimated_at as order_estimated_delivery_date
        from orders
        order by order_number
    """,
    "olist_products_dataset": """
        with described as (select *, known_category is not null as is_described from products)
        select id('product', product_number) as product_id, known_category as product_category_name,
            if(is_described, 20 + pick('name', product_number, 44), null) as product_name_lenght,
            if(is_described, 200 + pick('description', product_number, 1400), null)
                as product_description_lenght,
            if(is_described, 1 + pick('photos', product_number, 5), null) as product_photos_qty,
            grams as product_weight_g, 16 + pick('length', product_number, 50) as product_length_cm,
            2 + pick('height', product_number, 40) as product_height_cm,
            11 + pick('width', product_number, 40) as product_width_cm
        from described
        order by product_number
    """,
    "olist_sellers_dataset": """
        select id('seller', seller_number) as seller_id, zip_code_prefix as seller_zip_code_prefix,
            plain_city as seller_city, state as seller_state
        from sellers inner join zip_codes using (zip_number)
        order by seller_number
    """,
    "product_category_name_translation": """
        select category as product_category_name, english as product_category_name_english
        from categories
        where english is not null
        order by number
    """,
}

# Kept by hand beside the files of any format, so it is always CSV: some for ever, some for some
# months, some no longer.
SUPPRESSIONS_QUERY = """
    with customers_drawn as (
        select customer_number, pick('suppression kind', customer_number, 3) as kind
        from customers
        where customer_number <= (select max(customer_number) from orders)
            and draw('suppression', customer_number) < at_least(0.002)
    )
    select id('customer', customer_number) as customer_id,
        case kind when 0 then 'unsubscribed' when 1 then 'open complaint' else 'asked for a pause'
        end as reason,
        case kind when 1 then shop_end()::date + 60 when 2 then shop_end()::date - 30 end as until
    from customers_drawn
    order by customer_number
"""

CUSTOMER_TYPES_QUERY = """
    select id('customer', customer_number) as customer_unique_id, customer_type
    from customers
    where customer_number <= (select max(customer_number) from orders)
    order by customer_number
"""

# Trap: leading zeros, which quotes protect, Windows line ends, and a byte-order mark (below).
CSV_OPTIONS = {
    "olist_customers_dataset": ", force_quote (customer_zip_code_prefix)",
    "olist_geolocation_dataset": ", force_quote (geolocation_zip_code_prefix)",
    "olist_sellers_dataset": ", force_quote (seller_zip_code_prefix)",
    "olist_order_reviews_dataset": r", new_line '\r\n'",
}


def sql_text(value: object) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def write_files(
    con: DuckDBPyConnection, output_dir: Path, file_format: str, types_file: Path
) -> None:
    """Write the files into the directory, and the true type of every customer elsewhere."""
    csv = "format csv, header, timestampformat '%Y-%m-%d %H:%M:%S'"
    for name, query in FILES.items():
        path = output_dir / f"{name}.{file_format}"
        options = csv + CSV_OPTIONS.get(name, "")
        if file_format == "parquet":
            options = "format parquet, compression zstd"
        con.execute(f"copy ({query}) to {sql_text(path)} ({options})")
        if path.name == "product_category_name_translation.csv":
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    suppressions = sql_text(output_dir / "suppressions.csv")
    con.execute(f"copy ({SUPPRESSIONS_QUERY}) to {suppressions} ({csv})")
    con.execute(f"copy ({CUSTOMER_TYPES_QUERY}) to {sql_text(types_file)} ({csv})")


def check(argument: str, is_valid: bool, expected: str, value: object) -> None:
    """Raise ValueError that says what was expected."""
    if not is_valid:
        raise ValueError(f"{argument}: expected {expected}, got {value}")


def generate_shop(
    output_dir: Path,
    *,
    orders: int = DEFAULT_ORDERS,
    seed: int = DEFAULT_SEED,
    file_format: str = "csv",
    start: date = DEFAULT_START,
    weeks: int = DEFAULT_WEEKS,
    stationary: bool = False,
    events: Sequence[Event] = (),
    types_file: Path | None = None,
    threads: int | None = None,
    memory_limit: str = "4GB",
) -> Path:
    """Write a shop of exactly `orders` orders, bought in `weeks` weeks from `start`.

    Args:
        output_dir: Directory for the files; files of the same names are replaced.
        orders: Number of orders; products, sellers and zip codes grow with its square root.
        seed: Any integer; another seed gives another shop.
        file_format: `csv` or `parquet`.
        start: First day of the shop.
        weeks: Length of the history. Later deliveries and reviews have not happened yet.
        stationary: New customers, sellers and prices stay what they are on the first day; how much
            is bought still changes with the season.
        events: What changes besides; see `Event`.
        types_file: CSV file for the true customer types, by default beside the directory.
        threads: DuckDB threads, by default all; they do not change the files.
        memory_limit: DuckDB's limit, above which it works on disk beside the output.

    Returns:
        The path of the file of customer types.

    Raises:
        ValueError: An argument is unusable.
    """
    types_file = types_file or output_dir.with_name(f"{output_dir.name}_customer_types.csv")
    for name, number, (least, most) in [
        ("orders", orders, ORDERS_RANGE),
        ("weeks", weeks, WEEKS_RANGE),
    ]:
        check(name, least <= number <= most, f"a number from {least} to {most}", number)
    check("format", file_format in ("csv", "parquet"), "csv or parquet", file_format)
    for event in events:
        check("event", event.kind in EVENT_SIZES, f"one of {', '.join(EVENT_SIZES)}", event.kind)
        least, most, unit = EVENT_SIZES[event.kind]
        is_size = least <= event.size <= most
        check(f"event {event.kind}", is_size, f"from {least} to {most} {unit}", event.size)
        is_period = event.end is None or event.start < event.end
        check(f"event {event.kind}", is_period, f"an end after {event.start}", event.end)
    check("output directory", not output_dir.is_file(), "a directory, not a file", output_dir)
    is_outside = output_dir.resolve() not in types_file.resolve().parents
    check("types file", is_outside, f"a place outside {output_dir}", types_file)

    output_dir.mkdir(parents=True, exist_ok=True)
    types_file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".generate_shop_", dir=output_dir.parent) as work_dir:
        config = {"memory_limit": memory_limit, "temp_directory": work_dir}
        if threads is not None:
            config["threads"] = str(threads)
        with duckdb.connect(f"{work_dir}/shop.duckdb", config=config) as con:
            create_macros(con, orders, seed, start, weeks)
            create_event_macro(con, events, start)
            create_constants(con)
            if stationary:
                stop_time(con)
            create_calendar(con)
            create_zip_codes(con)
            create_sellers(con)
            create_products(con)
            create_customers(con)
            create_purchases(con)
            create_orders(con)
            create_items(con)
            create_payments(con)
            create_reviews(con)
            write_files(con, output_dir, file_format, types_file)
    return types_file


def iso_date(text: str) -> date:
    """Parse a date argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected YYYY-MM-DD, got {text!r}") from None


def event(text: str) -> Event:
    """Parse an event argument."""
    try:
        kind, size, *days = text.split(":")
        return Event(kind, float(size), *map(date.fromisoformat, days))
    except (TypeError, ValueError):
        message = f"expected KIND:SIZE:START[:END], such as one_star:+5:2024-05-01, got {text!r}"
        raise argparse.ArgumentTypeError(message) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Generate a synthetic shop in Olist's schema.")
    default = "default: %(default)s"
    parser.add_argument("output_dir", type=Path, help="directory for the files")
    parser.add_argument("--orders", type=int, default=DEFAULT_ORDERS, help=default)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help=default)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv", dest="file_format")
    parser.add_argument("--start", type=iso_date, default=DEFAULT_START, help=default)
    parser.add_argument("--weeks", type=int, default=DEFAULT_WEEKS, help=default)
    stationary_help = "new customers, sellers and prices stay what they are on the first day"
    parser.add_argument("--stationary", action="store_true", help=stationary_help)
    units = "; ".join(f"{kind}: {unit}" for kind, (*_, unit) in EVENT_SIZES.items())
    event_help = f"KIND:SIZE:START[:END], END being the first day without it. {units}"
    parser.add_argument("--event", type=event, action="append", default=[], dest="events",
                        metavar="EVENT", help=event_help)  # fmt: skip
    types_help = "CSV file for the true customer types; default: OUTPUT_DIR_customer_types.csv"
    parser.add_argument("--types-file", type=Path, help=types_help)
    options = vars(parser.parse_args(arguments))
    try:
        types_file = generate_shop(**options)
    except ValueError as error:
        parser.error(str(error))
    print(f"Wrote {options['orders']:,} orders to {options['output_dir']}, types to {types_file}")


if __name__ == "__main__":
    main()
