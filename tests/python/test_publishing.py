"""A build is published whole or not at all; readers, rollback, the log and the exports."""

import hashlib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

import publish
from build_log import source_files
from conftest import (
    ROOT,
    SAMPLE_DIR,
    STORAGE_VERSION,
    TABLES_ONLY,
    WITHOUT_UNIT_TESTS,
    Build,
    build,
)
from forget import forget_published
from published import BusyError, Published
from rollback import rollback

POLICY = {"max_lost_share": 0.02, "max_lost_share_of_day": 0.5, "max_lost_days": 0}
Make = Callable[..., int]


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """Return a place to publish to, with a file of the shop, and a manifest that names it."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "orders.csv").write_text("order_id\n1\n")
    source = {
        "identifier": "orders",
        "config": {
            "meta": {"external_location": f"read_csv('{tmp_path}/files/{{identifier}}.csv')"}
        },
    }
    manifest = {"nodes": {"a": {"depends_on": {"nodes": ["s"]}}}, "sources": {"s": source}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path))
    monkeypatch.setenv("SEGMENTATION_PUBLISHED", str(tmp_path / "published"))
    # set by publish
    monkeypatch.setenv("SEGMENTATION_DB", "")
    return Published.named()


@pytest.fixture
def make(public: Published, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return a make build whose dbt writes a small shop."""

    def run(
        days: int = 10,
        daily: int = 30,
        code: int = 0,
        shop: str = "olist",
        bounds: dict | None = None,
        also: str = "",
        meanwhile: Callable[[], object] = lambda: None,
    ) -> int:
        def dbt_build(arguments: object, at_begin: Callable[[], None]) -> int:
            at_begin()
            meanwhile()
            with duckdb.connect(os.environ["SEGMENTATION_DB"]) as con:
                con.execute(
                    "create schema if not exists marts; create schema intermediate; "
                    f"create table marts.shops as select '{shop}' as shop; "
                    "create table marts.fct_orders as select date '2024-01-01' + cast(day as int) "
                    f"as purchase_date, 'o' || day || ' ' || n as order_id from range({days}) as d "
                    f"(day), range({daily}) as r (n); "
                    "create table marts.input_rows as select 'orders' as input, count(*) as "
                    "read_count from marts.fct_orders; "
                    "create table intermediate.int_policy (name varchar, value varchar);" + also
                )
                for name, value in (POLICY | (bounds or {})).items():
                    con.execute(f"insert into intermediate.int_policy values ('{name}', '{value}')")
            return code

        monkeypatch.setattr("build.main", dbt_build)
        return publish.main([])

    return run


def orders(public: Published) -> int:
    with duckdb.connect(str(public.link / "warehouse.duckdb"), read_only=True) as con:
        stored = con.execute("select count(*) from marts.fct_orders").fetchone()
    exported = public.link / "exports" / "fct_orders.parquet"
    assert duckdb.execute(f"select count(*) from '{exported}'").fetchone() == stored
    return stored[0]


def names(public: Published) -> list[str]:
    return [build.name for build in public.builds()]


def test_what_passed_is_public_and_the_last_three_are_kept(make: Make, public: Published) -> None:
    for days in range(10, 15):
        assert make(days=days) == 0
        assert orders(public) == 30 * days
    assert names(public) == ["0003", "0004", "0005"]
    assert public.current().name == "0005"
    assert sorted(path.name for path in public.folder.iterdir()) == [*names(public), "lock"]


def test_what_failed_is_not_public(
    make: Make, public: Published, capsys: pytest.CaptureFixture
) -> None:
    assert make(code=1) == 1
    assert public.current() is None
    assert "Nothing is published: there is no build yet" in capsys.readouterr().out
    assert make() == 0
    assert make(days=20, code=1) == 1
    assert orders(public) == 300
    assert (public.failed / "warehouse.duckdb").exists()
    said = capsys.readouterr().out
    assert f"{public.link} is still build 1. What was built is in {public.failed}." in said
    assert make(days=20) == 0
    assert not public.failed.exists()


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        (
            {"days": 9},
            "- The rows of orders are 270, in the last build 300: 10.0% less, and at most",
        ),
        ({"days": 9}, "- The newest order is of 2024-01-09, in the last build of 2024-01-10; at m"),
        ({"daily": 14}, "- The orders of 2024-01-01 are 14, in the last build 30: 53.3% less, and"),
        ({"daily": 14}, "  And 7 more of these.\n"),
        ({"days": 0}, "- The newest order is of None, in the last build of 2024-01-10"),
    ],
)
def test_what_lacks_much_of_the_last_build_is_not_published(
    make: Make, public: Published, capsys: pytest.CaptureFixture, shop: dict, said: str
) -> None:
    make()
    assert make(**shop) == 1
    assert said in capsys.readouterr().out
    assert orders(public) == 300
    loose = {"max_lost_share": 1, "max_lost_share_of_day": 1, "max_lost_days": 99}
    if shop != {"days": 0}:
        assert make(**shop, bounds=loose) == 0


