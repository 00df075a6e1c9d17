"""Measure whole builds: time, memory, and the ratio to one raw DuckDB statement in the same run.

Usage: python tools/benchmark.py [DATA_DIR …] [--orders 100000 1000000 …]
    [--history-start-date YYYY-MM-DD] [--write docs/benchmark.md]

Shops of --orders are generated once, below target/bench. Every build is a process of its own, from
nothing. Times are of this machine on this day; the ratios are what can be compared.
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import fastcluster
import matplotlib
import numpy as np
import psutil
from matplotlib import pyplot
from scipy.cluster.hierarchy import fcluster
from sklearn.cluster import DBSCAN

from compare_stability import MEASURES, TABLES_ONLY, compare
from generate_shop import generate_shop
from segmentation import cut_ward, fit_dbscan, fit_kmeans, fit_ward, inertia, silhouettes

matplotlib.use("Agg")
ROOT = Path(__file__).resolve().parents[1]

MOST_ORDERS_OF_TWO_THREADS = 3_000_000

# The customer features of customer_features in one statement, straight from the files.
RAW_STATEMENT = """
    create table features as
    with
        items as (
            select order_id, count(*) as item_count, sum(cast(price as decimal(18, 2))) as spend
            from {order_items} group by order_id
        ),
        payments as (
            select order_id, sum(cast(payment_value as decimal(18, 2))) as paid
            from {order_payments} group by order_id
        ),
        reviews as (
            select order_id, avg(cast(review_score as integer)) as score
            from {order_reviews} group by order_id
        )
    select
        customer_unique_id,
        max(order_purchase_timestamp) as last_purchase_at,
        count(*) as order_count,
        sum(item_count) as item_count,
        sum(spend) as spend_amount,
        sum(paid) as payment_amount,
        avg(score) as mean_review_score
    from {orders}
    join {customers} using (customer_id)
    left join items using (order_id)
    left join payments using (order_id)
    left join reviews using (order_id)
    where order_status = 'delivered'
    group by customer_unique_id
"""


# The same orders as one file of order lines, and its shop in the same policy.
ORDER_LINES = """
    select
        order_id,
        customer_unique_id as customer_id,
        order_purchase_timestamp as ordered_at,
        order_status as status,
        order_delivered_customer_date as delivered_at,
        order_estimated_delivery_date as estimated_delivery_at,
        customer_state as region,
        customer_city as city,
        customer_zip_code_prefix as zip_code,
        product_id,
        seller_id,
        price as amount,
        freight_value as freight_amount
    from {orders}
    join {customers} using (customer_id)
    join {order_items} using (order_id)
"""
POLICY_OF_LINES = "{first_training_weeks: 52, included_order_statuses: [delivered]}"


class Measured(NamedTuple):
    """One command: seconds of wall time and peak resident memory of its processes in GB."""

    seconds: float
    gigabytes: float


def measure(command: list[str], environment: dict[str, str]) -> Measured:
    """Run a command to its end; raise RuntimeError with its output if it fails."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = psutil.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident_bytes(process))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
        if process.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{output.read()[-3000:]}")
    return Measured(seconds, peak / 1e9)


