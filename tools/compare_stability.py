"""Run the stability simulation by dbt and by a plain pandas loop; compare, time and draw both.

Usage: python tools/compare_stability.py DATA_DIR VARS_FILE [--plain CSV] [--image PNG]

The vars are a YAML file such as docs/study.yml, in the protocol of the plain loop: recipe
behaviour, orders and reviews counted from the purchase, and a list of origins.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import duckdb
import matplotlib
import pandas as pd

matplotlib.use("Agg")
from matplotlib import pyplot

ROOT = Path(__file__).resolve().parents[1]
# What a build without tests leaves out.
TABLES_ONLY = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
# Largest difference between the curves that counts as agreement.
TOLERANCE = 0.02
MEASURES = {
    "ari": ("frozen model against refit", "#b23a48", "-"),
    "ari_scaler_kept": ("… refit keeps the frozen scaler", "#e29578", ":"),
    "ari_scaler_refreshed": ("… frozen centroids, new scaler", "#83a95c", "--"),
    "ari_without_ageing": ("… ageing taken out", "#3d6b6b", "-."),
    "ari_ceiling": ("noise ceiling: refit against refit, other seed", "#9a9a9a", "-"),
}
# What of a build is the simulation: its dates, their features and points, fits and measures.
SIMULATION = [
    "int_as_of_dates",
    "int_stability_steps",
    "int_customer_states",
    "int_feature_histograms",
    "int_feature_means",
    "int_feature_scalers",
    "int_feature_cells",
    "int_feature_points",
    "ml_cluster_stability",
    "int_rfm_cut_points",
    "int_rfm_grid",
    "int_rfm_stability",
    "int_stability_agreements",
    "segment_stability",
]


class Comparison(NamedTuple):
    """Both curves, and what they took.

    Attributes:
        curves: one row per origin and step, the plain loop's columns with the suffix _plain.
        threshold: index below which a model counts as stale.
        recommendations: rows of retraining_recommendation.
        seconds: of the simulation within dbt, rfm included, one model at a time; like the plain
            loop's without what comes before the orders' facts.
        plain_seconds: of the plain loop, without reading the files.
    """

    curves: pd.DataFrame
    threshold: float
    recommendations: pd.DataFrame
    seconds: float
    plain_seconds: float

    def largest_difference(self, measure: str) -> float:
        """Return the largest difference between the two curves of a measure."""
        return (self.curves[measure] - self.curves[f"{measure}_plain"]).abs().max()


def compare(data_dir: Path, vars_file: Path) -> Comparison:
    """Build the simulation with dbt, run the plain loop, and join them."""
    with tempfile.TemporaryDirectory() as work_dir:
        subprocess.run(
            [
                Path(sys.executable).with_name("dbt"),
                *("--quiet", "build", "--threads", "1"),
                *TABLES_ONLY,
                *("--vars", vars_file.read_text(), "--select"),
                *("+retraining_recommendation", "+segment_stability"),
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "OLIST_DATA_DIR": str(data_dir.resolve()),
                "SEGMENTATION_DB": f"{work_dir}/warehouse.duckdb",
                "DBT_TARGET_PATH": f"{work_dir}/target",
                "DBT_LOG_PATH": f"{work_dir}/logs",
            },
            check=True,
        )
        results = json.loads(Path(work_dir, "target/run_results.json").read_text())["results"]
        seconds = sum(
            result["execution_time"]
            for result in results
            if result["unique_id"].split(".")[-1] in SIMULATION
        )
        with duckdb.connect(f"{work_dir}/warehouse.duckdb", read_only=True) as connection:
            ours = connection.sql("from marts.segment_stability where algorithm = 'kmeans'").df()
            recommendations = connection.sql(
                "from marts.retraining_recommendation order by algorithm"
            ).df()
            policy = {
                name: json.loads(value)
                for name, value in connection.sql("from intermediate.int_policy").fetchall()
            }
        # in a process of its own, because ours sets the threads of the linear algebra
        protocol = {
            "start": policy["history_start_date"],
            "end": policy["as_of_date"],
            "origins_weeks": policy["stability_origins_weeks"],
            "step_weeks": policy["stability_step_weeks"],
            "cluster_count": policy["kmeans_cluster_count"],
            "random_state": policy["random_state"],
        }
        plain_file = Path(work_dir, "plain.csv")
        script = ROOT / "tools" / "pandas_stability.py"
        plain_run = subprocess.run(
            [sys.executable, script, data_dir, plain_file, json.dumps(protocol)],
            check=True,
            capture_output=True,
            text=True,
        )
        plain = pd.read_csv(plain_file, parse_dates=["origin_date"])
    keys = ["origin_date", "weeks_since_fit", "customer_count"]
    curves = ours.merge(plain, on=keys, suffixes=("", "_plain"), how="outer", validate="1:1")
    curves = curves.sort_values(keys, ignore_index=True)
    if curves[list(MEASURES)].isna().any(axis=None) or len(curves) != len(plain):
        raise RuntimeError("the two simulations have other steps or other numbers of customers")
    comparison = Comparison(
        curves, policy["stability_threshold"], recommendations, seconds, float(plain_run.stdout)
    )
    if comparison.largest_difference("ari") > TOLERANCE:
        raise RuntimeError(f"the curves differ by {comparison.largest_difference('ari'):.4f}")
    return comparison


def draw(curves: pd.DataFrame, threshold: float, image: Path) -> None:
    """Draw one panel per origin, with the plain loop as dots."""
    origins = curves.groupby("origin_date")
    figure, panels = pyplot.subplots(
        1, len(origins), figsize=(11, 4.6), layout="constrained", sharey=True, squeeze=False
    )
    for panel, (origin_date, rows) in zip(panels.flat, origins, strict=True):
        for measure, (label, colour, style) in MEASURES.items():
            panel.plot(rows.weeks_since_fit, rows[measure], style, color=colour, label=label)
        panel.plot(
            rows.weeks_since_fit,
            rows.ari_plain,
            "o",
            color=MEASURES["ari"][1],
            markersize=4,
            label="frozen model against refit, plain loop on every customer",
        )
        panel.axhline(threshold, color="black", linewidth=0.8)
        fallen = rows.weeks_since_fit[rows.ari < threshold]
        if len(fallen):
            held = rows.weeks_since_fit[rows.weeks_since_fit < fallen.min()].max()
            panel.axvline(held, color="black", linewidth=0.8, linestyle=(0, (2, 2)))
            panel.annotate(f"{held} weeks", (held, 0.02), (4, 0), textcoords="offset points")
        panel.set_title(f"model frozen on {origin_date:%Y-%m-%d}", loc="left", fontsize=11)
        panel.set_xlabel("weeks since the fit")
        panel.set_ylim(0, 1.03)
        panel.spines[["top", "right"]].set_visible(False)
    panels.flat[0].set_ylabel("adjusted Rand index")
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    image.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(image, dpi=110, metadata={"Software": None})


def main() -> None:
    """Parse the command line, compare, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="directory of the CSV files")
    parser.add_argument("vars_file", type=Path, help="vars of the project, such as docs/study.yml")
    parser.add_argument("--plain", type=Path, help="write the plain loop's curves to this CSV file")
    parser.add_argument("--image", type=Path, help="write the picture to this PNG file")
    arguments = parser.parse_args()
    comparison = compare(arguments.data_dir, arguments.vars_file)
    for measure in MEASURES:
        print(f"largest difference, {measure}: {comparison.largest_difference(measure):.4f}")
    print(f"seconds: {comparison.seconds:.1f}; plain loop: {comparison.plain_seconds:.1f}")
    print(comparison.recommendations.to_string(index=False))
    if arguments.plain:
        keys = ["origin_date", "weeks_since_fit"]
        plain = comparison.curves[[*keys, *(f"{measure}_plain" for measure in MEASURES)]]
        plain = plain.rename(columns=lambda name: name.removesuffix("_plain"))
        plain.to_csv(arguments.plain, index=False, float_format="%.4f")
    if arguments.image:
        draw(comparison.curves, comparison.threshold, arguments.image)


if __name__ == "__main__":
    main()
