"""Recent trend: OHID's test where it may be made, and in words why where it may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import indicators as wy
from indicators import contract, periods
from indicators.definition import Break, Definition
from indicators.direction import direction
from indicators.errors import MethodError
from indicators.periods import Period
from indicators.vocabulary import Kind, MissingReason, PeriodType, Polarity, RecentTrend

Series = Callable[..., pd.DataFrame]
NAN = float("nan")
FALLING = [290.0, 260.0, 245.0, 220.0, 200.0]
FLAT = [200.0, 205.0, 199.0, 202.0, 201.0]
FIVE = [periods.calendar_year(2019 + step) for step in range(5)]


def definition(**changes: object) -> Definition:
    """A proportion of which low is good, unless told otherwise."""
    usual = {"kind": Kind.PROPORTION, "per": 100, "polarity": Polarity.LOW_IS_GOOD}
    return wy.catalogue()["early_stage_cancer"].model_copy(update=usual | changes)


RATE = definition(kind=Kind.RATE, per=100)


def years(first: int, number: int) -> list[Period]:
    return [periods.calendar_year(first + step) for step in range(number)]


def windows(first: int, number: int) -> list[Period]:
    """So many rolling windows of three years, one starting each year."""
    return [periods.calendar_years(first + step, first + step + 2) for step in range(number)]


@pytest.fixture
def counted(series: Series) -> Callable[[list[float]], pd.DataFrame]:
    """Makes percentages of 1,000, with counts."""
    return lambda numerators: series([x / 10 for x in numerators], FIVE, 2.7, numerators, 1000)


def test_proportions_are_tested_on_their_counts(counted: Series) -> None:
    found = direction(definition(), counted(FALLING))
    assert found.word is RecentTrend.BETTER
    assert found.chi2 == pytest.approx(26.311354654228573, rel=1e-10)  # statsmodels, as restated
    assert found.p == pytest.approx(2.905752921859965e-07, rel=1e-10)
    assert found.periods == ("2019", "2020", "2021", "2022", "2023")
    assert (
        found.reason == "The figures fell between 2019 and 2023 by more than chance would explain."
    )


def test_other_kinds_are_tested_on_their_limits(counted: Series) -> None:
    """By hand: weights are alike, so slope = -2.2 and chi-squared = 2.2² · 10 / (5.4 / 3.92)²."""
    found = direction(RATE, counted([290.0, 268.0, 246.0, 224.0, 202.0]))
    assert found.chi2 == pytest.approx(2.2**2 * 10 / (5.4 / 3.92) ** 2, rel=1e-10)
    assert found.word is RecentTrend.BETTER


def test_only_the_latest_five_years_count(series: Series) -> None:
    spans = years(2009, 15)
    values = [*([90.0] * 10), 29.0, 26.0, 24.5, 22.0, 20.0]
    whole = direction(RATE, series(values, spans, 2.7))
    assert whole.chi2 == direction(RATE, series(values[10:], spans[10:], 2.7)).chi2


@pytest.mark.parametrize(
    ("changes", "values", "expected"),
    [
        ({"polarity": Polarity.LOW_IS_GOOD}, FALLING, RecentTrend.BETTER),
        ({"polarity": Polarity.LOW_IS_GOOD}, FALLING[::-1], RecentTrend.WORSE),
        ({"polarity": Polarity.HIGH_IS_GOOD}, FALLING, RecentTrend.WORSE),
        ({"polarity": Polarity.HIGH_IS_GOOD}, FALLING[::-1], RecentTrend.BETTER),
        ({"polarity": Polarity.NO_JUDGEMENT}, FALLING, RecentTrend.FALLING),
        ({"safe_messaging": "suicide"}, FALLING, RecentTrend.FALLING),
        ({"safe_messaging": "suicide"}, FALLING[::-1], RecentTrend.RISING),
        ({}, FLAT, RecentTrend.NO_CHANGE),
    ],
)
def test_better_and_worse_follow_from_polarity(
    changes: dict[str, object], values: list[float], expected: RecentTrend, counted: Series
) -> None:
    assert direction(definition(**changes), counted(values)).word is expected


def test_no_change_is_said_as_no_more_than_chance(counted: Series) -> None:
    found = direction(definition(), counted(FLAT))
    assert found.reason == "The change between 2019 and 2023 is no more than chance could explain."
    assert found.p is not None
    assert found.p > 0.9


def test_a_change_that_rests_on_one_year_is_no_trend(series: Series) -> None:
    one_odd_year = series([50.0, 20.0, 20.0, 20.0, 20.0], FIVE, 2.0)
    found = direction(RATE, one_odd_year)
    assert found.word is RecentTrend.NO_CHANGE
    assert "rests on one of the 5 figures alone" in found.reason
    assert found.chi2 is not None
    assert found.chi2 > 9.5495


# --- series made to fool ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "width"), [([3.0] * 5, 1.0), ([0.0] * 5, 3.7), ([0.0] * 5, 0.0)]
)
def test_a_constant_series_does_not_change(
    values: list[float], width: float, series: Series
) -> None:
    found = direction(RATE, series(values, FIVE, width))
    assert found.word is RecentTrend.NO_CHANGE
    assert found.reason == "All 5 figures between 2019 and 2023 are the same."
    assert (found.chi2, found.p) == (0.0, 1.0)


def test_counts_move_where_rounded_shares_stand_still(series: Series) -> None:
    """By hand: 1,000 a year of a million is (1,000 · 10)² / (1,000,000 · ½ · ½ · 10) = 40."""
    n = 1_000_000.0
    counts = [500_000.0 + 1_000 * step for step in range(-2, 3)]
    rows = series([50.0] * 5, FIVE, 0.1, numerators=counts, denominator=n)
    found = direction(definition(decimals=0), rows)
    assert found.word is RecentTrend.WORSE
    assert found.chi2 == pytest.approx(40, rel=1e-10)


def test_equal_figures_without_limits_are_still_not_tested(series: Series) -> None:
    found = direction(RATE, series([3.0] * 5, FIVE))
    assert found.word is RecentTrend.CANNOT_BE_TESTED


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (0, "The test needs 5 yearly figures; none is held."),
        (1, "The test needs 5 yearly figures; only one is held."),
        (4, "The test needs 5 yearly figures; only 4 are held."),
    ],
)
def test_fewer_than_five_years_are_too_few(number: int, reason: str, series: Series) -> None:
    rows = series([1.0, 2.0, 3.0, 4.0, 5.0], FIVE, 0.1).iloc[:number]
    assert direction(RATE, rows).word is RecentTrend.CANNOT_BE_TESTED
    assert direction(RATE, rows).reason == reason


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        (MissingReason.SUPPRESSED, "is suppressed by the publisher; the test needs 5 in a row."),
        (MissingReason.NOT_COLLECTED, "was not collected; the test needs 5 in a row."),
    ],
)
def test_a_missing_year_is_not_stepped_over(
    why: MissingReason, reason: str, series: Series
) -> None:
    rows = series([9.0, 1.0, 2.0, NAN, 4.0, 5.0], years(2018, 6), 0.1, missing=why)
    assert direction(RATE, rows).reason == f"The figure for 2021 {reason}"


def test_a_year_missing_before_the_latest_five_does_not_matter(series: Series) -> None:
    rows = series([NAN, 1.0, 2.0, 3.0, 4.0, 5.0], years(2018, 6), 0.1)
    assert direction(RATE, rows).word is RecentTrend.WORSE


def test_a_year_without_a_row_is_noticed(series: Series) -> None:
    rows = series([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], years(2018, 6), 0.1).drop(index=3)
    assert direction(RATE, rows).reason == (
        "No figure is held for each year: 2022 follows 2020. The test needs 5 years in a row."
    )


def test_a_survey_day_that_moves_is_still_yearly(series: Series) -> None:
    april = [(2019, 17), (2020, 22), (2021, 21), (2022, 13), (2023, 26)]
    spans = [periods.snapshot(date(year, 4, day)) for year, day in april]
    rows = series([1.0, 2.0, 3.0, 4.0, 5.0], spans, 0.1)
    assert direction(RATE, rows).word is RecentTrend.WORSE


def test_rolling_windows_are_refused_and_tested_without_overlap(series: Series) -> None:
    rows = series([float(30 - n) for n in range(13)], windows(2010, 13), 0.5)
    found = direction(RATE, rows)
    assert found.word is RecentTrend.CANNOT_BE_TESTED
    assert found.reason.startswith(
        "The periods overlap: 2010 to 2012 and 2011 to 2013 share months"
    )
    independent = found.non_overlapping
    assert independent is not None
    assert independent.word is RecentTrend.BETTER
    assert independent.periods == (
        "2010 to 2012", "2013 to 2015", "2016 to 2018", "2019 to 2021", "2022 to 2024",
    )  # fmt: skip


def test_too_few_windows_without_overlap_are_said(series: Series) -> None:
    rows = series([float(n) for n in range(12)], windows(2010, 12), 0.5)
    independent = direction(RATE, rows).non_overlapping
    assert independent is not None
    assert independent.reason == (
        "The test needs 5 figures for periods that do not overlap; only 4 are held."
    )


def test_windows_that_leave_years_out_between_them_are_not_tested(series: Series) -> None:
    apart = [windows(year, 1)[0] for year in (2000, 2003, 2006, 2011, 2014)]
    independent = direction(RATE, series([1.0, 2.0, 3.0, 4.0, 5.0], apart, 0.1)).non_overlapping
    assert independent is not None
    assert independent.reason == ("The windows that do not overlap leave months out between them.")


def test_a_rolling_window_sold_as_a_year_is_found_out(series: Series) -> None:
    sold = [span._replace(type=PeriodType.CALENDAR_YEAR) for span in windows(2010, 8)]
    found = direction(RATE, series([float(n) for n in range(8)], sold, 0.5))
    assert found.word is RecentTrend.CANNOT_BE_TESTED
    assert "share months, although each is called a calendar year" in found.reason


def test_months_are_not_years(series: Series) -> None:
    months = [periods.month(2020, step + 1) for step in range(12)]
    rows = series([float(n) for n in range(12)], months, 0.5)
    assert direction(RATE, rows).reason == (
        "The figures are monthly; the test is for yearly figures."
    )


def test_days_more_often_than_yearly_are_not_years(series: Series) -> None:
    quarters = [periods.snapshot(date(2020 + n // 4, n % 4 * 3 + 1, 1)) for n in range(8)]
    rows = series([float(n) for n in range(8)], quarters, 0.5)
    assert direction(RATE, rows).reason == (
        "The figures come more often than once a year; the test is for yearly figures."
    )


@pytest.mark.parametrize(
    ("kind", "words"), [(Kind.COUNT, "counts without a population"), (Kind.CATEGORY, "categories")]
)
def test_counts_and_categories_are_not_tested(kind: Kind, words: str, series: Series) -> None:
    found = direction(definition(kind=kind), series([1.0, 2.0, 3.0, 4.0, 5.0], FIVE, 0.1))
    assert found.word is RecentTrend.CANNOT_BE_TESTED
    assert words in found.reason


def test_figures_without_limits_are_not_tested(series: Series) -> None:
    found = direction(definition(), series([1.0, 2.0, 3.0, 4.0, 5.0], FIVE))
    assert found.reason == (
        "The figures have no limits and no counts, so a change cannot be told from chance."
    )


def test_a_modelled_share_is_not_tested_as_if_it_were_counted(counted: Series) -> None:
    modelled = definition(limits="published")
    counts_only = counted(FALLING).assign(lower_95=NAN, upper_95=NAN)
    assert direction(modelled, counts_only).word is RecentTrend.CANNOT_BE_TESTED


@pytest.mark.parametrize(
    ("on", "is_tested"),
    [
        (date(2021, 1, 1), False),  # between the second and the third of the five
        (date(2021, 7, 1), False),  # within the third
        (date(2023, 1, 1), False),
        (date(2019, 1, 1), True),  # all five are after it
        (date(2024, 6, 1), True),  # all are before it
    ],
)
def test_a_definition_that_changed_within_the_five_years(
    on: date, is_tested: bool, counted: Series
) -> None:
    changed = definition(breaks=[Break(on=on, reason="the count was widened to all schools")])
    found = direction(changed, counted(FALLING))
    assert (found.word is not RecentTrend.CANNOT_BE_TESTED) is is_tested
    if not is_tested:
        assert found.reason == (
            f"Figures from {on.day} {on:%B %Y} cannot be compared with those before. The count was "
            "widened to all schools."
        )


# --- what is not a series ---------------------------------------------------------------------


def test_what_is_not_one_series_is_refused(series: Series) -> None:
    rows = series([1.0, 2.0, 3.0, 4.0, 5.0], FIVE, 0.1)
    with pytest.raises(MethodError, match="must have one sex; found male, persons"):
        direction(RATE, pd.concat([rows, rows.assign(sex="male")]))
    with pytest.raises(MethodError, match="2023 more than once"):
        direction(RATE, pd.concat([rows, rows.tail(1)]))
    with pytest.raises(MethodError, match="no column numerator"):
        direction(RATE, rows.drop(columns="numerator"))
    with pytest.raises(MethodError, match="must be a table; found list"):
        direction(RATE, [1, 2, 3])  # type: ignore[arg-type]


# --- against the publisher --------------------------------------------------------------------


def test_the_publisher_finds_the_same_changes_significant(shared_data: Path) -> None:
    """OHID's own "Recent Trend" of injury admissions under 15, for every council and sex.

    Both call the same changes significant. The file names the way of every one of them wrongly: it
    has Bradford's fall from 108 to 91 as "Increasing and getting worse". Where a year is missing it
    reaches further back; the rule as published does not.
    """
    (path,) = (shared_data / "indicators" / "fingertips_raw").glob("*90284.csv")
    told = pd.read_csv(path, low_memory=False)
    told = told[told["Category Type"].isna() & (told["Time period"] == "2023/24")]
    said = dict(
        zip(
            zip(told["Area Code"], told["Sex"].str.lower(), strict=True),
            told["Recent Trend"],
            strict=True,
        )
    )
    injuries = wy.catalogue()["injury_admissions_under_15"]
    with wy.open_store() as store:
        rows = contract.headline(wy.compute(injuries.id, store, "local authorities"))
    seen = dict.fromkeys(RecentTrend, 0)
    for (code, sex), own in rows.groupby(["area_code", "sex"]):
        found, theirs = direction(injuries, own), str(said[code, sex])
        seen[found.word] += 1
        if found.word is RecentTrend.CANNOT_BE_TESTED:
            assert own.sort_values("period_end").tail(5)["value"].isna().any()
        elif found.word is RecentTrend.NO_CHANGE:
            assert theirs == "No significant change"
        else:
            last, first = (own.sort_values("period_end")["value"].iloc[at] for at in (-1, -5))
            assert (found.word is RecentTrend.BETTER) == (last < first)
            assert theirs.startswith("Increasing" if last < first else "Decreasing")
    assert seen[RecentTrend.NO_CHANGE] == 272
    assert (seen[RecentTrend.BETTER], seen[RecentTrend.WORSE]) == (160, 5)
    assert seen[RecentTrend.CANNOT_BE_TESTED] == 22


def test_periods_of_the_latest_series_are_named_in_words(series: Series) -> None:
    schools = [periods.academic_year(2019 + step) for step in range(5)]
    found = direction(RATE, series([29.0, 26.0, 24.5, 22.0, 20.0], schools, 2.7))
    assert "between 2019/20 and 2023/24" in found.reason
