"""Change between two periods: as worked by hand, with a way only where clear, or refused."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

import indicators as wy
from geo.areas import BRADFORD, CALDERDALE, LEEDS, AreaType, area_type, is_known
from geo.vintages import vintage_in
from indicators import periods
from indicators.change_map import Changes, Direction, changes
from indicators.errors import MethodError
from indicators.periods import Period

NAN = float("nan")
DEFINITIONS = wy.catalogue()
CANCER = DEFINITIONS["early_stage_cancer"]  # high is good
LOW_INCOME = DEFINITIONS["children_in_relative_low_income"]  # low is good
CHILD_PROTECTION = DEFINITIONS["child_protection_plan_rate"]  # no judgement
SUICIDE = DEFINITIONS["suicide_rate"]
INSOLVENCIES = DEFINITIONS["individual_insolvencies"]  # a count, numerator of a rate
Y2021, Y2022 = periods.calendar_year(2021), periods.calendar_year(2022)
WARDS = sorted(vintage_in(AreaType.WARD, 2021).codes())


def figures(
    span: Period, values: dict[str, float | tuple[float, float, float]], **changed: object
) -> pd.DataFrame:
    """Rows of one period: a value for each area, or a value with its limits."""
    made = []
    for code, given_values in values.items():
        value, lower, upper = (
            given_values if isinstance(given_values, tuple) else (given_values, NAN, NAN)
        )
        made.append(
            {
                "area_code": code,
                "area_type": area_type(code).value if is_known(code) else "ward",
                "value": value,
                "lower_95": lower,
                "upper_95": upper,
                "period": periods.label(*span),
                "period_start": pd.Timestamp(span.start),
                "period_end": pd.Timestamp(span.end),
                "period_type": span.type.value,
                "breakdown": "none",
                "missing_reason": "suppressed" if math.isnan(value) else None,
            }
            | changed
        )
    return pd.DataFrame(made)


def between(first: pd.DataFrame, second: pd.DataFrame, definition=CANCER) -> Changes:
    both = pd.concat([first, second], ignore_index=True)
    return changes(both, first["period"].iloc[0], second["period"].iloc[0], definition)


def only(found: Changes) -> pd.Series:
    (row,) = (one for _, one in found.table.iterrows())
    return row


def test_change_and_limits_agree_with_arithmetic_by_hand() -> None:
    # 6 (3 to 10), then 10 (7 to 14): up by 4, as far below and above as 3-4-5 triangles are long.
    found = only(between(figures(Y2021, {LEEDS: (6, 3, 10)}), figures(Y2022, {LEEDS: (10, 7, 14)})))
    assert (found.earlier, found.later, found.change) == (6, 10, 4)
    assert (found.lower, found.upper) == (-1, 9)
    assert (found.direction, found.clear) == (Direction.NOT_CLEAR, False)


def test_counts_of_events_have_the_limits_of_counts() -> None:
    found = only(between(figures(Y2021, {LEEDS: 2}), figures(Y2022, {LEEDS: 9}), INSOLVENCIES))
    low = [chi2.ppf(0.025, 2 * x) / 2 for x in (2, 9)]  # exact limits of a Poisson count
    high = [chi2.ppf(0.975, 2 * x + 2) / 2 for x in (2, 9)]
    assert found.change == 7
    assert found.lower == pytest.approx(7 - math.hypot(9 - low[1], high[0] - 2))
    assert found.upper == pytest.approx(7 + math.hypot(high[1] - 9, 2 - low[0]))
    people = DEFINITIONS["population_0_to_17"]  # no events, and known but for its own errors
    held = only(between(figures(Y2021, {LEEDS: 2}), figures(Y2022, {LEEDS: 9}), people))
    assert held.direction is Direction.NO_LIMITS


@pytest.mark.parametrize(
    ("definition", "up", "down"),
    [
        (CANCER, Direction.BETTER, Direction.WORSE),
        (LOW_INCOME, Direction.WORSE, Direction.BETTER),
        (CHILD_PROTECTION, Direction.ROSE, Direction.FELL),
        (SUICIDE, Direction.ROSE, Direction.FELL),
    ],
    ids=lambda one: getattr(one, "id", one),
)
def test_a_way_is_said_by_polarity_and_only_where_clear(definition, up, down) -> None:
    first = figures(Y2021, {LEEDS: (10, 9, 11), BRADFORD: (10, 9, 11), CALDERDALE: (10, 9, 11)})
    second = figures(Y2022, {LEEDS: (20, 19, 21), BRADFORD: (5, 4, 6), CALDERDALE: (11, 10, 12)})
    found = between(first, second, definition).table.set_index("area_code")
    assert found["direction"].to_dict() == {
        LEEDS: up,
        BRADFORD: down,
        CALDERDALE: Direction.NOT_CLEAR,
    }
    assert found["clear"].to_dict() == {LEEDS: True, BRADFORD: True, CALDERDALE: False}


triple = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(triple, triple)
def test_the_same_figures_the_other_way_about_change_by_as_much_the_other_way(one, other) -> None:
    ends = [(values[1], values[0], values[2]) for values in (one, other)]
    there, back = (
        only(between(figures(Y2021, {LEEDS: first}), figures(Y2022, {LEEDS: second}), LOW_INCOME))
        for first, second in (ends, ends[::-1])
    )
    assert (there.change, there.lower, there.upper) == (-back.change, -back.upper, -back.lower)
    turned = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}
    assert there.direction is turned.get(back.direction, back.direction)
    assert there.clear == (not there.lower <= 0 <= there.upper)


def test_without_limits_a_change_is_given_and_not_judged() -> None:
    first = figures(Y2021, {LEEDS: 10, BRADFORD: (70, 51, 53)})
    found = between(first, figures(Y2022, {LEEDS: 20, BRADFORD: (20, 19, 21)}))
    assert found.table["change"].tolist() == [10, -50]
    assert set(found.table["direction"]) == {Direction.NO_LIMITS}
    assert found.words == (
        "From 2021 to 2022 the figures have no limits, so a change cannot be told from chance."
    )


def test_a_missing_figure_is_no_change_of_nothing_and_its_reason_is_said() -> None:
    first = figures(Y2021, {LEEDS: NAN, BRADFORD: (5, 4, 6), CALDERDALE: (5, 4, 6)})
    found = between(first, figures(Y2022, {LEEDS: (5, 4, 6), BRADFORD: NAN})).table
    assert found["change"].isna().all()
    assert set(found["direction"]) == {Direction.NO_FIGURE}
    assert dict(zip(found["area_code"], found["reason"], strict=True)) == {
        LEEDS: "The figure for 2021 is suppressed by the publisher.",
        BRADFORD: "The figure for 2022 is suppressed by the publisher.",
        CALDERDALE: "No figure for 2022 is held.",
    }


def test_words_count_areas_and_say_how_many_chance_would_name() -> None:
    first = figures(Y2021, dict.fromkeys(WARDS, (10.0, 9.0, 11.0)))
    later = dict.fromkeys(WARDS, (10.0, 9.0, 11.0)) | {WARDS[0]: (20.0, 19.0, 21.0)}
    assert between(first, figures(Y2022, later)).words == (
        "From 2021 to 2022, of 124 areas, 1 got better; no clear change is seen in the others. "
        "Chance alone would make about 6 of 124 seem to change."
    )
    few = {LEEDS: (10.0, 9.0, 11.0)}
    assert between(figures(Y2021, few), figures(Y2022, few)).words == (
        "From 2021 to 2022, no clear change is seen in the one area."
    )


def test_months_of_different_seasons_are_told_of() -> None:
    one = {LEEDS: (10.0, 9.0, 11.0)}
    june, july, next_june = (
        figures(periods.month(*m), one) for m in ((2024, 6), (2024, 7), (2025, 6))
    )
    assert between(june, july).words.endswith(
        "The periods are of different seasons, which can be all there is to it."
    )
    assert "season" not in between(june, next_june).words


@pytest.mark.parametrize(
    ("first", "second", "definition", "reason"),
    [
        (Y2021, periods.financial_year(2022), CANCER, "A figure of a calendar year cannot be set"),
        (Y2022, Y2021, CANCER, "2022 does not come before 2021."),
        (
            periods.calendar_years(2019, 2021),
            periods.calendar_years(2020, 2022),
            CANCER,
            "The periods overlap: 2019 to 2021 and 2020 to 2022 share months",
        ),
        (
            periods.calendar_years(2016, 2018),
            periods.calendar_years(2019, 2021),
            SUICIDE,
            "Figures from 1 January 2019 cannot be compared with those before.",
        ),
        (Y2021, Y2022, DEFINITIONS["imd_2025_decile"], "The figures are categories, so the diff"),
    ],
)
def test_what_cannot_be_subtracted_is_refused_with_the_reason(first, second, definition, reason):
    one = {LEEDS: (10.0, 9.0, 11.0)}
    found = between(figures(first, one), figures(second, one), definition)
    assert found.reason.startswith(reason)
    assert found.table.empty
    assert found.words == ""


def test_windows_that_share_no_month_are_subtracted() -> None:
    one = {LEEDS: (10.0, 9.0, 11.0)}
    spans = periods.calendar_years(2016, 2018), periods.calendar_years(2019, 2021)
    assert between(*(figures(span, one) for span in spans)).reason == ""


def test_suicide_is_refused_below_place() -> None:
    wards = dict.fromkeys(WARDS, (10.0, 9.0, 11.0))
    found = between(figures(Y2021, wards), figures(Y2022, wards), SUICIDE)
    assert found.reason == "Figures about suicide are not shown for areas smaller than a place."
    assert found.table.empty


@pytest.mark.parametrize(
    ("level", "before", "after", "labels"),
    [
        (AreaType.WARD, 2017, 2021, "2021 are wards up to 2017, those of 2022 wards of 2020"),
        (AreaType.LSOA, 2011, 2021, "LSOAs of the 2011 census, those of 2022 LSOAs of the 2021"),
    ],
)
def test_areas_of_two_vintages_are_never_joined(level, before, after, labels) -> None:
    # Most of the codes are in both, and nearly all ward names are.
    old, new = (
        dict.fromkeys(sorted(vintage_in(level, year).codes()), (10.0, 9.0, 11.0))
        for year in (before, after)
    )
    found = between(figures(Y2021, old), figures(Y2022, new))
    assert found.table.empty
    assert labels in found.reason
    same = between(figures(Y2021, new), figures(Y2022, dict(list(new.items())[1:])))
    assert same.reason == ""
    assert same.table["direction"].eq(Direction.NO_FIGURE).sum() == 1


def test_wards_elsewhere_are_subtracted_only_where_all_codes_are_the_same() -> None:
    one = {"E05000932": (10.0, 9.0, 11.0), WARDS[0]: (10.0, 9.0, 11.0)}
    assert between(figures(Y2021, one), figures(Y2022, one)).reason == ""
    fewer = dict(list(one.items())[:1])
    assert "of another pattern" in between(figures(Y2021, one), figures(Y2022, fewer)).reason


def test_what_is_not_two_figures_is_refused() -> None:
    one = figures(Y2021, {LEEDS: (10.0, 9.0, 11.0)})
    with pytest.raises(MethodError, match=r"No figures are held for '2022'\."):
        changes(one, "2021", "2022", CANCER)
    two = pd.concat([one, one, figures(Y2022, {LEEDS: 10})], ignore_index=True)
    with pytest.raises(MethodError, match="Leeds has more than one for 2021"):
        changes(two, "2021", "2022", CANCER)


def test_shipped_wards_change_as_their_counts_do() -> None:
    rows = wy.compute(INSOLVENCIES.id, wy.open_store(), areas="wards")
    found = changes(rows, "2021", "2022", INSOLVENCIES).table.set_index("area_code")
    # Baildon 25 and 25, Bingley 27 and 41; the rates of both years rest on one population.
    assert found.loc["E05001341", ["earlier", "later", "change"]].tolist() == [25, 25, 0]
    assert found.loc["E05001342", "change"] == 14
    rates = wy.compute("individual_insolvency_rate", wy.open_store(), areas="wards")
    judged = changes(rates, "2021", "2022", DEFINITIONS["individual_insolvency_rate"]).table
    assert judged["direction"].tolist() == found["direction"].tolist()
