"""Texts of the public tables in another language, by the rows of the table translations."""

import re
from collections.abc import Callable, Mapping
from itertools import count

# A date is one number; digits inside a word (home_appliances_2) or a group (1-1-4) are none. A name
# in quotes has a place of its own.
NUMBER_OR_NAME = re.compile(
    r'"(?P<name>[^"]+)"'
    r"|(?<![\w.,])(?<!\w-)"
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|-?\d+(?:\.\d+)?)"
    r"(?!\w|[.,-]\d)"
)
PLACEHOLDER = re.compile(r"\{(\d+)\}")
COMPOSED_NAME = re.compile(r"(?P<base>.+?)(?: \((?P<qualifiers>[^()]+)\))?(?: \d+)?")
COMMA_OUTSIDE_BRACKETS = re.compile(r", (?![^(]*\))")


def translated(
    text: str,
    translations: Mapping[str, str],
    *,
    decimal_mark: str = ",",
    date_format: str = "{day}/{month}/{year}",
    missing_ok: bool = False,
) -> str:
    """Return a text in the language of the translations.

    Looked up are, until one is there: the text; the text with each number, and each name in quotes,
    as {1}, {2}, … in the order of appearance; the parts of a composed name; the parts of a list. A
    name in quotes is translated in its turn, and stays as it is if it cannot be.

    >>> french = {
    ...     "Loyal customers": "Clients fidèles",
    ...     "more recent": "dernier achat plus récent",
    ...     "segment {1}": "segment {1}",
    ...     "below {1} since {2}": "depuis le {2}, sous {1}",
    ...     "{1} has {2} customers": "« {1} » compte {2} clients",
    ... }
    >>> translated("Loyal customers", french)
    'Clients fidèles'
    >>> translated("below 0.8 since 2018-06-30", french)
    'depuis le 30/06/2018, sous 0,8'
    >>> translated("Loyal customers (more recent) 2", french)
    'Clients fidèles (dernier achat plus récent) 2'
    >>> translated("segment 2, Loyal customers (more recent)", french)
    'segment 2, Clients fidèles (dernier achat plus récent)'
    >>> translated('"Loyal customers" has 3 customers', french)
    '« Clients fidèles » compte 3 clients'
    >>> translated("VIPs", french, missing_ok=True)
    'VIPs'

    Args:
        text: a value of a text column of a public table.
        translations: translated_text by source_text, of one language.
        decimal_mark: what stands in the numbers in place of the point.
        date_format: how dates are written, of {year}, {month} and {day}.
        missing_ok: whether a text without translation is returned as it is, whole; for texts that
            the shop may name itself, such as its categories.

    Raises:
        LookupError: if there is no translation, unless missing_ok.
    """

    def localized(number: re.Match) -> str:
        if number["name"]:
            return _found(number["name"], translations, localized) or number["name"]
        if number["year"]:
            return date_format.format(**number.groupdict())
        return number[0].replace(".", decimal_mark)

    found = _found(text, translations, localized)
    if found is not None:
        return found
    if missing_ok:
        return text
    raise LookupError(
        f"No translation of {text!r}: add {_masked(text)!r}, or its parts if it is a composed name "
        "or a list, to seeds/text_translations.csv."
    )


def _found(
    text: str, translations: Mapping[str, str], localized: Callable[[re.Match], str]
) -> str | None:
    """Return the translation of a text, None if there is none."""
    if text in translations:
        return translations[text]
    pattern = translations.get(_masked(text))
    if pattern is not None:
        numbers = [localized(number) for number in NUMBER_OR_NAME.finditer(text)]
        return PLACEHOLDER.sub(lambda placeholder: numbers[int(placeholder[1]) - 1], pattern)

    name = COMPOSED_NAME.fullmatch(text)
    if name and name["base"] in translations:
        base, qualifiers = name.groups()
        found = qualifiers and _found(qualifiers, translations, localized)
        if found or not qualifiers:
            end = text.removeprefix(base)
            return translations[base] + (end.replace(qualifiers, found, 1) if qualifiers else end)

    parts = COMMA_OUTSIDE_BRACKETS.split(text)
    if len(parts) == 1:
        return None
    found = [_found(part, translations, localized) for part in parts]
    return None if None in found else ", ".join(found)


def _masked(text: str) -> str:
    """Return the text with {1}, {2}, … for its numbers and its names in quotes."""
    position = count(1)
    return NUMBER_OR_NAME.sub(lambda _: f"{{{next(position)}}}", text)
