"""The generator of synthetic shops, and the sample that it wrote."""

import importlib.util
from datetime import date
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
SAMPLE_TYPES = ROOT / "data" / "sample_customer_types.csv"

SPEC = importlib.util.spec_from_file_location("generate_shop", ROOT / "tools" / "generate_shop.py")
generate_shop = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate_shop)

HEADERS = {
    "olist_customers_dataset": "customer_id,customer_unique_id,customer_zip_code_prefix,"
    "customer_city,customer_state",
    "olist_geolocation_dataset": "geolocation_zip_code_prefix,geolocation_lat,geolocation_lng,"
    "geolocation_city,geolocation_state",
    "olist_order_items_dataset": "order_id,order_item_id,product_id,seller_id,"
    "shipping_limit_date,price,freight_value",
    "olist_order_payments_dataset": "order_id,payment_sequential,payment_type,"
    "payment_installments,payment_value",
    "olist_order_reviews_dataset": "review_id,order_id,review_score,review_comment_title,"
    "review_comment_message,review_creation_date,review_answer_timestamp",
    "olist_orders_dataset": "order_id,customer_id,order_status,order_purchase_timestamp,"
    "order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,"
    "order_estimated_delivery_date",
    "olist_products_dataset": "product_id,product_category_name,product_name_lenght,"
    "product_description_lenght,product_photos_qty,product_weight_g,product_length_cm,"
    "product_height_cm,product_width_cm",
    "olist_sellers_dataset": "seller_id,seller_zip_code_prefix,seller_city,seller_state",
    "product_category_name_translation": "product_category_name,product_category_name_english",
}

# Name of the irregularity, and a query for its rows.
TRAPS = {
    "repeat buyers": """
        select customer_unique_id from customers group by 1 having count(*) > 2
    """,
    "customers with several addresses": """
        select customer_unique_id from customers group by 1
        having count(distinct customer_zip_code_prefix) > 1
    """,
    "delivered orders without a review": """
        select * from orders anti join order_reviews using (order_id)
        where order_status = 'delivered'
    """,
    "orders with several reviews": """
        select order_id from order_reviews group by 1 having count(distinct review_id) > 1
    """,
    "reviews of several orders": """
        select review_id from order_reviews group by 1 having count(distinct order_id) > 1
    """,
    "reviews without answer time": """
        select * from order_reviews where review_answer_timestamp is null
    """,
    "credit card payments completed by vouchers": """
        select order_id from order_payments group by 1
        having count(*) > 2 and count(distinct payment_type) = 2
    """,
    "undefined payments of value 0 of canceled orders": """
        select * from order_payments inner join orders using (order_id)
        where payment_type = 'not_defined' and payment_value = 0 and order_status = 'canceled'
    """,
    "canceled orders without items": """
        select * from orders anti join order_items using (order_id)
        where order_status = 'canceled'
    """,
    "canceled orders with items": """
        select * from orders semi join order_items using (order_id)
        where order_status = 'canceled'
    """,
    "unavailable orders without items": """
        select * from orders anti join order_items using (order_id)
        where order_status = 'unavailable'
    """,
    "delivered orders without delivery date": """
        select * from orders
        where order_status = 'delivered' and order_delivered_customer_date is null
    """,
    "late deliveries": """
        select * from orders where order_delivered_customer_date > order_estimated_delivery_date
    """,
    "comments with line breaks": """
        select * from order_reviews where contains(review_comment_message, chr(13) || chr(10))
    """,
    "comments with double quotes": """
        select * from order_reviews where contains(review_comment_message, '"')
    """,
    "comments with commas": """
        select * from order_reviews where contains(review_comment_message, ',')
    """,
    "comments with accents": """
        select * from order_reviews
        where strip_accents(review_comment_message) != review_comment_message
    """,
    "comments with emoji": """
        select * from order_reviews where contains(review_comment_message, '😡')
    """,
    "zip code prefixes with leading zeros": """
        select * from customers where customer_zip_code_prefix like '0%'
    """,
    "sold products without a category": """
        select * from products semi join order_items using (product_id)
        where product_category_name is null
    """,
    "customers whose zip code has no location": """
        select * from customers
        anti join geolocation on geolocation_zip_code_prefix = customer_zip_code_prefix
    """,
    "zip codes with several locations": """
        select geolocation_zip_code_prefix from geolocation group by 1
        having count(distinct geolocation_lat) > 1
    """,
    "locations outside Brazil": """
        select * from geolocation where geolocation_lat > 6
    """,
    "cities spelled in two ways": """
        select geolocation_zip_code_prefix from geolocation group by 1
        having count(distinct geolocation_city) > 1
    """,
    "sellers who began in the last three months": """
        select seller_id from order_items inner join orders using (order_id) group by 1
        having min(order_purchase_timestamp)
            > (select max(order_purchase_timestamp) - interval 90 days from orders)
    """,
    "open orders at the end": """
        select * from orders
        where order_status = 'shipped' and order_purchase_timestamp
            > (select max(order_purchase_timestamp) - interval 7 days from orders)
    """,
}

