"""Doubtful figures are told beside the figures, in the words of the check that found them."""

from __future__ import annotations

from datetime import date

import pytest

import indicators as wy
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.indicator import indicator_view


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(wy.open_store())


def doubts(figures: Figures, indicator: str) -> str:
    return " ".join(indicator_view(figures, Selection(indicator=indicator)).doubts)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("overweight_reception", "Calderdale, 2021/22: found 13.1; expected something near 22"),
        ("self_harm_admissions", "2021/22: found exactly the figures of 2020/21"),
        ("first_time_entrants_to_youth_justice", "England, 2024 and 8 earlier periods: found 1258"),
    ],
)
def test_a_known_defect_is_told_on_the_page_of_its_indicator(
    figures: Figures, indicator: str, expected: str
) -> None:
    assert expected in doubts(figures, indicator)


def test_what_was_left_out_is_said_to_be(figures: Figures) -> None:
    told = doubts(figures, "first_time_entrants_to_youth_justice")
    assert told.endswith("Left out.")
    assert doubts(figures, "overweight_reception").endswith("Kept as published.")


def test_a_doubt_about_areas_that_are_not_shown_is_not_told(figures: Figures) -> None:
    about = figures.findings["area_code"]
    elsewhere = figures.findings[about == "E10000013"]
    assert len(elsewhere) > 0
    assert "E10000013" not in doubts(figures, elsewhere["indicator_id"].iloc[0])
    assert "Devon" not in doubts(figures, elsewhere["indicator_id"].iloc[0])


def test_nothing_is_doubted_before_its_release_was_known(figures: Figures) -> None:
    then = figures.known_on(date(2022, 12, 31))
    assert doubts(then, "overweight_reception") == ""


def test_one_figure_is_not_drawn_as_a_course(figures: Figures) -> None:
    view = indicator_view(figures, Selection(indicator="imd_2025_score"))
    assert view.trend is None
    assert view.panels.every == ()
    assert view.table is not None


def test_a_category_is_told_by_how_many_have_it(figures: Figures) -> None:
    view = indicator_view(figures, Selection(indicator="building_energy_quartile"))
    # Five of the eleven trusts of the board report are in the highest quarter.
    assert view.finding.endswith("highest (best) for 5 of 11 trusts")
