"""How fast a figure must move and has moved: identities, other implementations, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import indicators as wy
from geo.areas import WEST_YORKSHIRE
from indicators import periods
from indicators.change import Change, beside, observed_change, required_change
from indicators.definition import Break, Definition, Target
from indicators.trajectory import Trajectory
from indicators.vocabulary import Kind, Path, PeriodType, Polarity, TargetKind

Series = Callable[..., pd.DataFrame]
NAN = float("nan")
TODAY = date(2023, 6, 1)
LIMITS = [3.0, 1.0, 2.0, 4.0, 1.5]
UNEVEN = [50.0, 47.0, 48.5, 41.0, 44.0]


def definition(**changes: object) -> Definition:
    return wy.catalogue()["infant_mortality"].model_copy(update=changes)


def years(first: int, number: int) -> list[periods.Period]:
    return [periods.calendar_year(first + step) for step in range(number)]


def path_to(goal: float, path: Path = Path.LINEAR, by: date = date(2028, 12, 31)) -> Trajectory:
    promise = Target(
        kind=TargetKind.LEVEL,
        value=goal,
        by=by,
        baseline_period="2018",
        path=path,
        applies_to=WEST_YORKSHIRE,
        stated_on=date(2020, 3, 1),
        source="a board paper",
    )
    return Trajectory(promise, 60.0, date(2018, 12, 31), goal)


@given(st.floats(0.1, 1e4), st.floats(0, 1e4))
def test_the_required_change_leads_to_the_goal(latest: float, goal: float) -> None:
    held = pd.DataFrame({"value": [latest], "period_end": [pd.Timestamp(2022, 12, 31)]})
    found = required_change(path_to(goal), held, definition(), TODAY)
    assert found.value is not None
    assert latest + 6 * found.value == pytest.approx(goal, rel=1e-9, abs=1e-9)


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_the_required_percentage_a_year_compounds_to_the_goal(latest: float, goal: float) -> None:
    held = pd.DataFrame({"value": [latest], "period_end": [pd.Timestamp(2022, 12, 31)]})
    found = required_change(path_to(goal, Path.COMPOUND), held, definition(), TODAY)
    assert found.value is not None
    assert latest * (1 + found.value / 100) ** 6 == pytest.approx(goal, rel=1e-9)


def test_what_is_required_is_said_with_its_unit(series: Series) -> None:
    held = series([54.0, NAN], years(2021, 2))
    rate = required_change(path_to(26.0), held, definition(), TODAY)
    assert (rate.words, rate.unit) == ("a fall of 4.0 per 1,000 each year", "per 1,000")
    share = definition(kind=Kind.PROPORTION, unit="%", per=100)
    assert required_change(path_to(26.0), held, share, TODAY).words == (
        "a fall of 4.0 percentage points each year"
    )
    tenth = required_change(path_to(54 * 0.9**7, Path.COMPOUND), held, share, TODAY)
    assert tenth.words == "a fall of 10.0% each year"
    assert "reached already" in required_change(path_to(54.0), held, share, TODAY).words


@pytest.mark.parametrize("today", [date(2028, 12, 31), date(2030, 1, 1)])
def test_nothing_is_required_once_the_date_has_come(series: Series, today: date) -> None:
    found = required_change(path_to(50.0), series([54.0], years(2022, 1)), definition(), today)
    assert found.value is None
    come = "passed" if today.year == 2030 else "come"
    assert found.reason == f"The date of the promise, 31 December 2028, has {come}."


def test_nothing_is_required_after_a_figure_for_the_date_itself(series: Series) -> None:
    due = path_to(50.0, by=date(2022, 12, 31))
    assert required_change(due, series([54.0], years(2022, 1)), definition(), TODAY).value is None


def test_no_percentage_leads_away_from_zero(series: Series) -> None:
    rising = definition(polarity=Polarity.HIGH_IS_GOOD)
    held = series([0.0], years(2022, 1))
    found = required_change(path_to(50.0, Path.COMPOUND), held, rising, TODAY)
    assert found.reason == "No fixed percentage a year leads from a figure of zero."


def test_zero_on_the_way_down_needs_no_further_change(series: Series) -> None:
    falling = definition(polarity=Polarity.LOW_IS_GOOD)
    held = series([0.0], years(2022, 1))
    found = required_change(path_to(50.0, Path.COMPOUND), held, falling, TODAY)
    assert (found.value, found.reason) == (None, "")
    assert found.words == "no further change, as the goal is reached already"


def test_nothing_is_required_of_figures_that_the_goal_was_not_made_of(series: Series) -> None:
    """The goal of 26 was promised of another count than the latest figure's."""
    changed = Break(on=date(2020, 1, 1), reason="Another age group is counted.")
    held = series([60.0, 59.0, 90.0, 91.0, 92.0], years(2018, 5))
    found = required_change(path_to(26.0), held, definition(breaks=[changed]), TODAY)
    assert found == Change(
        reason="Figures from 1 January 2020 cannot be compared with that for 2018, from which the "
        "promise counts, so the change that it needs cannot be worked out."
    )
    before = Break(on=date(2018, 1, 1), reason="Another age group is counted.")
    assert required_change(path_to(26.0), held, definition(breaks=[before]), TODAY).value == -11