# What must not be: name, and a query for the rows that break it.
RULES = {
    "orders have a customer row": "select * from orders anti join customers using (customer_id)",
    "customer rows have an order": "select * from customers anti join orders using (customer_id)",
    "customer rows are one per order": """
        select 1 from orders group by customer_id having count(*) > 1
    """,
    "orders are unique": "select 1 from orders group by order_id having count(*) > 1",
    "items have an order": "select * from order_items anti join orders using (order_id)",
    "items have a product": "select * from order_items anti join products using (product_id)",
    "items have a seller": "select * from order_items anti join sellers using (seller_id)",
    "items are unique": """
        select 1 from order_items group by order_id, order_item_id having count(*) > 1
    """,
    "payments have an order": "select * from order_payments anti join orders using (order_id)",
    "payments are unique": """
        select 1 from order_payments group by order_id, payment_sequential having count(*) > 1
    """,
    "reviews have an order": "select * from order_reviews anti join orders using (order_id)",
    "reviews are unique": """
        select 1 from order_reviews group by review_id, order_id having count(*) > 1
    """,
    "ids are md5": "select * from orders where not regexp_full_match(order_id, '[0-9a-f]{32}')",
    "zip code prefixes have five characters": """
        select customer_zip_code_prefix as prefix from customers where length(prefix) != 5
        union all
        select seller_zip_code_prefix as prefix from sellers where length(prefix) != 5
        union all
        select geolocation_zip_code_prefix as prefix from geolocation where length(prefix) != 5
    """,
    "each zip code prefix lies in one state": """
        select 1 from geolocation group by geolocation_zip_code_prefix
        having count(distinct geolocation_state) > 1
    """,
    "orders proceed in time": """
        select * from orders
        where
            order_approved_at < order_purchase_timestamp
            or order_delivered_carrier_date < order_approved_at
            or order_delivered_customer_date < order_delivered_carrier_date
            or order_estimated_delivery_date != date_trunc('day', order_estimated_delivery_date)
    """,
    "nothing has happened after the end": """
        select * from orders
        where
            greatest(
                order_purchase_timestamp,
                order_approved_at,
                order_delivered_carrier_date,
                order_delivered_customer_date
            ) >= timestamp '2024-12-30'
        union all by name
        select * from order_reviews
        where greatest(review_creation_date, review_answer_timestamp) >= timestamp '2024-12-30'
    """,
    "reviews follow delivery": """
        select * from order_reviews inner join orders using (order_id)
        where
            review_creation_date < order_delivered_customer_date
            or review_answer_timestamp < review_creation_date
    """,
    "payments sum to items and freight": """
        select order_id
        from (select order_id, sum(payment_value) as paid from order_payments group by 1)
        inner join (
            select order_id, sum(price + freight_value) as due from order_items group by 1
        ) using (order_id)
        where paid != due
    """,
    "customers have one type": """
        select customer_unique_id from customer_types
        full join (select distinct customer_unique_id from customers) as c
            using (customer_unique_id)
        group by 1
        having count(customer_type) != 1 or count(c.customer_unique_id) != 1
    """,
}


