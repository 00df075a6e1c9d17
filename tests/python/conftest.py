"""Whole builds that several tests look at; each is made once per pytest run."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_DIR = ROOT / "data" / "sample"
REAL_DIR = os.environ.get("OLIST_REAL_DATA_DIR")


class Build(NamedTuple):
    """A database and the files that it was built from."""

    database: Path
    data_dir: Path
    target_dir: Path

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.sql(query).fetchall()

    def frame(self, query: str):
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.sql(query).df()


def run_dbt(
    *arguments: str,
    work_dir: Path,
    data_dir: Path | str = SAMPLE_DIR,
    policy: dict | None = None,
    project_dir: Path = ROOT,
    **environment: str,
) -> subprocess.CompletedProcess:
    """Run dbt on the project with a database and a target directory of its own in work_dir."""
    if policy:
        arguments = (*arguments, "--vars", json.dumps(policy))
    return subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--no-use-colors", *arguments],
        cwd=project_dir,
        env=os.environ
        | {
            "OLIST_DATA_DIR": str(data_dir),
            "SEGMENTATION_DB": str(work_dir / "warehouse.duckdb"),
            "DBT_TARGET_PATH": str(work_dir / "target"),
            "DBT_LOG_PATH": str(work_dir / "logs"),
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def build(
    *arguments: str,
    work_dir: Path,
    data_dir: Path = SAMPLE_DIR,
    policy: dict | None = None,
    project_dir: Path = ROOT,
    **environment: str,
) -> Build:
    """Build (or reuse, if another pytest worker has) a database that must succeed."""
    work_dir.mkdir(parents=True, exist_ok=True)
    done = work_dir / "done"
    with open(work_dir / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            result = run_dbt(
                "build",
                *arguments,
                work_dir=work_dir,
                data_dir=data_dir,
                policy=policy,
                project_dir=project_dir,
                **environment,
            )
            assert result.returncode == 0, result.stdout[-5000:]
            done.touch()
    return Build(work_dir / "warehouse.duckdb", data_dir, work_dir / "target")


# What a build without tests leaves out.
TABLES_ONLY = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="session")
def builds_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory that all pytest workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "builds"


@pytest.fixture(scope="session")
def sample(builds_dir: Path) -> Build:
    """Build the shipped sample, dbt tests included."""
    return build(work_dir=builds_dir / "sample")


@pytest.fixture(scope="session", params=["sample", "real"])
def shop(request: pytest.FixtureRequest, builds_dir: Path) -> Iterator[Build]:
    """Build the sample and, where OLIST_REAL_DATA_DIR says where it is, the real shop."""
    if request.param == "sample":
        yield request.getfixturevalue("sample")
    elif REAL_DIR is None:
        pytest.skip("set OLIST_REAL_DATA_DIR to the directory of the real Olist files")
    else:
        yield build(work_dir=builds_dir / "real", data_dir=Path(REAL_DIR))
