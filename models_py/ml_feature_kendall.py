"""dbt model: Kendall's tau-b of every pair of features, as of the current date."""

from segmentation import frame, kendall_tau_b

COLUMNS = {"feature": "str", "other_feature": "str", "kendall_tau_b": "float64"}


def model(dbt, session):
    """Return one row per pair of features of which customers have both."""
    pairs = dbt.ref("int_feature_pairs")
    rows = []
    for pair in sorted(pairs.project("feature, other_feature").distinct().fetchall()):
        of_pair = pairs.filter("feature = '{}' and other_feature = '{}'".format(*pair))
        cells = of_pair.project("x_cell, y_cell, customer_count").fetchnumpy()
        rows.append(
            (*pair, kendall_tau_b(cells["x_cell"], cells["y_cell"], cells["customer_count"]))
        )
    return frame(rows, COLUMNS)