def read_shop(directory: Path, types_file: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with a table for each CSV file of a shop, without the prefix olist_."""
    con = duckdb.connect()
    for name in HEADERS:
        table = name.removeprefix("olist_").removesuffix("_dataset")
        con.execute(f"""
            create table {table} as
            from read_csv(
                '{directory / name}.csv',
                header = true, delim = ',', quote = '"', escape = '"', all_varchar = true
            )
        """)
    for table, columns, data_type in [
        ("orders", r".*_(timestamp|at|date)", "timestamp"),
        ("order_reviews", r".*_(timestamp|date)", "timestamp"),
        ("order_items", r"price|freight_value", "decimal(10, 2)"),
        ("order_payments", r"payment_value", "decimal(10, 2)"),
        ("geolocation", r".*_(lat|lng)", "double"),
    ]:
        names = con.execute(f"select columns('{columns}') from {table}").description
        for column, *_ in names:
            con.execute(f"alter table {table} alter {column} type {data_type}")
    con.execute(f"create table customer_types as from '{types_file}'")
    return con


def files_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


@pytest.fixture(scope="module")
def sample():
    with read_shop(SAMPLE, SAMPLE_TYPES) as con:
        yield con


def test_committed_sample_is_what_the_tool_writes_by_default(tmp_path):
    generate_shop.main([str(tmp_path / "sample")])

    assert files_of(tmp_path / "sample") == files_of(SAMPLE)
    assert (tmp_path / "sample_customer_types.csv").read_bytes() == SAMPLE_TYPES.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"sample", "sample_customer_types.csv"}


def test_sample_is_small():
    sizes = [path.stat().st_size for path in [*SAMPLE.iterdir(), SAMPLE_TYPES]]

    assert max(sizes) <= 1_000_000
    assert sum(sizes) <= 3_000_000


def test_threads_do_not_change_the_files(tmp_path, monkeypatch):
    connect = duckdb.connect

    def connect_with_tiny_morsels(*arguments, **keywords):
        # Otherwise one thread gets the whole sample.
        con = connect(*arguments, **keywords)
        con.execute("pragma verify_parallelism")
        return con

    monkeypatch.setattr(generate_shop.duckdb, "connect", connect_with_tiny_morsels)
    generate_shop.generate_shop(tmp_path / "sample", threads=4)

    assert files_of(tmp_path / "sample") == files_of(SAMPLE)


def test_another_seed_gives_another_shop(tmp_path):
    for seed in (1, 2):
        generate_shop.generate_shop(tmp_path / str(seed), orders=1_000, seed=seed)

    one, two = files_of(tmp_path / "1"), files_of(tmp_path / "2")
    assert [name for name in one if one[name] == two[name]] == [
        "product_category_name_translation.csv"
    ]


def test_parquet_and_csv_have_the_same_rows(tmp_path):
    for file_format in ("csv", "parquet"):
        generate_shop.generate_shop(tmp_path / file_format, orders=1_000, file_format=file_format)

    for name in HEADERS:
        parquet = duckdb.sql(f"from '{tmp_path}/parquet/{name}.parquet'")
        csv = duckdb.read_csv(
            f"{tmp_path}/csv/{name}.csv",
            header=True,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            dtype=dict(zip(parquet.columns, map(str, parquet.types), strict=True)),
        )
        assert csv.columns == parquet.columns
        assert csv.fetchall() == parquet.fetchall()


@pytest.mark.parametrize("name", HEADERS)
def test_columns_are_those_of_olist(name):
    header = (SAMPLE / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]

    assert header.replace('"', "") == HEADERS[name]


def test_suppressions_are_csv_beside_files_of_any_format(tmp_path):
    for file_format in ("csv", "parquet"):
        generate_shop.generate_shop(tmp_path / file_format, orders=1_000, file_format=file_format)

    written = [(tmp_path / each / "suppressions.csv").read_text() for each in ("csv", "parquet")]
    assert written[0] == written[1]
    assert written[0].startswith("customer_id,reason,until\n")


def test_some_suppressions_of_the_sample_hold_and_some_have_ended(sample):
    rows = sample.execute(f"""
        select reason, until is null, until > date '2024-12-30', count(*)
        from read_csv('{SAMPLE}/suppressions.csv', types = {{'until': 'date'}})
        inner join (select distinct customer_unique_id from customers)
            on customer_id = customer_unique_id
        group by all
        order by all
    """).fetchall()

    assert [row[:3] for row in rows] == [
        ("asked for a pause", False, False),
        ("open complaint", False, True),
        ("unsubscribed", True, None),
    ]


def test_translation_has_a_byte_order_mark_and_reviews_have_windows_line_ends():
    translation = (SAMPLE / "product_category_name_translation.csv").read_bytes()
    reviews = (SAMPLE / "olist_order_reviews_dataset.csv").read_bytes()

    assert translation.startswith(b"\xef\xbb\xbfproduct_category_name,")
    assert reviews.count(b"\r\n") == reviews.count(b"\n")


def test_zip_codes_are_quoted():
    lines = (SAMPLE / "olist_customers_dataset.csv").read_text("utf-8").splitlines()

    assert all(len(line.split(",")[2]) == 7 and line.count('"') == 2 for line in lines[1:])


@pytest.mark.parametrize("trap", TRAPS)
def test_sample_has(sample, trap):
    assert sample.execute(TRAPS[trap]).fetchall()


@pytest.mark.parametrize("rule", RULES)
def test_sample_holds_that(sample, rule):
    assert sample.execute(RULES[rule]).fetchall() == []


def test_one_delivered_order_has_no_payment(sample):
    unpaid = sample.execute(
        "select order_status from orders anti join order_payments using (order_id)"
    )

    assert unpaid.fetchall() == [("delivered",)]


def test_two_categories_have_no_translation(sample):
    untranslated = sample.execute("""
        select distinct product_category_name
        from order_items inner join products using (product_id)
        anti join product_category_name_translation using (product_category_name)
        where product_category_name is not null
    """)

    assert len(untranslated.fetchall()) == 2


def test_every_status_and_payment_type_occurs(sample):
    statuses = sample.execute("select distinct order_status from orders order by 1").fetchall()
    types = sample.execute("select distinct payment_type from order_payments order by 1").fetchall()

    assert [status for (status,) in statuses] == [
        "approved",
        "canceled",
        "created",
        "delivered",
        "invoiced",
        "processing",
        "shipped",
        "unavailable",
    ]
    assert [payment_type for (payment_type,) in types] == [
        "boleto",
        "credit_card",
        "debit_card",
        "not_defined",
        "voucher",
    ]


def test_nine_of_ten_customers_buy_once(sample):
    (share,) = sample.execute("""
        select avg((orders = 1)::integer)
        from (select count(*) as orders from customers group by customer_unique_id)
    """).fetchone()

    assert 0.85 < share < 0.95


def test_types_differ_in_what_they_are_named_for(sample):
    rows = sample.execute("""
        with items as (
            select order_id, count(*) as items, sum(price) as spend from order_items group by 1
        ),
        scores as (
            select order_id, avg(review_score::integer) as score from order_reviews group by 1
        )
        select
            customer_type,
            epoch(avg(order_purchase_timestamp - timestamp '2023-01-02')) / 86400 as day,
            count(*) / count(distinct customer_unique_id) as orders,
            avg(items) as items,
            avg(score) as score,
        from orders
        inner join customers using (customer_id)
        inner join customer_types using (customer_unique_id)
        left join items using (order_id)
        left join scores using (order_id)
        group by 1
    """).fetchall()
    day, orders, items, score = ({row[0]: row[i] for row in rows} for i in range(1, 5))

    assert len(rows) == 5
    assert max(orders, key=orders.get) == "loyal_regular" and orders["loyal_regular"] > 2.5
    assert max(items, key=items.get) == "big_basket" and items["big_basket"] > 2.5
    assert min(score, key=score.get) == "one_time_disappointed"
    assert score["one_time_disappointed"] < 2 < 4 < score["one_time_satisfied"]
    assert min(day, key=day.get) == "lapsed_early" and max(day, key=day.get) == "one_time_satisfied"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--orders", "99"], "orders: expected a number from 100 to 50000000, got 99"),
        (["--weeks", "2"], "weeks: expected a number from 26 to 520, got 2"),
        (["--start", "2.1.2023"], "expected YYYY-MM-DD, got '2.1.2023'"),
        (["--format", "xlsx"], "invalid choice: 'xlsx'"),
    ],
)
def test_unusable_arguments_are_named(tmp_path, capsys, arguments, message):
    with pytest.raises(SystemExit):
        generate_shop.main([str(tmp_path / "shop"), *arguments])

    assert message in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


def test_customer_types_stay_outside_the_shop(tmp_path):
    with pytest.raises(ValueError, match="types file: expected a place outside"):
        generate_shop.generate_shop(tmp_path / "shop", types_file=tmp_path / "shop" / "types.csv")


# Shops that stay as they are, and events


@pytest.fixture(scope="module")
def stationary(tmp_path_factory):
    """Return the same shop twice: without, and with events of both kinds."""
    directory = tmp_path_factory.mktemp("stationary")
    events = [
        generate_shop.Event("one_star", 20, date(2024, 3, 1)),
        generate_shop.Event("price", 50, date(2023, 11, 1), date(2023, 12, 25)),
        generate_shop.Event("price", -20, date(2024, 11, 1), date(2024, 12, 25)),
    ]
    shops = []
    for name, planted in ("plain", []), ("events", events):
        types_file = generate_shop.generate_shop(
            directory / name, orders=10_000, stationary=True, events=planted
        )
        shops.append(read_shop(directory / name, types_file))
    yield shops
    for con in shops:
        con.close()


def test_newcomers_of_a_stationary_shop_stay_what_they_are(stationary, sample):
    query = """
        select customer_type, avg(is_late::integer)
        from (
            select customer_unique_id, min(order_purchase_timestamp) > '2023-12-31' as is_late
            from orders inner join customers using (customer_id) group by 1
        )
        inner join customer_types using (customer_unique_id)
        group by 1
        having count(*) > 50
    """
    shares = [dict(con.execute(query).fetchall()) for con in (stationary[0], sample)]
    spreads = [max(each.values()) - min(each.values()) for each in shares]

    assert spreads[0] < 0.1 < 0.4 < spreads[1]


def test_an_event_gives_so_many_newcomers_one_star(stationary):
    query = """
        with numbered as (
            select order_id, order_purchase_timestamp >= '2024-03-01' as is_late,
                rank() over (partition by customer_unique_id order by order_purchase_timestamp) = 1
                    as is_first
            from orders inner join customers using (customer_id)
        )
        select is_first, is_late, 100 * avg((review_score = '1')::integer)
        from order_reviews inner join numbered using (order_id)
        group by 1, 2 order by 1, 2
    """
    plain, changed = (con.execute(query).fetchall() for con in stationary)
    growth = [after[2] - before[2] for before, after in zip(plain, changed, strict=True)]

    # later orders of customers; first ones before the event; first ones from its first day on
    assert growth[:3] == [0, 0, 0]
    assert growth[3] == pytest.approx(20, abs=1.5)


def test_a_season_changes_the_prices_while_it_lasts(stationary):
    query = """
        select order_id, order_item_id, price, order_purchase_timestamp::date as day
        from order_items inner join orders using (order_id) order by 1, 2
    """
    plain, changed = (con.execute(query).fetchall() for con in stationary)
    rises = [(row[3], float(new[2] / row[2]) - 1) for row, new in zip(plain, changed, strict=True)]
    gifts = [rise for day, rise in rises if date(2023, 11, 1) <= day < date(2023, 12, 25)]
    sales = [rise for day, rise in rises if date(2024, 11, 1) <= day < date(2024, 12, 25)]

    # whole amounts, and what follows the decimal point stays
    assert sum(gifts) / len(gifts) == pytest.approx(0.5, abs=0.02)
    assert sum(sales) / len(sales) == pytest.approx(-0.2, abs=0.02)
    assert sum(rise != 0 for _, rise in rises) <= len(gifts) + len(sales)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("two_star:5:2024-03-01", "expected one of one_star, price, got two_star"),
        ("one_star:80:2024-03-01", "event one_star: expected from 0.1 to 50 percentage points"),
        ("price:5:2024-03-01:2024-03-01", "expected an end after 2024-03-01, got 2024-03-01"),
        ("one_star:5", "expected KIND:SIZE:START[:END], such as one_star:+5:2024-05-01, got"),
        ("one_star:5:2024-02-30", "expected KIND:SIZE:START[:END]"),
    ],
)
def test_an_event_that_cannot_be_is_named(tmp_path, capsys, event, expected):
    with pytest.raises(SystemExit):
        generate_shop.main([str(tmp_path / "shop"), "--event", event])

    assert expected in capsys.readouterr().err
