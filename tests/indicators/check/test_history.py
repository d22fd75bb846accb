"""Series: repeats, outliers, steps and restatements, each on both sides of its line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.areas import CALDERDALE, PLACES
from indicators import catalogue
from indicators.check import Case
from indicators.rules.releases import revisions

YEARS = range(2015, 2025)


def test_a_period_that_repeats_the_one_before(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    assert judge("repeats", made("persistent_absence", figures)) == []
    figures.loc[2024] = figures.loc[2023]
    (found,) = judge("repeats", made("persistent_absence", figures))
    assert not found.is_error
    assert "2024/25: found exactly the figures of 2023/24 in 30 of 30 areas" in str(found.fault)
    assert len(found.rows) == 30


def test_a_few_equal_figures_are_chance(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    figures.loc[2024, figures.columns[:20]] = figures.loc[2023, figures.columns[:20]]
    assert judge("repeats", made("persistent_absence", figures)) == []


@pytest.mark.parametrize(("values", "findings"), [((36.04, 51.62), 1), ((3, 5), 0)])
def test_five_places_alone_repeat_when_their_figures_are_long(
    made, judge, values, findings
) -> None:
    last = np.linspace(*values, 5).round(2 if findings else 0)
    rows = made("claimant_count", pd.DataFrame([last, last], [2023, 2024], list(PLACES)))
    assert len(judge("repeats", rows)) == findings


def test_noughts_do_not_repeat(made, judge, authorities) -> None:
    figures = pd.DataFrame(0, index=[2023, 2024], columns=authorities)
    assert judge("repeats", made("children_in_need", figures)) == []


@pytest.mark.parametrize("year", [2019, 2024])
def test_a_figure_far_from_its_own_past_and_from_other_areas(
    made, judge, steady, authorities, year
) -> None:
    figures = steady(authorities, YEARS)
    assert judge("outliers", made("overweight_reception", figures)) == []
    usual = figures.loc[year, CALDERDALE]
    figures.loc[year, CALDERDALE] = 12.0
    (found,) = judge("outliers", made("overweight_reception", figures))
    assert not found.is_error
    assert (
        f"Calderdale (E08000033), {year}/{year - 1999}: found 12; expected something near"
        in str(found.fault)
    )
    suggested = float(str(found.fault).split("something near ")[1].split(",")[0])
    assert suggested == pytest.approx(usual, abs=2.5)
    assert len(found.rows) == 1


def test_a_year_in_which_all_areas_move_has_no_outliers(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    figures.loc[2020] *= 1.5
    assert judge("outliers", made("overweight_reception", figures)) == []


def test_an_area_that_always_moves_is_no_outlier(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    figures[CALDERDALE] = [20.0, 12.0, 21.0, 13.0, 20.5, 12.2, 20.2, 13.1, 21.0, 12.1]
    assert judge("outliers", made("overweight_reception", figures)) == []


def test_a_step_in_nearly_all_areas(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    assert judge("steps", made("persistent_absence", figures)) == []
    figures.loc[2021:] += 10
    (found,) = judge("steps", made("persistent_absence", figures))
    assert not found.is_error
    assert "persistent_absence, 2021/22: found a change of +" in str(found.fault)


def test_a_release_that_restates_another_series(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    held = made("persistent_absence", figures, "first", "2024-11-01")
    revised = made("persistent_absence", (figures * 1.03).round(1), "second")
    another = made("persistent_absence", (figures * 1.09).round(1), "second")
    assert judge("restated", revised, held) == []
    (found,) = judge("restated", another, held)
    assert found.is_error
    assert "This is another series: give it an indicator of its own." in str(found.fault)


def test_other_figures_of_the_same_day(made, judge, steady, authorities) -> None:
    figures = steady(authorities, [2024])
    held = made("persistent_absence", figures, "first")
    assert judge("contradicted", made("persistent_absence", figures, "second"), held) == []
    figures[CALDERDALE] += 1
    (found,) = judge("contradicted", made("persistent_absence", figures, "second"), held)
    assert found.is_error
    assert "as held from first of the same day" in str(found.fault)


@pytest.mark.parametrize(("day", "count"), [("2025-11-02", 1), ("2025-10-31", 0)])
def test_a_later_release_revises_and_an_earlier_one_arrives_late(
    made, steady, authorities, day, count
) -> None:
    figures = steady(authorities, YEARS)
    held = made("persistent_absence", figures, "first", "2025-11-01")
    figures.loc[2023, CALDERDALE] += 0.3
    rows = made("persistent_absence", figures, "second", day)
    changed = revisions(Case(rows, held, catalogue()))
    assert len(changed) == count
    assert set(changed["area_code"]) <= {CALDERDALE}
