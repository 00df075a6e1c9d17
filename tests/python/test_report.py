"""The report: its figures are those of the tables, in both languages, and it works in a browser."""

import datetime
import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pytest
from babel import Locale

from conftest import ROOT, Build
from report.datasets import STANDING_QUESTIONS, Dataset, plain, query_texts, read, run
from report.formats import formatted
from report.page import (
    COLOURS,
    COLOURS_ON_DARK,
    LANGUAGES,
    NAMED_COLOURS,
    TRANSLATED_COLUMNS,
    catalogue,
    render,
    segment_colours,
)
from report.translation import translated

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
in_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on the PATH")


class Page(HTMLParser):
    """What a page shows: its figures, its text outside of figures and code, and its queries."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.figures: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.queries: dict[str, str] = {}
        self.lists: list[str] = []
        self.references: list[str] = []
        self._open: list[tuple[str, dict]] = []
        self.feed(text)
        (embedded,) = re.findall(r"^window\.REPORT = (\{.*\});$", text, re.MULTILINE)
        self.embedded = json.loads(embedded)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag in ("meta", "link", "img", "input", "br"):
            return
        self._open.append((tag, dict(attributes)))
        if "data-list" in dict(attributes):
            self.lists.append("")
        if tag == "data":
            self.figures.append((dict(attributes)["data-figure"], dict(attributes)["value"], ""))
        self.references += [value for name, value in attributes if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, text: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "data" in tags:
            reference, value, shown = self.figures[-1]
            self.figures[-1] = (reference, value, shown + text)
        elif "code" in tags and "pre" in tags:
            names = [attributes.get("data-source") for _, attributes in self._open]
            for name in filter(None, names):
                self.queries[name] = text
            if any("data-list" in attributes for _, attributes in self._open):
                self.lists[-1] += text
        elif not {"script", "style", "code"} & set(tags):
            self.words.append(text)


class Report(NamedTuple):
    """The page of a build in every language, and where it came from."""

    built: Build
    datasets: Mapping[str, Dataset]
    translations: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]

    def page(self, language: str) -> Page:
        return Page(self.texts[language])

    def file(self, language: str, directory: Path) -> Path:
        path = directory / f"{language}.html"
        path.write_text(self.texts[language], encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def make_report():
    """Return a function that makes the pages of a build, once."""
    made: dict[Path, Report] = {}

    def make(built: Build) -> Report:
        if built.database not in made:
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(ROOT)
                patch.setenv("DBT_TARGET_PATH", str(built.target_dir))
                patch.setenv("DBT_LOG_PATH", str(built.target_dir))
                datasets, translations = read(built.database)
            texts = {
                language: render(datasets, translations.get(language, {}), language)
                for language in LANGUAGES
            }
            made[built.database] = Report(built, datasets, translations, texts)
        return made[built.database]

    return make


@pytest.fixture
def report(shop: Build, make_report) -> Report:
    """Return the report of the sample and, where it is available, of the real shop."""
    return make_report(shop)


@pytest.fixture
def sample_report(sample: Build, make_report) -> Report:
    """Return the report of the sample."""
    return make_report(sample)


# Figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_what_the_query_beside_it_gives(report: Report, language: str) -> None:
    page = report.page(language)
    assert page.queries.keys() == page.embedded["data"].keys() == report.datasets.keys()
    with duckdb.connect(str(report.built.database), read_only=True) as connection:
        answers = {
            name: run(connection, name, sql.replace("\u00a0", " "))
            for name, sql in page.queries.items()
        }
    for name, answer in answers.items():
        embedded = page.embedded["data"][name]
        assert embedded["columns"] == list(answer.columns), name
        assert embedded["values"] == list(answer.values), name
    assert len(page.figures) > 200
    locale = Locale.parse(catalogue(language)["locale"], sep="-")
    kinds = [
        "count",
        "amount",
        "price",
        "percent",
        "change",
        "ratio",
        "weeks",
        "number",
        "date",
        "text",
    ]
    words = page.embedded["translations"]
    for reference, value, shown in page.figures:
        name, index, column = reference.split(".")
        answer = answers[name].rows[int(index)][column]
        assert value == ("" if answer is None else str(answer)), reference
        said = words.get(answer, answer) if isinstance(answer, str) else answer
        possible = {"\u2013"} if answer is None else set()
        for kind in ("text", "date") if isinstance(said, str) else kinds:
            try:
                possible.add(formatted(said, kind, locale, "BRL"))
            except ValueError:
                continue
        assert shown in possible, reference


def test_a_number_outside_of_figures_is_of_the_catalogue(report: Report) -> None:
    page = report.page("en")
    # what stands before, between and after the figures of a text, the longest first
    said = {
        part.strip()
        for text in catalogue("en").values()
        for part in re.split(r"\{\w+\}|</?b>", text)
        if re.search(r"\d", part)
    }
    words = "\n".join(text for text in page.words if re.search(r"\d", text))
    assert words
    for part in sorted(said, key=len, reverse=True):
        words = words.replace(part, "")
    assert re.findall(r".*\d.*", words) == []


def test_lists_are_of_those_who_may_be_written_to(report: Report) -> None:
    page = report.page("en")
    wanted = [f"campaign = '{row['campaign']}'" for row in report.datasets["actions"].rows]
    wanted += [
        f"{row['algorithm']}_segment_id = {row['segment_id']}"
        for algorithm in page.embedded["algorithms"]
        for row in report.datasets["segments"].rows
        if row["algorithm"] == algorithm
    ]
    for query, condition in zip(page.lists, wanted, strict=True):
        listed = [row[0] for row in report.built.rows(query)]
        expected = report.built.rows(
            "select customer_unique_id from marts.customers semi join "
            "(from marts.campaign_customers where not is_holdout) using (customer_unique_id) "
            f"where {condition}"
        )
        assert sorted(listed) == sorted(customer for (customer,) in expected), condition
        assert len(listed) > 0, condition


def test_queries_read_published_tables_only(sample_report: Report) -> None:
    manifest = json.loads((sample_report.built.target_dir / "manifest.json").read_text())
    published = {node["name"] for node in manifest["nodes"].values() if node["schema"] == "marts"}
    for name, dataset in sample_report.datasets.items():
        schemas = set(re.findall(r"(?:from|join)\s+(\w+)\.\w+", dataset.sql))
        assert schemas == {"marts"}, name
        assert set(re.findall(r"marts\.(\w+)", dataset.sql)) <= published, name


def test_the_exposure_names_what_the_queries_read(sample_report: Report) -> None:
    manifest = json.loads((sample_report.built.target_dir / "manifest.json").read_text())
    (exposure,) = manifest["exposures"].values()
    named = {unique_id.split(".")[-1] for unique_id in exposure["depends_on"]["nodes"]}
    used = {
        table
        for dataset in sample_report.datasets.values()
        for table in re.findall(r"marts\.(\w+)", dataset.sql)
    }
    assert named == used | {"translations"}


def test_cards_and_filters_add_up_to_the_segments(report: Report) -> None:
    sums: dict[tuple, list] = {}
    for row in report.datasets["segment_customers"].rows:
        of_segment = sums.setdefault((row["algorithm"], row["segment_id"]), [0, 0.0, 0])
        for at, column in enumerate(("customer_count", "spend_amount", "order_count")):
            of_segment[at] += row[column]
    for row in report.datasets["segments"].rows:
        expected = [row["customer_count"], row["spend_amount"], row["order_count"]]
        assert sums[row["algorithm"], row["segment_id"]] == pytest.approx(expected, rel=1e-9)


def test_sizes_over_time_are_those_of_the_history_and_of_today(report: Report) -> None:
    found: dict[tuple, dict] = {}
    for row in report.datasets["segment_sizes_over_time"].rows:
        sizes = found.setdefault((row["algorithm"], row["step_date"]), {})
        sizes[row["segment_id"]] = row["customer_count"]
    today = report.datasets["shop_totals"].rows[0]["as_of_date"]
    assert len(found) > 10
    for (algorithm, step_date), sizes in found.items():
        table = (
            "marts.customer_segments where true"
            if step_date == today
            else f"marts.segment_history where valid_from <= '{step_date}' "
            f"and '{step_date}' < coalesce(valid_to, '9999-12-31')"
        )
        expected = report.built.rows(
            f"select segment_id, count(*) from {table} and algorithm = '{algorithm}' group by all"
        )
        assert sizes == dict(expected), (algorithm, step_date)


def test_migrations_end_with_the_current_customers(report: Report) -> None:
    sizes = {
        (row["algorithm"], row["segment_id"]): row["customer_count"]
        for row in report.datasets["segments"].rows
    }
    today = report.datasets["shop_totals"].rows[0]["as_of_date"]
    found: dict[tuple, int] = {}
    for row in report.datasets["segment_migrations"].rows:
        if row["to_date"] == today:
            key = (row["algorithm"], row["to_segment_id"])
            found[key] = found.get(key, 0) + row["customer_count"]
    assert found == {key: size for key, size in sizes.items() if key[0] in ("kmeans", "rfm")}


def test_no_id_and_no_comment_of_a_person_is_on_the_page(report: Report) -> None:
    """Not in the data that the page embeds, and shows the first 40 characters of."""
    personal = {
        value[:40]
        for row in report.built.rows(
            "select customer_unique_id, order_id, order_customer_id from marts.fct_orders "
            "union all select review_id, comment_title, comment_message "
            "from staging.stg_olist__order_reviews"
        )
        for value in row
        # a comment of one or two words may be the name of a city
        if value and len(value) >= 20
    }
    embedded = {
        value[:40]
        for dataset in report.page("en").embedded["data"].values()
        for values in dataset["values"]
        for value in values
        if isinstance(value, str)
    }
    assert len(embedded) > 100
    assert not embedded & personal


# The file


def test_the_page_is_one_small_file(report: Report) -> None:
    for language in LANGUAGES:
        assert len(report.texts[language].encode()) < 3_000_000
        page = report.page(language)
        assert all(reference.startswith("#") for reference in page.references)


def test_the_command_writes_the_page(sample: Build, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    command = [sys.executable, "-m", "report", "--database", str(sample.database)]
    environment = {"DBT_TARGET_PATH": str(sample.target_dir), "DBT_LOG_PATH": str(tmp_path)}
    artifacts = [sample.target_dir / name for name in ("manifest.json", "run_results.json")]
    before = [artifact.read_bytes() for artifact in artifacts]
    result = subprocess.run(
        [*command, "--file", str(path), "--language", "fr"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert "page.html" in result.stdout
    assert '<html lang="fr">' in path.read_text()
    assert "\u00a0BRL" in path.read_text()
    # what the build left for other tools is still there
    assert [artifact.read_bytes() for artifact in artifacts] == before


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no database .*none\.duckdb.*make build"):
        read(tmp_path / "none.duckdb")
    with (
        duckdb.connect() as connection,
        pytest.raises(RuntimeError, match=r"query totals failed.*make build"),
    ):
        run(connection, "totals", "select * from marts.nothing")
    with pytest.raises(TypeError, match="list"):
        plain([1])


def with_rows(dataset: Dataset, **columns: Any) -> Dataset:
    """Return a dataset in which columns have one value in every row."""
    return dataset._replace(
        values=tuple(
            [columns[name]] * len(values) if name in columns else values
            for name, values in zip(dataset.columns, dataset.values, strict=True)
        )
    )


def test_the_verdict_counts_the_segments_that_were_fitted(report: Report) -> None:
    """Four by KMeans and Ward; who has not reviewed yet is no cluster, nor is noise."""
    counts = {row["algorithm"]: row["segment_count"] for row in report.datasets["verdict"].rows}
    assert counts["kmeans"] == counts["ward"] == 4
    cards = [row for row in report.datasets["segments"].rows if row["algorithm"] == "kmeans"]
    assert len(cards) == 5


def verdict_of_kmeans(page: str) -> str:
    return re.search(r'<div class="verdict" data-algorithm="kmeans">.*?</div>', page, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("dataset", "columns", "said"),
    [
        ("verdict", {"is_eligible": True, "is_chosen": True}, "verdict.chosen"),
        ("verdict", {"is_eligible": True, "is_chosen": False}, "verdict.eligible"),
        ("verdict", {"is_eligible": False, "is_chosen": True}, "verdict.not_eligible"),
        ("verdict", {"silhouette": None}, "verdict.not_measured"),
    ],
)
def test_the_verdict_says_what_the_rule_says(
    sample_report: Report, dataset: str, columns: dict, said: str
) -> None:
    changed = with_rows(sample_report.datasets[dataset], **columns)
    text = render(sample_report.datasets | {dataset: changed}, {}, "en")
    kmeans = verdict_of_kmeans(text)
    texts = {key: text for key, text in catalogue("en").items() if key.startswith("verdict.")}
    verdicts = {key for key, text in texts.items() if "<b>" in text and text in kmeans}
    assert verdicts - {"verdict.stale"} == {said}
    # every sentence is parted from the next
    assert not re.search(r"[.)](?=[A-Z(])", re.sub(r"<[^>]*>", "", kmeans))


@pytest.mark.parametrize(
    ("has_joint_structure", "said"),
    [(True, "the silhouette is only"), (False, "adds nothing to it"), (None, None)],
)
def test_the_verdict_says_what_follows_from_the_null_reference(
    sample_report: Report, has_joint_structure: bool | None, said: str | None
) -> None:
    columns = {"has_joint_structure": has_joint_structure, "null_silhouette": 0.123}
    changed = with_rows(sample_report.datasets["verdict"], **columns)
    text = render(sample_report.datasets | {"verdict": changed}, {}, "en")
    kmeans = verdict_of_kmeans(text)
    for sentence in ("the silhouette is only", "adds nothing to it"):
        assert (sentence in kmeans) == (sentence == said)
    assert (">0.12<" in kmeans) == (said is not None)


@pytest.mark.parametrize(("dead", "shown"), [(["item_count"], True), ([], False)])
def test_the_verdict_names_the_features_that_make_the_segments(
    sample_report: Report, dead: list[str], shown: bool
) -> None:
    contributions = sample_report.datasets["feature_contributions"]
    features = contributions.values[contributions.columns.index("feature")]
    changed = with_rows(contributions, ari_of_live_features=0.98)
    are_dead = [feature in dead for feature in features]
    values = zip(changed.columns, changed.values, strict=True)
    changed = changed._replace(
        values=tuple(are_dead if name == "is_dead" else column for name, column in values)
    )
    text = render(sample_report.datasets | {"feature_contributions": changed}, {}, "en")
    kmeans = verdict_of_kmeans(text)
    assert ("What makes the KMeans segments" in kmeans) == shown
    assert (">0.98<" in kmeans) == shown
    named = {feature for feature in features if f'value="{feature}"' in kmeans}
    assert named == ({*features} - {*dead} if shown else set())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"refit_after_weeks": None, "is_lower_bound": None}, "is not known yet"),
        (
            {"refit_after_weeks": None, "is_stale_at_once": True, "is_stale": True},
            "out of date when they were first looked at",
        ),
        ({"is_lower_bound": True, "is_stale": False}, "could be observed"),
        ({"is_lower_bound": False, "is_stale": True}, "should have been renewed"),
        ({"is_lower_bound": False, "is_stale": False}, "renew them by"),
    ],
)
def test_how_fresh_a_model_is(sample_report: Report, columns: dict, said: str) -> None:
    changed = with_rows(sample_report.datasets["models"], **columns)
    text = render(sample_report.datasets | {"models": changed}, {}, "en")
    freshness = text[text.index("Are the segments up to date?") :]
    kmeans = re.search(r'<div data-algorithm="kmeans">(.*?)</div>', freshness, re.DOTALL)[1]
    assert said in kmeans
    compared = re.search(r'<div data-algorithm="ward">(.*?)</div>', freshness, re.DOTALL)[1]
    assert "renewed with every build" in compared


def test_numbers_and_dates_are_written_as_in_the_shop(sample_report: Report) -> None:
    """By its locale, if that is of the language of the page."""
    datasets = dict(sample_report.datasets)
    for shop, language, locale, day in (
        ("en-US", "en", "en-US", "July 31, 2018"),
        ("en", "en", "en-GB", "31 July 2018"),
        ("pt-BR", "en", "en-GB", "31 July 2018"),
        ("fr-CH", "fr", "fr-CH", "31 juillet 2018"),
    ):
        datasets["shop_totals"] = with_rows(
            sample_report.datasets["shop_totals"], locale=shop, as_of_date="2018-07-31"
        )
        page = Page(render(datasets, {}, language))
        assert page.embedded["locale"] == locale
        assert day in {shown for _, _, shown in page.figures}


def test_what_a_shop_lacks_is_left_out(sample_report: Report) -> None:
    datasets = dict(sample_report.datasets)
    lacks = dict.fromkeys(
        ("has_reviews", "has_sellers", "has_deliveries", "has_states", "has_categories"), False
    )
    assert not any(value is False for value in dict(datasets["shop_totals"].rows[0]).values())
    datasets["shop_totals"] = with_rows(datasets["shop_totals"], **lacks)
    datasets["segments"] = with_rows(datasets["segments"], mean_review_score_median=None)
    # the features of the recipe, which the page names
    for name in ("segment_map_axes", "feature_contributions"):
        datasets[name] = datasets[name]._replace(values=tuple([] for _ in datasets[name].columns))
    said = " ".join(Page(render(datasets, {}, "en")).words)
    for word in ("review", "seller", "Late", "What they buy", "Where they live", "Standing"):
        assert not re.search(rf"\b{word}", said), word


def test_a_shop_without_customers_is_named(sample_report: Report) -> None:
    totals = sample_report.datasets["shop_totals"]
    empty = totals._replace(values=tuple([] for _ in totals.columns))
    with pytest.raises(ValueError, match=r"marts\.customers .*included order"):
        render(sample_report.datasets | {"shop_totals": empty}, {}, "en")


# Formats


@pytest.mark.parametrize(
    ("value", "kind", "english", "french"),
    [
        (1234567, "count", "1,234,567", "1\u202f234\u202f567"),
        (1234.5, "amount", "1,234\u00a0BRL", "1\u202f234\u00a0BRL"),
        (1234.5, "price", "1,234.50\u00a0BRL", "1\u202f234,50\u00a0BRL"),
        (0.0305, "percent", "3.0%", "3,0\u00a0%"),
        (-12, "change", "\u221212", "\u221212"),
        (12, "change", "+12", "+12"),
        (0.4723, "ratio", "0.47", "0,47"),
        (9.857, "weeks", "9.9", "9,9"),
        (0.0024853, "number", "0.00249", "0,00249"),
        ("2018-08-29", "date", "29 August 2018", "29 août 2018"),
        ("2018-08-29T01:02:03", "date", "29 August 2018", "29 août 2018"),
        ("2018-02-01", "date", "1 February 2018", "1er février 2018"),
        (None, "count", "\u2013", "\u2013"),
        ("<b>", "text", "<b>", "<b>"),
    ],
)
def test_formats(value: Any, kind: str, english: str, french: str) -> None:
    assert formatted(value, kind, Locale("en", "GB"), "BRL") == english
    assert formatted(value, kind, Locale("fr"), "BRL") == french


def test_values_are_as_json_has_them() -> None:
    day = datetime.date(2018, 8, 29)
    assert plain(day) == "2018-08-29"
    assert plain(datetime.datetime(2018, 8, 29, 1)) == "2018-08-29T01:00:00"
    queries = query_texts(dict.fromkeys(STANDING_QUESTIONS, "select 1 as one"))
    assert "select 1 as one" in queries["top_sellers"]


def test_text_of_the_shop_cannot_become_markup(sample_report: Report) -> None:
    evil = "</script><script>alert(1)</script>"
    segments = sample_report.datasets["segments"]
    at = segments.columns.index("segment_name")
    values = list(segments.values)
    values[at] = [evil] * len(values[at])
    text = render(
        sample_report.datasets | {"segments": segments._replace(values=tuple(values))},
        {},
        "en",
    )
    assert evil not in text
    assert html.escape(evil) in text


# Languages


def test_catalogues_say_the_same_things() -> None:
    def said(language: str) -> dict[str, set[str]]:
        # words of English stand in the seed of translations for other languages
        return {
            key: set(re.findall(r"\{\w+\}|</?b>", text))
            for key, text in catalogue(language).items()
            if not key.startswith("word.")
        }

    for language in LANGUAGES:
        assert said(language) == said("en")


def test_the_catalogue_has_no_text_that_nothing_shows() -> None:
    folder = ROOT / "models_py" / "report"
    places = [*(folder / "templates").iterdir(), folder / "page.py"]
    templates = "".join(path.read_text() for path in places)
    stems = (
        "algorithm.",
        "cause.",
        "chart.",
        "column.",
        "method.",
        "nav.",
        "switch.",
        "profile.",
        "question.",
        "test.",
        "versions.",
        "word.",
        "stage.",
    )
    for key in catalogue("en"):
        assert f'"{key}"' in templates or key.startswith(stems), key


ENGLISH = re.compile(
    r"\b(the|of|and|with|by|for|customers?|orders?|spend|week|weeks|since|all|their|they|are|is"
    r"|new|from|to|unknown|share|mean|purchase|delivery|health|bath"
    r"|monday|august|july)\b",
    re.IGNORECASE,
)


def test_the_french_page_has_no_english(report: Report) -> None:
    page = report.page("fr")
    french = report.translations["fr"] | {
        key.removeprefix("word."): text
        for key, text in catalogue("fr").items()
        if key.startswith("word.")
    }
    missing = set()
    for dataset in report.datasets.values():
        for column, values in zip(dataset.columns, dataset.values, strict=True):
            for text in set(values) - {None} if column in TRANSLATED_COLUMNS else ():
                try:
                    translated(text, french)
                except LookupError:
                    missing.add(text)
    assert missing == set()
    shown = [*page.words, *catalogue("fr").values(), *page.embedded["translations"].values()]
    shown += [text for _, _, text in page.figures]
    words = (re.sub(r"\{\w+\}", "", text) for text in shown)
    found = {(match[0], text) for text in words for match in ENGLISH.finditer(text)}
    assert found == set()


# Colours


def colour_distances(colours: tuple[str, ...]) -> np.ndarray:
    """Return the smallest distance of each pair of colours in OKLab, by four kinds of sight.

    Sight without red, green or blue cones is simulated by the matrices of Machado, Oliveira and
    Fernandes (2009) on linear RGB; OKLab is of Ottosson (2020).
    """
    srgb = np.array([[int(c[at : at + 2], 16) / 255 for at in (1, 3, 5)] for c in colours])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    sights = [
        np.eye(3),
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ]
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    labs = [
        np.cbrt(np.clip(linear @ np.transpose(sight), 0, 1) @ to_cones.T) @ to_lab.T
        for sight in sights
    ]
    return np.min([np.linalg.norm(lab[:, None] - lab[None], axis=2) for lab in labs], axis=0)


@pytest.mark.parametrize(("colours", "least"), [(COLOURS, 0.1), (COLOURS_ON_DARK, 0.09)])
def test_colours_stay_apart_for_the_colour_blind(colours: tuple[str, ...], least: float) -> None:
    distances = colour_distances(colours)
    np.fill_diagonal(distances, 1)
    assert distances.min() > least
    assert len(colours) == len(NAMED_COLOURS) == 12


def test_colours_on_dark_have_contrast() -> None:
    """Three to one against a card, as WCAG 2.2, 1.4.11 asks of graphics."""

    def luminance(colour: str) -> float:
        srgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    style = (ROOT / "models_py" / "report" / "templates" / "page.css").read_text()
    card = re.findall(r"--surface: (#\w{6});", style)[1]
    for colour in COLOURS_ON_DARK:
        assert (luminance(colour) + 0.05) / (luminance(card) + 0.05) >= 3, colour


def test_a_segment_has_one_colour_and_noise_is_grey(report: Report) -> None:
    colours = segment_colours(report.datasets)
    ids: dict[str, set[int]] = {}
    for row in report.datasets["segments"].rows:
        if row["is_noise"]:
            assert colours[row["algorithm"]][row["segment_id"]] not in NAMED_COLOURS
        else:
            ids.setdefault(row["algorithm"], set()).add(row["segment_id"])
    for algorithm, of_algorithm in ids.items():
        coloured = [colours[algorithm][segment_id] for segment_id in of_algorithm]
        assert set(coloured) <= set(NAMED_COLOURS)
        assert len(set(coloured)) == len(of_algorithm)


def test_a_segment_keeps_its_colour_when_sizes_change(sample_report: Report) -> None:
    segments = sample_report.datasets["segments"]
    turned = segments._replace(values=tuple(values[::-1] for values in segments.values))
    assert segment_colours(sample_report.datasets | {"segments": turned}) == segment_colours(
        sample_report.datasets
    )


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Open Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Tab(NamedTuple):
    """An opened page, and what went wrong on it."""

    page: Any
    problems: list[str]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Return a function that opens a report and waits until all charts are drawn."""
    contexts = []

    def open_(report: Report, language: str = "en", width: int = 1280, theme: str = "light") -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        url = report.file(language, tmp_path).as_uri()
        page.on("request", lambda asked: asked.url == url or problems.append(asked.url))
        page.goto(url)
        page.wait_for_selector("html[data-ready=true]", state="attached", timeout=60_000)
        return Tab(page, problems)

    yield open_
    for context in contexts:
        context.close()


