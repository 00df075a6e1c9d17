"""Calculations in a process of their own.

dbt runs Python models side by side in threads of one process, in which fits of many short calls
wait for each other: the interpreter runs one thread at a time.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

CHILD = "from segmentation.apart import answer; answer()"


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function returns for these arguments, calculated in a new process.

    Args:
        function: of a module that the new process can import.
        arguments: what can be pickled; so must be what the function returns.

    Raises:
        RuntimeError: if the process ends without an answer.
        Exception: what the function raises.
    """
    question = pickle.dumps((function, arguments), protocol=pickle.HIGHEST_PROTOCOL)
    child = subprocess.run([sys.executable, "-c", CHILD], input=question, capture_output=True)
    sys.stderr.write(child.stderr.decode(errors="replace"))
    if child.returncode:
        raise RuntimeError(
            f"the process of {function.__name__} ended with code {child.returncode}: "
            f"{child.stderr.decode(errors='replace')[-2000:] or 'out of memory, or stopped'}"
        )
    result, error = pickle.loads(child.stdout)
    if error is not None:
        raise error
    return result


def answer() -> None:
    """Call the function that the standard input holds, and write what came of it."""
    function, arguments = pickle.load(sys.stdin.buffer)
    # what a library prints is no part of the answer
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        found = function(*arguments), None
    except Exception as error:
        found = None, error
    pickle.dump(found, output, protocol=pickle.HIGHEST_PROTOCOL)