def test_what_is_a_little_less_is_said(
    make: Make, public: Published, capsys: pytest.CaptureFixture
) -> None:
    make()
    assert make(daily=29, bounds={"max_lost_share": 0.1}) == 0
    said = capsys.readouterr().out
    assert "Less than in the last build:\n- The rows of orders are 290, 300.\n" in said
    assert "- The orders of 2024-01-01 are 29, 30.\n" in said and "And 7 more of these" in said


def test_the_vars_that_let_it_pass_are_said(
    make: Make, public: Published, capsys: pytest.CaptureFixture
) -> None:
    make()
    assert make(days=9, daily=14) == 1
    said = capsys.readouterr().out
    vars_ = re.search(r"make build VARS='(.*)'", said)[1]
    assert vars_ == "{max_lost_share: 0.58, max_lost_share_of_day: 1.0, max_lost_days: 1}"
    assert make(days=9, daily=14, bounds=yaml.safe_load(vars_)) == 0


def test_another_shop_takes_the_place_of_the_sample(
    make: Make, public: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.is_sample", lambda files: files[0]["byte_count"] == 11)
    assert make() == make() == 0
    (public.folder.parent / "files" / "orders.csv").write_text("mine")
    assert make(shop="mine", days=2) == 0


def test_another_shop_and_the_sample_are_no_next_build(
    make: Make, public: Published, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    make()
    assert make(shop="another") == 1
    assert "- The public build is of shop olist, this one of another." in capsys.readouterr().out
    monkeypatch.setattr("publish.is_sample", lambda files: files[0]["byte_count"] == 3)
    (public.folder.parent / "files" / "orders.csv").write_text("new")
    assert make() == 1
    assert "- The files are those of the shipped sample, and" in capsys.readouterr().out
    public.link.unlink()
    assert make() == 0


def write_anew(files: Path) -> None:
    (files / "orders.csv").unlink()
    (files / "orders.csv").write_text("new")


def swap(files: Path) -> None:
    files.rename(files.with_name("old"))
    files.with_name("new").rename(files)


def copy_mode(files: Path) -> None:
    (files / "orders.csv").chmod(0o600)


@pytest.mark.parametrize(("change", "code"), [(write_anew, 1), (swap, 1), (copy_mode, 0)])
def test_files_that_were_changed_meanwhile_are_named(
    make: Make, public: Published, tmp_path: Path, capsys, change: Callable, code: int
) -> None:
    shutil.copytree(tmp_path / "files", tmp_path / "new")
    assert make(meanwhile=lambda: change(tmp_path / "files")) == code
    assert ("- orders.csv: written while the build ran" in capsys.readouterr().out) == (code == 1)


def break_down() -> None:
    raise KeyError("nobody knows")


def no_room() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("failure", "said"), [(break_down, "Traceback"), (no_room, "No space left on device")]
)
@pytest.mark.parametrize("place", ["begin", "finish", "switch"])
def test_whatever_fails_the_public_build_stays(
    make: Make,
    public: Published,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    failure: Callable[[], None],
    said: str,
    place: str,
) -> None:
    make()
    with monkeypatch.context() as patched:
        if place == "finish":
            patched.setattr("publish.export", lambda *_: failure())
        else:
            patched.setattr(Published, place, lambda *_: failure())
        assert make(days=11) == 1
    output = capsys.readouterr().out
    assert said in output and f"Nothing is published: {public.link} is still build 1." in output
    assert orders(public) == 300
    assert make(days=12) == 0
    assert orders(public) == 360


@pytest.mark.parametrize("link", ["/dev/null/published", "orders.csv"])
def test_a_link_that_cannot_be_made_is_named(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, link: str
) -> None:
    monkeypatch.chdir(tmp_path / "files")
    monkeypatch.setenv("SEGMENTATION_PUBLISHED", link)
    assert make() == 1
    assert capsys.readouterr().out.startswith("Nothing is built: ")


def test_a_directory_gets_a_link_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEGMENTATION_PUBLISHED", ".")
    assert Published.named().link == tmp_path / "published"


def test_a_killed_build_leaves_nothing_in_the_way(make: Make, public: Published) -> None:
    make()
    public.unfinished.mkdir()
    (public.unfinished / "warehouse.duckdb").write_text("half")
    (public.folder / "0002").mkdir()
    (public.link.parent / "published.new").symlink_to("nowhere")
    assert make(days=11) == 0
    assert names(public) == ["0001", "0003"]
    assert orders(public) == 330


def test_rollback_puts_back_the_build_before(make: Make, public: Published) -> None:
    with pytest.raises(LookupError, match="kept are none, public is none"):
        rollback(public)
    for days in (10, 11, 12):
        make(days=days)
    assert rollback(public) == (
        f"{public.link} is build 2 now. The next build replaces newer ones."
    )
    assert orders(public) == 330
    rollback(public)
    with pytest.raises(LookupError, match="no such build; kept are 1, 2, 3, public is 1"):
        rollback(public)
    rollback(public, 3)
    rollback(public, 1)
    make(days=13)
    assert names(public) == ["0001", "0004"]
    assert orders(public) == 390


def hold(public: Published, ready: multiprocessing.Event, release: multiprocessing.Event) -> None:
    with public.lock():
        ready.set()
        release.wait()


def test_the_second_of_two_builds_says_who_is_at_work(
    make: Make, public: Published, capsys: pytest.CaptureFixture
) -> None:
    context = multiprocessing.get_context("fork")
    ready, release = context.Event(), context.Event()
    other = context.Process(target=hold, args=(public, ready, release))
    other.start()
    ready.wait()
    assert make() == 1
    said = capsys.readouterr().out
    assert f"{public.folder} is in use by process {other.pid} on " in said
    with pytest.raises(BusyError):
        rollback(public)
    # however it ends, the lock is free
    other.kill()
    other.join()
    assert make() == 0


def test_a_directory_in_the_place_of_the_link_stays(make: Make, public: Published, capsys) -> None:
    public.link.mkdir()
    (public.link / "mine.txt").touch()
    assert make() == 1
    assert "is no link to a build; move it away" in capsys.readouterr().out
    assert (public.link / "mine.txt").exists()


def test_the_log_has_every_build(make: Make, public: Published, tmp_path: Path) -> None:
    make()
    make(code=1)
    make(days=11)
    with duckdb.connect(str(public.link / "warehouse.duckdb"), read_only=True) as con:
        log = con.sql("from marts.build_log order by build_number").fetchall()
        described = con.execute(
            "select count(*) from duckdb_columns() where table_name = 'build_log' "
            "and comment is null"
        ).fetchone()
        names_ = [column[0] for column in con.sql("from marts.build_log").description]
    assert described == (0,)
    rows = [dict(zip(names_, row, strict=True)) for row in log]
    assert [row["build_number"] for row in rows] == [1, 2]
    assert [row["table_rows"]["fct_orders"] for row in rows] == [300, 330]
    digest = hashlib.sha256((tmp_path / "files" / "orders.csv").read_bytes()).hexdigest()
    assert rows[0]["files"] == [{"file": "orders.csv", "byte_count": 11, "sha256": digest}]
    assert rows[0]["policy"]["max_lost_share"] == "0.02"
    assert {"duckdb", "scikit-learn", "python"} <= set(rows[0]["versions"])
    assert rows[0]["built_at"] <= rows[1]["built_at"]


def test_snapshots_are_carried_over(make: Make, public: Published) -> None:
    make(also="create schema snapshots; create table snapshots.s as select 1 as seen;")
    make()
    with duckdb.connect(str(public.link / "warehouse.duckdb"), read_only=True) as con:
        assert con.sql("from snapshots.s").fetchall() == [(1,)]
        assert con.execute(STORAGE_VERSION).fetchall() == [("v1.0.0+",)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_defused(
    make: Make, public: Published, text: str
) -> None:
    make(also=f"create table marts.t as select '{text}' as bad, 'a{text}' as good, -1 as number;")
    exported = public.link / "exports" / "t.parquet"
    assert duckdb.execute(f"from '{exported}'").fetchall() == [("'" + text, "a" + text, -1)]
    with duckdb.connect(str(public.link / "warehouse.duckdb"), read_only=True) as con:
        assert con.sql("from marts.t").fetchall() == [(text, "a" + text, -1)]


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("read_csv('{folder}/{{name}}*.csv', header = true)", ["sales1.csv", "sales2.csv"]),
        ("{folder}/**/*2.csv", ["old2.csv", "sales2.csv"]),
        ("read_parquet('{folder}/{{identifier}}.parquet')", ["sales[1].parquet"]),
        (None, []),
    ],
)
def test_the_files_of_any_source_are_found(
    tmp_path: Path, location: str | None, names: list[str]
) -> None:
    (tmp_path / "old").mkdir()
    for name in ("sales1.csv", "sales2.csv", "old/old2.csv", "sales[1].parquet", "sales1.parquet"):
        (tmp_path / name).touch()
    meta = {"external_location": location.format(folder=tmp_path)} if location else {}
    source = {"name": "sales", "identifier": "sales[1]", "config": {"meta": meta}}
    nodes = {"a": {"depends_on": {"nodes": ["s"]}}}
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes, "sources": {"s": source}}))
    assert [path.name for path in source_files(manifest)] == names


