"""What docs/architecture.md says is so, and what it tells to do works."""

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

from conftest import FEWER_FITS, ROOT, Build, build

PAGE = ROOT / "docs" / "architecture.md"


def test_the_graph_is_that_of_the_manifest(sample: Build) -> None:
    specification = importlib.util.spec_from_file_location("draw", ROOT / "tools/draw_graph.py")
    draw = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(draw)
    manifest = json.loads((sample.target_dir / "manifest.json").read_text())
    assert draw.with_graph(PAGE.read_text(), manifest) == PAGE.read_text(), (
        "draw it anew: dbt parse && python tools/draw_graph.py"
    )


def test_the_patches_build(builds_dir: Path) -> None:
    """A feature, a recipe, an algorithm and a monitor, added by the page alone."""
    project_dir = builds_dir / "patched_project"

    def prepare() -> None:
        for name in ("dbt_project", "models_py", "seeds", "analyses", "tests"):
            ignore = shutil.ignore_patterns("python", "__pycache__")
            shutil.copytree(ROOT / name, project_dir / name, ignore=ignore)
        for name in ("profiles.yml", ".dbtignore", "dbt_project.yml"):
            shutil.copy(ROOT / name, project_dir)
        patches = re.findall(r"```diff\n(.*?)```", PAGE.read_text(), re.DOTALL)
        assert len(patches) == 4
        for patch in patches:
            command = ["git", "apply", "--recount", "-"]
            subprocess.run(command, input=patch, cwd=project_dir, text=True, check=True)

    patched = build(
        work_dir=builds_dir / "patched",
        project_dir=project_dir,
        policy=FEWER_FITS,
        prepare=prepare,
    )
    assert patched.rows(
        "select count(*) > 0, count(items_per_order_mean) = count(*) from marts.segment_profiles"
    ) == [(True, True)]
    assert patched.rows(
        "select distinct recipe from marts.segmentation_models where recipe is not null"
    ) == [("loyalty",)]
    ((customers, placed, names),) = patched.rows(
        "select (select count(*) from marts.customer_features), count(*), "
        "count(distinct segment_name) from marts.customer_segments where algorithm = 'bisecting'"
    )
    assert customers == placed
    assert names == 4
    results = json.loads((patched.target_dir / "run_results.json").read_text())["results"]
    assert any("warn_spend_concentration" in result["unique_id"] for result in results)
