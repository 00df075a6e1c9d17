"""The tables of exploration against pandas and scipy, from the raw files and customer_features."""

import json
from hashlib import md5
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.decomposition import PCA

from conftest import Build

FEATURES = [
    "recency_days",
    "tenure_days",
    "order_count",
    "item_count",
    "spend_amount",
    "mean_item_price",
    "mean_review_score",
]
NUMBERS = ("integer", "double", "decimal(18,2)")
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def raw_file(shop: Build, source: str) -> pd.DataFrame:
    """Read a file as text; what is empty is missing."""
    (path,) = [
        path
        for path in shop.data_dir.glob("*.csv")
        if path.stem.removeprefix("olist_").removesuffix("_dataset") == source
    ]
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")


def tidied(values: pd.Series) -> pd.Series:
    """Return text as staging tidies it."""
    if values.name.endswith("zip_code_prefix"):
        return values.str.zfill(5)
    if values.name.endswith("city") or values.name == "order_status":
        return values.str.strip(" ").str.lower()
    return values.str.strip(" ").str.upper() if values.name.endswith("state") else values


@pytest.fixture(scope="module")
def customers(shop: Build) -> pd.DataFrame:
    """Return the public features of every customer."""
    columns = ", ".join(["customer_unique_id", *FEATURES])
    rows = shop.frame(f"select {columns} from marts.customer_features order by 1")
    return rows.astype(dict.fromkeys(FEATURES, float))


@pytest.fixture(scope="module")
def stages(shop: Build, customers: pd.DataFrame) -> dict[tuple, pd.Series]:
    """Return the values of every customer by recipe, feature and stage."""
    ((recipes,),) = shop.rows("select value from intermediate.int_policy where name = 'recipes'")
    means = shop.frame("from intermediate.int_feature_means where is_current").iloc[0]
    scalers = shop.frame(
        "from intermediate.int_feature_scalers where as_of_date = "
        "(select as_of_date from intermediate.int_feature_means where is_current)"
    ).set_index("recipe")
    stages = {}
    for recipe, entries in json.loads(recipes).items():
        for entry in entries:
            feature = entry["feature"]
            values = customers[feature]
            stages[recipe, feature, "before"] = values
            imputed = values.fillna(means[f"{feature}_mean"])
            transforms = {"identity": lambda values: values, "sqrt": np.sqrt, "log1p": np.log1p}
            transformed = transforms[entry["transform"]](imputed)
            center = scalers.loc[recipe, f"{feature}_center"]
            scale = scalers.loc[recipe, f"{feature}_scale"]
            # the scaler itself is of decimals of six places
            is_minmax = entry["scaling"] == "minmax"
            extent = np.ptp(transformed) if is_minmax else transformed.std(ddof=0)
            assert center == pytest.approx(
                transformed.min() if is_minmax else transformed.mean(), rel=1e-6
            )
            assert scale == pytest.approx(extent / entry["weight"], rel=1e-6)
            stages[recipe, feature, "after"] = (transformed - center) / scale
    return stages


def by_stage(shop: Build, table: str) -> pd.DataFrame:
    return shop.frame(f"from marts.{table}").set_index(["recipe", "feature", "stage"]).sort_index()


def test_every_column_of_every_file_is_profiled(shop: Build) -> None:
    manifest = json.loads((shop.target_dir / "manifest.json").read_text())
    declared = [
        (source["name"], column, position, found["data_type"])
        for source in manifest["sources"].values()
        # who must not be contacted is no part of the shop's data
        if source["name"] != "suppressions"
        for position, (column, found) in enumerate(source["columns"].items(), start=1)
    ]
    profiled = shop.rows(
        "select source, column_name, column_position, data_type from marts.source_profile"
    )
    assert sorted(profiled) == sorted(declared)


