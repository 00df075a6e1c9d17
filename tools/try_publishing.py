"""Kill builds at random moments, and read through others: does the public build stay whole?

python tools/try_publishing.py kills --count 40
python tools/try_publishing.py readers --builds 5

Both work on the shipped sample in a directory of their own. Builds in a row differ in a var, so
that tables of two builds would not agree; docs/publishing.md has what was seen.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
# Without tests, and without fits beyond the deployed ones, a build takes a third of the time.
SELECTED = (
    *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
    *(
        "--select",
        "+customers",
        "+segment_profiles",
        "+campaign_customers",
        "+rejected_rows",
        "shops",
    ),
)


class Trial:
    """A published directory, and builds into it."""

    def __init__(self, directory: Path) -> None:
        """Make builds go to a directory."""
        self.published = directory / "published"
        self.environment = os.environ | {
            "SEGMENTATION_PUBLISHED": str(self.published),
            "DBT_TARGET_PATH": str(directory / "target"),
            "DBT_LOG_PATH": str(directory / "logs"),
        }

    def start(self, share: float) -> subprocess.Popen:
        """Begin a build that leaves a share of the customers out of campaigns."""
        return subprocess.Popen(
            [
                *(sys.executable, str(ROOT / "tools" / "publish.py"), *SELECTED),
                *("--vars", f"{{campaign_holdout_share: {share}}}"),
            ],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def build(self, share: float) -> float:
        """Build, and return the seconds that it took."""
        began = time.monotonic()
        process = self.start(share)
        output = process.communicate()[0].decode()
        if process.returncode != 0:
            raise RuntimeError(f"a build failed:\n{output[-3000:]}")
        return time.monotonic() - began

    def checksum(self) -> str:
        """Return a sum of every public table and every exported file, of one build."""
        build = self.published.resolve()
        sums = []
        with duckdb.connect(str(build / "warehouse.duckdb"), read_only=True) as con:
            tables = con.sql(
                "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
            ).fetchall()
            for (table,) in tables:
                query = "select count(*), coalesce(sum(hash(t)), 0) from {} as t"
                stored = con.execute(query.format(f"marts.{table}")).fetchone()
                exported = build / "exports" / f"{table}.parquet"
                count = con.execute(f"select count(*) from '{exported}'").fetchone()[0]
                if count != stored[0]:
                    raise RuntimeError(f"{exported} has {count} rows, the table {stored[0]}")
                # the log knows the clock
                sums.append((table, stored if table != "build_log" else stored[0]))
        return hashlib.sha256(repr(sums).encode()).hexdigest()


def kills(trial: Trial, count: int, seed: int) -> None:
    """Kill builds, each at a random moment; look at the public one, and build anew."""
    draw = random.Random(seed)
    seconds = trial.build(0.1)
    # of an input with and without the var there are two sums, but for the rows of the log
    print(f"a build takes {seconds:.1f} s")
    unchanged = published = 0
    for number in range(1, count + 1):
        before, build = trial.checksum(), trial.published.resolve().name
        moment = draw.uniform(0, seconds * 1.02)
        process = trial.start(0.2)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        output = process.communicate()[0].decode().strip().splitlines() or ["nothing said"]
        after, now = trial.checksum(), trial.published.resolve().name
        if now == build and after != before:
            raise RuntimeError(f"kill {number} at {moment:.2f} s changed the public build")
        unchanged += now == build
        published += now != build
        took = trial.build(0.1)
        print(
            f"kill {number:2} at {moment:5.2f} s ({output[-1].strip()[:40]}): public is "
            f"{'the old build' if now == build else 'the new build, whole'}; "
            f"the next took {took:.1f} s",
            flush=True,
        )
    print(f"{count} kills: {unchanged} left the old build, {published} came after the new one")


def readers(trial: Trial, builds: int) -> None:
    """Query the public database, in fresh connections and in one that stays open, during builds."""
    trial.build(0.1)
    query = (
        "select (select count(*) from marts.customers), "
        "(select count(*) from marts.campaign_customers where is_holdout), "
        "(select max(build_number) from marts.build_log)"
    )
    database = str(trial.published / "warehouse.duckdb")
    seen, errors, is_over = [], [], threading.Event()

    def ask(con: duckdb.DuckDBPyConnection) -> tuple:
        return con.execute(query).fetchone()

    def read_on() -> None:
        with duckdb.connect(database, read_only=True) as stays:
            first = ask(stays)
            while not is_over.is_set():
                # a process of its own, as DuckDB shares what one process has open
                code = (
                    "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); "
                    "print(con.execute(sys.argv[2]).fetchone())"
                )
                result = subprocess.run(
                    [sys.executable, "-c", code, database, query], capture_output=True, text=True
                )
                if result.returncode != 0:
                    errors.append(result.stderr)
                else:
                    seen.append(result.stdout.strip())
                if ask(stays) != first:
                    errors.append("the connection that stays open sees another build")

    thread = threading.Thread(target=read_on)
    thread.start()
    expected = []
    try:
        for number in range(builds):
            trial.build(0.2 if number % 2 == 0 else 0.1)
            with duckdb.connect(
                str(trial.published.resolve() / "warehouse.duckdb"), read_only=True
            ) as con:
                expected.append(str(ask(con)))
    finally:
        is_over.set()
        thread.join()
    if errors:
        raise RuntimeError(f"{len(errors)} errors: {errors[0]}")
    strange = set(seen) - set(expected) - {seen[0]}
    if strange:
        raise RuntimeError(f"answers of no build: {strange}")
    print(
        f"{len(seen)} queries in fresh connections during {builds} builds: no error, "
        f"{len(set(seen))} different answers, each of one build; the open connection kept its own"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["kills", "readers"])
    parser.add_argument("--count", type=int, default=40, help="number of kills")
    parser.add_argument("--builds", type=int, default=5, help="number of builds to read through")
    parser.add_argument("--seed", type=int, default=14, help="of the moments of the kills")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        trial = Trial(Path(directory))
        if arguments.what == "kills":
            kills(trial, arguments.count, arguments.seed)
        else:
            readers(trial, arguments.builds)


if __name__ == "__main__":
    main()
