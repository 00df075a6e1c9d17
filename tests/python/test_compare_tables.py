"""The tool that compares two databases finds what differs, and nothing else."""

import sys
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import compare_tables

BEFORE = "select 1 as id, 'a' as name, 0.5::double as share union all select 2, null, null"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE.replace("0.5::", "0.5000000000001::"), None),
        (BEFORE.replace("0.5::", "0.6::"), "| t | 0 | 0 | share 0.1 |"),
        (BEFORE.replace("2, null, null", "2, null, 0.1"), "| t | 0 | 0 | share inf |"),
        (BEFORE.replace("'a'", "'b'"), "| t | 1 | 1 |  |"),
        (f"{BEFORE} union all {BEFORE}", "| t | 0 | 2 |  |"),
        (f"select * exclude (name), 1 as age from ({BEFORE})", "age is new, name is gone"),
        (f"select * replace (id::bigint as id) from ({BEFORE})", "id was INTEGER and is BIGINT"),
    ],
)
def test_differences(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    after: str,
    expected: str | None,
) -> None:
    for name, query in (("before", BEFORE), ("after", after)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"create schema marts; create table marts.t as {query}")
    paths = [str(tmp_path / f"{name}.duckdb") for name in ("before", "after")]
    monkeypatch.setattr(sys, "argv", ["compare_tables.py", *paths])
    assert compare_tables.main() == (0 if expected is None else 1)
    assert expected is None or expected in capsys.readouterr().out