def test_source_profile_is_that_of_pandas(shop: Build) -> None:
    for source, profile in shop.frame("from marts.source_profile").groupby("source"):
        rows = raw_file(shop, source)
        for row in profile.itertuples():
            values = tidied(rows[row.column_name]).dropna()
            counts = values
            where = source, row.column_name
            if row.data_type in NUMBERS:
                values = values.astype(float)
                quartiles = row.first_quartile, row.median_value, row.third_quartile
                expected = values.quantile([0.25, 0.5, 0.75])
                np.testing.assert_allclose(quartiles, expected, **CLOSE, err_msg=str(where))
                counts = values
            elif row.data_type == "timestamp":
                values = counts = pd.to_datetime(values, format="ISO8601")
            if row.data_type not in NUMBERS:
                assert np.isnan([row.first_quartile, row.median_value, row.third_quartile]).all()
            frequencies = counts.value_counts()
            first = min(frequencies.index[frequencies == frequencies.iloc[0]])
            same = {"varchar": str, "timestamp": pd.Timestamp}.get(row.data_type, float)
            assert (
                row.row_count,
                row.missing_count,
                row.distinct_count,
                same(row.min_value),
                same(row.max_value),
                same(row.most_frequent_value),
                row.most_frequent_count,
            ) == (
                len(rows),
                len(rows) - len(values),
                values.nunique(),
                values.min(),
                values.max(),
                first,
                frequencies.iloc[0],
            ), where
            assert row.missing_share == pytest.approx(1 - len(values) / len(rows), rel=1e-9)
            assert row.most_frequent_share == pytest.approx(frequencies.iloc[0] / len(rows))


def test_feature_distribution_is_that_of_pandas(shop: Build, stages: dict) -> None:
    found = by_stage(shop, "feature_distribution")
    assert set(found.index) == set(stages)
    for key, with_missing in stages.items():
        values = with_missing.dropna()
        low, middle, high = values.quantile([0.25, 0.5, 0.75])
        reach = 1.5 * (high - low)
        # a value at the fence is no outlier, and rounding must not make it one
        slack = 1e-9 * np.ptp(values)
        is_outlier = (values < low - reach - slack) | (values > high + reach + slack)
        expected = {
            "customer_count": len(values),
            "missing_count": len(with_missing) - len(values),
            "min_value": values.min(),
            "whisker_low": values[~is_outlier].min(),
            "first_quartile": low,
            "median_value": middle,
            "third_quartile": high,
            "whisker_high": values[~is_outlier].max(),
            "max_value": values.max(),
            "mean_value": values.mean(),
            "stddev_value": values.std(),
            "outlier_count": is_outlier.sum(),
            "outlier_share": is_outlier.mean(),
            "skewness": values.skew(),
            "excess_kurtosis": values.kurt(),
        }
        np.testing.assert_allclose(
            found.loc[key, list(expected)].astype(float),
            list(expected.values()),
            **CLOSE,
            err_msg=str(key),
        )


def test_feature_histogram_counts_the_customers_of_its_bins(shop: Build, stages: dict) -> None:
    found = by_stage(shop, "feature_histogram")
    assert set(found.index) == set(stages)
    for key, with_missing in stages.items():
        values = with_missing.dropna()
        bins = found.loc[[key]].sort_values("bin")
        assert list(bins.bin) == list(range(1, len(bins) + 1)), key
        np.testing.assert_allclose(bins.customer_share, bins.customer_count / len(values), **CLOSE)
        frequencies = values.round(9).value_counts().sort_index()
        if len(frequencies) <= 40:
            assert not bins.is_tail.any(), key
            np.testing.assert_allclose(bins.bin_start, frequencies.index, atol=1e-9)
            np.testing.assert_allclose(bins.bin_end, bins.bin_start, rtol=0)
            assert list(bins.customer_count) == list(frequencies), key
            continue
        last = values.quantile(0.99)
        wide, tail = bins[~bins.is_tail], bins[bins.is_tail]
        edges = np.linspace(values.min(), last, 41)
        np.testing.assert_allclose(wide.bin_start, edges[:-1], **CLOSE)
        np.testing.assert_allclose(wide.bin_end, edges[1:], **CLOSE)
        assert (len(tail) == 1) == (values.max() > last), key
        np.testing.assert_allclose(tail.bin_start, last, **CLOSE)
        np.testing.assert_allclose(tail.bin_end, values.max(), **CLOSE)
        assert list(tail.customer_count) == [(values > last + 1e-9).sum()] * len(tail), key
        # values at an edge, which a rounding may move, are counted up to each edge
        below = [(values < edge - 1e-9).sum() for edge in edges[1:-1]]
        up_to = [(values < edge + 1e-9).sum() for edge in edges[1:-1]]
        counted = wide.customer_count.cumsum().to_numpy()
        assert (below <= counted[:-1]).all(), key
        assert (counted[:-1] <= up_to).all(), key
        assert bins.customer_count.sum() == len(values), key


