"""What the report says in another language: the lookup, and that French lacks no text."""

import csv
import doctest
import json
import re
from collections.abc import Callable

import duckdb
import pytest
import yaml

import report.translation
from conftest import ROOT, Build
from report.translation import translated

# Columns that hold no words: ids and codes, proper names, values of the files, and JSON.
NOT_TRANSLATED = re.compile(
    r"\w+_id|\w+_zip_code_prefix|\w+_city|\w+_state|\w+_state_name|category_portuguese"
    r"|(other_)?algorithm|rfm_score|parameters|axis|source|column_name|data_type"
    r"|(min|max|most_frequent)_value"
    # what is said of files, to those who keep them
    r"|input|file|row_key|faulty_column|faulty_value|rejection_reason|check_name|example"
)
NO_BREAK_SPACE = "\u00a0"


@pytest.fixture(scope="module")
def french() -> dict[str, str]:
    """Return the French translations of the seed."""
    with open(ROOT / "seeds" / "text_translations.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {r["source_text"]: r["translated_text"] for r in rows if r["language"] == "fr"}


def untranslated(texts: list[str], translations: dict[str, str]) -> list[str]:
    """Return the texts that have no translation."""

    def is_missing(text: str) -> bool:
        try:
            translated(text, translations)
        except LookupError:
            return True
        return False

    return [text for text in texts if is_missing(text)]


# The lookup

WORDS = {
    "Fans": "Fans",
    "Loyal customers": "Clients fidèles",
    "more recent": "plus récents",
    "fewer items": "moins d’articles",
    "tier {1}": "niveau {1}",
    "tier 1": "premier niveau",
    "home_2": "maison 2",
    "from {1} to {2}": "jusqu’à {2} depuis {1}",
    "is {1}, at {2}%": "vaut {1}, à {2} %",
    "week {1}, see {1}": "semaine {1}, voir {1}",
    "in {1} there are {2}": "il y a {2} dans « {1} »",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loyal customers", "Clients fidèles"),
        # the text itself before its pattern
        ("tier 1", "premier niveau"),
        ("tier 2", "niveau 2"),
        # a digit in a word is no number
        ("home_2", "maison 2"),
        # numbers, in another order, with decimals, signs and dates
        ("from 3 to 10.25", "jusqu’à 10,25 depuis 3"),
        ("from -1.5 to 0.0", "jusqu’à 0,0 depuis -1,5"),
        ("from 2018-06-30 to 2018-07-01", "jusqu’à 01/07/2018 depuis 30/06/2018"),
        ("is 0.8, at 12%", "vaut 0,8, à 12 %"),
        # a name in quotes is one number, whatever stands in it, and is translated if it can be
        ('in "Loyal customers (more recent) 2" there are 3',
         "il y a 3 dans « Clients fidèles (plus récents) 2 »"),
        ('in "tier 2" there are 1.5', "il y a 1,5 dans « niveau 2 »"),
        ('in "VIPs of 2018" there are 3', "il y a 3 dans « VIPs of 2018 »"),
        # composed names
        ("Loyal customers (more recent)", "Clients fidèles (plus récents)"),
        ("Loyal customers (more recent) 2", "Clients fidèles (plus récents) 2"),
        ("Loyal customers (more recent, fewer items) 12",
         "Clients fidèles (plus récents, moins d’articles) 12"),
        ("Loyal customers 3", "Clients fidèles 3"),
        # lists
        ("more recent, fewer items", "plus récents, moins d’articles"),
        ("tier 2, Fans (more recent, fewer items) 2, Fans",
         "niveau 2, Fans (plus récents, moins d’articles) 2, Fans"),
    ],
)  # fmt: skip
def test_a_text_is_translated_by_its_parts(text: str, expected: str) -> None:
    assert translated(text, WORDS) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Nobody", "Nobody"),
        ("fans", "fans"),
        ("until 3 or 0.5", "until {1} or {2}"),
        # not every digit is a number, and a pattern fits the whole text
        ("from 1-1-4 to 2", "from 1-1-4 to {1}"),
        ("from 1,000 to v2", "from 1,000 to v2"),
        ("tier 2nd", "tier 2nd"),
        ('in "Fans" is 1', "in {1} is {2}"),
        ("from 1 to 2 and back", "from {1} to {2} and back"),
        ("Fans (purple hair)", "Fans (purple hair)"),
        ("Nobody (more recent) 2", "Nobody (more recent) {1}"),
        ("more recent, purple hair", "more recent, purple hair"),
        ("", ""),
    ],
)
def test_a_text_without_translation_is_named(text: str, hint: str) -> None:
    with pytest.raises(LookupError) as error:
        translated(text, WORDS)
    assert str(error.value).startswith(f"No translation of {text!r}: add {hint!r}, or its parts")
    # never half of it
    assert translated(text, WORDS, missing_ok=True) == text