@in_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_without_errors_requests_or_sideways_scrolling(
    report: Report, open_page: Any, language: str, width: int, theme: str
) -> None:
    page, problems = open_page(report, language, width, theme)
    for algorithm in page.evaluate("window.REPORT.algorithms"):
        page.check(f"input[name=algorithm][value={algorithm}]", force=True)
        page.wait_for_function(
            "name => [...document.querySelectorAll('#segments .plot, #movement .plot')]"
            ".filter(plot => plot.offsetParent && !['rfm_grid', 'cohorts'].includes("
            "plot.dataset.chart)).every(plot => plot.dataset.drawn === name)",
            arg=algorithm,
        )
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert problems == []
    # every chart has something in it
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.plot')].filter(plot => plot.offsetParent)"
            ".filter(plot => !plot.querySelector('svg, table, .empty')).length"
        )
        == 0
    )


@in_browser
def test_a_young_shop_has_a_page(sample_report: Report, open_page: Any) -> None:
    """No history, reviews, places or evaluation; everybody bought once."""
    datasets = sample_report.datasets
    kept = {
        "shop_totals",
        "segments",
        "segment_features",
        "segment_customers",
        "models",
        "feature_distribution",
        "feature_histogram",
        "rfm_grid",
        "orders_by_month",
    }
    young = {
        name: dataset
        if name in kept
        else dataset._replace(values=tuple([] for _ in dataset.columns))
        for name, dataset in datasets.items()
    }
    once = {"bin": 1, "bin_start": 1.0, "bin_end": 1.0, "is_tail": False}
    of_one_bin = [
        [
            value
            for value, number in zip(values, datasets["feature_histogram"].values[3], strict=True)
            if number == 1
        ]
        for values in datasets["feature_histogram"].values
    ]
    young["feature_histogram"] = with_rows(
        datasets["feature_histogram"]._replace(values=tuple(of_one_bin)), **once
    )
    unreviewed = {"mean_review_score_median": None, "customer_count_change": None}
    young["segments"] = with_rows(datasets["segments"], **unreviewed)
    young["models"] = with_rows(datasets["models"], refit_after_weeks=None, reason=None)
    text = render(young, {}, "en")
    report = sample_report._replace(texts={"en": text})
    page, problems = open_page(report)
    assert problems == []
    assert "no two steps before today" in page.locator(".no-history:visible").inner_text()
    assert "no two steps before today" in page.locator("#headline").inner_text()
    assert page.locator("#chart-distributions .mark-rect path").count() > 0
    page.check("input[name=algorithm][value=ward]", force=True)
    assert "has no history" in page.locator(".no-history:visible").inner_text()