def test_feature_correlation_is_that_of_scipy(shop: Build, customers: pd.DataFrame) -> None:
    found = shop.frame("from marts.feature_correlation").set_index(["feature", "other_feature"])
    assert set(found.index) == set(combinations(FEATURES, 2))
    for (feature, other), row in found.iterrows():
        both = customers[[feature, other]].dropna()
        assert row.customer_count == len(both)
        assert row.distinct_pair_count == len(both.drop_duplicates())
        assert row.is_exact
        expected = (
            stats.pearsonr(both[feature], both[other]).statistic,
            stats.spearmanr(both[feature], both[other]).statistic,
            stats.kendalltau(both[feature], both[other]).statistic,
        )
        correlations = row[["pearson", "spearman", "kendall_tau_b"]].astype(float)
        np.testing.assert_allclose(correlations, expected, **CLOSE, err_msg=f"{feature} {other}")


def test_feature_normality_is_that_of_scipy(
    shop: Build, customers: pd.DataFrame, stages: dict
) -> None:
    found = by_stage(shop, "feature_normality")
    digests = [md5(each.encode()).hexdigest() for each in customers["customer_unique_id"]]
    drawn = np.argsort(digests)[:5000]
    assert set(found.index) == set(stages)
    for key, with_missing in stages.items():
        values = with_missing.iloc[drawn].dropna().to_numpy()
        tests = found.loc[[key]].set_index("test")
        assert len(tests) == 3
        expected = {
            "dagostino_pearson": stats.normaltest(values),
            "anderson_darling": stats.anderson(values, "norm", method="interpolate"),
            "shapiro_wilk": stats.shapiro(values),
        }
        for test, result in expected.items():
            row = tests.loc[test]
            where = f"{key} {test}"
            assert row.sample_size == len(values), where
            np.testing.assert_allclose(row.statistic, result.statistic, rtol=1e-9, err_msg=where)
            np.testing.assert_allclose(row.p_value, result.pvalue, rtol=1e-9, err_msg=where)
            assert row.is_rejected == (result.pvalue < 0.05), where
            assert str(len(values)) in row.meaning, where


@pytest.fixture(scope="module")
def orders(shop: Build) -> pd.DataFrame:
    """Return the included orders of the raw files, with what they held and how they were liked."""
    orders = raw_file(shop, "orders").merge(raw_file(shop, "customers"), on="customer_id")
    for column in orders.columns[orders.columns.str.match("order_(purchase|delivered|estimated)")]:
        orders[column] = pd.to_datetime(orders[column], format="ISO8601")
    now = orders["order_purchase_timestamp"].max().normalize()
    orders = orders[tidied(orders["order_status"]) == "delivered"]
    # a delivery without a date counts from the promised one
    counts_from = orders["order_delivered_customer_date"].fillna(
        orders["order_estimated_delivery_date"]
    )
    orders = orders[counts_from.dt.normalize() <= now]
    items = raw_file(shop, "order_items").astype({"price": float}).groupby("order_id")["price"]
    reviews = raw_file(shop, "order_reviews")
    answered = pd.to_datetime(reviews["review_answer_timestamp"], format="ISO8601")
    reviews = reviews[answered.dt.normalize() <= now].astype({"review_score": float})
    scores = reviews.groupby("order_id")["review_score"].agg(["sum", "count"])
    orders = orders.join(items.sum().rename("revenue"), on="order_id").join(scores, on="order_id")
    delivered = orders["order_delivered_customer_date"].dt.normalize()
    orders["is_delivered"] = delivered <= now
    orders["is_late"] = orders["is_delivered"] & (
        delivered > orders["order_estimated_delivery_date"].dt.normalize()
    )
    orders["month"] = orders["order_purchase_timestamp"].dt.to_period("M")
    orders["cohort"] = orders.groupby("customer_unique_id")["month"].transform("min")
    return orders


def test_orders_by_month_are_those_of_the_raw_files(shop: Build, orders: pd.DataFrame) -> None:
    found = shop.frame("from marts.orders_by_month order by month_start_date")
    months = pd.period_range(orders["month"].min(), orders["month"].max(), freq="M")
    groups = orders.groupby("month")
    count = groups.size()
    new = orders[orders["month"] == orders["cohort"]].groupby("month")
    expected = pd.DataFrame(
        {
            "order_count": count,
            "customer_count": groups["customer_unique_id"].nunique(),
            "new_customer_count": new["customer_unique_id"].nunique(),
            "revenue_amount": groups["revenue"].sum(),
            "average_order_value": groups["revenue"].sum() / count,
            "delivered_order_count": groups["is_delivered"].sum(),
            "late_order_count": groups["is_late"].sum(),
            "late_share": groups["is_late"].sum() / groups["is_delivered"].sum(),
            "mean_review_score": groups["sum"].sum() / groups["count"].sum(),
        },
        index=months,
    )
    shares = ["average_order_value", "late_share", "mean_review_score"]
    expected[expected.columns.difference(shares)] = expected[
        expected.columns.difference(shares)
    ].fillna(0)
    assert list(pd.PeriodIndex(found["month_start_date"], freq="M")) == list(months)
    np.testing.assert_allclose(
        found[expected.columns].astype(float), expected.astype(float), **CLOSE
    )


