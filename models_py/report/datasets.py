"""The figures of the report: one query on the published tables each, with the rows that it gave."""

import datetime
import decimal
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import jinja2

QUERIES = Path(__file__).parent / "queries"
STANDING_QUESTIONS = (
    "engaged_new_sellers",
    "late_orders",
    "reporting_period",
    "top_sellers",
    "worst_reviewed_zip_codes",
)

Value = str | int | float | bool | None


class Row(Mapping[str, Value]):
    """A row of a dataset, which knows where it stands, so that the page can say so."""

    def __init__(self, dataset: "Dataset", index: int) -> None:
        """Point at row `index` (from 0) of the dataset."""
        self.dataset = dataset
        self.index = index

    def __getitem__(self, column: str) -> Value:
        """Return the value of a column; KeyError names a column that the query does not have."""
        if column not in self.dataset.columns:
            raise KeyError(f"query {self.dataset.name} has no column {column}")
        return self.dataset.values[self.dataset.columns.index(column)][self.index]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the columns."""
        return iter(self.dataset.columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.dataset.columns)


class Dataset(NamedTuple):
    """A query and its result, column by column."""

    name: str
    sql: str
    columns: tuple[str, ...]
    values: tuple[list[Value], ...]

    @property
    def rows(self) -> list[Row]:
        """The rows, in the order of the query."""
        return [Row(self, index) for index in range(len(self.values[0]))]


def plain(value: object) -> Value:
    """Return a value of DuckDB as JSON has it: decimals as numbers, dates as ISO text."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{value!r} is of type {type(value).__name__}, which the page cannot show")


def compiled_questions() -> dict[str, str]:
    """Let dbt write out the SQL of the standing questions, with the vars of dbt_project.yml.

    Returns:
        The SQL by name of the analysis, its tables as `marts.<table>`.

    Raises:
        RuntimeError: dbt could not compile them; the message is what dbt printed.
    """
    target = Path(os.environ.get("DBT_TARGET_PATH", "target"))
    # the artifacts of the build, which other tools read, stay as they are
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", "--no-write-json", "compile"]
    result = subprocess.run(
        [*command, "--no-introspect", "--select", *STANDING_QUESTIONS],
        # no database is read, so that others may hold the one of the report
        env=os.environ | {"SEGMENTATION_DB": ":memory:"},
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        raise RuntimeError(f"dbt compile failed:\n{result.stdout}{result.stderr}")
    folder = next(target.glob("compiled/*/analyses"))
    return {
        name: (folder / f"{name}.sql").read_text().replace('"memory".', "").replace('"', "").strip()
        for name in STANDING_QUESTIONS
    }


def query_texts(questions: dict[str, str]) -> dict[str, str]:
    """Return the SQL of every query by name.

    In a query `{{ late_orders }}` is that standing question, and `{{ last_steps }}` the file
    `_last_steps.sql`, which several queries share.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    parts = {path.stem[1:]: path.read_text().strip() for path in QUERIES.glob("_*.sql")}
    return {
        path.stem: environment.from_string(path.read_text()).render(parts | questions).strip()
        for path in sorted(QUERIES.glob("[!_]*.sql"))
    }


def run(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> Dataset:
    """Run one query.

    Raises:
        RuntimeError: the database does not have what the query reads; names the query.
    """
    try:
        result = connection.execute(sql)
    except duckdb.Error as error:
        raise RuntimeError(
            f"query {name} failed on this database; build it anew with `make build`: {error}"
        ) from error
    columns = tuple(column[0] for column in result.description)
    rows = result.fetchall()
    values = tuple([plain(row[index]) for row in rows] for index in range(len(columns)))
    return Dataset(name, sql, columns, values)


def read(
    database: Path, show_progress: Callable[[str], None] = lambda text: None
) -> tuple[dict[str, Dataset], dict[str, dict[str, str]]]:
    """Run every query, and read the translations.

    Args:
        database: that dbt built.
        show_progress: is told what is being done.

    Returns:
        The datasets by name of their query, and the translated texts by language and English text.

    Raises:
        FileNotFoundError: there is no such database.
        RuntimeError: a query or dbt failed.
    """
    if not database.is_file():
        raise FileNotFoundError(
            f"there is no database {database}: make it with `make build`, or name another in "
            "SEGMENTATION_DB"
        )
    show_progress("dbt compiles the standing questions")
    queries = query_texts(compiled_questions())
    datasets = {}
    translations: dict[str, dict[str, str]] = {}
    memory_limit = os.environ.get("SEGMENTATION_MEMORY_LIMIT", "2GB")
    with duckdb.connect(
        str(database), read_only=True, config={"memory_limit": memory_limit}
    ) as connection:
        for number, (name, sql) in enumerate(queries.items(), start=1):
            show_progress(f"query {number} of {len(queries)}: {name}")
            datasets[name] = run(connection, name, sql)
        texts = run(connection, "translations", "select * from marts.translations")
    for row in texts.rows:
        of_language = translations.setdefault(str(row["language"]), {})
        of_language[str(row["source_text"])] = str(row["translated_text"])
    return datasets, translations
