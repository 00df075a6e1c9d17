"""Runs dbt build with a line for every fifth of it, in place of two for every table and test.

The rest is dbt's: errors in full, and the summary that the macro print_summary writes.
"""

import itertools
import sys
import time
from collections.abc import Callable, Sequence

from dbt.cli.exceptions import DbtUsageException
from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg

LINES = 5


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


def main(arguments: Sequence[str]) -> int:
    """Build, with arguments of dbt build; return the exit code that dbt would have."""
    flags = ["--quiet"] if sys.stdout.isatty() else ["--quiet", "--no-use-colors"]
    result = dbtRunner(callbacks=[progress()]).invoke([*flags, "build", *arguments])
    if result.success:
        return 0
    # the one error that dbt does not print itself
    if isinstance(result.exception, DbtUsageException):
        print(result.exception)
    print("The build failed. VERBOSE=1 make build shows dbt's own log.")
    return 2 if result.exception else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
