"""What is said of how figures were made: for which areas, and nothing where it is empty."""

from __future__ import annotations

import pandas as pd

from dashboards.selection import Selection
from dashboards.viewmodel.how_made import how_made
from dashboards.viewmodel.indicator import indicator_view
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE
from indicators.catalogue import catalogue

RATE = catalogue()["child_protection_plan_rate"]


def rows(*told):
    """Rows of (area, year, method)."""
    made = pd.DataFrame(told, columns=["area_code", "year", "method"])
    return made.assign(period_end=pd.to_datetime(made["year"].astype(str)), value=1.0)


def test_one_way_names_no_area():
    made = how_made(rows((ENGLAND, 2020, "as published"), (PLACES[0], 2021, "as published")), RATE)
    assert made == ("As published.",)


def test_several_ways_name_their_areas_and_their_periods():
    made = how_made(
        rows(
            (WEST_YORKSHIRE, 2021, "derived"),
            *((code, 2021, "as published") for code in PLACES),
            (ENGLAND, 2020, "derived"),
            (ENGLAND, 2021, "as published"),
        ),
        RATE,
    )
    assert made == (
        "West Yorkshire: derived.",
        "England: as published; for some periods derived.",
        "All other areas: as published.",
    )


def test_a_missing_figure_was_not_made():
    missing = rows((ENGLAND, 2021, "as published")).assign(value=float("nan"))
    assert how_made(missing, RATE) == ()


def test_categories_say_nothing_of_limits(figures):
    view = indicator_view(figures, Selection(indicator="building_energy_quartile"))
    assert view.definition.kind == "category"
    assert view.methods == ()
