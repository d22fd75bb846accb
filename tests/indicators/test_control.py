"""Process control of a series: what is a signal, what is chance, and what cannot be charted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

import indicators as wy
from geo.areas import BRADFORD, ENGLAND, WAKEFIELD
from indicators import contract, periods
from indicators.control import control
from indicators.definition import Break, Definition
from indicators.direction import direction
from indicators.periods import Period
from indicators.vocabulary import (
    Assurance,
    Kind,
    MissingReason,
    PeriodType,
    Polarity,
    RecentTrend,
    Variation,
)

Series = Callable[..., pd.DataFrame]
NAN = float("nan")
STEADY = [10.0, 12.0] * 6


def definition(**changes: object) -> Definition:
    """A rate of which low is good, unless told otherwise."""
    usual = {"kind": Kind.RATE, "per": 100, "polarity": Polarity.LOW_IS_GOOD}
    return wy.catalogue()["early_stage_cancer"].model_copy(update=usual | changes)


def years(number: int, first: int = 2000) -> list[Period]:
    return [periods.calendar_year(first + step) for step in range(number)]


def test_a_point_beyond_the_limits_is_a_signal(series: Series) -> None:
    """By hand: twelve moves of 2 and one of 10, screened out as 10 > 3.267 · 34 / 13."""
    values = [*STEADY, 10.0, 20.0]
    found = control(definition(), series(values, years(14)))
    assert found.chart is not None
    mean = sum(values) / 14
    assert found.chart.points["upper"].iloc[-1] == pytest.approx(mean + 2.66 * 2, rel=1e-12)
    assert (found.variation, found.side) == (Variation.CONCERN, "high")
    assert found.reason == "The figure for 2013 is above the usual range of the series."
    assert found.periods[-1] == "2013"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"polarity": Polarity.HIGH_IS_GOOD}, Variation.IMPROVEMENT),
        ({"polarity": Polarity.LOW_IS_GOOD}, Variation.CONCERN),
        ({"polarity": Polarity.NO_JUDGEMENT}, Variation.NEUTRAL),
        ({"safe_messaging": "suicide"}, Variation.NEUTRAL),
    ],
)
def test_good_and_bad_follow_from_polarity(
    changes: dict[str, object], expected: Variation, series: Series
) -> None:
    found = control(definition(**changes), series([*STEADY, 10.0, 18.0], years(14)))
    assert (found.variation, found.side) == (expected, "high")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([*STEADY, 11.0], "is within the usual range of the series."),
        ([*STEADY[:5], 10.0, 9.8, 9.6, 9.4, 9.2, 9.0, 8.8], "unbroken fall over 7 figures."),
        ([10.0, 12.0] * 5 + [14.0, 13.5, 14.0, 13.0] * 2, "7 in a row above the average."),
    ],
)
def test_the_rule_is_named(values: list[float], reason: str, series: Series) -> None:
    found = control(definition(), series(values, years(len(values))))
    assert found.reason.endswith(reason)


# --- series made to fool ----------------------------------------------------------------------


@pytest.mark.parametrize("value", [7.0, 0.0])
def test_a_constant_series_has_no_variation_to_judge(value: float, series: Series) -> None:
    found = control(definition(), series([value] * 14, years(14)))
    assert (found.variation, found.side) == (Variation.INSUFFICIENT, "")
    assert found.reason == "The figures do not vary, so no limits can be drawn."


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (0, "No figure is held; a control chart needs at least 4."),
        (1, "Only one figure is held; a control chart needs at least 4."),
        (3, "Only 3 figures are held; a control chart needs at least 4."),
    ],
)
def test_too_few_figures_are_said(number: int, reason: str, series: Series) -> None:
    found = control(definition(), series(STEADY, years(12)).iloc[:number], target=5.0)
    assert (found.chart, found.variation) == (None, Variation.CANNOT_BE_TESTED)
    assert (found.reason, found.assurance, found.assurance_reason) == (reason, None, reason)


def test_fewer_than_twelve_are_charted_and_said(series: Series) -> None:
    eleven = control(definition(), series(STEADY[:11], years(11)))
    assert eleven.variation is Variation.COMMON_CAUSE
    assert "fewer than 12" in " ".join(eleven.notes)
    assert control(definition(), series(STEADY, years(12))).notes == ()


def test_a_missing_figure_leaves_a_gap_and_is_named(series: Series) -> None:
    values = [*STEADY[:6], NAN, *STEADY[:7]]
    rows = series(values, years(14), missing=MissingReason.NOT_COLLECTED)
    found = control(definition(), rows)
    assert found.chart is not None
    assert np.isnan(found.chart.points["value"].iloc[6])
    assert found.periods == tuple(rows["period"])
    assert "The figure for 2006 was not collected." in found.notes


def test_no_move_is_read_across_years_without_a_row(series: Series) -> None:
    """By hand: moves of 2 on either side of the gap; the step of 40 over it is no move."""
    rows = series([*STEADY, *(v + 40 for v in STEADY)], years(24))
    gone = rows[(rows["period"] < "2010") | (rows["period"] > "2012")]
    found = control(definition(), gone)
    assert found.chart is not None
    reach = found.chart.points["upper"] - found.chart.points["mean"]
    assert reach.iloc[0] == pytest.approx(2.66 * 2, rel=1e-12)
    assert found.notes == ("No figure is held between 2009 and 2013.",)
    assert found.periods[10] == "between 2009 and 2013"


def test_the_latest_figure_held_is_judged_and_named(series: Series) -> None:
    found = control(definition(), series([*STEADY, 10.0, 18.0, NAN], years(15)))
    assert found.variation is Variation.CONCERN
    assert found.notes[-1] == (
        "The figure for 2014 is suppressed by the publisher, so 2013 is judged instead."
    )


@pytest.mark.parametrize("sold_as", [PeriodType.ROLLING_3_YEARS, PeriodType.CALENDAR_YEAR])
def test_overlapping_windows_are_never_charted(sold_as: PeriodType, series: Series) -> None:
    windows = [periods.calendar_years(2000 + n, 2002 + n)._replace(type=sold_as) for n in range(15)]
    found = control(definition(), series([float(n) for n in range(15)], windows))
    assert (found.chart, found.variation) == (None, Variation.CANNOT_BE_TESTED)
    assert "2000 to 2002 and 2001 to 2003 share months" in found.reason
    assert found.reason.endswith("would take that for a signal, so none is drawn.")
    assert ("called a calendar year" in found.reason) is (sold_as is PeriodType.CALENDAR_YEAR)


def test_a_definition_that_changed_starts_the_limits_afresh(series: Series) -> None:
    """The second half stands 20 higher because more is counted; that is no concern."""
    rows = series([*STEADY, *(v + 20 for v in STEADY)], years(24))
    widened = Break(on=date(2012, 1, 1), reason="the count was widened to all schools")
    assert control(definition(), rows).variation is Variation.CONCERN
    found = control(definition(breaks=[widened]), rows)
    assert found.variation is Variation.COMMON_CAUSE
    assert found.chart is not None
    assert found.chart.points["mean"].iloc[[0, 11, 12, 23]].tolist() == [11, 11, 31, 31]
    assert found.notes == (
        "Figures from 1 January 2012 cannot be compared with those before. The count was widened "
        "to all schools. The limits start afresh there.",
    )


@pytest.mark.parametrize(
    ("since", "said"), [(2009, "Only 3 figures are"), (2011, "Only one figure is")]
)
def test_limits_never_rest_on_a_few_figures_after_a_change(
    since: int, said: str, series: Series
) -> None:
    changed = Break(on=date(since, 1, 1), reason="the count was widened to all schools")
    found = control(definition(breaks=[changed]), series(STEADY, years(12)), target=20.0)
    assert (found.chart, found.variation) == (None, Variation.CANNOT_BE_TESTED)
    assert found.assurance is None
    assert found.reason == (
        f"{said} held since 1 January {since}; a control chart needs at least 4. Figures from "
        f"1 January {since} cannot be compared with those before. The count was widened to all "
        "schools."
    )
    before = Break(on=date(2008, 1, 1), reason="the count was widened to all schools")
    assert control(definition(breaks=[before]), series(STEADY, years(12))).chart is not None


def test_categories_have_no_chart(series: Series) -> None:
    found = control(definition(kind=Kind.CATEGORY), series(STEADY, years(12)))
    assert found.chart is None
    assert "categories" in found.reason


def test_months_are_charted_with_a_word_about_seasons(series: Series) -> None:
    months = [periods.month(2020 + n // 12, n % 12 + 1) for n in range(24)]
    found = control(definition(), series(STEADY * 2, months))
    assert found.variation is Variation.COMMON_CAUSE
    assert found.notes == ("Monthly figures may follow the seasons, which these limits leave out.",)


# --- assurance --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "target", "expected"),
    [
        # The steady series runs from 11 - 5.32 to 11 + 5.32.
        (Polarity.LOW_IS_GOOD, 16.4, Assurance.MEETS),
        (Polarity.LOW_IS_GOOD, 5.6, Assurance.FAILS),
        (Polarity.LOW_IS_GOOD, 0.0, Assurance.FAILS),
        (Polarity.LOW_IS_GOOD, 12.0, Assurance.HIT_AND_MISS),
        (Polarity.HIGH_IS_GOOD, 16.4, Assurance.FAILS),
        (Polarity.HIGH_IS_GOOD, 5.6, Assurance.MEETS),
        (Polarity.NO_JUDGEMENT, 5.6, None),
    ],
)
def test_assurance_sets_the_target_against_the_limits(
    polarity: Polarity, target: float, expected: Assurance | None, series: Series
) -> None:
    found = control(definition(polarity=polarity), series(STEADY, years(12)), target=target)
    assert found.assurance is expected


def test_why_there_is_no_assurance_is_said(series: Series) -> None:
    rows = series(STEADY, years(12))
    assert control(definition(), rows).assurance_reason == (
        "No numeric target is open here that these figures can be set against, so there is "
        "nothing to be assured of."
    )
    suicide = control(definition(safe_messaging="suicide"), rows, target=5.0)
    assert "Neither direction is judged" in suicide.assurance_reason
    constant = control(definition(), series([3.0] * 12, years(12)), target=5.0)
    assert constant.assurance is None
    assert "Without limits" in constant.assurance_reason


# --- everything that ships --------------------------------------------------------------------


def test_what_is_said_of_shipped_series_is_true() -> None:
    """Every sentence against the numbers, worked out another way, for each indicator."""
    store = wy.Snapshot(wy.open_store())
    judged = tested = 0
    for one in wy.catalogue().values():
        rows = contract.headline(wy.compute(one.id, store, [BRADFORD, WAKEFIELD, ENGLAND]))
        rows = rows[(rows["age"] == one.age) & (rows["period_type"] == one.period_type.value)]
        for _, own in rows.groupby(["area_code", "sex"]):
            charted, going = control(one, own), direction(one, own)
            for sentence in (charted.reason, charted.assurance_reason, going.reason):
                assert sentence[0].isupper(), sentence
                assert sentence.endswith("."), sentence
                assert "None" not in sentence, sentence
                assert "nan" not in sentence, sentence
                assert "  " not in sentence, sentence
            held = own.sort_values("period_end")["value"].dropna().to_numpy()
            if charted.chart is not None and charted.side:
                judged += 1
                last = charted.chart.points.iloc[-1]
                beyond = not last["lower"] <= held[-1] <= last["upper"]
                assert ("usual range" in charted.reason) == beyond, (one.id, charted.reason)
                if "above" in charted.reason or "below" in charted.reason:
                    assert ("above" in charted.reason) == (held[-1] > last["mean"])
            if going.word not in (RecentTrend.NO_CHANGE, RecentTrend.CANNOT_BE_TESTED):
                tested += 1
                slope = np.polyfit(range(5), held[-5:], 1)[0]
                assert ("rose" in going.reason) == (slope > 0), (one.id, going.reason)
                if one.polarity is not Polarity.NO_JUDGEMENT and not one.safe_messaging:
                    good = (slope > 0) == (one.polarity is Polarity.HIGH_IS_GOOD)
                    assert going.word is (RecentTrend.BETTER if good else RecentTrend.WORSE)
    assert judged > 20
    assert tested > 8


def test_how_few_figures_the_limits_rest_on_stands_beside_the_reason(series: Series) -> None:
    """By hand: of seven moves of 1 and one of 30, the last exceeds 3.267 · 37 / 8 = 15.1."""
    values = [10.0, 11.0] * 4
    usual = control(definition(), series([*values, 10.0], years(9)))
    assert usual.why == (
        "The figure for 2008 is within the usual range of the series. The limits rest on 9 "
        "figures; with fewer than 12 they are provisional."
    )
    sudden = control(definition(), series([*values, 41.0], years(9)))
    assert sudden.why.startswith("The figure for 2008 is above the usual range of the series. ")
    assert sudden.why.endswith(
        "The limits leave out 1 sudden change; the NHS spreadsheet keeps them all."
    )
    settled = control(definition(), series([10.0, 11.0] * 6, years(12)))
    assert settled.why == settled.reason


def test_why_there_is_no_chart_stands_alone(series: Series) -> None:
    none = control(definition(), series([1.0, 2.0], years(2)))
    assert none.why == none.reason == "Only 2 figures are held; a control chart needs at least 4."
