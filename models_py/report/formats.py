"""Numbers and dates as a reader of the page's language expects them."""

import datetime
import re
from collections.abc import Callable

from babel import Locale, dates, numbers

from report.datasets import Value

# How the first day of a month is written where it is not a plain 1.
FIRST_DAY = {"fr": "1er"}


def formatted(value: Value, kind: str, locale: Locale, currency: str) -> str:
    """Return a value in words and digits; an en dash where there is none.

    Args:
        value: number, ISO date or text.
        kind: count, amount (of money, whole units), price (with cents), percent (of a share),
            change (signed count), ratio (two digits), weeks (one digit), number (three
            significant digits), date, id or text.
        locale: of the page.
        currency: what follows an amount, such as EUR; may be empty.

    Raises:
        KeyError: the kind is not known.
    """

    def number(pattern: str) -> str:
        return numbers.format_decimal(value, format=pattern, locale=locale)

    def date() -> str:
        day = datetime.date.fromisoformat(str(value)[:10])
        written = dates.format_date(day, format="long", locale=locale)
        return re.sub("^1\\b", FIRST_DAY.get(locale.language, "1"), written)

    kinds: dict[str, Callable[[], str]] = {
        "count": lambda: number("#,##0"),
        "amount": lambda: f"{number('#,##0')}\u00a0{currency}".rstrip(),
        "price": lambda: f"{number('#,##0.00')}\u00a0{currency}".rstrip(),
        "percent": lambda: numbers.format_percent(
            value,
            format=locale.percent_formats[None].pattern.replace("##0", "##0.0"),
            locale=locale,
        ),
        "change": lambda: number("+#,##0;\u2212#,##0"),
        "ratio": lambda: number("0.00"),
        "weeks": lambda: number("0.0"),
        "date": date,
        "number": lambda: numbers.format_decimal(
            float(f"{value:.3g}"), format="#,##0.######", locale=locale
        ),
        "id": lambda: str(value),
        "text": lambda: str(value),
    }
    write = kinds[kind]
    return "\u2013" if value is None else write()
