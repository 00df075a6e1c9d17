"""What the README tells users to run does what it says."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, SAMPLE_DIR, Build

SPECIFICATION = importlib.util.spec_from_file_location("fill", ROOT / "tools/fill_figures.py")
fill = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(fill)


@pytest.mark.parametrize("shop", ["real"], indirect=True)
@pytest.mark.parametrize("path", fill.PAGES, ids=lambda path: path.name)
def test_figures_are_those_of_the_real_shop(shop: Build, study: Build, path: Path) -> None:
    page = path.read_text()
    with fill.connect(shop.database, study.database) as connection:
        assert fill.with_figures(page, connection) == page, (
            "fill them anew: python tools/fill_figures.py DATABASE STUDY_DATABASE"
        )


@pytest.mark.parametrize("shop", ["sample"], indirect=True)
def test_the_sample_is_of_the_size_that_the_readme_says(shop: Build) -> None:
    ((orders,),) = shop.rows("select count(*) from marts.fct_orders")
    assert f"[generated](data/README.md): {orders:,} orders" in (ROOT / "README.md").read_text()


def test_every_figure_has_a_query_and_every_query_a_figure() -> None:
    names = [name for path in fill.PAGES for name in re.findall(r"<!--(\w+)-->", path.read_text())]
    assert set(names) == set(fill.figure_queries())


@pytest.mark.parametrize("door", ["SHOP_FILE=orders.csv", "OLIST_DATA_DIR="])
def test_data_of_ones_own_are_built_by_one_line(door: str, sample: Build, tmp_path: Path) -> None:
    """In a copy of the project, with an environment that is there."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (command,) = [block for block in blocks if door in block]
    project_dir = tmp_path / "project"
    ignore = shutil.ignore_patterns("python", "__pycache__", "sample")
    for name in ("dbt_project", "models_py", "seeds", "analyses", "tests", "data", "tools"):
        shutil.copytree(ROOT / name, project_dir / name, ignore=ignore)
    for name in ("profiles.yml", "dbt_project.yml", ".dbtignore", "Makefile"):
        shutil.copy(ROOT / name, project_dir)
    python = project_dir / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for name in ("requirements.lock", "pyproject.toml", ".venv/.ready"):
        (project_dir / name).touch()

    if "orders.csv" in door:
        with duckdb.connect(str(sample.database), read_only=True) as connection:
            connection.execute(
                "copy (select order_id, customer_unique_id as customer_id, "
                "purchased_at as order_date, product_id, 1 as quantity, price_amount as amount "
                f"from marts.fct_order_items) to '{project_dir / 'orders.csv'}'"
            )
    else:
        assert "/path/to/files" in command
        shutil.copytree(SAMPLE_DIR, tmp_path / "files")
        command = command.replace("/path/to/files", str(tmp_path / "files"))
    variables = {
        name: value
        for name, value in os.environ.items()
        # make's own: another DUCKDB has an environment elsewhere
        if name not in ("SHOP", "DUCKDB", "MAKEFLAGS", "MAKEOVERRIDES")
        and not name.startswith(("OLIST_", "SHOP_", "SEGMENTATION_", "DBT_"))
    }
    result = subprocess.run(
        ["sh", "-c", command],
        cwd=project_dir,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    database = project_dir / "published" / "warehouse.duckdb"
    built = Build(database, SAMPLE_DIR, project_dir / "target")
    spend = "select customer_unique_id, spend_amount from marts.customer_features order by all"
    expected = spend
    if "orders.csv" in door:
        assert "Columns of orders.csv, read by their names: order_id = " in result.stdout
        # where there are no statuses every line counts
        expected = (
            "select customer_unique_id, sum(price_amount) from marts.fct_order_items "
            "group by all order by all"
        )
    assert built.rows(spend) == sample.rows(expected)
