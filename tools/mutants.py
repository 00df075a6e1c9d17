"""Do dbt's own tests notice mistakes in the SQL? Makes mistakes, one at a time, and sees.

python tools/mutants.py --seed 1 --count 240

The shipped sample is built once. Then, for each mutation of a model or macro that is drawn, the
models whose SQL it changes run their unit tests, are built anew in a copy of the database and
tested, and if that changed a table all that follows from it too. What nobody noticed is printed
with its place, and listed in target/mutants/report.md; see docs/mutants.md.
"""

import argparse
import gc
import json
import multiprocessing
import os
import random
import re
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

import duckdb
import sqlglot
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from sqlglot.errors import SqlglotError

from mutations import Mutation, mutations

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "target" / "mutants"
NOTES = ROOT / "docs" / "mutants.md"
QUIET = ("--log-level", "none", "--log-level-file", "none", "--no-use-colors")
# What a build that a mutant let run away may take, in seconds; half the tables take ten.
LONGEST = 150
# What fails a build where there is too little memory or disk.
MACHINE = re.compile("Out of Memory|cannot allocate|IO Error|No space left", re.IGNORECASE)
# What DuckDB says of SQL that is none.
NO_SQL = re.compile("(Parser|Binder|Catalog) Error")
# So many words tell which line of a file is meant.
TELLING = 5
# An entry of the notes: file, lines before and after, and why nobody notices.
ENTRY = re.compile(r"^- `(.+?)`: `(.+?)` → `(.*?)`[.] (.+)$", re.MULTILINE)


class Mutant(NamedTuple):
    """A mutation and the file that it is of."""

    path: str
    layer: str
    original: str
    mutation: Mutation

    @property
    def text(self) -> str:
        """The text of the mutated file."""
        text, change = self.original, self.mutation
        return text[: change.start] + change.text + text[change.end :]

    @property
    def lines(self) -> tuple[int, str, str]:
        """Number of the first line that changed, and the lines in one, before and after.

        Of a line that says little the next ones as well.
        """
        text, change = self.original, self.mutation
        begin = text.rfind("\n", 0, change.start) + 1
        end = text.find("\n", change.end)
        while len(text[begin:end].split()) < TELLING and "\n" in text[end + 1 :]:
            end = text.find("\n", end + 1)
        before = text[begin:end]
        after = before[: change.start - begin] + change.text + before[change.end - begin :]
        return text.count("\n", 0, begin) + 1, " ".join(before.split()), " ".join(after.split())

    @property
    def note(self) -> str:
        """How docs/mutants.md names it."""
        _, before, after = self.lines
        return f"`{self.path}`: `{before}` → `{after}`"


class Outcome(NamedTuple):
    """What became of a mutant.

    Noticed (by whom) or survived (in what way); equivalent, by docs/mutants.md; dropped (why it is
    no mutant); or stopped: it never ended, or this machine failed it, which says nothing of tests.
    """

    status: str
    detail: str


def layer_of(path: str) -> str:
    """Return the part of the project that a file belongs to."""
    parts = Path(path).parts[1:]
    return parts[0] if parts[0] == "macros" else parts[2] if parts[1] == "marts" else parts[1]