@in_browser
def test_the_switch_shows_the_segments_of_the_algorithm(
    sample_report: Report, open_page: Any
) -> None:
    page, _ = open_page(sample_report)
    for algorithm in ("rfm", "ward", "dbscan", "kmeans"):
        page.check(f"input[name=algorithm][value={algorithm}]", force=True)
        names = page.locator(".card:visible h3 data").all_text_contents()
        expected = sample_report.built.rows(
            "select segment_name from marts.segment_profiles "
            f"where algorithm = '{algorithm}' order by customer_count desc, segment_id"
        )
        assert names == [name for (name,) in expected]
        has_history = algorithm in ("rfm", "kmeans")
        assert page.locator(".no-history:visible").count() == (0 if has_history else 1)
        assert page.locator("#chart-migrations").is_visible() == has_history


@in_browser
@pytest.mark.parametrize(("state", "category"), [("SP", ""), ("", "health_beauty"), ("RJ", "toys")])
def test_filters_change_what_adds_up_and_nothing_else(
    sample_report: Report, open_page: Any, state: str, category: str
) -> None:
    page, _ = open_page(sample_report)
    fixed = ".card:visible .traits, .card:visible .where, .card:visible .trend"
    before = page.locator(fixed).all_text_contents()
    unfiltered = page.locator(".card:visible").all_text_contents()
    page.select_option("select[name=state]", state)
    page.select_option("select[name=category]", category)
    conditions = [
        f"{column} = '{value}'"
        for column, value in (("customer_state", state), ("category", category))
        if value
    ]
    for segment_id, customers, spend, orders in sample_report.built.rows(
        "select kmeans_segment_id, count(*), sum(spend_amount), sum(order_count) "
        f"from marts.customers where {' and '.join(conditions)} "
        "and kmeans_segment_id is not null group by all"
    ):
        card = page.locator(f".card:visible[data-segment='{segment_id}']")

        def shown(name: str, card: Any = card) -> str:
            return card.locator(f"[data-additive={name}]").inner_text()

        assert shown("customer_count") == f"{customers:,}"
        assert shown("order_count") == f"{orders:,}"
        assert re.sub(r"[^\d]", "", shown("spend_amount")) == f"{spend:.0f}"
        assert shown("average_order_value").startswith(f"{spend / orders:,.2f}")
    assert page.locator(fixed).all_text_contents() == before
    note = page.locator(".filters-note").inner_text()
    assert "whole shop" in note
    page.click("button[type=reset]")
    page.wait_for_function("!document.querySelector('.is-filtered')")
    assert page.locator(".card:visible").all_text_contents() == unfiltered