def test_customer_cohorts_are_those_of_the_raw_files(shop: Build, orders: pd.DataFrame) -> None:
    found = shop.frame("from marts.customer_cohorts order by cohort_month, months_since")
    last = orders["month"].max()
    rows = []
    for cohort, of_cohort in orders.groupby("cohort"):
        size, spent = of_cohort["customer_unique_id"].nunique(), 0.0
        for since, month in enumerate(pd.period_range(cohort, last, freq="M")):
            bought = of_cohort[of_cohort["month"] == month]
            retained = bought["customer_unique_id"].nunique()
            spent += bought["revenue"].sum()
            figures = size, retained, retained / size, len(bought), bought["revenue"].sum()
            rows.append((cohort.start_time, since, *figures, spent / size))
    expected = pd.DataFrame(rows, columns=found.columns)
    assert (found["cohort_month"] == expected["cohort_month"]).all()
    np.testing.assert_allclose(
        found.drop(columns="cohort_month").astype(float),
        expected.drop(columns="cohort_month").astype(float),
        rtol=1e-9,
        atol=1e-9,
    )


def test_segment_map_is_the_plane_of_scikit_learn(
    shop: Build, customers: pd.DataFrame, stages: dict
) -> None:
    """Whose axes explain about as much of the customers' own values, which points gather."""
    axes = shop.frame("from marts.segment_map_axes").set_index(["axis", "feature"])
    (recipe,) = axes["recipe"].unique()
    features = axes.loc["x"].index.tolist()
    points = shop.frame(
        f"select point_id, customer_count, {', '.join(features)} "
        f"from intermediate.int_feature_points where recipe = '{recipe}' and as_of_date = "
        "(select as_of_date from intermediate.int_feature_means where is_current) order by point_id"
    )
    weights = points["customer_count"].to_numpy()
    repeated = np.repeat(points[features].to_numpy(), weights, axis=0)
    fit = PCA(2, svd_solver="covariance_eigh").fit(repeated)
    exact = np.column_stack([stages[recipe, feature, "after"] for feature in features])
    exact_shares = PCA(2).fit(exact).explained_variance_ratio_
    projected = fit.transform(points[features].to_numpy())
    centres, widths = [], []
    for number, axis in enumerate(("x", "y")):
        loadings = axes.loc[axis, "loading"]
        largest = np.abs(loadings).idxmax()
        assert loadings[largest] > 0
        sign = np.sign(fit.components_[number][features.index(largest)])
        np.testing.assert_allclose(loadings, sign * fit.components_[number], rtol=1e-7, atol=1e-9)
        (share,) = axes.loc[axis, "explained_variance_share"].unique()
        assert share == pytest.approx(fit.explained_variance_ratio_[number], rel=1e-9)
        assert share == pytest.approx(exact_shares[number], abs=0.005)
        values = sign * projected[:, number]
        (width,) = axes.loc[axis, "cell_width"].unique()
        assert width == pytest.approx(np.ptp(values) / 60, rel=1e-7)
        cells = np.minimum(np.floor((values - values.min()) / width), 59)
        centres.append(values.min() + (cells + 0.5) * width)
        widths.append(width)

    expected = pd.DataFrame({"point_id": points["point_id"], "x": centres[0], "y": centres[1]})
    placed = shop.frame(
        "select points.point_id, segments.* "
        "from intermediate.int_customer_points as points "
        "join marts.dim_customers as ids using (customer_key) "
        "join marts.customer_segments as segments using (customer_unique_id)"
    ).merge(expected, on="point_id")
    found = shop.frame("from marts.segment_map")
    assert (found["recipe"] == recipe).all()
    # by the number of the cell, because centres differ in the last digits
    keys = ["algorithm", "segment_id", "segment_name", "x", "y"]
    for rows in (found, placed):
        for axis, width in zip(("x", "y"), widths, strict=True):
            rows[axis] = (rows[axis] / width).round(6)
    counted = placed.groupby(keys).size().sort_index()
    counts = found.set_index(keys)["customer_count"].sort_index()
    pd.testing.assert_series_equal(counted, counts, check_names=False)
    assert set(found.groupby("algorithm")["customer_count"].sum()) == {len(customers)}
