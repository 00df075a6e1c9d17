"""What the README tells users to run does what it says."""

import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Build

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


@pytest.mark.parametrize(
    ("build", "published", "wal_stays"),
    [
        ('echo new > "$SEGMENTATION_DB"', "new", False),
        ('echo new > "$SEGMENTATION_DB"; exit 1', "old", True),
        ('echo new > "$SEGMENTATION_DB"; echo log > "$SEGMENTATION_DB.wal"', "old", True),
    ],
    ids=["passed", "failed", "left a log"],
)
def test_a_build_is_published_whole_or_not_at_all(
    tmp_path: Path, build: str, published: str, wal_stays: bool
) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (recipe,) = [block for block in blocks if "mv next/warehouse.duckdb" in block]
    dbt = tmp_path / "bin" / "dbt"
    dbt.parent.mkdir()
    dbt.write_text(f"#!/bin/sh\n{build}\n")
    dbt.chmod(0o755)
    # the public database, and the log of a writer that was killed
    public = tmp_path / "warehouse.duckdb"
    public.write_text("old\n")
    wal = tmp_path / "warehouse.duckdb.wal"
    wal.write_text("old log\n")

    path = f"{dbt.parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["sh", "-c", recipe], cwd=tmp_path, env=os.environ | {"PATH": path}, check=False
    )
    assert (result.returncode == 0) == (published == "new")
    assert public.read_text() == f"{published}\n"
    assert wal.exists() == wal_stays
