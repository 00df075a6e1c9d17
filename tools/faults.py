"""What failed tests found, in words: the rule, and the first rows of a table that break it."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

import duckdb
from dbt.contracts.graph.nodes import TestNode
from dbt.contracts.results import NodeStatus, RunResult

SHOWN_ROWS, SHOWN_COLUMNS = 3, 4
# What dbt's own tests call the columns of what they find.
COUNTS = {"n_records": "rows", "row_count": "rows"}
VALUES = ("unique_field", "from_field", "value_field")


def rule(test: TestNode) -> str:
    """Return what a data test expects: the description of it, or a generic test in words."""
    metadata = getattr(test, "test_metadata", None)
    if test.description or metadata is None:
        # a test without a description begins with a comment that says what it guards
        comment = re.search(r"(^-- .*\n)+", test.raw_code, re.MULTILINE)
        text = comment[0].replace("-- ", "").replace("\n", " ") if comment else test.name
        return (test.description or text).strip().rstrip(".")
    asked = metadata.kwargs
    table = (test.attached_node or "").rpartition(".")[2]
    name = f"{asked.get('column_name')} of {table}"
    match metadata.name:
        case "not_null":
            return f"{name} must not be empty"
        case "unique":
            return f"{name} must be different in every row"
        case "unique_combination_of_columns":
            together = ", ".join(asked["columns"])
            return f"{together} of {table}, taken together, must be different in every row"
        case "accepted_values":
            return f"{name} must be one of {', '.join(map(str, asked['values']))}"
        case "accepted_range":
            least, most = asked.get("min_value", "anything"), asked.get("max_value", "anything")
            return f"{name} must lie between {least} and {most}"
        case "few_rows_are_rejected":
            do = (
                "correct them in the file, or, if what they name is missing, look for the rest of "
                "that file; or raise the var to leave them out"
            )
            return (
                f"Of the rows of {asked['input']} no more than var max_rejected_share may be "
                f"mistakes; {do}"
            )
        case "relationships":
            others = re.sub(r"""ref\(['"](\w+)['"]\)""", r"\1", asked["to"])
            return f"{name} must be the {asked['field']} of a row of {others}"
    return f"{table} must pass {metadata.name}"


def row(test: TestNode, values: dict[str, object]) -> str:
    """Return a row that a test found, in words: the column that it looks at first."""
    metadata = getattr(test, "test_metadata", None)
    column = metadata.kwargs.get("column_name") if metadata else None
    names = COUNTS | dict.fromkeys(VALUES, column)
    named = {names.get(name, name): value for name, value in values.items()}
    first = {column: named[column]} if column in named else {}
    known = {name: value for name, value in named.items() if value is not None}
    shown = [
        f"{name} = {'nothing' if value is None else value}"
        for name, value in (first | known).items()
    ]
    return ", ".join(shown[:SHOWN_COLUMNS])


def first_rows(test: TestNode, database: Path) -> str:
    """Return the first rows that a test finds, in words."""
    limit = {"memory_limit": os.environ.get("SEGMENTATION_MEMORY_LIMIT", "2GB")}
    with duckdb.connect(str(database), read_only=True, config=limit) as con:
        found = con.sql(f"from ({test.compiled_code}) order by all limit {SHOWN_ROWS}")
        rows = [dict(zip(found.columns, values, strict=True)) for values in found.fetchall()]
    return "; ".join(row(test, values) for values in rows)


def tidied(text: str) -> str:
    """Return an error without dbt's and DuckDB's words for its kind, and for the way to it."""
    # the one mistake in a CSV file that its parser does not survive
    broken = re.search(r"reached an invalid state.*?\n\s*file = (.*?)\n", text, re.DOTALL)
    if broken:
        return (
            f"File {Path(broken[1]).name}: its lines end in different ways, or a carriage return "
            "stands within a row; expected one kind of line end. Save the file anew"
        )
    encoding = re.search(r"File is not (\S+) encoded", text)
    if encoding:
        return (
            f"The file is no text in {encoding[1]}; expected the encoding of the shop in var "
            "shops. Save it as UTF-8, or name its encoding there"
        )
    # nor DuckDB's advice, which loses rows
    text = re.split(r"\n *(?:Possible (?:fixes|solutions?):|LINE \d+:)", text, flags=re.IGNORECASE)[
        0
    ]
    words = r"^(Encountered an error:|\w+ Error in .*|[ \t]*> (in|called by) .*|[ \t]*)$\n?"
    text = re.sub(words, "", text, flags=re.MULTILINE)
    # of a model in Python the last words; what we raise ourselves says what to do, without its kind
    way = r"\APython model failed:\nTraceback .*\n(?:ValueError: |(?=[\w.]+: ))"
    text = re.sub(way, "", dedent(text), flags=re.DOTALL)
    return re.sub(r"^\s*[\w ]+ Error: ", "", text).strip()


def faults(results: Iterable[RunResult], database: Path) -> list[str]:
    """Return what is wrong, in lines: errors; and of a data test that failed the rule and rows."""
    lines = []
    for result in results:
        node = result.node
        if result.status == NodeStatus.Fail and isinstance(node, TestNode):
            times = "once" if result.failures == 1 else f"{result.failures:,} times"
            lines.append(
                f"- {rule(node)}. It is not so {times}: {first_rows(node, database)} "
                f"(test {node.name})"
            )
        elif result.status in (NodeStatus.Fail, NodeStatus.Error):
            lines.append(f"- {tidied(result.message)} ({node.resource_type} {node.name})")
    return lines
