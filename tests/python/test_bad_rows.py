"""Rows that are mistakes are rejected with what is wrong, no other row is, and none is lost."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import SAMPLE_DIR, TABLES_ONLY, Build, build

ENTITIES = {
    "orders": "olist_orders_dataset",
    "order_items": "olist_order_items_dataset",
    "payments": "olist_order_payments_dataset",
    "reviews": "olist_order_reviews_dataset",
    "order_customers": "olist_customers_dataset",
    "products": "olist_products_dataset",
    "sellers": "olist_sellers_dataset",
    "places": "olist_geolocation_dataset",
    "category_translations": "product_category_name_translation",
}


class Fault(NamedTuple):
    """A value that a row of a file gets, and the entry that it makes.

    Where old is none the value takes the place of all that stands in the column.
    """

    input: str
    column: str
    value: str
    reason: str
    # as the entry calls it, if not as the file does
    named: str | None = None
    shown: str | None = None


MISSING = "expected a value, found nothing"
TIME, MONEY, WHOLE = "expected timestamp", "expected decimal(18,2)", "expected integer"
STATUS = "expected one of known_order_statuses of the shop"
NO_PRODUCT = "expected the product_id of a row of products"
NO_SELLER = "expected the seller_id of a row of sellers"
NO_CUSTOMER = "expected the customer_id of a row of order_customers"
NO_ORDER = "expected the order_id of a row of orders"
ORPHANED = {NO_CUSTOMER, NO_ORDER, NO_PRODUCT, NO_SELLER}
NEGATIVE = "expected 0 or more, as has_returns of the shop is false"
HUGE = "expected at most 1000000000 (var max_amount)"
SCORE = "expected a whole number from 1 to 5, the review_scale of the shop"
FAR = "expected at most 366 days (var max_gap_days) from another order"
LATITUDE, LONGITUDE = "expected degrees from -90 to 90", "expected degrees from -180 to 180"
PURCHASE = "order_purchase_timestamp"
DELIVERY = "order_delivered_customer_date"

FAULTS = [
    Fault("orders", "order_id", "", MISSING),
    Fault("orders", "order_id", "   ", MISSING),
    Fault("orders", "customer_id", "", MISSING),
    Fault("orders", "customer_id", "nobody", NO_CUSTOMER),
    Fault("orders", "order_status", "", MISSING),
    Fault("orders", "order_status", "arrived", STATUS, "status"),
    Fault("orders", "order_status", "delivered'; drop table orders; --", STATUS, "status"),
    Fault("orders", PURCHASE, "", MISSING, "ordered_at"),
    Fault("orders", PURCHASE, "2023/13/01", TIME),
    Fault("orders", PURCHASE, "2023-02-30 10:00:00", TIME),
    Fault("orders", PURCHASE, "01.02.2023", TIME),
    Fault("orders", PURCHASE, "yesterday", TIME),
    Fault("orders", PURCHASE, "epoch", TIME),
    Fault("orders", PURCHASE, "1675209600", TIME),
    Fault("orders", PURCHASE, "2023-02-01 25:00:00", TIME),
    Fault("orders", PURCHASE, "0001-01-01 00:00:00", "expected 1990-01-01 or later", "ordered_at"),
    Fault("orders", PURCHASE, "1970-01-01 00:00:00", "expected 1990-01-01 or later", "ordered_at"),
    Fault("orders", PURCHASE, "1991-01-01 00:00:00", FAR, "ordered_at"),
    Fault("orders", PURCHASE, "2204-02-29 00:00:00", FAR, "ordered_at"),
    Fault("orders", PURCHASE, "9999-12-31 00:00:00", FAR, "ordered_at"),
    Fault("orders", DELIVERY, "soon", TIME),
    Fault(
        *("orders", DELIVERY, "2001-01-01 00:00:00"),
        *("expected a time after that of the order", "delivered_at"),
    ),
    Fault("orders", "order_approved_at", "12:30", TIME),
    Fault("orders", "order_estimated_delivery_date", "24.12.", TIME),
    Fault("order_items", "order_id", "", MISSING),
    Fault("order_items", "order_id", "none", NO_ORDER),
    Fault("order_items", "order_item_id", "", MISSING),
    Fault("order_items", "order_item_id", "1.5", WHOLE),
    Fault("order_items", "order_item_id", "99999999999", WHOLE),
    Fault("order_items", "product_id", "", MISSING),
    Fault("order_items", "product_id", "none", NO_PRODUCT),
    Fault("order_items", "seller_id", "", MISSING),
    Fault("order_items", "seller_id", "none", NO_SELLER),
    Fault("order_items", "price", "", MISSING),
    Fault("order_items", "price", "12,50", MONEY),
    Fault("order_items", "price", "12.505", MONEY),
    Fault("order_items", "price", "R$ 12.50", MONEY),
    Fault("order_items", "price", "NaN", MONEY),
    Fault("order_items", "price", "inf", MONEY),
    Fault("order_items", "price", "1e400", MONEY),
    Fault("order_items", "price", "-3.00", NEGATIVE, "amount"),
    Fault("order_items", "price", "100000000000000", HUGE, "amount", "100000000000000.00"),
    Fault("order_items", "price", "=1+1", MONEY),
    Fault("order_items", "freight_value", "", MISSING),
    Fault("order_items", "freight_value", "free", MONEY),
    Fault("order_items", "freight_value", "-0.01", NEGATIVE, "freight_amount"),
    Fault("order_items", "shipping_limit_date", "now", TIME),
    Fault("payments", "order_id", "", MISSING),
    Fault("payments", "order_id", "none", NO_ORDER),
    Fault("payments", "payment_sequential", "first", WHOLE),
    Fault("payments", "payment_type", "", MISSING),
    Fault("payments", "payment_installments", "2.5", WHOLE),
    Fault("payments", "payment_value", "", MISSING),
    Fault("payments", "payment_value", "-1", NEGATIVE, "amount", "-1.00"),
    Fault("payments", "payment_value", "1_000", MONEY),
    Fault("reviews", "review_id", "", MISSING),
    Fault("reviews", "order_id", "", MISSING),
    Fault("reviews", "order_id", "none", NO_ORDER),
    Fault("reviews", "review_score", "", MISSING, "score"),
    Fault("reviews", "review_score", "0", SCORE, "score", "0.0"),
    Fault("reviews", "review_score", "9", SCORE, "score", "9.0"),
    Fault("reviews", "review_score", "4.5", WHOLE),
    Fault("reviews", "review_score", "good", WHOLE),
    Fault("reviews", "review_answer_timestamp", "2023-02-29 10:00:00", TIME),
    Fault("order_customers", "customer_id", "", MISSING),
    Fault("order_customers", "customer_unique_id", "", MISSING),
    Fault("order_customers", "customer_unique_id", " ", MISSING),
    Fault("products", "product_weight_g", "heavy", WHOLE),
    Fault("sellers", "seller_id", "", MISSING),
    Fault("products", "product_id", "", MISSING),
    Fault("places", "geolocation_zip_code_prefix", "", MISSING, "zip_code"),
    Fault("places", "geolocation_lat", "91", LATITUDE, "latitude", "91.0"),
    Fault("places", "geolocation_lat", "nan", "expected double"),
    Fault("places", "geolocation_lng", "-180.5", LONGITUDE, "longitude"),
    Fault("places", "geolocation_lng", "west", "expected double"),
]


def read(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# From which row before the last on a file is spoiled, so that no two faults are of one order.
PLACES = {"order_customers": 200, "order_items": 1_000, "payments": 2_000, "reviews": 3_000}


def spoil(rows: list[list[str]], faults: list[Fault], place: int) -> None:
    """Put each fault into a row of its own."""
    for row, fault in zip(rows[len(rows) - 1 - place : 0 : -1], faults, strict=False):
        row[rows[0].index(fault.column)] = fault.value


@pytest.fixture(scope="module")
def spoiled(builds_dir: Path) -> Build:
    """Build the input of the sample with a row for each of the faults."""
    files = builds_dir / "bad rows" / "files"

    def prepare() -> None:
        shutil.copytree(SAMPLE_DIR, files, dirs_exist_ok=True)
        for entity, name in ENTITIES.items():
            path = files / f"{name}.csv"
            rows = read(path)
            faults = [fault for fault in FAULTS if fault.input == entity]
            spoil(rows, faults, PLACES.get(entity, 0))
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)

    return build(
        *("--select", "+rejected_rows", "+input_rows", *TABLES_ONLY),
        work_dir=builds_dir / "bad rows",
        data_dir=files,
        prepare=prepare,
        policy={"max_rejected_share": 1},
    )


def test_each_fault_is_rejected_with_its_reason(spoiled: Build) -> None:
    found = Counter(
        spoiled.rows(
            "select input, faulty_column, coalesce(faulty_value, ''), rejection_reason "
            "from marts.rejected_rows where not is_child"
        )
    )
    expected = Counter(
        (fault.input, fault.named or fault.column, fault.shown or fault.value, fault.reason)
        for fault in FAULTS
    )
    # in the files, a text of blanks is as it stands
    assert not expected - found
    # of a row that lost its id nobody knows which rows name it
    others = found - expected
    assert {reason for *_, reason in others} <= ORPHANED
    assert all(value not in ("", "none", "nobody") for _, _, value, _ in others)


def test_every_row_is_accounted_for(spoiled: Build) -> None:
    counts = spoiled.rows(
        "select input, read_count, accepted_count + rejected_count + rejected_child_count "
        "from marts.input_rows order by input"
    )
    for entity, read_count, accounted in counts:
        assert read_count == accounted == len(read(SAMPLE_DIR / f"{ENTITIES[entity]}.csv")) - 1
    assert len(counts) == len(ENTITIES)


def test_what_names_a_rejected_row_is_rejected_with_it(spoiled: Build) -> None:
    """And nothing else is: all orders of the items, and so on, are there."""
    children = dict(
        spoiled.rows("select input, count(*) from marts.rejected_rows where is_child group by all")
    )
    assert set(children) == {"orders", "order_items", "payments", "reviews"}
    for input_name, parent, key in (
        ("order_items", "orders", "order_id"),
        ("payments", "orders", "order_id"),
        ("reviews", "orders", "order_id"),
        ("order_items", "products", "product_id"),
        ("order_items", "sellers", "seller_id"),
    ):
        orphans = (
            f"select count(*) from intermediate.int_shop_{input_name} "
            f"anti join intermediate.int_shop_{parent} using ({key})"
        )
        assert spoiled.rows(orphans) == [(0,)]


class Lines(NamedTuple):
    """What becomes of the text of a file, and how many of its rows are then used and rejected."""

    change: Callable[[list[str]], list[str]]
    read: int
    accepted: int
    rejected: int
    others: int = 0
    rows: int = 10


# A file of reviews: a row in a line, but the third, whose message has a line break.
IDS = [f"a{number:031x}" for number in range(400)]


def reviews(count: int) -> list[str]:
    return [
        "review_id,order_id,review_score,review_comment_title,review_comment_message,"
        "review_creation_date,review_answer_timestamp",
        *(
            f"{IDS[number]},{{order_{number}}},5,,"
            + ('"two\nlines, and ""more"""' if number == 2 else "fine")
            + ",2023-05-01 00:00:00,2023-05-02 00:00:00"
            for number in range(count)
        ),
    ]


