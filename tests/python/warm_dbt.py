"""Reads the project once when it is imported: see FORKSERVER in conftest.

dbt makes validators and serialisers of its classes when it first needs them, which is a third of
the time that it takes to read the project.
"""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[2]
# it was for this module alone, see run_dbt
os.environ.pop("PYTHONPATH", None)

with tempfile.TemporaryDirectory() as directory, patch.dict(os.environ):
    os.environ["DBT_LOG_PATH"] = os.environ["DBT_TARGET_PATH"] = directory
    # the static parser starts threads, and a fork has none of them
    options = ("--quiet", "--no-static-parser")
    place = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
    dbtRunner().invoke([*options, "parse", *place])