def test_scores_and_pounds_are_said_as_such(series: Series) -> None:
    held = series([3.0, 2.0, 1.0], years(2020, 3))
    score = observed_change(definition(kind=Kind.SCORE, unit="score"), held)
    assert score.words.startswith("a fall of 1.0 each year")


def test_a_perfect_line_has_the_limits_that_its_points_give_it(series: Series) -> None:
    # Five standard errors of 1 at times 0 to 4: the slope's is one over the root of 10.
    found = observed_change(definition(), series([1, 3, 5, 7, 9], years(2018, 5), 1.959964))
    assert found.value == pytest.approx(2)
    assert found.lower == pytest.approx(2 - 1.959964 / 10**0.5, abs=1e-6)
    assert found.upper == pytest.approx(2 + 1.959964 / 10**0.5, abs=1e-6)


def limited(series: Series, values: Sequence[float], widths: Sequence[float]) -> pd.DataFrame:
    held, reach = series(values, years(2018, len(values))), np.array(widths)
    return held.assign(lower_95=held["value"] - reach, upper_95=held["value"] + reach)


def test_with_limits_the_slope_is_that_of_weighted_least_squares(series: Series) -> None:
    se = np.array(LIMITS) / 1.959963984540054
    (slope, _), covariance = np.polyfit(range(5), UNEVEN, 1, w=1 / se, cov="unscaled")
    at = np.polyval(np.polyfit(range(5), UNEVEN, 1, w=1 / se), range(5))
    birge = max(1.0, ((UNEVEN - at) ** 2 / se**2).sum() / 3)
    half = 1.959963984540054 * (covariance[0, 0] * birge) ** 0.5
    found = observed_change(definition(), limited(series, UNEVEN, LIMITS))
    assert found.value == pytest.approx(slope)
    assert (found.lower, found.upper) == pytest.approx((slope - half, slope + half))
    assert birge > 1


def test_without_limits_the_scatter_gives_them(series: Series) -> None:
    by_scipy = stats.linregress(range(5), UNEVEN)
    half = stats.t.ppf(0.975, 3) * by_scipy.stderr
    found = observed_change(definition(), series(UNEVEN, years(2018, 5)))
    assert found.value == pytest.approx(by_scipy.slope)
    assert (found.lower, found.upper) == pytest.approx(
        (by_scipy.slope - half, by_scipy.slope + half)
    )


def test_a_tenth_less_each_year_is_seen_as_that(series: Series) -> None:
    held = series([100 * 0.9**step for step in range(5)], years(2018, 5))
    found = observed_change(definition(), held, Path.COMPOUND)
    assert (found.value, found.lower, found.upper) == pytest.approx((-10, -10, -10))
    assert found.unit == "%"


@pytest.mark.parametrize("value", [0.0, 7.0])
def test_a_constant_series_does_not_move(series: Series, value: float) -> None:
    found = observed_change(definition(), series([value] * 6, years(2018, 6), 0))
    assert (found.value, found.lower, found.upper) == (0, 0, 0)
    assert not found.is_undetermined
    assert beside(Change(), found, is_own_promise=True) == (
        "Between 2019 and 2023 there was no change."
    )


def test_only_the_latest_five_are_asked(series: Series) -> None:
    found = observed_change(definition(), series([99, 1, 2, 3, 4, 5], years(2017, 6)))
    assert found.value == pytest.approx(1)
    assert found.periods == ("2018", "2019", "2020", "2021", "2022")


def test_a_missing_year_keeps_its_place_in_time(series: Series) -> None:
    found = observed_change(definition(), series([10, NAN, 12, 13], years(2018, 4)))
    assert found.value == pytest.approx(1)


def test_of_rolling_windows_only_those_that_share_no_months_are_asked(series: Series) -> None:
    spans = [periods.calendar_years(first, first + 2) for first in range(2010, 2020)]
    found = observed_change(definition(), series([float(n) for n in range(10)], spans))
    assert found.periods == ("2010 to 2012", "2013 to 2015", "2016 to 2018", "2019 to 2021")
    assert found.value == pytest.approx(1)
    assert observed_change(definition(), series([1.0, 2.0, 3.0], spans[:3])).reason == (
        "Only figures that share months are held; a rate of change needs 3."
    )
    assert observed_change(definition(), series([1.0, 2.0, 3.0, 4.0], spans[:4])).reason == (
        "Only two figures that share no months are held; a rate of change needs 3."
    )


