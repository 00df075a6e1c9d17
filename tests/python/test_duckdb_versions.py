"""The database is read by clients of an older DuckDB than the one that wrote it."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Build

OLD_CLIENT = "duckdb==1.4.5"
TABLES = ("customers", "fct_orders", "kmeans_centroids", "rejected_rows")


def test_the_file_has_the_format_that_the_profile_names(sample: Build) -> None:
    """DuckDB 1.5 writes it anyway; without the profile's word 2.0 would not."""
    rows = sample.rows("select tags['storage_version'] from duckdb_databases() where not internal")
    assert rows == [("v1.0.0+",)]


def test_an_old_client_reads_what_is_written(sample: Build, tmp_path: Path) -> None:
    """DuckDB 1.4, the version before the least that the project runs with."""
    uv = Path(sys.executable).with_name("uv")
    query = "; ".join(
        f"print(c.sql('select count(*) from marts.{each}').fetchall())" for each in TABLES
    )
    run = subprocess.run(
        [
            *(str(uv), "run", "--system-certs", "--quiet", "--no-project", "--isolated"),
            *("--with", OLD_CLIENT, "python", "-c"),
            f"import duckdb; c = duckdb.connect({str(sample.database)!r}, read_only=True); {query}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    if "client error (Connect)" in run.stderr or "dns error" in run.stderr:
        pytest.skip("the package index is out of reach")
    counts = [str(sample.rows(f"select count(*) from marts.{each}")) for each in TABLES]
    assert run.stdout.split("\n")[:-1] == counts, run.stderr
