"""What the report says in another language: the lookup."""

import doctest

import pytest
import report.translation
from report.translation import translated

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
    assert doctest.testmod(report.translation) == doctest.TestResults(failed=0, attempted=6)
