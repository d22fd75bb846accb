"""The candidates and their scores: by hand, by statsmodels and by their identities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from indicators import periods
from indicators.backtest import decisions
from indicators.catalogue import catalogue
from indicators.definition import Break, Definition
from indicators.forecasts.candidates import (
    AHEAD,
    CANDIDATES,
    PARTS,
    Method,
    every_curve,
    naive,
    smoothed,
)
from indicators.forecasts.history import History, Past, history, past, why_untried
from indicators.forecasts.link import Link, Scale
from indicators.forecasts.scores import LEVELS, covered, scaled_error, weighted_interval_score
from indicators.vocabulary import Kind, MissingReason, PeriodType, Sex

Series = Callable[..., pd.DataFrame]
AS_IT_IS = Link(Scale.IDENTITY)
FIGURES = [10, 11, 10.5, 12, 12.5, 12.2, 13.1, 14.0]
RATE = catalogue()["infant_mortality"]
NAN = float("nan")


def learnt(values: list[float], years: list[int] | None = None, link: Link = AS_IT_IS) -> Past:
    numbers = np.array(values, dtype=float)
    return Past(np.array(years or range(len(values))), numbers, link.to(numbers), link)


def about(definition: Definition, **changes: object) -> Definition:
    return definition.model_copy(update=changes)


def calendar(count: int, first: int = 2010) -> list[periods.Period]:
    return [periods.calendar_year(first + step) for step in range(count)]


# The candidates.


def test_a_random_walk_stays_and_spreads_with_the_square_root_of_time() -> None:
    curve = naive(learnt([1, 2, 4, 3, 5]))  # steps 1, 2, -1, 2: mean square 2.5
    assert curve.mean == pytest.approx([5] * 5)
    assert curve.sd == pytest.approx(np.sqrt(2.5 * np.array([1, 2, 3, 4, 5])))


def test_half_drift_goes_half_as_far_a_year_as_the_past_did() -> None:
    curve = CANDIDATES[Method.HALF_DRIFT](learnt([0, 1, 2, 3, 4]))
    assert curve.mean == pytest.approx(4 + 0.5 * AHEAD)
    # Each step missed the half step by a half: 4 x 0.25 over 4 errors less one fitted constant.
    assert curve.sd == pytest.approx(np.sqrt(1 / 3 * (AHEAD + AHEAD**2 / 16)))


def test_smoothing_agrees_with_statsmodels() -> None:
    # statsmodels 0.15 ETSModel, additive error and damped trend, at the same constants; its trend
    # constant is ours times the level's.
    fit = ETSModel(
        pd.Series(FIGURES[1:]),
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="known",
        initial_level=FIGURES[0],
        initial_trend=0.5,
    ).smooth([0.3, 0.2 * 0.3, 0.9])
    ahead = fit.get_prediction(start=7, end=11)
    curve = smoothed(learnt(FIGURES), *np.array([[0.3], [0.2], [0.9]]), step=0.5, fitted=0)
    assert curve.mean == pytest.approx(ahead.predicted_mean.to_numpy(), rel=1e-10)
    assert curve.sd**2 == pytest.approx(np.asarray(ahead.forecast_variance), rel=1e-10)


def test_smoothing_takes_the_constants_with_the_least_error() -> None:
    alphas = np.array([0.1, 0.5, 1.0])
    none = np.zeros(3)
    climbing = learnt([1.0, 2, 3, 4, 5, 6])
    best = smoothed(climbing, alphas, none, none, step=0, fitted=1)
    alone = smoothed(climbing, alphas[2:], none[2:], none[2:], step=0, fitted=1)
    assert best.mean == pytest.approx(alone.mean)
    assert best.mean == pytest.approx([6] * 5)


def test_theta_and_damped_follow_a_line_by_half_and_ever_less() -> None:
    line = learnt([float(year) for year in range(12)])
    assert np.diff(CANDIDATES[Method.THETA](line).mean) == pytest.approx([0.5] * 4)
    steps = np.diff(CANDIDATES[Method.DAMPED](line).mean)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


def test_the_ensemble_is_the_mean_of_its_parts_quantiles() -> None:
    known = learnt(FIGURES)
    whole = CANDIDATES[Method.ENSEMBLE](known)
    parts = [CANDIDATES[part](known) for part in PARTS]
    for level in LEVELS:
        mean = np.mean([one.mean + ndtri(level) * one.sd for one in parts], axis=0)
        assert whole.mean + ndtri(level) * whole.sd == pytest.approx(mean)


def test_the_trend_is_the_straight_line_with_its_prediction_interval() -> None:
    # Draper and Smith, Applied Regression Analysis, 1.4: s²(1 + 1/n + (x - x̄)²/Sxx).
    years = np.arange(len(FIGURES), dtype=float)
    slope, start = np.polyfit(years, FIGURES, 1)
    s2 = np.sum((FIGURES - start - slope * years) ** 2) / (len(FIGURES) - 2)
    at = years[-1] + AHEAD
    spread = 1 + 1 / 8 + (at - years.mean()) ** 2 / np.sum((years - years.mean()) ** 2)
    curve = CANDIDATES[Method.TREND](learnt(FIGURES))
    assert curve.mean == pytest.approx(start + slope * at)
    assert curve.sd == pytest.approx(np.sqrt(s2 * spread))


def test_a_fit_without_an_answer_is_no_curve_and_spoils_no_other() -> None:
    curves = every_curve(learnt([1.0, 2, 3, 4, 5]))  # a line so exact that it leaves no spread
    assert np.isnan(curves[Method.TREND].mean).all()
    assert all(np.isfinite(c.sd).all() for m, c in curves.items() if m is not Method.TREND)


def test_every_curve_is_each_candidates_own() -> None:
    known = learnt(FIGURES, link=Link(Scale.LOG))
    for method, curve in every_curve(known).items():
        alone = CANDIDATES[method](known)
        assert curve.mean == pytest.approx(alone.mean)
        assert curve.sd == pytest.approx(alone.sd)


def test_an_error_over_a_gap_counts_as_several_of_a_year() -> None:
    curve = naive(learnt([0, 1, 3], years=[0, 1, 3]))  # 1² over 1 year, 2² over 2: mean 1.5
    assert curve.sd[0] ** 2 == pytest.approx(1.5)
    # By hand, alpha 1 and no trend is the same random walk: squares 1 and 4/2 over 2 errors.
    one, none = np.array([1.0]), np.array([0.0])
    same = smoothed(learnt([0, 1, 3], years=[0, 1, 3]), one, none, none, step=0, fitted=0)
    assert same.sd == pytest.approx(curve.sd)
    assert same.mean == pytest.approx(curve.mean)


@given(
    st.lists(st.floats(-50, 50), min_size=5, max_size=20).filter(lambda v: len(set(v)) > 3),
    st.floats(-100, 100),
    st.floats(0.1, 10),
)
def test_a_change_of_unit_changes_every_fan_alike(
    values: list[float], shift: float, scale: float
) -> None:
    for method in (Method.NAIVE, *PARTS, Method.SIMPLE):
        plain = CANDIDATES[method](learnt(values))
        moved = CANDIDATES[method](learnt([shift + scale * value for value in values]))
        # A tie between constants may fall the other way by rounding; both then fit equally well.
        assert moved.sd[0] == pytest.approx(scale * plain.sd[0], rel=1e-6, abs=1e-6)
        assert (np.diff(plain.sd) >= 0).all()


def test_ranges_hold_as_often_as_they_say_on_walks_of_their_own_kind() -> None:
    steps = np.random.default_rng(20).normal(size=(2000, 65))
    walks = np.cumsum(steps, axis=1)
    for share in (0.5, 0.8, 0.95):
        held = []
        for walk in walks:
            curve = naive(learnt(list(walk[:60])))
            held.append(covered(walk[60:], curve.mean, curve.sd, share))
        # 2,000 walks: a share of 0.8 has a standard error of 0.009, and 60 steps tell the spread.
        assert np.mean(held, axis=0) == pytest.approx([share] * 5, abs=0.03)


# The scale.


@given(st.floats(1e-6, 99.999), st.sampled_from([1, 100, 100_000]))
def test_every_figure_comes_back_from_its_scale(value: float, per: int) -> None:
    for scale in Scale:
        link = Link(scale, 100 if scale is Scale.LOGIT else per)
        assert float(link.back(link.to(value))) == pytest.approx(value, rel=1e-9)


def test_no_proportion_is_projected_beyond_none_or_all() -> None:
    link = Link(Scale.LOGIT, 100)
    assert link.back([-40, 0, 40]) == pytest.approx([0, 50, 100], abs=1e-9)
    assert np.isnan(link.to([0, 100, 120])).all()
    assert np.isnan(Link(Scale.LOG).to([0, -1])).all()


# The scores.


def test_the_weighted_interval_score_by_hand() -> None:
    # A curve of no width has every quantile at its mean; each pinball loss of a miss by 2 is then
    # level x 2, and the levels sum to 4.5 of 9: twice the mean is the absolute error.
    assert float(weighted_interval_score(7, 5, 0)) == pytest.approx(2)
    assert float(weighted_interval_score(5, 5, 0)) == 0


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0.01, 10))
def test_the_score_is_the_weighted_mean_of_interval_scores(
    actual: float, mean: float, sd: float
) -> None:
    # Bracher and others (2021), equation 1: weights α/2 for each interval, a half for the median.
    whole = 0.5 * abs(actual - mean)
    for alpha in (0.05, 0.1, 0.2, 0.5):
        reach = ndtri(1 - alpha / 2) * sd
        lower, upper = mean - reach, mean + reach
        missed = max(lower - actual, 0) + max(actual - upper, 0)
        whole += alpha / 2 * (upper - lower + 2 / alpha * missed)
    assert float(weighted_interval_score(actual, mean, sd)) == pytest.approx(whole / 4.5)


def test_an_error_is_scaled_by_the_pasts_usual_step() -> None:
    # Steps of 1, 3 and 2 make a usual step of 2; an error of 5 is two and a half of them.
    assert float(scaled_error(15, 10, [1, 2, 5, 3])) == pytest.approx(2.5)


def test_a_figure_on_the_edge_of_a_range_is_within_it() -> None:
    reach = ndtri(0.9)
    assert covered([reach, -reach, 1.01 * reach], 0, 1, 0.8).tolist() == [True, True, False]


# What a projection is given.


def reason(definition: Definition, rows: pd.DataFrame) -> str:
    known = history(definition, rows)
    told = known if isinstance(known, str) else past(known)
    assert isinstance(told, str), "a past was found where none was expected"
    return told


def test_a_past_has_the_figures_and_their_years(series: Series) -> None:
    known = history(RATE, series([3, 4, NAN, 5, 4, 6], calendar(6)))
    assert isinstance(known, History)
    told = past(known)
    assert isinstance(told, Past)
    assert told.years.tolist() == [0, 1, 3, 4, 5]
    assert told.values.tolist() == [3, 4, 5, 4, 6]
    assert told.linked == pytest.approx(np.log([3, 4, 5, 4, 6]))


def test_only_figures_since_the_last_break_are_learnt_from(series: Series) -> None:
    moved = Break(on=date(2014, 1, 1), reason="A new survey.")
    definition = about(RATE, breaks=[moved])
    known = history(definition, series([3, 9, 3, 9, 4, 5, 4, 5, 6], calendar(9)))
    assert isinstance(known, History)
    told = past(known)
    assert isinstance(told, Past)
    assert told.values.tolist() == [4, 5, 4, 5, 6]
    short = series([3, 9, 3, 9, 4, 5, 4], calendar(7))
    assert reason(definition, short) == (
        "Only 3 yearly figures are held since the definition changed; a projection needs 5."
    )
    held_back = series([3, 9, 3, 9, NAN], calendar(5))
    assert reason(definition, held_back) == (
        "No yearly figure is held since the definition changed; a projection needs 5."
    )


def test_figures_before_a_long_gap_are_not_learnt_from(series: Series) -> None:
    values = [3, 4, 5, NAN, NAN, NAN, 4, 5, 6, 5, 4]
    known = history(RATE, series(values, calendar(11)))
    assert isinstance(known, History)
    told = past(known)
    assert isinstance(told, Past)
    assert told.values.tolist() == [4, 5, 6, 5, 4]
    assert reason(RATE, series(values[:-1], calendar(10))) == (
        "Only 4 yearly figures are held since a gap of several years; a projection needs 5."
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([4.0], "Only 1 yearly figure is held; a projection needs 5."),
        ([4.0, 5, 4, NAN, 6], "Only 4 yearly figures are held; a projection needs 5."),
        ([4.0] * 8, "The figure has never moved, so its past does not show how far it might."),
        ([NAN] * 6, "No figure is held, so there is nothing to project from."),
        (
            [0.0] * 6,
            "Among the figures is one at the end of what is possible (none, or all), from which no "
            "change in proportion can be reckoned.",
        ),
        (
            [3.0, 4, 5, 4, 3, 4, NAN, NAN, NAN],
            "The latest 3 years have no figure, so a projection would start too far back.",
        ),
    ],
)
def test_why_a_series_is_not_projected(series: Series, values: list[float], told: str) -> None:
    assert reason(RATE, series(values, calendar(len(values)))) == told


def test_an_empty_series_has_nothing_to_project(series: Series) -> None:
    assert reason(RATE, series([4.0], calendar(1)).iloc[:0]).startswith("No figure is held")


def test_overlapping_windows_are_never_projected(series: Series) -> None:
    rolling = about(RATE, period_type=PeriodType.ROLLING_3_YEARS)
    windows = [periods.calendar_years(year, year + 2) for year in range(2010, 2020)]
    rows = series([float(4 + year % 3) for year in range(10)], windows)
    assert "which overlap" in reason(rolling, rows)
    sold_as_years = rows.assign(period_type="calendar year")
    assert "share months" in reason(RATE, sold_as_years)


def test_counts_categories_months_and_irregular_days_are_not_projected(series: Series) -> None:
    rows = series([4.0, 5, 4, 5, 6], calendar(5))
    assert reason(about(RATE, kind=Kind.COUNT), rows).startswith("This is a count")
    assert reason(about(RATE, kind=Kind.CATEGORY), rows).startswith("This is a category")
    monthly = about(RATE, period_type=PeriodType.MONTH)
    assert reason(monthly, rows).startswith("Only yearly figures are projected")
    yearly = about(RATE, period_type=PeriodType.FINANCIAL_YEAR)
    assert reason(yearly, rows).startswith("The figures are for calendar year, where")
    snapshots = about(RATE, period_type=PeriodType.SNAPSHOT)
    days = [periods.snapshot(date(2015 + step, 3 + 4 * (step % 2), 31)) for step in range(5)]
    assert reason(snapshots, series([4.0, 5, 4, 5, 6], days)).startswith(
        "The figures do not come once a year"
    )


def test_a_suppressed_figure_is_not_taken_for_none(series: Series) -> None:
    rows = series([3, 4, NAN, 5, 4, 6], calendar(6), missing=MissingReason.SUPPRESSED)
    known = history(RATE, rows)
    assert isinstance(known, History)
    told = past(known)
    assert isinstance(told, Past)
    assert 0 not in told.values


def test_a_series_that_has_ended_is_not_carried_forward() -> None:
    """That of children in low-income families since 2014/15 ended with 2023/24."""
    ended = catalogue()["children_in_relative_low_income_2014_series"]
    assert ended.superseded_by == "children_in_relative_low_income"
    assert why_untried(ended).startswith("This series has ended and another")
    made = decisions()[ended.id, Sex.PERSONS]
    assert (made.method, made.reason) == (None, why_untried(ended))