def test_figures_before_a_break_are_left_out(series: Series) -> None:
    changed = Break(on=date(2019, 6, 1), reason="Another age group is counted.")
    held = series([90.0, 91.0, 10.0, 11.0, 12.0], years(2018, 5))
    found = observed_change(definition(breaks=[changed]), held)
    assert found.value == pytest.approx(1)
    told = observed_change(definition(breaks=[changed]), held.iloc[:3]).reason
    assert told == (
        "Only one figure is held since 1 June 2019, before which figures cannot be compared; a "
        "rate of change needs 3."
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([NAN], "No figure is held; a rate of change needs 3."),
        ([1.0], "Only one figure is held; a rate of change needs 3."),
        ([1.0, 2.0], "Only two figures are held; a rate of change needs 3."),
    ],
)
def test_too_few_figures_are_counted_in_words(
    series: Series, values: list[float], told: str
) -> None:
    found = observed_change(definition(), series(values, years(2018, len(values))))
    assert found == Change(reason=told)


def test_what_has_no_yearly_rate_says_why(series: Series) -> None:
    held = series([1.0, 2.0, 0.0, 1.0], years(2018, 4))
    assert "through a zero" in observed_change(definition(), held, Path.COMPOUND).reason
    by_category = definition(kind=Kind.CATEGORY)
    assert "categories" in observed_change(by_category, held).reason
    monthly = definition(period_type=PeriodType.MONTH)
    assert "season" in observed_change(monthly, held).reason


def test_the_two_are_said_beside_each_other(series: Series) -> None:
    held = series(UNEVEN, years(2018, 5))
    required = required_change(path_to(26.0), held, definition(), TODAY)
    observed = observed_change(definition(), held)
    assert beside(required, observed, is_own_promise=True) == (
        "To keep the promise it needs a fall of 3.0 per 1,000 each year. Between 2018 and 2022 "
        "there was a fall of 1.8 per 1,000 each year (95% limits: a fall of 4.4 to a rise of 0.8). "
        "So the pace is undetermined."
    )
    assert beside(required, observed, is_own_promise=False).startswith(
        "To reach the same goal it would need a fall of 3.0"
    )


def test_a_pace_whose_limits_leave_out_what_is_needed_is_told_as_that(series: Series) -> None:
    """From 44 to nothing in six years asks for falls of 7.3; the limits end at one of 4.4."""
    held = series(UNEVEN, years(2018, 5))
    observed = observed_change(definition(), held)
    required = required_change(path_to(0.0), held, definition(), TODAY)
    said = beside(required, observed, is_own_promise=True)
    assert said.endswith(
        "Both limits fall short of what is needed; even the nearer is a fall of 4.4."
    )
    assert "undetermined" not in said


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (12.0, "Both limits go beyond what is needed; even the nearer is a rise of 1.4."),
        (30.0, "Both limits fall short of what is needed; even the nearer is a rise of 2.6."),
        (9 + 6 * 2.64, "(95% limits: 1.4 to 2.6)."),  # what reads the same is not set apart
        (9 + 6 * 2.0, "(95% limits: 1.4 to 2.6)."),
        (8.0, "(95% limits: 1.4 to 2.6)."),  # reached already: nothing is needed
    ],
)
def test_a_sure_pace_is_held_against_what_is_needed(series: Series, goal: float, told: str) -> None:
    """A rise of 2 a year, with limits of 2 ± 1.96 / √10; six years are left from 9."""
    rising = definition(polarity=Polarity.HIGH_IS_GOOD)
    held = series([1, 3, 5, 7, 9], years(2018, 5), 1.959964)
    required = required_change(path_to(goal), held, rising, TODAY)
    observed = observed_change(rising, held)
    assert beside(required, observed, is_own_promise=True).endswith(told)


@pytest.mark.parametrize(
    ("slope", "told"),
    [
        (0.65, "a rise of 0.6 per 1,000 each year (95% limits: 0.03 to 1.3)"),
        (0.62, "a rise of 0.6 per 1,000 each year (95% limits: less than 0.01 to 1.2)"),
        (0.60, "a rise of 0.6 per 1,000 each year (95% limits: a fall of 0.02 to a rise of 1.2)"),
    ],
)
def test_a_limit_that_is_not_nothing_does_not_read_as_nothing(
    series: Series, slope: float, told: str
) -> None:
    """The half width is 1.959964 / √10 = 0.6198."""
    held = series([5 + slope * step for step in range(5)], years(2018, 5), 1.959964)
    assert observed_change(definition(), held).words == told