def test_numbers_are_written_as_the_language_does() -> None:
    swedish = {"decimal_mark": ",", "date_format": "{year}-{month}-{day}"}
    assert translated("from 2018-06-30 to 0.5", WORDS, **swedish) == "jusqu’à 0,5 depuis 2018-06-30"
    assert translated("from 0.5 to 1", WORDS, decimal_mark=".") == "jusqu’à 1 depuis 0.5"


def test_the_examples_in_the_docstring() -> None:
    assert doctest.testmod(report.translation) == doctest.TestResults(failed=0, attempted=7)


# French


def test_every_text_of_the_public_tables_is_in_french(shop: Build) -> None:
    """Whatever column is new: what holds no words is named in NOT_TRANSLATED."""
    french = dict(
        shop.rows(
            "select source_text, translated_text from marts.translations where language = 'fr'"
        )
    )
    columns = [
        (table, column)
        for table, column in shop.rows(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'marts' and data_type = 'VARCHAR' order by all"
        )
        if table not in ("translations", "shops") and not NOT_TRANSLATED.fullmatch(column)
    ]
    assert {
        *("segment_name", "distinguishing_traits", "recommended_action", "reason", "message"),
        *("monitor", "subject", "status", "feature", "recipe", "category", "payment_type"),
    } <= {column for _, column in columns}
    missing = []
    for table, column in columns:
        texts = shop.rows(
            f"select distinct {column} from marts.{table} where {column} is not null order by all"
        )
        found = untranslated([text for (text,) in texts], french)
        missing += [f"{table}.{column}: {text}" for text in found]
    assert not missing, "\n".join(missing)


def test_every_text_of_the_seeds_is_in_french(sample: Build) -> None:
    """What dbt only warns of, because a shop may name its segments in one language."""
    results = json.loads((sample.target_dir / "run_results.json").read_text())["results"]
    (result,) = (r for r in results if "warn_seed_texts_are_untranslated" in r["unique_id"])
    assert result["status"] == "pass"


@pytest.fixture(scope="module")
def compiled(sample: Build) -> Callable[[str], str]:
    """Return a function from a model to its compiled SQL."""
    nodes = json.loads((sample.target_dir / "manifest.json").read_text())["nodes"]
    return lambda model: nodes[f"model.ecommerce_segmentation.{model}"]["compiled_code"]