def test_who_reads_stays_in_one_build(make: Make, public: Published) -> None:
    make()
    database = str(public.link / "warehouse.duckdb")
    code = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); "
        "[print(con.execute('select count(*) from marts.fct_orders').fetchone()[0], flush=True) "
        "for _ in sys.stdin]"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask() -> str:
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline()

    assert ask() == "300\n"
    for days in range(11, 16):
        assert make(days=days) == 0
        assert ask() == "300\n", "though its build is removed by now"
        assert orders(public) == 30 * days
    reader.stdin.close()
    assert reader.wait() == 0


LIMITED = """
import logging, resource, sys
# dbt's log has no room either
logging.raiseExceptions = False
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))
sys.argv[0] = "publish"
sys.path.insert(0, "tools")
import publish
sys.exit(publish.main(sys.argv[1:]))
"""
UNLIMITED = LIMITED.replace("resource.setrlimit(", "print(")


@pytest.mark.parametrize(
    ("code", "environment", "reason"),
    [
        (LIMITED, {}, "File too large"),
        # a block or data, as it happens
        (UNLIMITED, {"SEGMENTATION_MEMORY_LIMIT": "20MB"}, "/19.0 MiB used)"),
    ],
    ids=["no room for files", "no memory"],
)
def test_without_disk_or_memory_the_public_tables_stay(
    make: Make, public: Published, code: str, environment: dict, reason: str
) -> None:
    make()
    result = subprocess.run(
        [sys.executable, "-c", code, "--select", "+customer_features", *TABLES_ONLY],
        cwd=ROOT,
        env=os.environ
        | {"OLIST_DATA_DIR": str(SAMPLE_DIR), "DBT_TARGET_PATH": str(public.folder / "target")}
        | environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0, result.stdout
    assert reason in result.stdout
    assert "Possible" not in result.stdout
    assert "Nothing is published: " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert orders(public) == 300
    assert make(days=11) == 0


def test_a_person_is_forgotten_in_all_builds(
    public: Published, sample: Build, tmp_path: Path
) -> None:
    """The public one is replaced, and those before it, which still name them, are removed."""
    for number in ("0001", "0002"):
        (public.folder / number).mkdir(parents=True)
        os.link(sample.database, public.folder / number / "warehouse.duckdb")
    public.switch(public.folder / "0002")
    ((customer,),) = sample.rows("select min(customer_unique_id) from marts.fct_orders")
    lines = forget_published(public, customer, [])
    assert lines[0] == "Published as build 3; the builds before it are removed."
    assert f"{public.link / 'warehouse.duckdb'}: {customer} is removed from" in lines[1]
    assert names(public) == ["0003"]
    exported = public.link / "exports" / "customers.parquet"
    found = f"select count(*) from '{exported}' where customer_unique_id = '{customer}'"
    assert duckdb.execute(found).fetchall() == [(0,)]
    assert sample.rows(
        f"select count(*) > 0 from marts.fct_orders where customer_unique_id = '{customer}'"
    ) == [(True,)]


def test_make_build_publishes_the_sample(builds_dir: Path) -> None:
    """Without network, which no build needs."""
    place = builds_dir / "published sample"
    published = place / "published"
    built = build(
        *WITHOUT_UNIT_TESTS,
        command="publish",
        work_dir=place,
        SEGMENTATION_PUBLISHED=str(published),
        no_proxy="*",
        https_proxy="http://127.0.0.1:9",
    )
    assert f"Published as build 1: {published / 'warehouse.duckdb'}" in built.log
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as con:
        tables = con.sql("select table_name from duckdb_tables() where schema_name = 'marts'")
        expected = {f"{name}.parquet" for (name,) in tables.fetchall()}
    assert {path.name for path in (published / "exports").iterdir()} == expected
    assert len(expected) > 45