def at(number: int, change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """Change one line."""
    return lambda lines: [
        change(line) if place == number else line for place, line in enumerate(lines)
    ]


def raw(text: str) -> str:
    """Return a text whose bytes, in Latin 1, are no UTF-8."""
    return text.replace("fine", "caf\udce9")


def quoted(text: str) -> str:
    """Return a row whose message begins with a quotation mark that is not closed."""
    return text.replace("fine", '"fine')


def spoiled_lines(lines: list[str]) -> list[str]:
    """Make a mistake of each kind that leaves the other lines as they are."""
    lines = at(4, lambda line: line.replace("fine", '5" wide'))(lines)
    for number, change in {
        5: lambda line: line.rpartition(",")[0],
        6: lambda line: f"{line},x",
        7: lambda line: f"\n\n{line}\nhello",
        10: lambda line: line[:80],
    }.items():
        lines = at(number, change)(lines)
    # an equal row, and another of the same key
    return [*lines[:-1], lines[8], lines[9].replace(",5,", ",1,"), lines[-1]]


# More kinds of lines are in dbt's own test, assert_rows_of_files_are_counted.
LINES = {
    "mistakes in single lines": Lines(spoiled_lines, 12, 6, 6, 1),
    "two quotation marks that are not closed": Lines(
        lambda lines: at(8, quoted)(at(5, quoted)(lines)), 10, 6, 4
    ),
    "an id of another kind, and a quotation mark": Lines(
        lambda lines: at(6, quoted)(
            at(9, quoted)(at(4, lambda li: li.replace(IDS[3], "an id"))(lines))
        ),
        *(200, 196, 4),
        rows=200,
    ),
    "so many lines merged that DuckDB keeps no more": Lines(at(6, quoted), 400, 5, 395, rows=400),
    "bytes that are no UTF-8, and line ends of Windows": Lines(
        lambda lines: [f"{line}\r" for line in at(4, raw)(lines)], 10, 9, 1
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_lines_of_a_file(tmp_path: Path, name: str) -> None:
    files = tmp_path / "files"
    shutil.copytree(SAMPLE_DIR, files)
    case = LINES[name]
    orders = [row[0] for row in read(files / "olist_orders_dataset.csv")[1 : case.rows + 1]]
    text = "\n".join(case.change(reviews(case.rows))) + "\n"
    for number, order in enumerate(orders):
        text = text.replace(f"{{order_{number}}}", order)
    path = files / "olist_order_reviews_dataset.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    built = build(
        *("--select", "+rejected_rows", "+input_rows", *TABLES_ONLY),
        work_dir=tmp_path,
        data_dir=files,
        policy={"max_rejected_share": 1},
    )
    found = built.rows(
        "select read_count, accepted_count, rejected_count, other_line_count "
        "from marts.input_rows where input = 'reviews'"
    )
    assert found == [(case.read, case.accepted, case.rejected, case.others)]
    entries = built.rows("select count(*) from marts.rejected_rows where input = 'reviews'")
    assert entries == [(case.rejected + case.others,)]


def lines_of(*columns: str) -> list[str]:
    """Return 600 lines of a shop, of which each has another price."""
    values = {
        "date": lambda n: f"2024-01-{n % 28 + 1:02} 09:00:00",
        "order_id": lambda n: f"{n}",
        "number": lambda n: f"A{n}",
        "customer": lambda n: f"c{n % 90}",
        "mail": lambda n: f"{'abcdefghij'[n % 10]}.{'xyz'[n % 3] * (n % 7 + 1)}@example.com",
        "note": lambda n: "as ordered",
        **{name: lambda n: "x" for name in "abcde"},
        "amount": lambda n: f"{n}.50",
    }
    return [
        ",".join(columns).replace("number", "order_id").replace("mail", "customer"),
        *(",".join(values[name](number) for name in columns) for number in range(600)),
    ]


def noted(note: str, *others: str) -> Callable[[list[str]], list[str]]:
    """Give the orders 100, 101, … notes."""

    def change(lines: list[str]) -> list[str]:
        for number, text in enumerate((note, *others), start=101):
            lines[number] = lines[number].replace("as ordered", text)
        return lines

    return change


MERGED = noted('"a mug', "blue", "red", 'fine"')
SHOP_LINES = {
    "bytes that are no UTF-8 in a column after those that tell a row": (
        ("order_id", "customer", "date", "amount", "a", "b", "c", "d", "e", "note"),
        *(noted("caf\udce9"), 600, 599, 1),
    ),
    "notes that merge rows after ids of letters": (
        ("number", "note", "customer", "date", "amount"),
        *(MERGED, 600, 596, 4),
    ),
    "a note in three lines after a mail address": (
        ("mail", "note", "date", "amount"),
        *(noted('"hello,\nas said, to a@b.c\n"'), 600, 600, 0),
    ),
}


@pytest.mark.parametrize("name", SHOP_LINES)
def test_lines_of_a_shop(tmp_path: Path, name: str) -> None:
    columns, change, *expected = SHOP_LINES[name]
    path = tmp_path / "orders.csv"
    text = "\n".join(change(lines_of(*columns))) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    built = build(
        *("--select", "+rejected_rows", "+input_rows", *TABLES_ONLY),
        work_dir=tmp_path,
        policy={"max_rejected_share": 1},
        SHOP="transactions",
        SHOP_FILE=str(path),
    )
    found = built.rows(
        "select read_count, accepted_count, rejected_count from marts.input_rows "
        "where input = 'order_items'"
    )
    assert found == [tuple(expected)]
    assert built.rows("select count(*) from marts.rejected_rows where input = 'order_items'") == [
        (expected[-1],)
    ]
