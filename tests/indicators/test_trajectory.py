"""Paths: the formulas, by hand and by their identities, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import indicators as wy
from geo.areas import WEST_YORKSHIRE
from indicators import periods
from indicators.definition import Break, Target
from indicators.periods import Period
from indicators.trajectory import is_open, trajectory, why_no_trajectory, years_between
from indicators.vocabulary import Path, TargetKind

NAN = float("nan")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def series(values: Sequence[float], spans: Sequence[Period], width: float = NAN) -> pd.DataFrame:
    """One row for each span, with limits of value ± width; NaN is a missing value."""
    return pd.DataFrame(
        {
            "period": periods.label(*span),
            "period_start": pd.Timestamp(span.start),
            "period_end": pd.Timestamp(span.end),
            "period_type": span.type.value,
            "value": value,
            "lower_95": value - width,
            "upper_95": value + width,
            "missing_reason": "suppressed" if pd.isna(value) else None,
        }
        for value, span in zip(values, spans, strict=True)
    )


def years(first: int, number: int) -> list[Period]:
    return [periods.calendar_year(first + step) for step in range(number)]


def target(**changes: object) -> Target:
    stated = {
        "kind": TargetKind.PERCENT_REDUCTION,
        "value": 10,
        "baseline_period": "2015",
        "by": date(2025, 12, 31),
        "applies_to": WEST_YORKSHIRE,
        "stated_on": date(2020, 3, 1),
        "source": "a board paper",
    }
    return Target.model_validate(stated | changes)


def level(value: float, **changes: object) -> Target:
    return target(kind=TargetKind.LEVEL, value=value, **changes)


FROM_200 = series([200.0], years(2015, 1), 10)


def test_a_linear_path_takes_equal_steps_from_the_baseline_to_the_goal() -> None:
    way = trajectory(target(), FROM_200)
    assert way is not None
    asked = [way.expected_on(date(year, 12, 31)) for year in range(2015, 2026)]
    assert asked == pytest.approx([200 - 2 * step for step in range(11)])
    assert way.expected_on(date(2010, 1, 1)) == 200
    assert way.expected_on(date(2030, 1, 1)) == pytest.approx(180)


def test_ten_years_of_one_per_cent_are_nine_point_six() -> None:
    way = trajectory(level(200 * 0.99**10, path=Path.COMPOUND), FROM_200)
    assert way is not None
    for step in range(11):
        day = date(2015 + step, 12, 31)
        assert way.expected_on(day) == pytest.approx(200 * 0.99**step, rel=1e-12)
    assert 1 - way.goal / way.baseline == pytest.approx(0.0956, abs=5e-5)


@pytest.mark.parametrize(
    ("promise", "goal"),
    [
        (level(150), 150),
        (level(0), 0),
        (target(value=100), 0),
        (target(kind=TargetKind.GAP_REDUCTION, value=5), 190),
        (target(kind=TargetKind.HALT_THE_TREND, value=0), 200),
        (target(kind=TargetKind.MATCH_ENGLAND, value=0), 171),
    ],
)
def test_each_kind_of_promise_has_its_own_goal(promise: Target, goal: float) -> None:
    england = series([180.0, 171.0, NAN], years(2015, 3))
    way = trajectory(promise, FROM_200, england)
    assert way is not None
    assert way.goal == pytest.approx(goal)


def test_a_baseline_equal_to_its_target_gives_a_level_path() -> None:
    for path in Path:
        way = trajectory(level(200, path=path), FROM_200)
        assert way is not None
        assert way.expected_on(date(2019, 6, 30)) == pytest.approx(200)


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        (target(baseline_period=None), "does not say from which period it counts"),
        (target(baseline_period="2014"), "No figure is held for 2014"),
        (target(baseline_period="2016"), "No figure is held for 2016"),
        (target(by=date(2020, 6, 30), baseline_period="2020"), "does not end before its own date"),
        (target(kind=TargetKind.MATCH_ENGLAND, value=0), "no figure for England is held"),
    ],
)
def test_why_there_is_no_path(promise: Target, told: str) -> None:
    held = series([200.0, NAN, 190.0, 190.0, 185.0, 180.0], years(2015, 6), 10)
    assert trajectory(promise, held) is None
    assert told in why_no_trajectory(promise, held)


def test_no_fixed_percentage_leads_from_or_to_zero() -> None:
    at_zero = series([0.0], years(2015, 1))
    halted = target(kind=TargetKind.HALT_THE_TREND, value=0, path=Path.COMPOUND)
    assert trajectory(halted, at_zero) is None
    assert "figure of zero" in why_no_trajectory(halted, at_zero)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2015, 12, 31), date(2025, 12, 31), 10),
        (date(2016, 2, 29), date(2017, 2, 28), 1),
        (date(2019, 2, 28), date(2020, 2, 29), 1),
        (date(2015, 3, 31), date(2024, 3, 31), 9),
        (date(2022, 12, 31), date(2023, 7, 1), 182 / 365),
        (date(2021, 3, 31), date(2020, 3, 31), -1),
        (date(2021, 3, 31), date(2021, 3, 31), 0),
    ],
)
def test_years_are_anniversaries_and_the_part_of_the_next(
    start: date, end: date, expected: float
) -> None:
    assert years_between(start, end) == pytest.approx(expected)


@given(DAYS, DAYS)
def test_years_are_as_long_as_their_days(start: date, end: date) -> None:
    assert years_between(start, end) == pytest.approx((end - start).days / 365.2425, abs=0.006)
    assert years_between(start, end) == -years_between(end, start)


@given(st.floats(1, 1000), st.floats(1, 1000), st.dates(date(2015, 12, 31), date(2025, 12, 31)))
def test_a_path_never_leaves_the_ground_between_its_ends(b: float, g: float, day: date) -> None:
    for path in Path:
        way = trajectory(level(g, path=path), series([b], years(2015, 1)))
        assert way is not None
        assert min(b, g) * (1 - 1e-12) <= way.expected_on(day) <= max(b, g) * (1 + 1e-12)


def test_a_percentage_less_than_a_figure_below_zero_means_nothing() -> None:
    below = series([-1.0, -2.0], years(2015, 2))
    assert trajectory(target(), below) is None
    assert why_no_trajectory(target(), below).endswith(
        "is below zero, and a percentage less than that means nothing."
    )
    assert trajectory(target(), series([0.0], years(2015, 1))) is not None


@pytest.mark.parametrize(
    ("changed_on", "today", "expected"),
    [
        (None, date(2025, 12, 31), True),
        (None, date(2026, 1, 1), False),
        (date(2015, 1, 1), date(2020, 1, 1), True),  # before the start: the same count throughout
        (date(2017, 1, 1), date(2020, 1, 1), False),
        (date(2019, 1, 1), date(2020, 1, 1), True),  # after the latest figure that is held
    ],
)
def test_a_goal_is_open_until_its_day_and_while_the_same_is_counted(
    changed_on: date | None, today: date, expected: bool
) -> None:
    held = series([200.0, 198.0, 190.0, float("nan")], years(2015, 4))
    changes = [Break(on=changed_on, reason="More is counted.")] if changed_on else []
    definition = wy.catalogue()["infant_mortality"].model_copy(update={"breaks": changes})
    way = trajectory(target(), held)
    assert way is not None
    assert is_open(way, held, definition, today) is expected
