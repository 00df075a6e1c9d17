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
# for this module alone
del os.environ["PYTHONPATH"]

with tempfile.TemporaryDirectory() as directory, patch.dict(os.environ):
    os.environ["DBT_LOG_PATH"] = os.environ["DBT_TARGET_PATH"] = directory
    # its parser of a library keeps threads, which no fork has
    options = ("--quiet", "--no-static-parser")
    place = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
    dbtRunner().invoke([*options, "parse", *place])