def resident_bytes(process: psutil.Process) -> int:
    """Sum the resident memory of a process and all that it started."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                total += each.memory_info().rss
    return total


def file_format(data_dir: Path) -> str:
    """Return csv or parquet, whichever the directory holds."""
    return "parquet" if any(data_dir.glob("*.parquet")) else "csv"


def filled(statement: str, data_dir: Path) -> str:
    """Fill a statement with the files of a directory."""
    file = "'{}/olist_{}_dataset.{}'"
    return statement.format(
        **{
            entity: file.format(data_dir, entity, file_format(data_dir))
            for entity in ("orders", "customers", "order_items", "order_payments", "order_reviews")
        }
    )


def order_count(data_dir: Path) -> int:
    """Count the orders in the files of a directory."""
    path = data_dir / f"olist_orders_dataset.{file_format(data_dir)}"
    return duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0]


def timed(function: Callable) -> tuple[object, float]:
    """Call a function; return its result and the seconds it took."""
    start = time.perf_counter()
    result = function()
    return result, time.perf_counter() - start


def clustering(database: Path) -> list[str]:
    """Compare the clustering layer with plain libraries on the customers of a built database."""
    with duckdb.connect(str(database), read_only=True) as connection:
        features = [
            feature
            for (feature,) in connection.sql(
                "select distinct feature from marts.kmeans_centroids order by all"
            ).fetchall()
        ]
        (recipe, cluster_count) = connection.sql(
            "select models.recipe, count(distinct centroids.segment_id) "
            "from marts.segmentation_models as models "
            "join marts.kmeans_centroids as centroids using (model_version) "
            "where models.algorithm = 'kmeans' and models.is_current group by all"
        ).fetchall()[0]
        columns = ", ".join(features)
        values = connection.sql(
            f"select {columns}, customer_count from intermediate.int_feature_values "
            f"where recipe = '{recipe}' order by value_id"
        ).df()
        points = connection.sql(
            f"select {columns}, customer_count from intermediate.int_feature_points "
            "join intermediate.int_as_of_dates using (as_of_date) "
            f"where is_current and recipe = '{recipe}' order by point_id"
        ).df()
        ((eps, min_samples),) = connection.sql(
            "select max(eps), max(min_samples) from ml.ml_dbscan_labels"
        ).fetchall()
    exact, weights = values[features].to_numpy(), values["customer_count"].to_numpy(dtype=float)
    coarse, coarse_weights = points[features].to_numpy(), points["customer_count"].to_numpy()
    rows = np.repeat(exact, weights.astype(int), axis=0)

    tree, ward_seconds = timed(lambda: fit_ward(exact, weights))
    labels = cut_ward(tree, weights, cluster_count)
    linkage, linkage_seconds = timed(lambda: fastcluster.linkage_vector(rows, "ward"))
    row_labels = fcluster(linkage, cluster_count, "maxclust") - 1
    ratio = inertia(exact, weights, labels) / inertia(rows, np.ones(len(rows)), row_labels)

    _, dbscan_seconds = timed(lambda: fit_dbscan(coarse, coarse_weights, eps, min_samples))
    _, rows_seconds = timed(lambda: DBSCAN(eps=eps, min_samples=min_samples).fit(rows))

    labelings = [fit_kmeans(coarse, coarse_weights, k, 42).centroids for k in range(2, 11)]
    labelings = [
        ((exact[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1) for centroids in labelings
    ] + [cut_ward(tree, weights, k) for k in range(2, 11)]
    sampled, sampled_seconds = timed(lambda: silhouettes(exact, weights, labelings))
    exact_scores, exact_seconds = timed(
        lambda: silhouettes(exact, weights, labelings, len(exact), len(exact))
    )
    error = np.abs(sampled - exact_scores).max()
    return [
        f"Clustering layer on the {len(rows):,} customers of recipe {recipe} "
        f"({len(exact):,} combinations of values, {len(coarse):,} points):",
        "",
        "| what | seconds | of plain rows | ratio | quality |",
        "|---|---:|---:|---:|---|",
        f"| Ward: `fit_ward` on values; fastcluster on rows | {ward_seconds:.1f} | "
        f"{linkage_seconds:.1f} | {ward_seconds / linkage_seconds:.2f} | within-cluster sum of "
        f"squares {ratio:.4f} of fastcluster's (k = {cluster_count}) |",
        f"| DBSCAN: `fit_dbscan` on points; scikit-learn on rows | {dbscan_seconds:.1f} | "
        f"{rows_seconds:.1f} | {dbscan_seconds / rows_seconds:.2f} | exact on the grid |",
        f"| 18 silhouettes: 10,000 customers against all; every customer against all | "
        f"{sampled_seconds:.1f} | {exact_seconds:.1f} | {sampled_seconds / exact_seconds:.2f} | "
        f"largest error {error:.4f} |",
        "",
    ]


def stability(data_dir: Path, vars_file: Path) -> list[str]:
    """Compare the stability simulation with a plain pandas loop over all customers."""
    found = compare(data_dir, vars_file)
    differences = ", ".join(
        f"{measure} {found.largest_difference(measure):.4f}" for measure in MEASURES
    )
    return [
        f"Stability simulation: {len(found.curves)} steps of two origins, each with the refit, a "
        "refit with another seed and two more fits (`tools/compare_stability.py`):",
        "",
        "| what | seconds | ratio |",
        "|---|---:|---:|",
        f"| plain loop: pandas and scikit-learn on every customer | {found.plain_seconds:.1f} | "
        "1.00 |",
        "| the simulation within dbt: features, points, fits and measures of both algorithms | "
        f"{found.seconds:.1f} | {found.seconds / found.plain_seconds:.2f} |",
        "",
        f"Largest difference between the two at any step: {differences}.",
        "",
    ]


class Builds(NamedTuple):
    """What was measured of one shop: the raw statement, builds, and the database in GB.

    Of tables_of_lines the same orders came as one file of order lines.
    """

    order_count: int
    raw: Measured
    with_tests: Measured
    tables: Measured
    tables_of_lines: Measured
    gigabytes: float
    slowest: list[tuple[str, float]]
    layer: list[str]


def measure_builds(data_dir: Path) -> Builds:
    """Measure the raw statement and builds from nothing, with and without tests."""
    with tempfile.TemporaryDirectory() as work_dir:
        environment = {
            "OLIST_DATA_DIR": str(data_dir),
            "OLIST_FILE_FORMAT": file_format(data_dir),
            "SEGMENTATION_DB": f"{work_dir}/warehouse.duckdb",
            "DBT_TARGET_PATH": f"{work_dir}/target",
            "DBT_LOG_PATH": f"{work_dir}/logs",
        }
        dbt = str(Path(sys.executable).with_name("dbt"))
        statement = (
            "import duckdb\n"
            # no memory limit: ten million orders in one statement do not fit into 2 GB
            f"connection = duckdb.connect('{work_dir}/raw.duckdb')\n"
            f'connection.execute("""{filled(RAW_STATEMENT, data_dir)}""")'
        )
        raw = measure([sys.executable, "-c", statement], {})
        database = Path(work_dir, "warehouse.duckdb")
        orders = order_count(data_dir)
        # from some million orders on, statements side by side take memory from each other
        build = [dbt, "build", "--threads", "1" if orders > MOST_ORDERS_OF_TWO_THREADS else "2"]
        tables = measure([*build, *TABLES_ONLY], environment)
        results = json.loads(Path(work_dir, "target/run_results.json").read_text())["results"]
        gigabytes = database.stat().st_size / 1e9
        layer = clustering(database) if file_format(data_dir) == "csv" else []
        database.unlink()
        shutil.rmtree(Path(work_dir, "target"))
        lines = f"{work_dir}/order_lines.parquet"
        duckdb.sql(f"copy ({filled(ORDER_LINES, data_dir)}) to '{lines}' (format parquet)")
        tables_of_lines = measure(
            [*build, *TABLES_ONLY, "--vars", POLICY_OF_LINES],
            environment | {"SHOP": "transactions", "SHOP_FILE": lines},
        )
        database.unlink()
        shutil.rmtree(Path(work_dir, "target"))
        with_tests = measure(build, environment)
    models = [result for result in results if result["unique_id"].startswith("model.")]
    models.sort(key=lambda result: -result["execution_time"])
    slowest = [(each["unique_id"].split(".")[-1], each["execution_time"]) for each in models[:8]]
    return Builds(orders, raw, with_tests, tables, tables_of_lines, gigabytes, slowest, layer)


def section(data_dir: Path, builds: Builds) -> list[str]:
    """Return the lines of the report on one shop."""
    return [
        f"## {builds.order_count:,} orders ({file_format(data_dir)})",
        "",
        "| what | seconds | ratio | peak memory |",
        "|---|---:|---:|---:|",
        *(
            f"| {what} | {m.seconds:.1f} | {m.seconds / builds.raw.seconds:.1f} | "
            f"{m.gigabytes:.2f} GB |"
            for what, m in (
                ("one raw DuckDB statement, files to customer features", builds.raw),
                ("`dbt build` without tests", builds.tables),
                ("… of the same orders as one file of order lines", builds.tables_of_lines),
                ("`dbt build` with all tests", builds.with_tests),
            )
        ),
        "",
        f"The database has {builds.gigabytes:.2f} GB. Slowest models without tests, in seconds: "
        + ", ".join(f"{name} {seconds:.1f}" for name, seconds in builds.slowest)
        + ".",
        "",
        *builds.layer,
    ]


def draw(measured: list[Builds], image: Path) -> None:
    """Draw seconds by number of orders, both on logarithmic axes."""
    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    orders = [builds.order_count for builds in measured]
    for label, colour, seconds in (
        ("dbt build, all tests", "#b23a48", [b.with_tests.seconds for b in measured]),
        ("dbt build without tests", "#3d6b6b", [b.tables.seconds for b in measured]),
        ("one raw DuckDB statement", "#9a9a9a", [b.raw.seconds for b in measured]),
    ):
        axes.loglog(orders, seconds, "o-", color=colour, label=label)
    axes.set_xlabel("orders")
    axes.set_ylabel("seconds")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(image, dpi=110, metadata={"Software": None})


def main() -> None:
    """Parse the command line, measure, and print or write the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dirs", nargs="*", type=Path, metavar="DATA_DIR")
    parser.add_argument("--orders", nargs="*", type=int, default=[], help="shops to generate")
    parser.add_argument("--stability", type=Path, help="vars of its comparison: docs/study.yml")
    parser.add_argument("--write", type=Path, help="write the report to this file")
    arguments = parser.parse_args()
    lines = [
        "# Benchmark",
        "",
        f"Written by `tools/benchmark.py` on {os.cpu_count()} cores, DuckDB {duckdb.__version__}, "
        "memory limit of DuckDB 2 GB. Seconds are of one machine on one day; the ratio is to the "
        "raw statement in the same run. Peak memory is the resident memory of all processes of the "
        "build together, read ten times a second. The raw statement has no memory limit. Every "
        "build starts from nothing; one of more than "
        f"{MOST_ORDERS_OF_TWO_THREADS:,} orders has `--threads 1`.",
        "",
    ]
    generated = []
    for orders in arguments.orders:
        directory = ROOT / "target" / "bench" / f"shop_{orders}"
        if not (directory / "olist_orders_dataset.parquet").exists():
            generate_shop(directory, orders=orders, file_format="parquet")
        generated.append(measure_builds(directory))
        lines += section(directory, generated[-1])
    for data_dir in arguments.data_dirs:
        lines += section(data_dir, measure_builds(data_dir.resolve()))
        if arguments.stability:
            lines += stability(data_dir.resolve(), arguments.stability)
    if arguments.write and len(generated) > 1:
        image = arguments.write.parent / "images" / "benchmark.png"
        draw(generated, image)
        lines[4:4] = [f"![Seconds by number of orders](images/{image.name})", ""]
    report = "\n".join(lines).rstrip() + "\n"
    print(report)
    if arguments.write:
        arguments.write.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
