"""Write the report of a built database; `make report` calls it."""

import argparse
import os
import sys
from pathlib import Path

from report.datasets import read
from report.page import LANGUAGES, render

PUBLISHED = Path(os.environ.get("SEGMENTATION_PUBLISHED", "published"), "warehouse.duckdb")


def show_progress(text: str) -> None:
    """Say what is being done, over the last line; only to a person."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Read the arguments, write the page, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m report", description=__doc__)
    parser.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("SEGMENTATION_DB") or PUBLISHED),
        help=f"that was built (default: SEGMENTATION_DB, or {PUBLISHED})",
    )
    parser.add_argument("--file", type=Path, default=Path("report.html"), help="to write")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    arguments = parser.parse_args()
    try:
        datasets, translations = read(arguments.database, show_progress)
        show_progress("putting the page together")
        page = render(datasets, translations.get(arguments.language, {}), arguments.language)
    except (FileNotFoundError, RuntimeError, ValueError) as error:
        sys.exit(f"report: {error}")
    arguments.file.write_text(page, encoding="utf-8")
    show_progress("")
    print(f"{arguments.file}: {len(page.encode()) / 1e6:.1f} MB; open it in a browser")


if __name__ == "__main__":
    main()