class Project:
    """The project as dbt reads it, and a database of it."""

    def __init__(self) -> None:
        """Read the project, and build the sample."""
        # what runs of dbt asked the database
        self.asked: set[str] = set()
        self.manifest: Manifest = self.dbt("parse").result
        self.database = WORK / "base" / "warehouse.duckdb"
        os.environ["SEGMENTATION_DB"] = str(self.database)
        began = time.monotonic()
        built = self.dbt("build")
        if not built.success:
            sys.exit("The sample does not pass its tests: see make build.")
        print(f"Built the sample in {time.monotonic() - began:.0f} s.", flush=True)
        self.asked.clear()
        self.compiled = self.compile(self.nodes)
        self.types = defaultdict(set)
        with duckdb.connect(str(self.database), read_only=True) as connection:
            for name, data_type in connection.execute(
                "select column_name, data_type from duckdb_columns()"
            ).fetchall():
                self.types[name].add(data_type)

    def dbt(self, *arguments: str) -> dbtRunnerResult:
        """Run dbt in this process."""
        manifest = getattr(self, "manifest", None)
        for node in manifest.nodes.values() if manifest else ():
            if node.resource_type != "seed":
                # of the run before
                node.compiled, node.compiled_code = False, None
                node.extra_ctes_injected, node.extra_ctes = False, []
        try:
            return dbtRunner(manifest=manifest, callbacks=[self.hear]).invoke([*QUIET, *arguments])
        finally:
            DuckDBConnectionManager.close_all_connections()
            gc.collect()

    def hear(self, event: EventMsg) -> None:
        """Note what a run of dbt asks the database."""
        if event.info.name == "SQLQuery":
            self.asked.add(event.data.sql)

    @property
    def nodes(self) -> list[str]:
        """Ids of the models in SQL, and of the tests."""
        return [
            node.unique_id
            for node in self.manifest.nodes.values()
            if node.resource_type in ("model", "test") and node.language == "sql"
        ]

    def compile(self, nodes: list[str]) -> dict[str, str]:
        """Return the SQL of models and tests; of none if one cannot be compiled."""
        run = self.dbt("compile", "--select", *self.names(nodes))
        if not run.success:
            return {}
        return {result.node.unique_id: result.node.compiled_code for result in run.result.results}

    def names(self, nodes: list[str], suffix: str = "") -> list[str]:
        """Return how a selection of dbt names models and tests."""
        return [self.manifest.nodes[node].name + suffix for node in nodes]

    def models(self, nodes: list[str]) -> list[str]:
        """Return those of models and tests that are models."""
        return [node for node in nodes if self.manifest.nodes[node].resource_type == "model"]

    def using(self, path: str) -> list[str]:
        """Return the ids of the models and tests that a file of a model or macro changes."""
        for node in self.nodes:
            if self.manifest.nodes[node].original_file_path == path:
                return [node]
        macros = {
            name
            for name, macro in self.manifest.macros.items()
            if macro.original_file_path == path and macro.package_name == "ecommerce_segmentation"
        }
        found = set()
        while macros - found:
            found |= macros
            macros |= {
                name
                for name, macro in self.manifest.macros.items()
                if found.intersection(macro.depends_on.macros)
            }
        return [
            node
            for node in self.nodes
            if found.intersection(self.manifest.nodes[node].depends_on.macros)
        ]

    def write(self, path: str, text: str) -> None:
        """Let a file have another text, in this process."""
        for node in self.manifest.nodes.values():
            if node.original_file_path == path and node.resource_type == "model":
                node.raw_code = text
        for macro in self.manifest.macros.values():
            if macro.original_file_path == path and macro.package_name == "ecommerce_segmentation":
                macro.macro_sql = text

    def tables(self, models: list[str]) -> list[str]:
        """Return those of models that are tables, and the next ones that read the others."""
        found, parts = [], list(models)
        while parts:
            node = parts.pop()
            if node not in self.manifest.nodes:
                continue
            kind = self.manifest.nodes[node].config.materialized
            if kind == "ephemeral":
                parts += self.manifest.child_map[node]
            elif self.manifest.nodes[node].resource_type == "model" and node not in found:
                found.append(node)
        return sorted(found)

    def differ(self, models: list[str], database: Path) -> bool:
        """Return whether tables of another database differ from those of the sample."""
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute(f"attach '{self.database}' as base (read_only)")
            return any(
                described(connection, f"from {name}") != described(connection, f"from base.{name}")
                or connection.execute(
                    f"select exists((from {name} except all from base.{name}) union all "
                    f"(from base.{name} except all from {name}))"
                ).fetchone()[0]
                for name in (
                    f'"{self.manifest.nodes[node].schema}"."{self.manifest.nodes[node].alias}"'
                    for node in models
                )
            )


