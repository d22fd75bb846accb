"""Lines are broken where figures are missing, and scales say where they start."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboards.charts.drawn import drawn_trend, small_trend, ticks
from dashboards.charts.trend import apart_within
from dashboards.viewmodel.promise import promised_path
from dashboards.viewmodel.trend import Parting, from_zero, line, span, trend
from indicators.catalogue import catalogue
from indicators.definition import Break
from indicators.vocabulary import Sex


def series(values: dict[int, float], code: str = "E08000035") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": code,
            "sex": "persons",
            "value": list(values.values()),
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "period": [str(year) for year in values],
            "period_end": [pd.Timestamp(year, 12, 31) for year in values],
        }
    )


def test_line_breaks_at_a_missing_figure_and_at_a_skipped_year():
    rows = series({2015: 1.0, 2016: 2.0, 2017: float("nan"), 2018: 3.0, 2019: 4.0, 2022: 5.0})
    drawn = line(rows, "E08000035")
    assert [[p.period for p in run] for run in drawn.runs] == [
        ["2015", "2016"],
        ["2018", "2019"],
        ["2022"],
    ]


def test_area_without_any_figure_has_no_line():
    assert line(series({2015: float("nan")}), "E08000035") is None
    assert line(series({2015: 1.0}), "E08000036") is None


def test_scale_starts_at_zero_unless_that_flattens_the_line():
    assert from_zero(10.5, 13.3)
    assert not from_zero(78.0, 82.0)
    assert not from_zero(-1.0, 5.0)


def drawn_with_promise(figures, indicator: str, area: str):
    definition = catalogue()[indicator]
    rows = figures.headline(definition)
    way = promised_path(figures, definition, Sex.PERSONS, rows, area)
    return trend(rows, definition, Sex.PERSONS, area, way)


def test_promise_is_drawn_from_its_baseline_to_its_goal(figures):
    drawn = drawn_with_promise(figures, "suicide_deaths", "E47000003")
    start, goal = drawn.target
    assert (start.period, start.value) == ("2015", 227.0)
    assert goal.day == date(2021, 3, 31)
    assert abs(goal.value - 227 * 0.9) < 1e-9
    assert drawn.target_words == "promised by 31 March 2021"


def test_a_place_is_shown_the_path_for_reference_and_not_on_suicide(figures):
    leeds = drawn_with_promise(figures, "early_stage_cancer", "E08000035")
    assert leeds.target_name == "For reference"
    assert "promised for West Yorkshire" in leeds.target_words
    assert drawn_with_promise(figures, "suicide_deaths", "E08000035").target == ()


def test_a_compound_path_bends(figures):
    drawn = drawn_with_promise(figures, "smoking_routine_and_manual", "E08000035")
    start, end = drawn.target[0], drawn.target[-1]
    for point in drawn.target[1:-1]:
        share = (point.day - start.day).days / (end.day - start.day).days
        straight = start.value + (end.value - start.value) * share
        assert point.value < straight


def test_line_breaks_where_the_definition_changed(figures):
    rows = series({2015: 1.0, 2016: 2.0, 2017: 3.0, 2018: 4.0})
    rows["period_start"] = [pd.Timestamp(year, 1, 1) for year in range(2015, 2019)]
    changed = Break(on=date(2017, 1, 1), reason="Counted anew.")
    drawn = line(rows, "E08000035", [changed])
    assert [[p.period for p in run] for run in drawn.runs] == [["2015", "2016"], ["2017", "2018"]]
    definition = catalogue()["employment_rate"].model_copy(update={"breaks": [changed]})
    shown = trend(rows, definition, Sex.PERSONS, "E08000035")
    (parting,) = shown.own.partings
    assert parting == Parting(date(2017, 7, 1), changed)  # midway between the two year ends
    assert drawn_trend(shown, definition, "words").count('class="break"') == 1
    unbroken = catalogue()["employment_rate"]
    shown = trend(rows, unbroken, Sex.PERSONS, "E08000035")
    assert 'class="break"' not in drawn_trend(shown, unbroken, "words")


def test_windows_are_parted_between_the_last_before_and_the_first_after(figures):
    """The first window after 2019 begins ends in 2021, the last before it in 2020."""
    drawn = drawn_with_promise(figures, "suicide_rate", "E47000003")
    (parting,) = drawn.own.partings
    assert date(2020, 12, 31) < parting.day < date(2021, 12, 31)
    assert "2021 census" in parting.change.reason


def test_ticks_are_round_and_inside():
    assert ticks(0, 52) == [0, 20, 40]
    assert ticks(76.2, 81.9) == [78.0, 80.0]


def test_small_charts_of_different_periods_share_one_axis_of_days():
    early = line(series({2019: 110.0}, "E08000035"), "E08000035")
    late = line(series({2020: 42.0, 2022: 50.0}, "E08000032"), "E08000032")
    shared = span([early, late], None)
    assert (shared.first.period, shared.last.period) == ("2019", "2022")
    assert (shared.low, shared.high) == (0.0, 110.0)
    for own in (early, late):
        drawn = small_trend(own, None, shared, own.name)
        assert ">2019<" in drawn
        assert ">2022<" in drawn


def test_names_of_lines_lie_apart_and_inside_the_chart():
    placed = apart_within([74.1, 76.0, 76.2], 1.0, 76.5)
    assert placed == pytest.approx([74.1, 75.5, 76.5])
    assert apart_within([10.0, 20.0], 1.0, 30.0) == [10.0, 20.0]


def test_limits_stand_clear_of_the_edge_of_a_chart_from_zero():
    rows = series({2019: 70.0, 2020: 50.0}, "E08000034")
    rows["lower_95"], rows["upper_95"] = rows["value"] - 4, rows["value"] + 4
    drawn = trend(rows, catalogue()["employment_rate"], Sex.PERSONS, "E08000034")
    assert drawn.starts_at_zero
    assert drawn.high > 74 * 1.05
