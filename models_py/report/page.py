"""The page: templates, texts of a language and the datasets, put together."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
import vl_convert
from babel import Locale
from markupsafe import Markup

from report.datasets import Dataset, Row, Value
from report.formats import FIRST_DAY, formatted
from report.translation import translated

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in (FOLDER / "locales").glob("*.json")))

# Twelve colours that stay apart for the colour-blind: a test measures their distances as people
# without red, green or blue cones see them. On dark six of them are lighter, so that each has a
# contrast of three to one. What is beyond them is grey.
COLOURS = (
    "#018276",
    "#d48918",
    "#7545a2",
    "#962601",
    "#a897e9",
    "#46ae8d",
    "#b45c0d",
    "#1d5a58",
    "#eeba34",
    "#9c65c8",
    "#64dca1",
    "#cdc3fc",
)
COLOURS_ON_DARK = (
    "#177995",
    "#d48918",
    "#8577de",
    "#d14b02",
    "#a897e9",
    "#46ae8d",
    "#a44f59",
    "#cdfef6",
    "#eeba34",
    "#7e4ad1",
    "#64dca1",
    "#cdc3fc",
)
GREY = "#8b8994"
# The same as the page's style names them.
NAMED_COLOURS = tuple(f"var(--segment-{number})" for number in range(1, len(COLOURS) + 1))
NAMED_GREY = "var(--segment-grey)"

# Columns whose texts are words of a language; all others are names, ids and numbers.
TRANSLATED_COLUMNS = (
    "action_reason",
    "campaign",
    "category",
    "distinguishing_traits",
    "feature",
    "from_segment_name",
    "meaning",
    "message",
    "monitor",
    "other_feature",
    "reason",
    "recipe",
    "recommended_action",
    "segment_name",
    "status",
    "subject",
    "to_segment_name",
)
# Of these the words are labels, which begin with a capital.
LABEL_COLUMNS = ("category", "feature", "monitor", "other_feature", "recipe")
IDENTIFIER = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
ALGORITHMS = ("kmeans", "rfm", "ward", "dbscan")
# Fitted on the current date only: no history, no trend, nothing to grow old.
COMPARED_ALGORITHMS = ("ward", "dbscan")


def catalogue(language: str) -> dict[str, str]:
    """Return the texts of a language by key."""
    return json.loads((FOLDER / "locales" / f"{language}.json").read_text(encoding="utf-8"))


def segment_colours(datasets: Mapping[str, Dataset]) -> dict[str, dict[int, str]]:
    """Return a named colour per algorithm and segment, by its id: it stays from page to page.

    Noise is grey, and so is what comes when no colour is left.
    """
    noise = {
        (row["algorithm"], row["segment_id"])
        for row in datasets["segments"].rows
        if row["is_noise"]
    }
    current = [(str(row["algorithm"]), int(row["segment_id"])) for row in datasets["segments"].rows]
    ended = [
        (str(row["algorithm"]), int(row["segment_id"])) for row in datasets["segment_versions"].rows
    ]
    colours: dict[str, dict[int, str]] = {}
    for algorithm, segment_id in [*sorted(current), *sorted(ended)]:
        of_algorithm = colours.setdefault(algorithm, {})
        if segment_id in of_algorithm:
            continue
        start = (segment_id - 1) % len(NAMED_COLOURS)
        turned = NAMED_COLOURS[start:] + NAMED_COLOURS[:start]
        free = [colour for colour in turned if colour not in of_algorithm.values()]
        is_grey = (algorithm, segment_id) in noise or not free
        of_algorithm[segment_id] = NAMED_GREY if is_grey else free[0]
    return colours


def colour_style(colours: Sequence[str]) -> str:
    """Return the declarations of a palette: each colour, and that of a text on it."""
    named = [*enumerate(colours, start=1), ("grey", GREY)]
    lines = []
    for name, colour in named:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
        text = "#1d1b26" if luminance > 0.2 else "#ffffff"
        lines.append(f"--segment-{name}: {colour}; --on-segment-{name}: {text};")
    return "\n".join(lines)


def page_words(
    datasets: Mapping[str, Dataset], texts: Mapping[str, str], translations: Mapping[str, str]
) -> dict[str, str]:
    """Return what the page says for every text of the datasets that is a word of a language.

    That is its translation, or in English the catalogue's `word.<identifier>`. A text that nobody
    translated (a shop's own category) stays what it is, an identifier with spaces.
    """
    known = {
        key.removeprefix("word."): text for key, text in texts.items() if key.startswith("word.")
    } | dict(translations)
    words = {}
    for dataset in datasets.values():
        for column, values in zip(dataset.columns, dataset.values, strict=True):
            for value in set(values) - {None} if column in TRANSLATED_COLUMNS else ():
                word = translated(str(value), known, missing_ok=True)
                if word == value and IDENTIFIER.fullmatch(word):
                    word = word.replace("_", " ")
                if column in LABEL_COLUMNS:
                    word = word[:1].upper() + word[1:]
                words[value] = word
    return dict(sorted(words.items()))


def number_locale(locale: Locale) -> dict[str, object]:
    """Return how numbers are written as D3 takes it."""
    symbols = locale.number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "percent": locale.percent_formats[None].pattern.partition("0")[2],
        "minus": "\u2212",
    }


def time_locale(locale: Locale) -> dict[str, object]:
    """Return the names of months and days as D3 takes them."""

    def names(kind: str, width: str) -> list[str]:
        found = getattr(locale, kind)["format"][width]
        return [found[key] for key in sorted(found)]

    days, short_days = names("days", "wide"), names("days", "abbreviated")
    return {
        "dateTime": "%d %B %Y",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["", ""],
        # Babel begins with Monday, D3 with Sunday
        "days": days[-1:] + days[:-1],
        "shortDays": short_days[-1:] + short_days[:-1],
        "months": names("months", "wide"),
        "shortMonths": names("months", "abbreviated"),
    }


def render(
    datasets: Mapping[str, Dataset],
    translations: Mapping[str, str],
    language: str,
) -> str:
    """Return the page.

    Args:
        datasets: by name of the query.
        translations: of the texts in the datasets, by English text; empty in English.
        language: code of the language, such as fr. Numbers and dates are written as the shop's
            locale has them, if that is of the language.

    Raises:
        ValueError: nobody has an order that counts, so that there is nothing to report.
        jinja2.UndefinedError, KeyError: a template uses a text, query or column that is not there.
    """
    if not datasets["shop_totals"].rows:
        raise ValueError(
            "marts.customers has no customer with an included order; see vars as_of_date and "
            "included_order_statuses"
        )
    texts = catalogue(language)
    (shop,) = datasets["shop_totals"].rows
    locale = Locale.parse(str(shop["locale"]), sep="-")
    if locale.language != language or not locale.territory:
        locale = Locale.parse(texts["locale"], sep="-")
    currency = str(shop["currency"] or "")
    words = page_words(datasets, texts, translations)
    colours = segment_colours(datasets)

    def figure(row: Row, column: str, kind: str = "text") -> Markup:
        """A value on the page, marked with where it comes from."""
        value: Value = row[column]
        shown = words.get(value, value) if isinstance(value, str) else value
        return Markup('<data value="{}" data-figure="{}.{}.{}">{}</data>').format(
            "" if value is None else value,
            row.dataset.name,
            row.index,
            column,
            formatted(shown, kind, locale, currency),
        )

    def text(key: str, **values: object) -> Markup:
        """A text of the catalogue, its placeholders filled; `<b>` and the like are kept."""
        return Markup(texts[key]).format(**values)

    def rows(name: str, **conditions: Value) -> Sequence[Row]:
        """The rows of a dataset in which columns have the given values."""
        return [
            row
            for row in datasets[name].rows
            if all(row[column] == value for column, value in conditions.items())
        ]

    embedded = {
        "language": language,
        "locale": str(locale).replace("_", "-"),
        "currency": currency,
        "algorithms": [name for name in ALGORITHMS if rows("segments", algorithm=name)],
        "text": dict(texts),
        "translations": {text: word for text, word in words.items() if text != word},
        "colours": colours,
        "firstDay": FIRST_DAY.get(locale.language, "1"),
        "numberLocale": number_locale(locale),
        "timeLocale": time_locale(locale),
        "data": {
            name: {"columns": dataset.columns, "values": dataset.values}
            for name, dataset in datasets.items()
        },
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )

    def listed(features: Sequence[Row]) -> str:
        """Names of features within a sentence."""
        names = [words[str(row["feature"])] for row in features]
        return ", ".join(name[:1].lower() + name[1:] for name in names)

    live, dead = (rows("feature_contributions", is_dead=is_dead) for is_dead in (False, True))
    features = listed(rows("segment_map_axes", axis="x"))
    kmeans_features = (
        text("method.most", most=listed(live), least=listed(dead)) if live and dead else features
    )
    environment.globals.update(
        algorithms=embedded["algorithms"],
        colours=colours,
        compared=COMPARED_ALGORITHMS,
        figure=figure,
        features=features,
        kmeans_features=kmeans_features,
        language=language,
        queries={name: dataset.sql for name, dataset in datasets.items()},
        rows=rows,
        text=text,
    )
    return environment.get_template("page.html").render(
        style=Markup(_source("page.css")),
        colours_on_light=Markup(colour_style(COLOURS)),
        colours_on_dark=Markup(colour_style(COLOURS_ON_DARK)),
        script=Markup("\n".join(_source(name) for name in ("page.js", "charts.js"))),
        charts_library=Markup(vl_convert.javascript_bundle().replace("</script", "<\\/script")),
        data=Markup(
            json.dumps(embedded, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        ),
    )


def _source(name: str) -> str:
    return (FOLDER / "templates" / name).read_text(encoding="utf-8")
