"""Statuses: each side of every line, in words a board can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indicators as wy
from geo.areas import BRADFORD, ENGLAND, LEEDS, WEST_YORKSHIRE
from indicators import periods
from indicators.definition import Break, Target
from indicators.periods import Period
from indicators.reading import Judgement, Known
from indicators.verdict import judge
from indicators.vocabulary import AgainstPath, Kind, Path, Polarity, Sex, Status, TargetKind

NAN = float("nan")
TODAY = date(2023, 6, 1)
BASE = (200.0, 190.0, 210.0)
NO_LIMITS = (NAN, NAN)


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


def points(**given: tuple[float, float, float]) -> pd.DataFrame:
    """y2015=(value, lower, upper) and so on; the years between have no row."""
    spans = [years(int(name[1:]), 1)[0] for name in given]
    rows = series([value for value, *_ in given.values()], spans)
    lower, upper = zip(*(limits for _, *limits in given.values()), strict=True)
    return rows.assign(lower_95=lower, upper_95=upper)


def judged(
    held: pd.DataFrame,
    *targets: Target,
    area: str = WEST_YORKSHIRE,
    today: date = TODAY,
    england: pd.DataFrame | None = None,
    **changes: object,
) -> Judgement:
    usual = {"kind": Kind.RATE, "unit": "per 100,000", "decimals": 0, "targets": list(targets)}
    definition = wy.catalogue()["infant_mortality"].model_copy(update=usual | changes)
    return judge(definition, held, area, Sex.PERSONS, today, england)


# From 200 at the end of 2015 to 180 at the end of 2025: 186 is asked for at the end of 2022.


@pytest.mark.parametrize(
    ("latest", "status", "against"),
    [
        ((180.0, 175.0, 185.0), Status.ON_TRACK, AgainstPath.ON_OR_BETTER),
        ((180.0, 175.0, 186.0), Status.ON_TRACK, AgainstPath.ON_OR_BETTER),
        ((200.0, 195.0, 205.0), Status.OFF_TRACK, AgainstPath.WORSE),
        ((190.0, 186.0, 205.0), Status.UNDETERMINED, AgainstPath.SPANS),
        ((184.0, 174.0, 194.0), Status.UNDETERMINED, AgainstPath.SPANS),
        ((180.0, *NO_LIMITS), Status.UNDETERMINED, AgainstPath.NO_LIMITS),
    ],
)
def test_the_limits_decide_and_not_the_point(
    latest: tuple[float, float, float], status: Status, against: AgainstPath
) -> None:
    answer = judged(points(y2015=BASE, y2022=latest), target())
    assert (answer.status, answer.against) == (status, against)


def test_where_high_is_good_the_other_limit_decides() -> None:
    rising = target(kind=TargetKind.LEVEL, value=220)
    held = points(y2015=BASE, y2022=(219.0, 214.0, 224.0))
    assert judged(held, rising, polarity=Polarity.HIGH_IS_GOOD).status is Status.ON_TRACK
    worse = points(y2015=BASE, y2022=(205.0, 200.0, 210.0))
    assert judged(worse, rising, polarity=Polarity.HIGH_IS_GOOD).status is Status.OFF_TRACK
    between = points(y2015=BASE, y2022=(215.0, 210.0, 220.0))
    assert judged(between, rising, polarity=Polarity.HIGH_IS_GOOD).against is AgainstPath.SPANS


def test_a_reduction_says_which_way_is_good_where_the_polarity_does_not() -> None:
    held = points(y2015=BASE, y2022=(180.0, 175.0, 185.0))
    assert judged(held, target(), polarity=Polarity.NO_JUDGEMENT).status is Status.ON_TRACK


def test_reasons_can_be_read_aloud() -> None:
    spanning = judged(points(y2015=BASE, y2022=(184.0, 174.0, 194.0)), target())
    assert spanning.reason == (
        "184 per 100,000 in 2022 (95% limits 174 to 194 per 100,000); the path asks for 186 per "
        "100,000 by then, which the limits span."
    )
    assert spanning.rests_on == ("2015", "2022")
    bare = judged(points(y2015=BASE, y2022=(180.0, *NO_LIMITS)), target())
    assert "with no published limits" in bare.reason


def test_a_start_that_was_taken_is_told() -> None:
    taken = target(baseline_is_stated=False)
    answer = judged(points(y2015=BASE, y2022=(180.0, 175.0, 185.0)), taken)
    assert answer.reason.endswith(
        "The promise names no starting period; its start is taken to be 2015, the latest figure "
        "out when it was made."
    )


def test_a_limit_on_the_path_but_for_rounding_is_on_it() -> None:
    # 0.3 less a third of itself is 0.19999999999999998 in a computer's numbers.
    held = points(y2015=(0.3, 0.2, 0.4), y2022=(0.1, 0.05, 0.2))
    flat = target(kind=TargetKind.PERCENT_REDUCTION, value=100 / 3, by=date(2023, 12, 31))
    asked = 0.3 - 0.1 * 7 / 8
    on_it = held.assign(upper_95=[0.4, asked * (1 + 1e-12)])
    assert judged(on_it, flat).status is Status.ON_TRACK


def test_a_passed_date_is_met_or_missed_on_the_last_period_before_it() -> None:
    passed = target(by=date(2021, 3, 31))
    held = points(y2015=BASE, y2020=(181.0, 170.0, 190.0), y2022=(150.0, 140.0, 160.0))
    every_year = pd.concat([held, points(y2021=(160.0, 150.0, 170.0))]).sort_values("period_end")
    answer = judged(every_year, passed)
    assert answer.status is Status.MISSED
    assert answer.reason == (
        "181 per 100,000 in 2020; the promise was 180 per 100,000 by 31 March 2021. The 95% "
        "limits, 170 to 190 per 100,000, hold the goal, so chance may have decided."
    )
    better = points(y2015=BASE, y2020=(180.0, 170.0, 180.0), y2021=(250.0, 240.0, 260.0))
    answer = judged(better, passed)
    assert answer.status is Status.MET
    assert "chance" not in answer.reason


def test_on_its_own_day_a_promise_is_still_open() -> None:
    held = points(y2015=BASE, y2022=(150.0, 140.0, 160.0))
    due = target(by=TODAY)
    assert judged(held, due).status is Status.ON_TRACK
    assert judged(held, due, today=date(2023, 6, 2)).status is Status.MET


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (
            points(y2016=BASE, y2017=BASE),
            "The date, 30 June 2016, has passed with no figure.",
        ),
        (
            points(y2013=BASE, y2014=(150.0, *NO_LIMITS)),
            "has passed. The figure that decides is not held; the latest before it is "
            "150 per 100,000 in 2014.",
        ),
        (
            series([200.0, 190.0, NAN, 180.0], years(2013, 4)),
            "The figure for 2015 is suppressed by the publisher; the latest before it is "
            "190 per 100,000 in 2014.",
        ),
    ],
)
def test_a_passed_date_without_its_figure_is_not_guessed(held: pd.DataFrame, told: str) -> None:
    answer = judged(held, target(by=date(2016, 6, 30), stated_on=date(2014, 1, 1)))
    assert answer.status is Status.UNDETERMINED
    assert told in answer.reason


def test_a_level_needs_no_baseline_once_its_date_has_passed() -> None:
    passed = target(kind=TargetKind.LEVEL, value=150, baseline_period=None, by=date(2022, 12, 31))
    assert judged(points(y2022=(150.0, 140.0, 160.0)), passed).status is Status.MET
    assert judged(points(y2022=(151.0, 140.0, 160.0)), passed).status is Status.MISSED


def test_the_next_target_takes_over_and_the_answer_to_the_first_is_kept() -> None:
    held = points(y2015=BASE, y2020=(190.0, 185.0, 195.0), y2022=(175.0, 170.0, 180.0))
    answer = judged(held, target(by=date(2020, 12, 31)), target(value=12, by=date(2024, 12, 31)))
    assert answer.status is Status.ON_TRACK
    assert answer.earlier is not None
    assert answer.earlier.status is Status.MISSED
    assert "190 per 100,000 in 2020" in answer.earlier.reason


def test_of_two_open_targets_the_nearer_is_judged() -> None:
    held = points(y2015=BASE, y2022=(180.0, 175.0, 185.0))
    near, far = target(value=5, by=date(2023, 12, 31)), target(value=50)
    for order in ((near, far), (far, near)):
        answer = judged(held, *order)
        assert answer.target == near
        assert answer.earlier is None


def test_a_promise_about_another_quantity_never_hides_one_that_can_be_judged() -> None:
    held = points(y2015=BASE, y2020=(190.0, 185.0, 195.0))
    other = target(value=75, by=date(2022, 12, 31), status_of="people in targeted areas")
    answer = judged(held, target(by=date(2021, 3, 31)), other)
    assert answer.status is Status.MISSED
    alone = judged(held, other)
    assert alone.status is Status.UNDETERMINED
    assert alone.reason == (
        "The promise is about people in targeted areas. This measure cannot decide it."
    )
    later = target(value=75, by=date(2024, 12, 31), status_of="people in targeted areas")
    assert judged(held, target(by=date(2021, 3, 31)), later).reason.endswith(
        "Another promise, by 31 December 2024, is about people in targeted areas; it is not judged "
        "here."
    )


def test_no_target_and_no_figure_are_said_as_exactly_that() -> None:
    held = points(y2022=BASE)
    assert judged(held).status is Status.NO_TARGET
    assert judged(held, target(stated_on=date(2024, 1, 1))).status is Status.NO_TARGET
    nothing = held.iloc[:0]
    assert judged(nothing, target()).status is Status.NO_FIGURE
    assert judged(nothing, target(), area=BRADFORD).status is Status.NO_DATA


def test_one_point_and_no_baseline_leave_the_promise_undetermined() -> None:
    alone = judged(points(y2015=BASE), target())
    assert alone.status is Status.UNDETERMINED
    assert "No figure is held that is later than 2015" in alone.reason
    assert "No figure is held for 2015" in judged(points(y2022=BASE), target()).reason


def test_a_constant_series_is_on_a_level_path_and_off_a_falling_one() -> None:
    constant = series([200.0] * 8, years(2015, 8), 0)
    halted = target(kind=TargetKind.HALT_THE_TREND, value=0)
    assert judged(constant, halted).status is Status.ON_TRACK
    assert judged(constant, target()).status is Status.OFF_TRACK


def test_all_zero_meets_a_target_of_zero() -> None:
    zeros = series([0.0] * 8, years(2015, 8), 0)
    assert judged(zeros, target(kind=TargetKind.LEVEL, value=0)).status is Status.ON_TRACK


def test_a_missing_figure_in_the_middle_changes_nothing_at_the_ends() -> None:
    held = points(y2015=BASE, y2019=(NAN, NAN, NAN), y2022=(180.0, 175.0, 185.0))
    assert judged(held, target()).status is Status.ON_TRACK


def test_a_change_of_definition_parts_the_baseline_from_the_figure() -> None:
    held = points(y2015=BASE, y2019=BASE, y2022=(180.0, 175.0, 185.0))
    changed = Break(on=date(2018, 1, 1), reason="Another age group is counted.")
    answer = judged(held, target(), breaks=[changed])
    assert answer.status is Status.UNDETERMINED
    assert "cannot be compared with those before. Another age group is counted." in answer.reason
    passed = judged(held, target(by=date(2023, 5, 1)), breaks=[changed])
    assert passed.status is Status.UNDETERMINED
    before = Break(on=date(2015, 1, 1), reason="Earlier than the promise.")
    longer = pd.concat([points(y2013=BASE, y2014=BASE), held])
    assert judged(longer, target(), breaks=[before]).status is Status.ON_TRACK


def test_rolling_windows_are_judged_at_their_last_day() -> None:
    held = series(
        [200.0, 199.0, 198.0, 197.0],
        [periods.calendar_years(first, first + 2) for first in range(2013, 2017)],
        0.5,
    )
    promise = target(baseline_period="2013 to 2015")
    answer = judged(held, promise)
    # One tenth less in ten years from the end of 2015 asks for 194 at the end of 2018.
    assert "the path asks for 194 per 100,000 by then" in answer.reason
    assert answer.status is Status.OFF_TRACK


def test_windows_published_once_in_three_years_are_due_as_often() -> None:
    spans = [periods.calendar_years(first, first + 2) for first in (2011, 2014, 2017)]
    due = target(baseline_period="2011 to 2013", by=date(2021, 12, 31))
    assert judged(series([200.0, 190.0, 180.0], spans), due).status is Status.MET
    yearly = [periods.calendar_years(first, first + 2) for first in range(2011, 2018)]
    late = judged(series([200.0] * 7, yearly), due)
    assert "The figure that decides is not held" in late.reason


def test_to_match_england_the_goal_moves_as_england_does() -> None:
    promise = target(kind=TargetKind.MATCH_ENGLAND, value=0)
    held = points(y2015=BASE, y2020=(165.0, 160.0, 170.0))
    for latest, status in ((140.0, Status.ON_TRACK), (100.0, Status.OFF_TRACK)):
        england = points(y2015=BASE, y2020=(latest, *NO_LIMITS))
        answer = judged(held, promise, england=england)
        assert answer.status is status
        assert f"England's figure is {latest:.0f} per 100,000." in answer.reason


def test_a_match_is_met_against_england_in_the_same_period() -> None:
    promise = target(kind=TargetKind.MATCH_ENGLAND, value=0, by=date(2020, 12, 31))
    held = points(y2015=BASE, y2019=BASE, y2020=(165.0, 160.0, 170.0))
    same = points(y2020=(165.0, *NO_LIMITS), y2021=(100.0, *NO_LIMITS))
    assert judged(held, promise, england=same).status is Status.MET
    other = points(y2019=(165.0, *NO_LIMITS))
    assert judged(held, promise, england=other).status is Status.UNDETERMINED


def test_a_place_is_read_against_the_same_path_from_its_own_baseline_and_never_judged() -> None:
    held = points(y2015=(100.0, 95.0, 105.0), y2022=(99.0, 97.0, 101.0))
    answer = judged(held, target(), area=BRADFORD)
    assert answer.status is Status.FOR_REFERENCE
    assert answer.against is AgainstPath.WORSE
    assert answer.reason.startswith(
        "The promise, 10% less by 31 December 2025, was made for West Yorkshire, so Bradford "
        "is not judged by it. 99 per 100,000 in 2022"
    )
    assert "the path asks for 93 per 100,000 by then" in answer.reason
    assert judged(held, target(), area=ENGLAND).against is None


def test_a_place_is_read_at_the_date_of_a_promise_that_has_passed() -> None:
    passed = target(by=date(2021, 3, 31))
    held = points(y2015=BASE, y2020=(190.0, 185.0, 195.0), y2022=(150.0, 140.0, 160.0))
    answer = judged(held, passed, area=LEEDS)
    assert (answer.status, answer.against) == (Status.FOR_REFERENCE, AgainstPath.WORSE)


def test_of_suicide_no_place_is_set_against_a_path() -> None:
    held = points(y2015=BASE, y2022=(250.0, 240.0, 260.0))
    answer = judged(held, target(), area=LEEDS, safe_messaging="suicide")
    assert (answer.status, answer.against) == (Status.FOR_REFERENCE, None)
    assert "path" not in answer.reason


def test_a_compound_promise_asks_for_a_tenth_less_each_year() -> None:
    promise = target(kind=TargetKind.LEVEL, value=200 * 0.9**10, path=Path.COMPOUND)
    on_it = 200 * 0.9**7
    held = points(y2015=BASE, y2022=(on_it - 5, on_it - 10, on_it))
    assert judged(held, promise).status is Status.ON_TRACK


def test_a_verdict_is_frozen_on_the_figures_first_known_after_the_date() -> None:
    promise = target(by=date(2020, 12, 31))
    before = points(y2015=BASE, y2019=(190.0, 185.0, 195.0))
    first = points(y2015=BASE, y2019=BASE, y2020=(190.0, 185.0, 195.0))
    revised = points(y2015=BASE, y2019=BASE, y2020=(170.0, 165.0, 175.0))
    definition = wy.catalogue()["infant_mortality"].model_copy(update={"targets": [promise]})

    def history(since: date) -> Iterator[Known]:
        assert since == date(2020, 12, 31)
        for on, held in ((since, before), (date(2021, 9, 1), first), (date(2022, 9, 1), revised)):
            yield Known(on, held, held.iloc[:0])

    answer = judge(definition, revised, WEST_YORKSHIRE, Sex.PERSONS, TODAY, None, history)
    assert answer.status is Status.MISSED
    assert answer.reason.startswith("190.0 per 1,000 in 2020; the promise was 180.0")
    assert answer.reason.endswith(
        "The figure has since been revised to 170.0 per 1,000; the answer, given on the figures "
        "known at the time, stands."
    )


FIGURES = st.lists(st.one_of(st.just(NAN), st.just(0.0), st.floats(0, 1e5)), max_size=9)


@settings(max_examples=300, deadline=None)
@given(
    FIGURES,
    FIGURES,
    st.sampled_from(TargetKind),
    st.sampled_from(Path),
    st.dates(date(2014, 6, 1), date(2026, 6, 1)),
    st.sampled_from(["2013", "2015", None]),
    st.sampled_from([WEST_YORKSHIRE, LEEDS, ENGLAND]),
    st.sampled_from([NAN, 0.0, 5.0]),
)
def test_whatever_the_figures_there_is_a_status_and_a_whole_sentence(
    own: list[float],
    england: list[float],
    kind: TargetKind,
    path: Path,
    by: date,
    baseline: str | None,
    area: str,
    width: float,
) -> None:
    promise = target(
        kind=kind, value=10, path=path, by=by, baseline_period=baseline, stated_on=date(2014, 1, 1)
    )
    held, beside = (
        series(values, years(2013, len(values)), width) if values else points(y2013=BASE).iloc[:0]
        for values in (own, england)
    )
    answer = judged(held, promise, area=area, england=beside)
    assert answer.status in Status
    assert answer.reason.endswith(".")
    assert "nan" not in answer.reason
    if area != WEST_YORKSHIRE:
        assert answer.status in (Status.FOR_REFERENCE, Status.NO_DATA)


def test_a_measure_without_a_promise_lacks_a_target_and_not_only_a_figure() -> None:
    """'No figure for West Yorkshire' is the answer to a promise, and here there is none."""
    answer = judged(points(y2022=(NAN, NAN, NAN)))
    assert answer.status is Status.NO_TARGET
    assert answer.reason == (
        "No numeric target was set for this measure. No figure for West Yorkshire is held, and "
        "none can be derived honestly from what is."
    )
    assert judged(points(y2022=(NAN, NAN, NAN)), target()).status is Status.NO_FIGURE
