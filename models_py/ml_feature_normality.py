"""dbt model: whether features are normally distributed, before and after a recipe's transforms."""

from segmentation import frame, normality_tests, read_policy

COLUMNS = {
    "recipe": "str",
    "feature": "str",
    "stage": "str",
    "test": "str",
    "least_sample_size": "int32",
    "sample_size": "int32",
    "statistic": "float64",
    "p_value": "float64",
}


def model(dbt, session):
    """Return one row per recipe, feature, stage and test."""
    policy = read_policy(dbt.ref("int_policy"))
    samples = dbt.ref("int_normality_samples").order("sample_number").df()
    values = dict(list(samples.groupby(["recipe", "feature", "stage"])["feature_value"]))
    keys = [
        (recipe, entry["feature"], stage)
        for recipe, entries in policy["recipes"].items()
        for entry in entries
        for stage in ("before", "after")
    ]
    rows = [(*key, *test) for key in keys for test in normality_tests(values.get(key, []))]
    return frame(rows, COLUMNS)
