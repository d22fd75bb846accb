"""The site's map in a notebook: it answers as the site does, alone, and can be shown again."""

from __future__ import annotations

import json

import panel as pn
import pytest
from bokeh.resources import INLINE
from panel.io.save import save as save_page

from dashboards import explore
from dashboards.paper import map_svg
from dashboards.selection import Selection
from dashboards.viewmodel.area_map import map_view
from geo.shapes import shapes
from indicators.errors import SuiteError


def answers(shown: explore.MapCell) -> list[dict]:
    """What the map sends to its browser from now on."""
    sent: list[dict] = []
    shown._send_msg = sent.append
    return sent


def test_a_notebooks_map_answers_as_the_site_does(figures):
    shown = explore.area_map(figures, "imd_2025_score", show="two", beside="fuel_poverty")
    sent = answers(shown)
    shown._handle_msg({"query": "?indicator=fuel_poverty&area=E05001345", "serial": 1})
    assert shown.view.definition.id == "fuel_poverty"
    assert shown.view.area == "E05001345"
    view = map_view(figures, Selection(indicator="fuel_poverty", area="E05001345"))
    assert sent[0]["title"] == view.finding
    assert shown.svg() == map_svg(view, figures)
    assert "detail" in sent[0]["fragments"]


def test_shapes_that_its_browser_has_not_come_with_the_answer(figures):
    shown = explore.area_map(figures, "imd_2025_score")
    sent = answers(shown)
    shown._handle_msg({"query": "?level=lsoa", "serial": 1})
    shown._handle_msg({"query": "?level=lsoa&show=tenths", "serial": 2})
    ((address, document),) = sent[0]["shapes"].items()
    assert address == sent[0]["paint"]["shapes"]
    assert json.loads(document)["codes"] == list(shapes("lsoa").codes)
    assert "shapes" not in sent[1]


def test_two_maps_do_not_answer_for_each_other(figures):
    one, other = (explore.area_map(figures, "imd_2025_score") for _ in range(2))
    sent, silent = answers(one), answers(other)
    one._handle_msg({"query": "?area=E05001345", "serial": 1})
    assert len(sent) == 1
    assert silent == []
    assert (one.view.area, other.view.area) == ("E05001345", "")


def test_a_map_shown_again_begins_where_it_is_now(figures):
    shown = explore.area_map(figures, "imd_2025_score")
    told: list[str] = []
    shown.param.watch(lambda change: told.append(change.name), ["html"])
    answers(shown)
    shown._handle_msg({"query": "?indicator=fuel_poverty&area=E05001345", "serial": 1})
    again = explore.area_map(figures, "fuel_poverty", area="E05001345")
    assert shown.html == again.html
    assert told == []  # what is shown already is patched and not drawn anew


def test_nothing_ends_the_script_in_which_a_notebook_holds_it(figures):
    shown = explore.area_map(figures, "imd_2025_score")
    assert 'class="map-state"' in shown.html
    for held in (shown.html, shown._esm, *shown._stylesheets):
        assert "</script" not in held.casefold()
        assert "<!--" not in held


def test_a_measure_without_a_map_says_so_and_the_next_one_is_drawn(figures):
    shown = explore.area_map(figures, "imd_2025_score")
    sent = answers(shown)
    shown._handle_msg({"query": "?indicator=building_energy_quartile", "serial": 1})
    assert sent[0]["fragments"]["map"] == ""
    assert 'id="part-nothing"' in shown.html
    with pytest.raises(SuiteError, match="no map to print"):
        shown.svg()
    shown._handle_msg({"query": "?indicator=fuel_poverty", "serial": 2})
    assert "svg" in sent[1]["fragments"]["map"]


@pytest.mark.parametrize("said", [None, "?area=1", 7, {"query": None}, {"query": "?level=moon"}])
def test_what_no_map_asks_does_no_harm(figures, said):
    shown = explore.area_map(figures, "imd_2025_score")
    answers(shown)
    shown._handle_msg(said)
    assert shown.view.level == "ward"


@pytest.mark.browser
def test_a_map_whose_kernel_is_gone_can_still_be_read(figures, chromium, tmp_path):
    shown = explore.area_map(figures, "imd_2025_score")
    path = tmp_path / "exported.html"
    save_page(pn.Column(shown), str(path), resources=INLINE)
    page, faults = chromium.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.locator(".area").nth(123).wait_for()
    page.locator(".area").nth(5).click()
    page.locator("tr.is-chosen").wait_for()
    assert page.locator(".finding h2").inner_text() == shown.view.finding
    assert page.locator(".map-legend li").count() == len(shown.view.legend)
    page.close()
    assert faults == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"show": "rainbow"}, "'clusters'"),
        ({"shown": "two"}, "Did you mean 'show'"),
        ({"show": "change"}, "one of england|one of tenths|one of two"),
        ({"vintage": "1999"}, "'2011'"),
        ({"beside": "no_such_thing"}, "no_such_thing"),
    ],
)
def test_what_a_notebooks_map_cannot_show_is_refused(figures, asked, expected):
    with pytest.raises(SuiteError, match=expected):
        explore.area_map(figures, "imd_2025_score", **asked)
