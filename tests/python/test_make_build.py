"""The log of make build: progress, segments, what needs attention; an error and little else."""

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, SAMPLE_DIR, WITHOUT_UNIT_TESTS, Build, run_dbt


def test_the_log_of_the_sample_is_read_in_one_go(sample: Build) -> None:
    lines = sample.log.splitlines()
    assert len(lines) <= 45, sample.log
    assert lines.pop(1) == "Shop olist, recipe behaviour."
    assert [line[:4].strip() for line in lines[:6]] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert not lines[5].split()[3].startswith(("stg_", "int_")), "100 % is before the end"
    segments = sample.rows(
        "select segment_name from marts.segment_profiles "
        "order by algorithm, customer_count desc, segment_id"
    )
    printed = lines[8 : 8 + len(segments)]
    assert lines[6] == ""
    assert lines[7].split() == ["algorithm", "segment", "customers", "share", "spend", "share"]
    assert [line[11:67].strip() for line in printed] == [name for (name,) in segments]
    ((inside, outside),) = sample.rows(
        "select count(*) filter (is_included), count(*) filter (not is_included) "
        "from marts.fct_orders"
    )
    empty, covered, *rest = lines[8 + len(segments) :]
    assert empty == ""
    assert covered.startswith(f"Orders and their revenue in the segments: order {inside:,} (")
    assert f"; outside: status {outside:,} (" in covered
    assert rest == ["", "Nothing needs attention."]


