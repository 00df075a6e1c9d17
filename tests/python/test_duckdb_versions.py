"""Either major version builds the sample, and older clients read what it wrote."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import STORAGE_VERSION, Build

OLD_CLIENT = "duckdb==1.4.5"
TABLES = ("customers", "fct_orders", "kmeans_centroids", "rejected_rows")


def test_the_file_has_the_format_that_the_profile_names(sample: Build) -> None:
    """DuckDB 1.5 writes it anyway; without the profile's word 2.0 would not."""
    assert sample.rows(STORAGE_VERSION) == [("v1.0.0+",)]


def test_the_sample_has_no_warning(sample: Build) -> None:
    results = json.loads((sample.target_dir / "run_results.json").read_text())["results"]
    assert {r["status"] for r in results} <= {"success", "pass", "no-op"}


def test_an_old_client_reads_what_is_written(sample: Build, tmp_path: Path) -> None:
    """DuckDB 1.4, the version before the least that the project runs with."""
    uv = Path(sys.executable).with_name("uv")

    def run(code: str) -> subprocess.CompletedProcess:
        command = [
            *(str(uv), "run", "--system-certs", "--quiet", "--no-project", "--isolated"),
            *("--python", sys.executable, "--with", OLD_CLIENT, "python", "-c", code),
        ]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    there = run("import duckdb")
    if there.returncode:
        pytest.skip(f"no {OLD_CLIENT} to be had: {there.stderr[-200:]}")
    query = "; ".join(
        f"print(c.sql('select count(*) from marts.{each}').fetchall())" for each in TABLES
    )
    read = run(
        f"import duckdb; c = duckdb.connect({str(sample.database)!r}, read_only=True); {query}"
    )
    counts = [str(sample.rows(f"select count(*) from marts.{each}")) for each in TABLES]
    assert read.stdout.split("\n")[:-1] == counts, read.stderr