@in_browser
def test_who_doubts_a_chart_finds_its_rows(sample_report: Report, open_page: Any) -> None:
    page, _ = open_page(sample_report)
    source = page.locator("#chart-segment_features details.source").first
    source.locator("summary").click()
    table = source.locator("table")
    table.wait_for()
    columns = page.evaluate("window.REPORT.data.segment_features.columns")
    assert table.locator("thead th").all_text_contents() == columns
    assert table.locator("tbody tr").count() == len(sample_report.datasets["segment_features"].rows)


@in_browser
def test_the_keyboard_reaches_everything(sample_report: Report, open_page: Any) -> None:
    page, _ = open_page(sample_report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "[...document.querySelectorAll('a,button,input,select,summary,[tabindex=\"0\"]')]"
                ".indexOf(document.activeElement)"
            )
        )
    visible = page.evaluate(
        "[...document.querySelectorAll('a,button,input,select,summary,[tabindex=\"0\"]')]"
        ".map((part, at) => [part, at]).filter(([part]) => part.checkVisibility()"
        " && !(part.type === 'radio' && !part.checked)).map(([, at]) => at)"
    )
    assert set(visible) <= reached
    page.focus("input[name=algorithm]:checked")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('input[name=algorithm]:checked').value") == "rfm"
    assert page.locator(".cards[data-algorithm=rfm]").is_visible()
    page.focus("#theme")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@in_browser
@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_the_page_is_accessible(
    sample_report: Report, open_page: Any, width: int, theme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = open_page(sample_report, "en", width, theme)
    # the sample has no alerts, and then nothing to open
    for kind in ("source", "list", "alerts"):
        page.evaluate(
            "kind => document.querySelectorAll(`details.${kind}`).forEach("
            "(each, index) => { each.open ||= index === 0; })",
            kind,
        )
    page.locator(".rows table").first.wait_for(state="attached")
    violations = Axe().run(page).response["violations"]
    serious = {
        violation["id"]: [node["html"][:200] for node in violation["nodes"][:3]]
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    }
    assert serious == {}
