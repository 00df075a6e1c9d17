"""The stability simulation, straightforwardly: pandas and scikit-learn on every customer.

Independent of the project on purpose: it reads the raw files, knows no points, no SQL and no
library of ours, and serves the benchmark to check and to time segment_stability.

Usage: python tools/pandas_stability.py DATA_DIR CURVES.csv PROTOCOL, the last as JSON with the
arguments of simulate(). Prints the seconds that the simulation took, reading the files left out.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import MinMaxScaler

FEATURES = ["recency_days", "order_count", "item_count", "spend_amount", "mean_review_score"]


def read_orders(data_dir: Path) -> pd.DataFrame:
    """Return one row per delivered order: customer, purchase date, items, spend, review sum."""

    def read(entity: str, columns: list[str]) -> pd.DataFrame:
        return pd.read_csv(data_dir / f"olist_{entity}_dataset.csv", usecols=columns)

    orders = read("orders", ["order_id", "customer_id", "order_status", "order_purchase_timestamp"])
    customers = read("customers", ["customer_id", "customer_unique_id"])
    items = read("order_items", ["order_id", "price"]).groupby("order_id")["price"]
    reviews = read("order_reviews", ["order_id", "review_score"]).groupby("order_id")
    orders = orders[orders["order_status"] == "delivered"].merge(customers, on="customer_id")
    totals = pd.DataFrame({"item_count": items.size(), "spend_amount": items.sum()})
    scores = reviews["review_score"].agg(review_sum="sum", review_count="count")
    orders = orders.join(totals, on="order_id").join(scores, on="order_id").fillna(0)
    orders["purchase_date"] = pd.to_datetime(orders["order_purchase_timestamp"]).dt.normalize()
    return orders


def features_as_of(orders: pd.DataFrame, as_of_date: pd.Timestamp) -> pd.DataFrame:
    """Return the features of the recipe behaviour, every review of a known order counted."""
    known = orders[orders["purchase_date"] <= as_of_date]
    customers = known.groupby("customer_unique_id").agg(
        last_purchase=("purchase_date", "max"),
        order_count=("order_id", "size"),
        item_count=("item_count", "sum"),
        spend_amount=("spend_amount", "sum"),
        review_sum=("review_sum", "sum"),
        review_count=("review_count", "sum"),
    )
    customers["recency_days"] = (as_of_date - customers["last_purchase"]).dt.days
    score = customers["review_sum"] / customers["review_count"].replace(0, np.nan)
    customers["mean_review_score"] = score.fillna(score.mean())
    return customers[FEATURES].astype(float)


def match_quantiles(values: pd.Series, reference: pd.Series) -> np.ndarray:
    """Give each value the one at its quantile in the reference; equal values stay equal."""
    quantiles = (values.rank(method="average") - 0.5) / len(values)
    return np.quantile(reference, quantiles, method="hazen")


def simulate(
    orders: pd.DataFrame,
    start: str | None,
    end: str,
    origins_weeks: list[int],
    step_weeks: int,
    cluster_count: int,
    random_state: int,
) -> pd.DataFrame:
    """Return one row per origin and step, with the columns of segment_stability.

    Args:
        orders: see read_orders().
        start: history_start_date, YYYY-MM-DD; None = first delivered purchase.
        end: the last day to look at, YYYY-MM-DD.
        origins_weeks: weeks of history that each frozen model is fitted on.
        step_weeks: weeks between comparisons.
        cluster_count: number of clusters.
        random_state: seed of the fits; the ceiling's other seed is the next.
    """
    first_date = pd.Timestamp(start) if start else orders["purchase_date"].min()

    def fit(scaled: np.ndarray, seed: int) -> KMeans:
        return KMeans(cluster_count, n_init=10, random_state=seed).fit(scaled)

    rows = []
    for origin_weeks in origins_weeks:
        origin_date = first_date + pd.Timedelta(weeks=origin_weeks)
        at_origin = features_as_of(orders, origin_date)
        frozen_scaler = MinMaxScaler().fit(at_origin)
        frozen = fit(frozen_scaler.transform(at_origin), random_state)
        for as_of_date in pd.date_range(origin_date, end, freq=f"{7 * step_weeks}D"):
            features = features_as_of(orders, as_of_date)
            in_frozen_scale = frozen_scaler.transform(features)
            in_own_scale = MinMaxScaler().fit_transform(features)
            recency = match_quantiles(features["recency_days"], at_origin["recency_days"])
            not_aged = frozen_scaler.transform(features.assign(recency_days=recency))
            frozen_labels = frozen.predict(in_frozen_scale)
            refit_labels = fit(in_own_scale, random_state).labels_
            pairs = {
                "ari": (frozen_labels, refit_labels),
                "ari_ceiling": (refit_labels, fit(in_own_scale, random_state + 1).labels_),
                "ari_scaler_kept": (frozen_labels, fit(in_frozen_scale, random_state).labels_),
                "ari_scaler_refreshed": (frozen.predict(in_own_scale), refit_labels),
                "ari_without_ageing": (
                    frozen.predict(not_aged),
                    fit(not_aged, random_state).labels_,
                ),
            }
            rows.append(
                {
                    "origin_date": origin_date,
                    "weeks_since_fit": (as_of_date - origin_date).days // 7,
                    "customer_count": len(features),
                    **{name: adjusted_rand_score(*labels) for name, labels in pairs.items()},
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Simulate as the command line says."""
    data_dir, curves, protocol = sys.argv[1:]
    orders = read_orders(Path(data_dir))
    start = time.perf_counter()
    simulate(orders, **json.loads(protocol)).to_csv(curves, index=False)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
