"""How often does feature_drift see an event of known size, and how often one that is not there?

Usage: python tools/simulate_drift.py [--orders 100000] [--seeds 20] [--points 5]
       python tools/simulate_drift.py --chance

Generates shops that stay as they are, with and without an event: from the first day of some month
of the second year on, a larger share of the newcomers gives one star. Builds feature_drift of each
with the SQL of the models, without the shares of segments, which need fits, and prints a Markdown
table of how many shops raised an alarm. With --chance no shop: pairs of samples from one
distribution, and how often their index is above psi_by_chance. docs/drift.md says what both found.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from generate_shop import Event, generate_shop

ROOT = Path(__file__).resolve().parents[1]
# What feature_drift reads of the segments: nobody.
NO_SEGMENTS = """
    select '' as algorithm, current_date as as_of_date, 1 as model_version, 1 as segment_id,
        1::bigint as customer_count
    where false
"""


def compiled_models(work_dir: Path) -> list[tuple[str, str]]:
    """Return the tables that feature_drift is made of with their SQL, each after those it reads."""
    variables = {
        "OLIST_DATA_DIR": str(work_dir / "shop"),
        "OLIST_FILE_FORMAT": "parquet",
        "SEGMENTATION_DB": str(work_dir / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(work_dir / "target"),
        "DBT_LOG_PATH": str(work_dir / "logs"),
    }
    command = [Path(sys.executable).with_name("dbt"), "compile", "--select", "+feature_drift"]
    subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, check=True, stdout=subprocess.DEVNULL
    )
    nodes = json.loads((work_dir / "target" / "manifest.json").read_text())["nodes"]
    models = {}

    def visit(node_id: str) -> None:
        node = nodes.get(node_id, {"resource_type": "source"})
        if node["resource_type"] == "seed":
            path = ROOT / node["original_file_path"]
            models[node_id] = (node["relation_name"], f"from read_csv('{path}', header = true)")
        if node["resource_type"] != "model" or node_id in models:
            return
        sql = node["compiled_code"]
        if node["name"] == "int_segments_profiled":
            sql = NO_SEGMENTS
        else:
            for parent in node["depends_on"]["nodes"]:
                visit(parent)
        if node["config"]["materialized"] != "ephemeral":
            models[node_id] = (node["relation_name"], sql)

    visit("model.ecommerce_segmentation.feature_drift")
    return list(models.values())


def alarms(work_dir: Path, models: list[tuple[str, str]]) -> list[tuple[str, str, date]]:
    """Build feature_drift of the shop; return population, feature and date of every alarm."""
    database = work_dir / "warehouse.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"memory_limit": "1GB"}) as connection:
        for relation, sql in models:
            connection.execute(f"create schema if not exists {relation.rpartition('.')[0]}")
            connection.execute(f"create table {relation} as {sql}")
        return connection.sql(
            f"select population, feature, as_of_date from {models[-1][0]} "
            "where population_stability_index > alarm_threshold order by all"
        ).fetchall()


def simulate(
    orders: int, seeds: int, points: float, first_seed: int = 1
) -> Iterator[tuple[int, date, list, list]]:
    """Yield seed, first day of the event, alarms without the event, and with it."""
    with tempfile.TemporaryDirectory() as directory:
        work_dir = Path(directory)
        models = []
        for seed in range(first_seed, first_seed + seeds):
            # months from February to October: before, between and after fits
            event = Event("one_star", points, date(2024, 2 + seed % 9, 1))
            found = []
            for events in [], [event]:
                generate_shop(
                    work_dir / "shop",
                    orders=orders,
                    seed=seed,
                    file_format="parquet",
                    stationary=True,
                    events=events,
                )
                models = models or compiled_models(work_dir)
                found.append(alarms(work_dir, models))
            yield seed, event.start, *found


def is_seen_in_time(found: list[tuple[str, str, date]], start: date) -> bool:
    """Tell whether the event is among the alarms on the last day of its month or of the next."""
    months = [
        12 * (day.year - start.year) + day.month - start.month
        for population, feature, day in found
        if (population, feature) == ("newcomers", "mean_review_score")
        # not the days of fits
        and (day + timedelta(days=1)).day == 1
    ]
    return any(month in (0, 1) for month in months)


# Shares of the bins, and numbers of newcomers and of those they are compared with.
DISTRIBUTIONS = {
    "review scores": [0.065, 0.03, 0.08, 0.2, 0.575, 0.05],
    "deciles": [0.1] * 10,
    "a rare value": [0.97, 0.025, 0.005],
    "two rare values": [0.99, 0.008, 0.002],
}
SIZES = [(15, 3_000), (30, 30), (60, 1_500), (150, 1_800), (600, 8_000), (1_500, 20_000),
         (3_000, 40_000)]  # fmt: skip


def chance_rates(pairs: int = 400_000) -> Iterator[tuple[str, int, int, float]]:
    """Yield distribution, sizes, and the share of pairs of samples above psi_by_chance."""
    random = np.random.default_rng(0)
    for name, shares in DISTRIBUTIONS.items():
        for sizes in SIZES:
            counts = [random.multinomial(size, shares, pairs) for size in sizes]
            is_bin = sum(counts) > 0
            bins = is_bin.sum(axis=1)
            one, other = (
                (count + 0.5) / (size + 0.5 * bins[:, None])
                for count, size in zip(counts, sizes, strict=True)
            )
            index = ((one - other) * np.log(one / other) * is_bin).sum(axis=1)
            freedom = np.maximum(bins - 1, 1)
            bound = freedom * (1 - 2 / (9 * freedom) + 3.719 * np.sqrt(2 / (9 * freedom))) ** 3
            yield name, *sizes, float(np.mean(index > bound * sum(1 / size for size in sizes)))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = "default: %(default)s"
    parser.add_argument("--orders", type=int, default=100_000, help=default)
    parser.add_argument("--seeds", type=int, default=20, help=default)
    parser.add_argument("--first-seed", type=int, default=1, help=default)
    parser.add_argument("--points", type=float, default=5, help=default)
    chance_help = "how often chance alone is above psi_by_chance"
    parser.add_argument("--chance", action="store_true", help=chance_help)
    options = parser.parse_args()
    if options.chance:
        print(
            "| distribution | newcomers | compared with | above, of 10,000 |\n|---|---:|---:|---:|"
        )
        for name, *sizes, share in chance_rates():
            print(f"| {name} | {sizes[0]:,} | {sizes[1]:,} | {10_000 * share:.1f} |", flush=True)
        return
    del options.chance

    print("| seed | event from | seen in two steps | alarms without it |\n|---:|---|---|---|")
    seen, quiet = 0, 0
    for seed, start, without, with_event in simulate(**vars(options)):
        is_seen = is_seen_in_time(with_event, start)
        seen, quiet = seen + is_seen, quiet + (not without)
        false = ", ".join(f"{day} {feature} ({population})" for population, feature, day in without)
        row = [str(seed), str(start), "yes" if is_seen else "no", false or "none"]
        print(f"| {' | '.join(row)} |", flush=True)
    print(
        f"\n{options.orders:,} orders: an event of {options.points:g} points was seen in {seen} of "
        f"{options.seeds} shops; {options.seeds - quiet} of {options.seeds} raised an alarm "
        "without one."
    )


if __name__ == "__main__":
    main()
