"""Statuses: each side of every line, in words a board can read."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import indicators as wy
from geo.areas import BRADFORD, WEST_YORKSHIRE
from indicators.definition import Definition, Target
from indicators.reading import Judgement
from indicators.trajectory import trajectory
from indicators.verdict import judge
from indicators.vocabulary import Path, Sex, Status, TargetKind

TODAY = date(2023, 6, 1)


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


def series(**points: tuple[float, float, float]) -> pd.DataFrame:
    rows = [
        {
            "period": name[1:],
            "period_start": pd.Timestamp(int(name[1:]), 1, 1),
            "period_end": pd.Timestamp(int(name[1:]), 12, 31),
            "period_type": "calendar year",
            "value": value,
            "lower_95": lower,
            "upper_95": upper,
        }
        for name, (value, lower, upper) in points.items()
    ]
    names = ["period", "period_start", "period_end", "period_type", "value"]
    return pd.DataFrame(rows, columns=[*names, "lower_95", "upper_95"])


def judged(
    points: pd.DataFrame, *targets: Target, area: str = WEST_YORKSHIRE, today: date = TODAY
) -> Judgement:
    definition: Definition = wy.catalogue()["suicide_deaths"].model_copy(
        update={"targets": list(targets)}
    )
    return judge(definition, points, area, Sex.PERSONS, today)


BASE = (200.0, 190.0, 210.0)
# From 200 at the end of 2015 to 180 at the end of 2025: about 186 is asked for at the end of 2022.


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        ((180.0, 175.0, 185.0), Status.ON_TRACK),
        ((200.0, 195.0, 205.0), Status.OFF_TRACK),
        ((184.0, 174.0, 194.0), Status.UNDETERMINED),
        ((180.0, float("nan"), float("nan")), Status.UNDETERMINED),
    ],
)
def test_the_limits_decide_and_not_the_point(
    latest: tuple[float, float, float], expected: Status
) -> None:
    assert judged(series(y2015=BASE, y2022=latest), target()).status is expected


def test_without_limits_the_reason_says_so() -> None:
    nan = float("nan")
    answer = judged(series(y2015=BASE, y2022=(180.0, nan, nan)), target())
    assert "with no published limits" in answer.reason


def test_a_passed_date_is_met_or_missed_on_the_last_period_before_it() -> None:
    passed = target(by=date(2021, 3, 31))
    points = series(y2015=BASE, y2020=(181.0, 170.0, 190.0), y2022=(150.0, 140.0, 160.0))
    answer = judged(points, passed)
    assert answer.status is Status.MISSED
    assert answer.reason == (
        "181 deaths in 2020; the promise was 180 deaths by 31 March 2021. "
        "The 95% limits, 170 to 190 deaths, hold the goal, so chance may have decided."
    )
    better = series(y2015=BASE, y2020=(180.0, 170.0, 190.0), y2022=(250.0, 240.0, 260.0))
    assert judged(better, passed).status is Status.MET


def test_a_passed_date_without_a_figure_is_not_guessed() -> None:
    answer = judged(series(y2015=BASE, y2022=BASE), target(by=date(2015, 6, 30)))
    assert answer == Judgement(
        Status.UNDETERMINED, "The date, 30 June 2015, has passed with no figure."
    )


def test_the_next_target_takes_over_when_a_date_has_passed() -> None:
    points = series(y2015=BASE, y2022=(175.0, 170.0, 180.0))
    answer = judged(points, target(by=date(2021, 3, 31)), target())
    assert answer.status is Status.ON_TRACK


def test_a_promise_for_west_yorkshire_is_not_one_for_bradford() -> None:
    answer = judged(series(y2015=BASE, y2022=BASE), target(), area=BRADFORD)
    assert answer.status is Status.FOR_REFERENCE
    assert "made for West Yorkshire" in answer.reason


def test_no_target_is_said_as_exactly_that() -> None:
    assert judged(series(y2022=BASE)).status is Status.NO_TARGET


def test_no_figure_is_said_before_no_target() -> None:
    assert judged(series()).status is Status.NO_FIGURE
    assert judged(series(), area=BRADFORD).status is Status.NO_DATA


def test_a_promise_not_yet_made_is_not_judged() -> None:
    assert judged(series(y2022=BASE), target(stated_on=date(2024, 1, 1))).status is Status.NO_TARGET


def test_no_figure_for_west_yorkshire_is_said() -> None:
    assert judged(series(), target()).status is Status.NO_FIGURE


def test_no_baseline_figure_leaves_the_promise_undetermined() -> None:
    answer = judged(series(y2022=BASE), target())
    assert answer.status is Status.UNDETERMINED
    assert "No figure is held for 2015" in answer.reason
    silent = judged(series(y2022=BASE), target(baseline_period=None))
    assert "does not say from which period" in silent.reason


def test_a_promise_about_another_quantity_is_not_judged_from_this_one() -> None:
    answer = judged(series(y2015=BASE, y2022=BASE), target(status_of="people, not a share"))
    assert answer.status is Status.UNDETERMINED
    assert "people, not a share" in answer.reason


def test_a_target_of_nought_is_a_target() -> None:
    zero = target(kind=TargetKind.LEVEL, value=0)
    assert judged(series(y2015=BASE, y2022=(0.0, 0.0, 3.7)), zero).status is Status.ON_TRACK


def test_ten_years_of_one_per_cent_compound() -> None:
    way = trajectory(
        target(kind=TargetKind.LEVEL, value=200 * 0.99**10, path=Path.COMPOUND), series(y2015=BASE)
    )
    assert way is not None
    assert way.expected_on(date(2016, 12, 31)) == pytest.approx(200 * 0.99, rel=1e-4)
    assert way.expected_on(date(2025, 12, 31)) == pytest.approx(200 * (1 - 0.0956), rel=1e-4)


def test_the_path_starts_at_the_baseline_and_ends_at_the_goal() -> None:
    way = trajectory(target(), series(y2015=BASE))
    assert way is not None
    assert way.expected_on(date(2015, 12, 31)) == 200
    assert way.expected_on(date(2025, 12, 31)) == pytest.approx(180)
    assert way.expected_on(date(2030, 1, 1)) == pytest.approx(180)
