"""feature_drift sees a planted event, and nothing in a shop that stays as it is."""

import importlib
import math
from collections.abc import Iterator
from datetime import date

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def simulation() -> Iterator:
    """Return the module tools/simulate_drift.py, which imports the generator beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "tools")
        yield importlib.import_module("simulate_drift")


def test_an_event_is_seen_and_nothing_else(simulation) -> None:
    """In small shops a large one; docs/drift.md has the shares of many larger shops."""
    for seed, start, without, with_event in simulation.simulate(orders=6_000, seeds=2, points=20):
        assert without == [], seed
        assert simulation.is_seen_in_time(with_event, start), seed
        assert {feature for _, feature, _ in with_event} == {"mean_review_score"}
        assert min(day for *_, day in with_event) >= start


def test_in_time_is_within_two_steps(simulation) -> None:
    start = date(2024, 12, 1)
    for day, in_time in [
        (date(2024, 11, 30), False),
        (date(2024, 12, 16), False),
        (date(2024, 12, 31), True),
        (date(2025, 1, 31), True),
        (date(2025, 2, 28), False),
    ]:
        alarm = ("newcomers", "mean_review_score", day)
        assert simulation.is_seen_in_time([alarm], start) == in_time, day
    others = [("all", "mean_review_score", date(2024, 12, 31))]
    assert not simulation.is_seen_in_time(others, start)


@pytest.mark.parametrize(
    ("share", "points", "said"),
    [
        (0.18, 0.05, "{} is what 5 points more"),
        (0.08, 0.036, "{} is what 5 points more"),
        (0.08, 0.05, "it makes an index of {}"),
    ],
)
def test_what_a_change_of_a_share_makes_is_what_the_page_says(
    share: float, points: float, said: str
) -> None:
    """The index of two bins, in one of which so many points more are."""
    more = share + points
    psi = points * (math.log(more / share) + math.log((1 - share) / (1 - more)))
    assert said.format(f"{psi:.3f}") in (ROOT / "docs" / "drift.md").read_text()
