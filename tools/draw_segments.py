"""Draw the segments of a built database: their share of customers beside their share of spend.

Usage: python tools/draw_segments.py warehouse.duckdb docs/images/segments.png --source "Olist"
"""

import argparse
from pathlib import Path

import duckdb
import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

CUSTOMER_COLOUR, SPEND_COLOUR = "#9db4c0", "#253237"
TITLES = {
    "rfm": "RFM: named cells of the score grid",
    "kmeans": "KMeans: nearest centroid",
    "ward": "Ward: agglomerative",
    "dbscan": "DBSCAN: dense regions and noise",
}


def draw(database: Path, image: Path, source: str) -> None:
    """Draw one panel per algorithm, one pair of bars per segment, largest segment first."""
    with duckdb.connect(str(database), read_only=True) as connection:
        profiles = connection.sql(
            "select algorithm, segment_name, customer_share, spend_share "
            "from marts.segment_profiles order by algorithm, customer_count, segment_id"
        ).df()
        (as_of_date, customers) = connection.sql(
            "select max(as_of_date), count(*) from marts.customer_features"
        ).fetchall()[0]
    algorithms = [a for a in TITLES if a in set(profiles.algorithm)]
    heights = [sum(profiles.algorithm == a) for a in algorithms]
    figure, panels = pyplot.subplots(
        len(algorithms),
        figsize=(9, 0.42 * sum(heights) + 2),
        height_ratios=heights,
        layout="constrained",
        squeeze=False,
    )
    for panel, algorithm in zip(panels.flat, algorithms, strict=True):
        segments = profiles[profiles.algorithm == algorithm].reset_index(drop=True)
        for offset, column, colour, label in (
            (0.2, "customer_share", CUSTOMER_COLOUR, "share of customers"),
            (-0.2, "spend_share", SPEND_COLOUR, "share of spend"),
        ):
            bars = panel.barh(
                segments.index + offset, 100 * segments[column], 0.4, color=colour, label=label
            )
            panel.bar_label(bars, fmt="%.1f %%", padding=3, fontsize=8)
        panel.set_yticks(segments.index, segments.segment_name)
        panel.set_title(TITLES[algorithm], loc="left", fontsize=11)
        panel.set_xlim(0, 100 * profiles[["customer_share", "spend_share"]].max().max() * 1.12)
        panel.spines[["top", "right", "bottom"]].set_visible(False)
        panel.set_xticks([])
        panel.tick_params(axis="y", length=0)
    panels.flat[0].legend(loc="lower right", frameon=False)
    figure.suptitle(f"{customers:,} customers of {source} as of {as_of_date:%Y-%m-%d}", fontsize=12)
    image.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(image, dpi=110, metadata={"Software": None})


def main() -> None:
    """Parse the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path, help="a database that dbt build has made")
    parser.add_argument("image", type=Path, help="the PNG file to write")
    parser.add_argument("--source", default="the shop", help="whose customers they are")
    arguments = parser.parse_args()
    draw(arguments.database, arguments.image, arguments.source)


if __name__ == "__main__":
    main()
