"""Whole builds that several tests look at; each is made once per pytest run."""

import fcntl
import gc
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_DIR = ROOT / "data" / "sample"
REAL_DIR = os.environ.get("OLIST_REAL_DATA_DIR")

# Of the file that a connection has open.
STORAGE_VERSION = "select tags['storage_version'] from duckdb_databases() where not internal"


class Build(NamedTuple):
    """A database and the files that it was built from."""

    database: Path
    data_dir: Path
    target_dir: Path

    @property
    def log(self) -> str:
        return (self.database.parent / "log.txt").read_text()

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.sql(query).fetchall()

    def frame(self, query: str):
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.sql(query).df()


class DbtResult(NamedTuple):
    """How a run of dbt ended, and what it printed."""

    returncode: int
    stdout: str


# Importing dbt and scikit-learn takes longer than most runs, and so does reading a first project; a
# server that has done both forks a process for each.
FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(["pandas", "segmentation", "warm_dbt"])
sys.path.append(str(ROOT / "tools"))


def _dbt(
    arguments: tuple[str, ...], project_dir: Path, variables: dict[str, str], output: Path
) -> None:
    """Run dbt in a process of its own, as its command does.

    Or, if that is the first argument, make build as far as its log goes, or with publishing.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import cli

    import build as make_build
    import publish

    os.environ.update(variables)
    os.chdir(project_dir)
    with open(output, "w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        if arguments[0] == "make build":
            sys.exit(make_build.main(arguments[1:]))
        if arguments[0] == "publish":
            sys.exit(publish.main(arguments[1:]))
        cli(["--no-use-colors", *arguments], prog_name="dbt")
    finally:
        # a forked process ends without the clean-up that writes the log into the database file
        DuckDBConnectionManager.close_all_connections()
        gc.collect()


def run_dbt(
    *arguments: str,
    work_dir: Path,
    data_dir: Path | str = SAMPLE_DIR,
    policy: dict | None = None,
    project_dir: Path = ROOT,
    **environment: str,
) -> DbtResult:
    """Run dbt on the project with a database and a target directory of its own in work_dir.

    The first argument is dbt's command, "make build" for the log that this one shows, or "publish".
    """
    if policy:
        arguments = (*arguments, "--vars", json.dumps(policy))
    variables = {
        "OLIST_DATA_DIR": str(data_dir),
        "SEGMENTATION_DB": str(work_dir / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(work_dir / "target"),
        "DBT_LOG_PATH": str(work_dir / "logs"),
    }
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory, "output")
        process = FORKSERVER.Process(
            target=_dbt, args=(arguments, project_dir, variables | environment, output)
        )
        # the first run starts the server, which knows the path of warm_dbt in no other way: that of
        # Python 3.11 does not take sys.path over
        with patch.dict(os.environ, PYTHONPATH=str(Path(__file__).parent)):
            process.start()
        process.join()
        return DbtResult(process.exitcode, output.read_text())


def build(
    *arguments: str,
    work_dir: Path,
    data_dir: Path = SAMPLE_DIR,
    policy: dict | None = None,
    project_dir: Path = ROOT,
    prepare: Callable[[], None] = lambda: None,
    command: str = "build",
    **environment: str,
) -> Build:
    """Build (or reuse, if another pytest worker has) a database that must succeed.

    What prepare() does is done once before.
    """
    work_dir.mkdir(parents=True, exist_ok=True)
    done = work_dir / "done"
    with open(work_dir / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            prepare()
            result = run_dbt(
                command,
                *arguments,
                work_dir=work_dir,
                data_dir=data_dir,
                policy=policy,
                project_dir=project_dir,
                **environment,
            )
            (work_dir / "log.txt").write_text(result.stdout)
            assert result.returncode == 0, result.stdout[-5000:]
            done.touch()
    return Build(work_dir / "warehouse.duckdb", data_dir, work_dir / "target")


ALL_TABLES = (
    "select table_schema || '.' || table_name from information_schema.tables "
    # the rows that monitors keep are kept by tests, which not every build runs
    "where table_schema <> 'monitors' order by all"
)


def hash_of(built: Build, query: str) -> tuple:
    """Count the rows of a query and hash them; the sum does not depend on their order."""
    return built.rows(f"select count(*), sum(hash(t)) from ({query}) as t")[0]


def table_hashes(built: Build) -> dict[str, tuple]:
    """Hash every row of every table."""
    return {table: hash_of(built, f"from {table}") for (table,) in built.rows(ALL_TABLES)}


def cut_files(data_dir: Path, target: Path, date: str) -> None:
    """Write the files as they were known at the end of a day.

    Later orders and reviews are left out; what happened later to the others is blank, and their
    status is the last that they had reached. Of cancelled and unavailable ones the files do not say
    when they became so: these stay.
    """
    target.mkdir(parents=True, exist_ok=True)

    def source(entity: str) -> str:
        path = data_dir / f"olist_{entity}_dataset.csv"
        return f"read_csv('{path}', all_varchar = true, header = true, quote = '\"')"

    def happened(moment: str) -> str:
        return f"{moment} < '{date} 24'"

    orders = source("orders")
    is_known = happened("order_purchase_timestamp")
    approved, shipped, delivered = (
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
    )
    blanks = (
        f"case when {happened(moment)} then {moment} end as {moment}"
        for moment in (approved, shipped, delivered)
    )
    # a delivery without a date is known from the promised one on
    status = (
        "case when order_status in ('canceled', 'unavailable', 'created') then order_status "
        f"when order_status = 'delivered' "
        f"and {happened(f'coalesce({delivered}, order_estimated_delivery_date)')} "
        "then 'delivered' "
        f"when order_status in ('delivered', 'shipped') and {happened(shipped)} then 'shipped' "
        f"when {happened(approved)} then 'approved' else 'created' end as order_status"
    )
    edits = {
        "orders": f"select * replace ({', '.join(blanks)}, {status}) from {orders} "
        f"where {is_known}",
    }
    for entity, key, condition in (
        ("customers", "customer_id", "true"),
        ("order_items", "order_id", "true"),
        ("order_payments", "order_id", "true"),
        ("order_reviews", "order_id", happened("review_answer_timestamp")),
    ):
        edits[entity] = (
            f"from {source(entity)} where {condition} "
            f"and {key} in (select {key} from {orders} where {is_known})"
        )
    for path in data_dir.glob("*.csv"):
        entity = path.stem.removeprefix("olist_").removesuffix("_dataset")
        if entity in edits:
            duckdb.sql(f"copy ({edits[entity]}) to '{target / path.name}' (header, quote '\"')")
        elif not (target / path.name).exists():
            (target / path.name).symlink_to(path)


def features_as_of(built: Build, date: str):
    """Return the features that recipe behaviour uses, from the facts by plain grouping.

    One row per customer known by the end of the day, in the order of their ids; who has no review
    has the mean score of the others.
    """
    return built.frame(
        f"""
        with
            orders as (
                select
                    customer_unique_id,
                    date '{date}' - max(purchase_date) as recency_days,
                    count(*) as order_count,
                    sum(item_count) as item_count,
                    sum(item_amount) as spend_amount
                from marts.fct_orders
                where included_date <= '{date}'
                group by customer_unique_id
            ),
            reviews as (
                select customer_unique_id, avg(review_score) as mean_review_score
                from marts.fct_order_reviews
                where included_date <= '{date}'
                and cast(review_answered_at as date) <= '{date}'
                group by customer_unique_id
            )
        select
            recency_days, order_count, item_count, spend_amount,
            coalesce(mean_review_score, avg(mean_review_score) over ()) as mean_review_score
        from orders
        left join reviews using (customer_unique_id)
        order by customer_unique_id
        """
    ).astype(float)


# What a build without tests leaves out, and one without those that do not depend on the data.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
TABLES_ONLY = ("--exclude-resource-type", "test", *WITHOUT_UNIT_TESTS)
# Vars of a build with fewer of the fits that take most of its time.
FEWER_FITS = {"evaluated_cluster_counts": [3, 4], "stability_origin_count": 2}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: item.path.name != "test_segment_life.py")


@pytest.fixture(scope="session")
def builds_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory that all pytest workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "builds"


@pytest.fixture(scope="session")
def sample(builds_dir: Path) -> Build:
    """Build the shipped sample as make build does, dbt tests included."""
    return build(work_dir=builds_dir / "sample", command="make build")


@pytest.fixture(scope="session")
def real_dir() -> Path:
    """Return where the real Olist files are."""
    if REAL_DIR is None:
        pytest.skip("set OLIST_REAL_DATA_DIR to the directory of the real Olist files")
    return Path(REAL_DIR)


@pytest.fixture(scope="session")
def real(real_dir: Path, builds_dir: Path) -> Build:
    """Build the real shop as make build does, dbt tests included."""
    return build(work_dir=builds_dir / "real", data_dir=real_dir, command="make build")


@pytest.fixture(scope="session")
def study(real_dir: Path, builds_dir: Path) -> Build:
    """Build of the real shop what docs/study.yml is about."""
    return build(
        *TABLES_ONLY,
        "--select",
        *("+segment_stability", "+retraining_recommendation"),
        *("+model_evaluation", "+feature_contributions"),
        work_dir=builds_dir / "study",
        data_dir=real_dir,
        policy=yaml.safe_load((ROOT / "docs" / "study.yml").read_text()),
    )


@pytest.fixture(scope="session", params=["sample", "real"])
def shop(request: pytest.FixtureRequest) -> Build:
    """Build the sample, and the real shop."""
    return request.getfixturevalue(request.param)
