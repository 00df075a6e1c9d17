"""What make mutants changes: one place of the SQL each, and which of the changes count."""

import re

import pytest

import mutants
from conftest import ROOT
from mutations import Mutation, mutations

TYPES = {"amount": {"DOUBLE"}, "cost": {"DOUBLE"}, "name": {"VARCHAR"}}


def changed(text: str, is_macro: bool = False) -> set[tuple[str, str]]:
    """Return the kind of each mutation and the text that it makes."""
    return {
        (each.kind, text[: each.start] + each.text + text[each.end :])
        for each in mutations(text, TYPES, is_macro)
    }


@pytest.mark.parametrize(
    ("text", "kind", "mutated"),
    [
        ("from a left join b using (c)", "join", "from a inner join b using (c)"),
        ("from a union all from b", "join", "from a union from b"),
        ("from a where b", "filter", "from a where true or b"),
        ("a = 'b'", "comparison", "a <> 'b'"),
        ("a is not null", "comparison", "a is  null"),
        ("a >= b", "boundary", "a > b"),
        ("sum(a)", "aggregate", "max(a)"),
        ("count(a)", "aggregate", "count(distinct a)"),
        ("a - b", "sign", "a + b"),
        ("f(-a)", "sign", "f(a)"),
        ("order by a, b desc", "order", "order by a, b "),
        ("(order by f(a, b) )", "order", "(order by f(a, b) desc )"),
        ("coalesce(f(a, b), c)", "coalesce", "(f(a, b))"),
        ("coalesce({{ a('b') }}, c)", "coalesce", "({{ a('b') }})"),
        ("select distinct a", "distinct", "select  a"),
        ("a > 10", "constant", "a > 11"),
        ("a = 'delivered'", "constant", "a = 'other delivered'"),
        ("select amount, cost from a", "column", "select cost as amount, cost from a"),
        ("select a.amount, b.cost from c", "relation", "select b.cost as amount, b.cost from c"),
        ("f(a.name, b.name)", "relation", "f(b.name, b.name)"),
        ("a.amount > b.cost", "relation", "b.cost > b.cost"),
        ("a as (), b as () from a", "relation", "a as (), b as () from b as a"),
        ("a as (), b as () from a as c", "relation", "a as (), b as () from b as c"),
    ],
)
def test_a_mistake_is_made_in_one_place(text: str, kind: str, mutated: str) -> None:
    assert (kind, mutated) in changed(text)


def test_what_is_no_sql_is_left_alone() -> None:
    """Comments, sizes of types, other columns, and the text of Jinja but for that of macros."""
    assert not changed("{# a = 1 #} cast(a as decimal(18, 2)) -- b > 2")
    assert not changed("{{ ref('a') }} {% if a == 1 %} {% endif %}")
    assert not changed("select name, amount from a")
    macro = '{% set rule = {"condition": "a > 0", "reason": "expected a number above 0"} %}'
    assert {text for _, text in changed(macro, is_macro=True)} == {
        macro.replace("a > 0", new) for new in ("a >= 0", "a > 1")
    }


def test_sql_that_says_the_same_is_no_mutant() -> None:
    assert not mutants.is_other("select 1", "select\n1 -- one")
    assert mutants.is_other("select a from b where c < 1", "select a from b where c <= 1")


def test_a_report_counts_each_layer_and_shows_what_survived() -> None:
    text = "select amount\nfrom a\nwhere amount > 0\n"
    place = text.index(">")
    mutant = mutants.Mutant("x.sql", "core", text, Mutation("boundary", place, place + 1, ">="))
    other = mutant._replace(layer="staging")
    lines = mutants.report(
        [
            (mutant, mutants.Outcome("survived", "tables differ")),
            (other, mutants.Outcome("noticed", "a test")),
            (other, mutants.Outcome("equivalent", "")),
            (other, mutants.Outcome("dropped", "is no SQL")),
            (other, mutants.Outcome("stopped", "it never ended")),
        ],
        seed=7,
    ).splitlines()
    assert "| core | 1 | 0 | 1 | 0 | 0% |" in lines
    assert "| staging | 1 | 1 | 0 | 1 | 100% |" in lines
    assert "| all | 2 | 1 | 1 | 1 | 50% |" in lines
    assert "- `x.sql`, line 3, boundary; tables differ:" in lines
    assert "  + where amount >= 0" in lines
    assert "  Not in docs/mutants.md." in lines
    assert "- dropped, is no SQL: 1" in lines
    assert f"- stopped, it never ended: {mutant.note}" in lines


def test_a_machine_that_fails_says_nothing_of_tests() -> None:
    assert mutants.failure(["m: Out of Memory Error: 2 GB"]).status == "stopped"
    assert mutants.failure(["unit: actual differs from expected"]).status == "noticed"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "nonsense"], "--only nonsense is in the path of no model or macro"),
        (["--count", "3"], "--count 3 is less than one for each of"),
        (["--workers", "0"], "--workers 0 is less than one"),
    ],
)
def test_wrong_options_are_said_before_anything_is_built(
    options: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delattr(mutants, "Project")
    monkeypatch.setattr("sys.argv", ["mutants.py", *options])
    with pytest.raises(SystemExit, match="2"):
        mutants.main()
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("section", ["Survivors", "Equivalent"])
def test_mutants_of_the_notes_are_made(section: str) -> None:
    """Each entry is one of the mutants of its file, and has a reason."""
    notes = mutants.notes(section)
    assert notes
    made = set()
    for path in {path for path, *_ in notes}:
        text = (ROOT / path).read_text()
        # as if every column could be taken for any other
        types = {word: {"ANY"} for word in re.findall(r"\w+", text)}
        for change in mutations(text, types, is_macro="/macros/" in path):
            made.add((path, *mutants.Mutant(path, "", text, change).lines[1:]))
    for entry, reason in notes.items():
        assert entry in made
        assert reason.endswith("."), entry


def test_every_file_can_be_read() -> None:
    for path in (ROOT / "dbt_project").glob("m*/**/*.sql"):
        text = path.read_text()
        for each in mutations(text, TYPES, is_macro="macros" in path.parts):
            assert text[each.start : each.end] != each.text