def described(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    """Return name, type and more of each column of a query."""
    return connection.execute(f"describe {sql}").fetchall()


def notes(title: str) -> dict[tuple[str, str, str], str]:
    """Return what a section of docs/mutants.md says, by path and lines before and after."""
    _, _, section = NOTES.read_text().partition(f"## {title}\n")
    section, _, _ = section.partition("\n## ")
    return {(path, before, after): why for path, before, after, why in ENTRY.findall(section)}


def is_other(before: str, after: str) -> bool:
    """Return whether two texts of SQL differ in more than how they are written."""
    if before == after:
        return False
    try:
        return sqlglot.parse_one(before, dialect="duckdb") != sqlglot.parse_one(
            after, dialect="duckdb"
        )
    except SqlglotError:
        # some of DuckDB's syntax is not known there
        return True


def errors(run: dbtRunnerResult) -> list[str]:
    """Return what failed in a run, and with what message."""
    if run.exception:
        return [f"dbt: {run.exception}"]
    return [
        f"{result.node.name}: {result.message}"
        for result in getattr(run.result, "results", [])
        if result.status in ("fail", "error", "runtime error")
    ]


def failure(found: list[str]) -> Outcome:
    """Return what a run that failed says: that a mistake is noticed, or nothing."""
    return Outcome("stopped" if MACHINE.search(found[0]) else "noticed", found[0])


def outcome(project: Project, mutant: Mutant, directory: Path) -> Outcome:
    """Build what a mutant changes, in this process, which is of no use afterwards."""
    database = directory / "warehouse.duckdb"
    os.environ |= {
        "SEGMENTATION_DB": str(database),
        "DBT_TARGET_PATH": str(directory / "target"),
    }
    shutil.copy(project.database, database)
    using = project.using(mutant.path)
    project.write(mutant.path, mutant.text)
    before = frozenset(project.asked)
    compiled = project.compile(using)
    if not compiled:
        return Outcome("dropped", "does not compile")
    changed = [node for node in using if is_other(project.compiled[node], compiled[node])]
    if project.asked - before and not changed:
        # it asks something else before the SQL is known, and gets the same answer
        changed = using
    if not changed or not project.models(using):
        return Outcome("dropped", "changes no SQL")
    models = project.models(changed)
    untold = set()
    with duckdb.connect(str(database), read_only=True) as connection:
        for node in models:
            # where there is a contract, other types are seen without a test as well
            width = 2 if project.manifest.nodes[node].config.contract.enforced else 1
            try:
                known = described(connection, project.compiled[node])
            except duckdb.CatalogException:
                # it reads a temporary table of its run, which will tell
                untold |= {*project.names([node])}
                continue
            try:
                found = described(connection, compiled[node])
            except duckdb.Error:
                return Outcome("dropped", "is no SQL")
            if [column[:width] for column in found] != [column[:width] for column in known]:
                return Outcome("dropped", "has other columns")
    tables = project.tables(models)
    selected = project.names(sorted({*changed, *tables}))
    found = errors(project.dbt("build", "--select", *selected, "--fail-fast", "--threads", "1"))
    if found and found[0].split(":")[0] in untold and NO_SQL.search(found[0]):
        return Outcome("dropped", "is no SQL")
    if found:
        return failure(found)
    if not project.differ(tables, database):
        return Outcome("survived", "the tables of the sample are the same")
    found = errors(
        project.dbt(
            *("build", "--select", *project.names(tables, "+"), "--fail-fast", "--threads", "1"),
            *("--exclude-resource-type", "unit_test"),
        )
    )
    return failure(found) if found else Outcome("survived", "tables differ")


def _run(project: Project, mutant: Mutant, directory: Path, result: Connection) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        result.send(outcome(project, mutant, directory))
    except Exception as error:
        result.send(Outcome("stopped", f"{type(error).__name__}: {error}"))


def drawn(layer: list[Mutant], seed: int) -> Iterator[Mutant]:
    """Yield the mutants of a layer in a random order, in which each kind comes as early."""
    chance = random.Random(seed)
    kinds = defaultdict(list)
    for mutant in layer:
        kinds[mutant.mutation.kind].append(mutant)
    for mutants in kinds.values():
        chance.shuffle(mutants)
    while kinds:
        kind = chance.choice(sorted(kinds))
        yield kinds[kind].pop()
        if not kinds[kind]:
            del kinds[kind]


def all_outcomes(
    project: Project, layers: dict[str, list[Mutant]], count: int, seed: int, workers: int
) -> list[tuple[Mutant, Outcome]]:
    """Try so many mutants of each layer that are SQL, the first ones in the order of the draw."""
    known = notes("Equivalent")
    orders = {name: drawn(mutants, seed) for name, mutants in layers.items()}
    context, running, done = multiprocessing.get_context("fork"), {}, []
    counted = Counter()

    def begin() -> bool:
        for name in sorted(orders, key=lambda name: counted[name]):
            mutant = next(orders[name], None) if counted[name] < count else None
            while mutant and (mutant.path, *mutant.lines[1:]) in known:
                done.append((mutant, Outcome("equivalent", "")))
                mutant = next(orders[name], None)
            if mutant:
                directory = WORK / f"worker {len(done) + len(running)}"
                directory.mkdir(parents=True)
                here, there = context.Pipe(duplex=False)
                process = context.Process(target=_run, args=(project, mutant, directory, there))
                process.start()
                there.close()
                running[here] = (mutant, process, directory, time.monotonic())
                counted[name] += 1
                return True
        return False

    while True:
        while len(running) < workers and begin():
            pass
        if not running:
            return done
        ready = wait(list(running), timeout=5)
        late = [one for one, (*_, began) in running.items() if time.monotonic() - began > LONGEST]
        for here in {*ready, *late}:
            mutant, process, directory, _ = running.pop(here)
            try:
                found = here.recv() if here in ready else Outcome("stopped", "it never ended")
            except (EOFError, OSError):
                found = Outcome("stopped", "the process ended")
            # one that ends by itself removes its semaphores
            process.join(0 if here in late else 10)
            process.kill()
            process.join()
            shutil.rmtree(directory)
            counted[mutant.layer] -= found.status == "dropped"
            done.append((mutant, found))
            if found.status != "dropped":
                print(f"{found.status:8} {mutant.note}", flush=True)
                print(f"         {' '.join(found.detail.split())[:120]}", flush=True)


def report(found: list[tuple[Mutant, Outcome]], seed: int) -> str:
    """Return how many were noticed, by layer and by kind, and all that nobody noticed."""
    text, known = [f"# Mutants of draw {seed}", ""], notes("Survivors")
    for title, part in (("layer", lambda one: one.layer), ("kind", lambda one: one.mutation.kind)):
        counts = defaultdict(Counter)
        for mutant, (status, _) in found:
            for name in (part(mutant), "all"):
                counts[name][status] += 1
        text += [
            f"| {title} | tried | noticed | survived | equivalent | score |",
            "|---|" + "---:|" * 5,
        ]
        for name in sorted(counts, key=lambda name: (name == "all", name)):
            noticed, survived = counts[name]["noticed"], counts[name]["survived"]
            text.append(
                f"| {name} | {noticed + survived} | {noticed} | {survived} "
                f"| {counts[name]['equivalent']} | {noticed / max(1, noticed + survived):.0%} |"
            )
        text.append("")
    reasons = Counter(detail for _, (status, detail) in found if status == "dropped")
    text += [f"- dropped, {detail}: {count}" for detail, count in sorted(reasons.items())]
    for mutant, (status, detail) in sorted(found, key=lambda one: one[0].note):
        if status == "stopped":
            text.append(f"- stopped, {detail}: {mutant.note}")
        if status == "survived":
            line, before, after = mutant.lines
            text += [
                f"- `{mutant.path}`, line {line}, {mutant.mutation.kind}; {detail}:",
                *("  ```diff", f"  - {before}", f"  + {after}", "  ```"),
                "  " + known.get((mutant.path, before, after), "Not in docs/mutants.md."),
            ]
    return "\n".join(text) + "\n"


def main() -> None:
    """Draw mutants, try them and write what survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--count", type=int, default=240, help="of mutants, over all layers")
    parser.add_argument(
        "--only", default="", help="files with this in their path: marts/core/, or fct_orders.sql"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    paths = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("dbt_project/m*/**/*.sql"))]
    paths = [path for path in paths if arguments.only in path]
    layer_count = len({layer_of(path) for path in paths})
    if not paths:
        parser.error(f"--only {arguments.only} is in the path of no model or macro")
    if arguments.count < layer_count:
        parser.error(f"--count {arguments.count} is less than one for each of {layer_count} layers")
    if arguments.workers < 1:
        parser.error(f"--workers {arguments.workers} is less than one")
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "base").mkdir(parents=True)
    os.environ |= {
        "OLIST_DATA_DIR": str(ROOT / "data" / "sample"),
        "SEGMENTATION_DB": str(WORK / "base" / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(WORK / "base" / "target"),
        "DBT_LOG_PATH": str(WORK / "base" / "logs"),
    }
    began = time.monotonic()
    print("Building the sample, with all tests, which takes a minute or more.", flush=True)
    project = Project()
    layers = defaultdict(list)
    for path in paths:
        if project.using(path):
            layer, text = layer_of(path), Path(path).read_text()
            layers[layer] += [
                Mutant(path, layer, text, change)
                for change in mutations(text, project.types, is_macro=layer == "macros")
            ]
    if not layers:
        sys.exit(f"No model of the sample uses the files of --only {arguments.only}.")
    found = all_outcomes(
        project, layers, arguments.count // len(layers), arguments.seed, arguments.workers
    )
    (WORK / "outcomes.json").write_text(
        json.dumps(
            [[mutant.note, mutant.mutation.kind, *result] for mutant, result in found], indent=1
        )
    )
    text = report(found, arguments.seed)
    (WORK / "report.md").write_text(text)
    print(text, f"{time.monotonic() - began:.0f} s; {WORK / 'report.md'}", sep="\n")


if __name__ == "__main__":
    main()
