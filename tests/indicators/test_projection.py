"""Projections: their fans, their words and their chances, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from indicators import compute, contract, open_store, periods
from indicators.backtest import decisions
from indicators.catalogue import catalogue
from indicators.definition import Definition
from indicators.errors import MethodError
from indicators.forecasts.candidates import Method
from indicators.forecasts.decision import Decision
from indicators.projection import SHARES, chance_of_meeting, project
from indicators.vocabulary import Kind, Polarity, Sex

Series = Callable[..., pd.DataFrame]
RATE = catalogue()["infant_mortality"]
FIGURES = [6.0, 5.0, 5.5, 4.0, 4.5, 4.2, 3.9, 4.4]
NAN = float("nan")


def decision(
    method: Method | None = Method.NAIVE,
    cover_80: tuple[float, ...] = (0.81, 0.79, 0.74, 0.72, 0.66),
    definition: Definition = RATE,
) -> Decision:
    ahead = range(1, len(cover_80) + 1)
    coverage = pd.DataFrame({"horizon": ahead, "trials": 100, "cover_80": cover_80})
    coverage = coverage.assign(cover_50=0.5, cover_95=0.95)
    return Decision(definition.id, Sex.PERSONS, method, "Why.", 40, coverage)


def years(count: int) -> list[periods.Period]:
    return [periods.calendar_year(2015 + step) for step in range(count)]


def test_a_random_walk_on_the_log_scale_by_hand(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision())
    spread = np.sqrt(np.mean(np.diff(np.log(FIGURES)) ** 2) * np.arange(1, 6))
    assert fan.points["period"].tolist() == ["2023", "2024", "2025", "2026", "2027"]
    assert fan.points["period_end"].dt.date.tolist() == [date(y, 12, 31) for y in range(2023, 2028)]
    assert fan.points["median"].to_numpy() == pytest.approx([4.4] * 5)
    for share, reach in ((50, 0.6744898), (80, 1.2815516), (95, 1.9599640)):
        lower, upper = fan.points[f"lower_{share}"], fan.points[f"upper_{share}"]
        assert lower.to_numpy() == pytest.approx(4.4 * np.exp(-reach * spread), rel=1e-6)
        assert upper.to_numpy() == pytest.approx(4.4 * np.exp(reach * spread), rel=1e-6)


def test_a_fan_starts_at_the_last_figure_held(series: Series) -> None:
    fan = project(RATE, series([*FIGURES, NAN, NAN], years(10)), decision())
    assert fan.last_period_end == date(2022, 12, 31)
    assert fan.points["period"].iloc[0] == "2023"


def test_no_year_is_shown_that_was_not_tried(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision(cover_80=(0.8, 0.75)))
    assert fan.points["horizon"].tolist() == [1, 2]


def test_the_words_give_the_methods_record_and_its_weakness(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision(Method.SIMPLE))
    assert fan.words == (
        "It supposes that the figure stays near a level that follows its latest values (simple "
        "exponential smoothing). Tried on past figures of 40 areas, the range meant to hold 80 of "
        "100 figures held 81 of 100 one year ahead and 66 of 100 five years ahead. Every method's "
        "range is too narrow after a shock, such as a pandemic, a new law or a new way of counting."
    )
    one = project(RATE, series(FIGURES, years(8)), decision(cover_80=(0.8,)))
    assert "held 80 of 100 one year ahead. Every" in one.words


def test_without_a_method_there_is_only_the_reason(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision(None))
    assert (fan.method, len(fan.points), fan.words, fan.reason) == (None, 0, "", "Why.")
    short = project(RATE, series(FIGURES[:4], years(4)), decision())
    assert short.method is None
    assert short.reason == "Only 4 yearly figures are held; a projection needs 5."
    count = RATE.model_copy(update={"kind": Kind.COUNT})
    assert project(count, series(FIGURES, years(8)), decision()).reason.startswith("This is a coun")
    exact = project(RATE, series([2.0**y for y in range(8)], years(8)), decision(Method.TREND))
    assert exact.reason == "The method found no answer for these figures."


def test_a_decision_about_something_else_is_refused(series: Series) -> None:
    rows = series(FIGURES, years(8))
    other = catalogue()["obesity_reception"]
    with pytest.raises(MethodError, match="about obesity_reception; the series is of infant_mor"):
        project(RATE, rows, decision(definition=other))
    with pytest.raises(MethodError, match="The decision is about persons; the series is of male"):
        project(RATE, rows.assign(sex="male"), decision())
    with pytest.raises(MethodError, match="needs the backtest's decision; found str"):
        project(RATE, rows, "ensemble")  # type: ignore[arg-type]
    with pytest.raises(MethodError, match="one sex; found"):
        project(RATE, pd.concat([rows, rows.assign(sex="male")]), decision())


# The chance of meeting a target.


def test_the_chance_is_the_share_of_the_curve_on_the_good_side(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision())
    spread = np.sqrt(np.mean(np.diff(np.log(FIGURES)) ** 2) * 3)
    low = chance_of_meeting(fan, 4.0, date(2025, 12, 31), Polarity.LOW_IS_GOOD)
    assert low.value == pytest.approx(norm.cdf((np.log(4.0) - np.log(4.4)) / spread))
    high = chance_of_meeting(fan, 4.0, date(2025, 12, 31), Polarity.HIGH_IS_GOOD)
    assert high.value == pytest.approx(1 - low.value)
    assert low.reason == (
        "From the projection for 2025, whose range meant to hold 80 of 100 figures held 74 in past "
        "trials."
    )


def test_the_chance_at_an_edge_of_the_fan_is_what_the_edge_says(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision())
    row = fan.points.iloc[1]
    for share in SHARES:
        told = chance_of_meeting(
            fan, row[f"upper_{share}"], date(2025, 1, 31), Polarity.LOW_IS_GOOD
        )
        assert told.value == pytest.approx(0.5 + share / 200)


@pytest.mark.parametrize(
    ("goal", "by", "polarity", "told"),
    [
        (4.0, date(2022, 12, 31), Polarity.LOW_IS_GOOD, "settled by known figures"),
        (4.0, date(2023, 6, 30), Polarity.LOW_IS_GOOD, "settled by known figures"),
        (4.0, date(2028, 12, 31), Polarity.LOW_IS_GOOD, "further ahead than the method has been"),
        (4.0, date(2025, 12, 31), Polarity.NO_JUDGEMENT, "neither high nor low is good"),
        (0.0, date(2025, 12, 31), Polarity.LOW_IS_GOOD, "can only come near"),
        (4.0, date(2027, 12, 31), Polarity.LOW_IS_GOOD, "held only 66 in past trials, too few"),
    ],
)
def test_why_no_chance_can_be_given(
    series: Series, goal: float, by: date, polarity: Polarity, told: str
) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision())
    chance = chance_of_meeting(fan, goal, by, polarity)
    assert chance.value is None
    assert told in chance.reason


def test_no_fan_gives_no_chance_and_its_own_reason(series: Series) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision(None))
    chance = chance_of_meeting(fan, 4.0, date(2025, 12, 31), Polarity.LOW_IS_GOOD)
    assert (chance.value, chance.reason) == (None, "Why.")


@pytest.mark.parametrize("goal", ["4", NAN, True, None])
def test_a_goal_that_is_no_number_is_refused(series: Series, goal: object) -> None:
    fan = project(RATE, series(FIGURES, years(8)), decision())
    with pytest.raises(MethodError, match="A goal must be a number; found"):
        chance_of_meeting(fan, goal, date(2025, 12, 31), Polarity.LOW_IS_GOOD)  # type: ignore[arg-type]
    with pytest.raises(MethodError, match="The day must be a date; found '2025'"):
        chance_of_meeting(fan, 4.0, "2025", Polarity.LOW_IS_GOOD)  # type: ignore[arg-type]


# On the figures that ship.


def test_every_fan_that_ships_is_nested_possible_and_follows_its_series() -> None:
    store, known, drawn = open_store(), catalogue(), 0
    for (name, sex), decided in decisions().items():
        if decided.method is None:
            continue
        definition = known[name]
        rows = contract.headline(compute(name, store))
        own = rows[(rows["sex"] == sex) & (rows["age"] == definition.age)]
        for _, one in own.groupby("area_code"):
            fan = project(definition, one, decided)
            if fan.method is None:
                assert fan.reason.endswith(".")
                continue
            drawn += 1
            points = fan.points
            edges = ["lower_95", "lower_80", "lower_50", "median"]
            edges += ["upper_50", "upper_80", "upper_95"]
            assert (np.diff(points[edges].to_numpy(), axis=1) > 0).all()
            assert (points["lower_95"] > 0).all()
            if definition.kind is Kind.PROPORTION:
                assert (points["upper_95"] < definition.per).all()
            assert points["period_end"].iloc[0] > one[one["value"].notna()]["period_end"].max()
            assert points["horizon"].is_monotonic_increasing
    assert drawn
