"""Runs dbt build with a line for every fifth of it, in place of two for every table and test.

With VERBOSE=1 in the environment the log is dbt's own.
Errors are shown in full, and the summary that the macro print_summary writes; of a test that
failed, in place of its name, what it expects and the first rows that are not so.
"""

import gc
import itertools
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.exceptions import DbtUsageException
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg

from faults import faults, tidied

LINES = 5
# What dbt says of single tables and tests, which faults() says in words; and the way to an error.
UNSAID = (
    "MainStackTrace",
    "LogTestResult",
    "LogModelResult",
    "LogSkipBecauseError",
    "RunResultFailure",
    "RunResultError",
)


def progress() -> Callable[[EventMsg], None]:
    """Return a listener to dbt's events that prints how far the build is and what it made last."""
    began = time.monotonic()
    finished = itertools.count(1)
    total, table = 0, ""

    def show(share: float, text: str) -> None:
        print(f"{share:4.0%} {time.monotonic() - began:6.0f} s   {text}", flush=True)

    def listen(event: EventMsg) -> None:
        nonlocal total, table
        if event.info.name == "LogStartLine":
            total = event.data.total
        elif event.info.name == "NodeFinished":
            node = event.data.node_info
            # what is skipped after an error is no progress
            if node.resource_type == "operation" or node.node_status == "skipped":
                return
            if node.resource_type == "model":
                table = node.node_name
            count = next(finished)
            if count * LINES // total > (count - 1) * LINES // total:
                show(count / total, table)

    show(0, "reading the project")
    return listen


def once_begun(act: Callable[[], None]) -> Callable[[EventMsg], None]:
    """Return a listener that acts when the project is read, before anything is made of it."""
    is_done = False

    def listen(event: EventMsg) -> None:
        nonlocal is_done
        if event.info.name == "LogStartLine" and not is_done:
            is_done = True
            act()

    return listen


def say(event: EventMsg) -> None:
    """Print what macros print, and errors that are not of single tables and tests."""
    if event.info.name == "PrintEvent":
        print(event.data.msg, flush=True)
    elif event.info.level == "error" and event.info.name not in UNSAID:
        print(tidied(event.info.msg), flush=True)


def main(arguments: Sequence[str], at_begin: Callable[[], None] = lambda: None) -> int:
    """Build, with arguments of dbt build.

    Args:
        arguments: of dbt build.
        at_begin: what to do when the project is read, before anything is made of it.

    Returns:
        The exit code that dbt would have.
    """
    flags, listeners = [] if sys.stdout.isatty() else ["--no-use-colors"], [once_begun(at_begin)]
    if not os.environ.get("VERBOSE"):
        listeners += [progress(), say]
        flags += ["--log-level", "none", "--log-level-file", "debug"]
    runner = dbtRunner(callbacks=listeners)
    result = runner.invoke([*flags, "build", *arguments])
    # while they are open, the database cannot be read as faults() does
    DuckDBConnectionManager.close_all_connections()
    gc.collect()
    database = Path(os.environ.get("SEGMENTATION_DB", "warehouse.duckdb"))
    results = getattr(result.result, "results", [])
    if result.success:
        return 0
    # the one error that dbt does not print itself
    if isinstance(result.exception, DbtUsageException):
        print(result.exception)
    found = faults(results, database)
    if found:
        print("", "What is wrong:", *found, "", sep="\n")
    print("The build failed. VERBOSE=1 make build shows dbt's own log.")
    return 2 if result.exception else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