@pytest.mark.parametrize("command", ["make build", "build"])
def test_what_needs_attention_is_said_in_words(tmp_path: Path, sample: Build, command: str) -> None:
    """The messages of segmentation_alerts, and the descriptions of other tests that warn."""
    shutil.copy(sample.database, tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("update marts.model_evaluation set is_dominated = is_configured")
    result = run_dbt(
        *(command, "--select", "segmentation_alerts", "warn_configured_choice_is_dominated"),
        *("--indirect-selection", "cautious", *WITHOUT_UNIT_TESTS),
        work_dir=tmp_path,
        policy={"monitor_min_segment_share": 0.15},
    )
    assert result.returncode == 0, result.stdout
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        alerts = connection.sql(
            "select algorithm || ': ' || message from marts.segmentation_alerts order by subject"
        ).fetchall()
    assert len(alerts) == 2
    lines = result.stdout.splitlines()
    start = lines.index("What needs attention:")
    said, other = lines[start + 1 : start + 3], lines[start + 3]
    assert said == [f"- {alert}" for (alert,) in alerts]
    assert said[0].startswith('- kmeans: The segment "Disappointed customers (')
    assert other.startswith("- Another number of KMeans segments is clearly better")
    assert other.endswith("rows of test warn_configured_choice_is_dominated)")
    if command == "make build":
        assert len(lines) == start + 4


def spoiled(directory: Path, file: str, old: str, new: str) -> Path:
    """Copy the sample's files with another text in the first rows of one that has it."""
    shutil.copytree(SAMPLE_DIR, directory)
    text = (directory / file).read_text(encoding="utf-8")
    assert old in text
    # of the statuses some, as one of many rows is no fault
    text = text.replace(old, new, 20 if old.isprintable() else 1)
    (directory / file).write_text(text, encoding="utf-8", newline="")
    return directory


ORDERS = "olist_orders_dataset.csv"


@pytest.mark.parametrize(
    ("old", "new", "selected", "error"),
    [
        ("order_status", "status", "+stg_olist__orders", "has no column order_status (expected"),
        ("\n", "\r\n", "+stg_olist__orders", f"File {ORDERS}: its lines end in different ways"),
        (
            ",delivered,",
            ",arrived,",
            "+fct_orders",
            "(test few_rows_are_rejected_int_rejected_orders_",
        ),
    ],
    ids=["missing column", "file that cannot be read", "failing test"],
)
def test_an_error_is_shown_in_full_and_little_else(
    tmp_path: Path, old: str, new: str, selected: str, error: str
) -> None:
    files = spoiled(tmp_path / "files", ORDERS, old, new)
    run = ("--select", selected, "--indirect-selection", "cautious")
    result = run_dbt("make build", *run, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert error in result.stdout
    assert result.stdout.count(error) == 1
    assert len(result.stdout.splitlines()) <= 20, result.stdout
    assert result.stdout.endswith("The build failed. VERBOSE=1 make build shows dbt's own log.\n")
    assert "\x1b" not in result.stdout
    # dbt's own command ends alike
    own = run_dbt("build", *run, work_dir=tmp_path, data_dir=files)
    assert own.returncode == result.returncode


def test_a_test_that_failed_says_what_it_expects_and_what_is_not_so(tmp_path: Path) -> None:
    """In place of its name and a count."""
    files = tmp_path / "files"
    shutil.copytree(SAMPLE_DIR, files)
    orders, items = files / ORDERS, files / "olist_order_items_dataset.csv"
    line = orders.read_text(encoding="utf-8").splitlines()[7]
    with open(items, "a", encoding="utf-8") as file:
        file.writelines(
            f"{line[:32]},{number},{line[:32]},{line[:32]},2023-01-06 14:44:57,minus,0\n"
            for number in range(100, 109)
        )
    run = ("--select", "+int_shop_order_items", "--indirect-selection", "cautious")
    result = run_dbt("make build", *run, work_dir=tmp_path, data_dir=files)
    assert result.returncode == 1
    start = result.stdout.index("What is wrong:\n")
    (found,) = result.stdout[start:].strip().splitlines()[1:-2]
    rows = "; ".join(
        f"row_key = {line[:32]} {number}, column_name = price, value = minus, reason = expected "
        "decimal(18,2)"
        for number in (100, 101, 102)
    )
    assert found == (
        "- Of the rows of order_items no more than var max_rejected_share may be mistakes; correct "
        "them in the file, or, if what they name is missing, look for the rest of that file; or "
        f"raise the var to leave them out. It is not so 9 times: {rows} "
        "(test few_rows_are_rejected_int_rejected_order_items_order_items)"
    )
    assert "Got " not in result.stdout


def test_every_data_test_says_what_it_expects(tmp_path: Path) -> None:
    """In words, so that who reads that it failed need not look for it."""
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.nodes import TestNode

    from faults import rule

    flags = ["--quiet", "--log-path", str(tmp_path)]
    places = [
        "--project-dir",
        str(ROOT),
        "--profiles-dir",
        str(ROOT),
        "--target-path",
        str(tmp_path),
    ]
    parsed = dbtRunner().invoke([*flags, "parse", *places])
    rules = {
        node.name: rule(node)
        for node in parsed.result.nodes.values()
        if isinstance(node, TestNode) and "monitor" not in node.tags
    }
    assert len(rules) > 300
    wordless = [
        name
        for name, text in rules.items()
        if not 30 <= len(text) <= 500 or re.search(r"[{}]|--|must pass|select ", text)
    ]
    assert not wordless


def test_an_option_that_dbt_does_not_have_is_named(tmp_path: Path) -> None:
    result = run_dbt("make build", "--selcet", "customers", work_dir=tmp_path)
    assert result.returncode == 2
    assert "No such option '--selcet'" in result.stdout


HOSTILE = """{a: 'x'}'; touch pwned; echo '$HOME "`id`"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build"], "0 tools/publish.py"),
        (["build", "VERBOSE=1"], "1 tools/publish.py"),
        (["build", "VARS={max_lost_share: 1}"], "0 tools/publish.py|--vars|{max_lost_share: 1}"),
        (["build", f"VARS={HOSTILE.replace('$', '$$')}"], f"0 tools/publish.py|--vars|{HOSTILE}"),
        (["rollback", "BUILD=7"], "0 tools/rollback.py|7"),
        (["forget", "CUSTOMER=O'Neill; id"], "0 tools/forget.py|O'Neill; id"),
    ],
)
def test_what_a_command_sets_reaches_the_tool_as_it_stands(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nIFS="|"\nprintf "%s %s" "${VERBOSE:-0}" "$*"\n')
    python.chmod(0o755)
    (tmp_path / "ready").touch()
    make = ["make", "--silent", *arguments, f"BIN={tmp_path}", f"READY={tmp_path / 'ready'}"]
    result = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    # called by make test, make says where it is
    lines = [line for line in result.stdout.splitlines() if not line.startswith("make[")]
    assert lines == [said]


def test_verbose_is_the_log_of_dbt(tmp_path: Path) -> None:
    run = ("make build", "--select", "stg_olist__files")
    result = run_dbt(*run, work_dir=tmp_path, VERBOSE="1")
    assert result.returncode == 0, result.stdout
    assert "OK created sql table model staging.stg_olist__files" in result.stdout
