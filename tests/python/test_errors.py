"""What is wrong with the files or the vars stops the build and is named."""

import shutil
from pathlib import Path

import pytest
from conftest import SAMPLE_DIR, run_dbt

ORDERS = "olist_orders_dataset.csv"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Copy the sample's files, for the test to spoil."""
    return Path(shutil.copytree(SAMPLE_DIR, tmp_path / "files"))


def replace_in_first_lines(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_missing_directory(tmp_path: Path) -> None:
    result = run_dbt("build", work_dir=tmp_path, data_dir="no/such/directory")
    assert result.returncode != 0
    assert "OLIST_DATA_DIR is 'no/such/directory', which is no directory" in result.stdout
    assert "Set it to the directory that holds the nine files" in result.stdout


def test_missing_file_and_renamed_column(tmp_path: Path, files: Path) -> None:
    (files / "olist_sellers_dataset.csv").unlink()
    replace_in_first_lines(files / ORDERS, "order_status", "status")
    result = run_dbt("build", work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert f"File olist_sellers_dataset.csv is missing from {files}" in result.stdout
    assert f"File {ORDERS} has no column order_status (expected varchar)" in result.stdout


@pytest.mark.parametrize(
    ("file", "column", "old", "new", "expected"),
    [
        (ORDERS, "order_purchase_timestamp", "2023-", "2023/13/", "timestamp"),
        ("olist_order_items_dataset.csv", "price", ".", ".00", "decimal(18,2)"),
        ("olist_order_reviews_dataset.csv", "review_score", "", ".5", "integer"),
    ],
)
def test_unparseable_value(
    tmp_path: Path, files: Path, file: str, column: str, old: str, new: str, expected: str
) -> None:
    lines = (files / file).read_text(encoding="utf-8").splitlines(keepends=True)
    header = lines[0].replace('"', "").strip().split(",")
    values = lines[1].rstrip("\n").split(",")
    value = values[header.index(column)]
    values[header.index(column)] = f'"{value.replace(old, new, 1) if old else value + new}"'
    lines[1] = ",".join(values) + "\n"
    (files / file).write_text("".join(lines), encoding="utf-8")

    model = "stg_olist__" + file.removeprefix("olist_").removesuffix("_dataset.csv")
    result = run_dbt("run", "--select", model, work_dir=tmp_path, data_dir=files)
    assert result.returncode != 0
    assert f"File {file}, column {column}: expected {expected}, found " in result.stdout
    assert new in result.stdout


def test_vars_out_of_range(tmp_path: Path) -> None:
    policy = {
        "as_of_date": "2024-02-31",
        "reporting_at": "yesterday",
        "included_order_statuses": "delivered",
        "review_lookahead": "yes",
        "kmeans_cluster_count": "4",
        "random_state": -1,
        "rfm_quantiles": [0.5, 0.2, 0.6, 0.8],
    }
    result = run_dbt("build", work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    for name in policy:
        assert f"var {name} is " in result.stdout


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"feature": "shoe_size"}, "feature is 'shoe_size'; expected one of recency_days"),
        ({"feature": "recency_days", "transform": "sqrt"}, "transform is 'sqrt'; expected"),
        ({"feature": "recency_days", "scaling": "robust"}, "scaling is 'robust'; expected"),
        ({"feature": "recency_days", "weight": 0}, "weight is '0'; expected a number above 0"),
        ({"feature": "recency_days", "wieght": 2}, "unknown key 'wieght'; expected feature,"),
        ("recency_days", "'recency_days'; expected a mapping such as"),
    ],
)
def test_recipe_errors_name_recipe_and_entry(tmp_path: Path, entry: object, message: str) -> None:
    policy = {"recipe": "mine", "recipes": {"mine": [{"feature": "spend_amount"}, entry]}}
    result = run_dbt("parse", work_dir=tmp_path, policy=policy)
    assert result.returncode != 0
    assert "var recipes, recipe mine, entry 2: " + message in " ".join(result.stdout.split())