@pytest.mark.parametrize(
    ("known", "begins", "ends"),
    [
        (None, "The history is too short", "2 weeks later."),
        ((5, 1, 30, None, None, None), "No need to refit was seen within 30", "beyond that."),
        ((5, 4, 30, 0, 0, 4), "Stale at the first comparison", "or refit before every use."),
        ((5, 4, 30, 4, 8, 10), "Refit every 8 weeks", "one quarter for 10 weeks)."),
        ((5, 3, 30, 4, 8, None), "Refit every 8 weeks", "for as long as was observed)."),
    ],
)
def test_every_reason_is_in_french(
    compiled: Callable, french: dict, known: tuple | None, begins: str, ends: str
) -> None:
    """The SQL itself says them, from origins, fallen ones, weeks observed, and quartiles."""
    with duckdb.connect() as connection:
        connection.execute(
            "attach ':memory:' as warehouse; create schema warehouse.intermediate; "
            "create table warehouse.intermediate.int_feature_means as "
            "select date '2018-03-12' as as_of_date, true as is_current, 52 as "
            "first_training_weeks; "
            "create table warehouse.intermediate.int_refit_recommendations (algorithm varchar, "
            "as_of_date date, first_origin_date date, origin_count integer, fallen_count integer, "
            "observed_weeks integer, lower_quartile_weeks integer, median_weeks integer, "
            "upper_quartile_weeks integer)"
        )
        if known:
            connection.execute(
                "insert into warehouse.intermediate.int_refit_recommendations "
                "values ('rfm', '2018-03-12', '2017-01-31', ?, ?, ?, ?, ?, ?)",
                known,
            )
        ((reason,),) = connection.sql(
            f"select reason from ({compiled('retraining_recommendation')}) where algorithm = 'rfm'"
        ).fetchall()
    assert reason.startswith(begins)
    assert reason.endswith(ends)
    assert not untranslated([reason], french)
    numbers = [set(re.findall(r"\d+", text)) for text in (reason, translated(reason, french))]
    assert numbers[0] == numbers[1]


def test_every_alert_is_in_french(compiled: Callable, french: dict) -> None:
    """Those of the unit test, which has every monitor and every form of a subject."""
    path = ROOT / "dbt_project/models/marts/monitoring/_monitoring__unit_tests.yml"
    tests = yaml.safe_load(path.read_text())["unit_tests"]
    (fired,) = (test["expect"]["rows"] for test in tests if test["name"] == "monitors_fire")
    models = ("segmentation_alerts", "int_rfm_restated", "int_dominant_features")
    monitors = re.findall(r"'(\w+)' as monitor", " ".join(map(compiled, models)))
    assert len(monitors) >= 5
    assert {alert["monitor"] for alert in fired} == set(monitors)

    # the names of the unit test are nobody's
    french = french | {name: name for name in ("Faithful", "Small", "Empty", "Big", "Retired")}
    subjects = [
        *(alert["subject"] for alert in fired),
        "rfm_segment",
        "tenure_days",
        "mean_review_score, newcomers",
    ]
    messages = [alert["message"] for alert in fired]
    assert not untranslated([*messages, *monitors, *subjects], french)


def test_every_status_category_and_payment_type_is_in_french(french: dict) -> None:
    """Also those that the sample has not: of Olist's documentation, and of the vars."""
    project = (ROOT / "dbt_project.yml").read_text()
    shops = yaml.safe_load(project)["vars"]["shops"].values()
    statuses = {status for shop in shops for status in shop["known_order_statuses"]}
    with open(ROOT / "tools" / "shop" / "categories.csv", encoding="utf-8", newline="") as file:
        categories = [row["english"] for row in csv.DictReader(file) if row["english"]]
    recipes = re.findall(r"^    (\w+):\n      - \{feature", project, re.MULTILINE)
    assert len(recipes) == 2
    others = ["kept", "new", "retired", "not_defined", "close to the average", "unknown"]
    with open(ROOT / "seeds" / "feature_traits.csv", encoding="utf-8", newline="") as file:
        others += [
            row["figure_text"].replace("{1}", "2.5").replace("{2}", "10")
            for row in csv.DictReader(file)
        ]
    assert not untranslated([*statuses, *categories, *recipes, *others], french)


def test_no_two_names_are_one_in_french(french: dict) -> None:
    """Or two segments, categories or features would look the same in a chart."""
    short = [text for source, text in french.items() if "{" not in source]
    assert sorted(short) == sorted(set(short))


def test_french_is_set_as_the_french_do(french: dict) -> None:
    """A space that does not break before : ; ? ! % » and after «, and ’ for the apostrophe."""
    wrong = re.compile(rf"['\"]|[^{NO_BREAK_SPACE}][:;?!%»]|«[^{NO_BREAK_SPACE}]|  |^\s|\s$|\.\.\.")
    assert not [text for text in french.values() if wrong.search(text)]
