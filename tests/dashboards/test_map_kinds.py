"""Kinds of map: what is counted is what is shown, and no area is said to lack what it has."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel import map_kinds
from dashboards.viewmodel.area_map import map_view
from dashboards.viewmodel.map_figures import AreaFigures
from geo.areas import PLACES, parent_place
from indicators.area_clusters import Found
from indicators.catalogue import catalogue
from indicators.compare import Standing
from indicators.methods.clusters import Cluster
from indicators.standings import Standings
from indicators.vocabulary import Sex

RATE = catalogue()["individual_insolvency_rate"]
SCORE = catalogue()["imd_2025_score"]
CODES = [f"E050{i:05d}" for i in range(30)]


def figures_of(values, reasons=None, definition=SCORE, inside=None, period="2025") -> AreaFigures:
    told = {"value": values, "missing_reason": reasons or [None] * len(values)}
    rows = pd.DataFrame(told, index=CODES[: len(values)])
    return AreaFigures(definition, Sex.PERSONS, "ward", period, rows, inside=inside)


def counts(coloured) -> dict[str, int]:
    return {row.words: row.areas for row in coloured.legend}


def test_a_figure_without_limits_is_not_drawn_as_missing():
    found = figures_of([1.0, 2.0, np.nan], [None, None, "suppressed"], RATE)
    table = pd.DataFrame(
        {
            "area_code": CODES[:2],
            "standing": [Standing.HIGHER, Standing.NO_LIMITS],
            "level": [0.95, None],
        }
    )
    made = map_kinds.compared(found, Standings(table, ""), "wards")
    assert counts(made)["no limits, so not judged"] == 1
    assert counts(made)["suppressed by the publisher"] == 1
    assert "no figure held" not in counts(made)


@pytest.mark.parametrize("first_is_suppressed", [True, False])
def test_a_figure_that_either_measure_suppresses_is_drawn_as_suppressed(first_is_suppressed):
    whole = figures_of(list(map(float, range(30))))
    gap = figures_of([np.nan, *map(float, range(29))], ["suppressed", *[None] * 29])
    pair = (gap, whole) if first_is_suppressed else (whole, gap)
    made = map_kinds.two(*pair, "wards", "wards")
    assert counts(made)["suppressed by the publisher"] == 1
    assert "no figure held" not in counts(made)
    assert sum(row.areas for row in made.legend) == 30


def test_an_area_that_was_not_tested_for_clusters_is_not_drawn_as_missing():
    found = figures_of([1.0, 2.0, 3.0])
    by_code = dict(zip(CODES, [Cluster.HIGH, Cluster.NONE, Cluster.NOT_TESTED], strict=False))
    made = map_kinds.clusters(found, Found(by_code, 1, 0, 2, "", ""), "wards")
    assert counts(made)["not tested: no neighbour with a figure"] == 1
    assert "no figure held" not in counts(made)


def test_no_cluster_is_said_where_there_is_none():
    by_code = dict.fromkeys(CODES[:3], Cluster.NONE)
    made = map_kinds.clusters(figures_of([1.0, 2.0, 3.0]), Found(by_code, 0, 0, 3, "", ""), "wards")
    assert made.finding == "Deprivation score 2025: no significant cluster of wards"


@pytest.mark.parametrize("place", ["", "leeds", "calderdale"])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"show": "tenths"},
        {"show": "two", "beside": "fuel_poverty"},
        {"show": "clusters"},
        {"indicator": "individual_insolvency_rate", "show": "change"},
        {"indicator": "individual_insolvencies", "show": "change"},
    ],
    ids=str,
)
def test_a_legend_counts_the_areas_of_the_place_that_is_shown(figures, place, chosen):
    view = map_view(figures, Selection(place=place, **chosen))
    assert view.choices.show == chosen.get("show", "")
    shown = [
        css
        for at, code in enumerate(view.found.codes)
        if not place or parent_place(code) == Selection(place=place).place_code
        for css in [view.coloured.css[view.coloured.of[at]]]
    ]
    assert sum(row.areas for row in view.legend) == len(shown)
    for row in view.legend:
        assert row.areas == shown.count(row.css)


def test_clusters_of_the_places_add_up_to_those_of_the_whole(figures):
    def high_and_low(place: str) -> np.ndarray:
        view = map_view(figures, Selection(show="clusters", place=place))
        numbers = counts(view.coloured)
        high, low = (numbers[f"cluster of {word} figures"] for word in ("high", "low"))
        if high or low:
            assert f": {high} wards" in view.finding
            assert f"and {low} of low ones" in view.finding
        else:
            assert "no significant cluster of wards of" in view.finding
        return np.array([high, low])

    whole = high_and_low("")
    assert whole.min() > 0
    assert (sum(map(high_and_low, PLACE_SLUGS)) == whole).all()


def test_five_places_are_too_few_to_speak_of_chance(figures):
    view = map_view(figures, Selection(indicator="children_looked_after_rate", show="compared"))
    assert len(view.found.codes) == len(PLACES)
    assert "by chance" not in view.legend_words


def test_thirds_are_made_of_all_wards_whatever_place_is_shown(figures):
    chosen = {"show": "two", "beside": "fuel_poverty"}
    view = map_view(figures, Selection(place="leeds", **chosen))
    assert "of West Yorkshire’s wards, by equal numbers" in view.legend_words
    whole = map_view(figures, Selection(**chosen))
    assert (view.coloured.of == whole.coloured.of).all()


def test_loaded_boundaries_are_drawn_at_once(figures, made_boundaries, boundaries_folder):
    from geo.areas import codes
    from geo.official import load

    before = map_view(figures, Selection())
    assert before.shapes.is_approximate
    load(made_boundaries("wards.geojson", codes("ward", vintage=2025)))
    after = map_view(figures, Selection())
    assert not after.shapes.is_approximate
    assert (after.found.values == before.found.values).all()
