"""Answers that come late, in another order or not at all: page, address and files stay one."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest

from tests.browser.served import SETTLED
from tests.browser.test_map import PAINTED, choose

pytestmark = pytest.mark.browser

TOLD = "document.querySelector('#map-told').textContent.trim()"
SLOW_WIRE = """
const send = WebSocket.prototype.send
WebSocket.prototype.send = function (words) { setTimeout(() => send.call(this, words), 300) }
"""


def anew(page) -> dict[str, object]:
    """What the page at the same address says when it is opened anew."""
    fresh = page.context.new_page()
    fresh.goto(page.url)
    fresh.wait_for_selector("figure.mapped[data-alive]", state="attached")
    fresh.evaluate(SETTLED)
    said = fresh.evaluate(PAINTED) | {"told": fresh.evaluate(TOLD)}
    fresh.close()
    return said


def said(page) -> dict[str, object]:
    page.evaluate(SETTLED)
    return page.evaluate(PAINTED) | {"told": page.evaluate(TOLD)}


def test_shapes_that_cannot_be_had_are_gone_to(open_page):
    page = open_page("map?level=ward").page
    page.route("**/shapes/**", lambda route: route.abort())
    with page.expect_navigation():
        page.select_option("#level", "lsoa")
    page.wait_for_selector("html[data-live=ready]")
    assert "level=lsoa" in page.url
    assert page.locator("svg.map .area").count() == 1_404
    choose(page, "indicator", "imd_2025_decile")
    assert said(page) == anew(page)


def test_slow_shapes_are_waited_for_by_all_that_follows(open_page):
    opened = open_page("map?level=ward")
    page = opened.page
    before = said(page)
    held = []
    page.route("**/shapes/**", lambda route: held.append(route))
    page.select_option("#level", "lsoa")
    page.select_option("#indicator", "imd_2025_decile")
    page.wait_for_selector("html.is-waiting")
    page.wait_for_timeout(500)
    meanwhile = page.evaluate(PAINTED)
    for what in ("title", "classes", "rows", "headings", "caption", "legend", "colours"):
        assert meanwhile[what] == before[what], what
    held[0].continue_()
    page.wait_for_function("location.search.includes('imd_2025_decile')")
    now = said(page)
    assert len(now["rows"]) == 1_404
    assert now == anew(page)
    assert opened.console == []


@pytest.mark.parametrize(
    ("path", "choices"),
    [
        ("map?area=E05001359", [("indicator", "households")]),
        ("map?area=E05001359", [("show", "tenths"), ("palette", "cividis")]),
        ("map?indicator=individual_insolvency_rate&area=E05001361", [("period", "2021")]),
    ],
)
def test_what_is_said_of_an_area_is_of_what_the_map_shows(open_page, path, choices):
    """The line above the map says the figure chosen now, and the area stays picked out."""
    page = open_page(path).page
    before = page.evaluate(TOLD)
    for name, value in choices:
        choose(page, name, value)
    assert page.evaluate(TOLD) != before
    assert "area=E05" in page.url
    assert said(page) == anew(page)


@pytest.mark.parametrize(("name", "value"), [("level", "msoa"), ("place", "leeds")])
def test_an_area_is_let_go_with_its_level_or_place(open_page, name, value):
    page = open_page("map?level=ward&area=E05001359").page
    choose(page, name, value)
    assert "area=" not in page.url
    assert page.evaluate(TOLD).startswith("Point at an area")
    assert page.locator("main .message").count() == 0


def test_who_goes_back_before_the_answer_is_not_taken_forward(open_page):
    page = open_page("map?level=lsoa").page
    choose(page, "indicator", "imd_2019_score")
    page.evaluate(SLOW_WIRE)
    page.select_option("#level", "msoa")
    page.wait_for_timeout(100)
    page.evaluate("history.back()")
    page.wait_for_timeout(1_500)
    assert "msoa" not in page.url
    assert "imd_2019" not in page.url
    assert "2025" in page.locator("h1").inner_text()
    assert said(page) == anew(page)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("lowest=30&highest=10", 124),
        ("lowest=0x10", 124),
        ("lowest=1_0", 124),
        ("lowest=%D9%A3%D9%A0", 124),
        ("lowest=1e308", 124),
        ("lowest=30", 51),
        ("lowest=1e-5&highest=29.9", 73),
    ],
)
def test_a_range_is_read_alike_by_page_and_file(open_page, asked, shown):
    page = open_page(f"map?{asked}").page
    page.evaluate(SETTLED)
    assert page.locator("table.twin tbody tr:not([hidden])").count() == shown
    assert page.locator("svg.map .area:not(.is-out)").count() == shown
    kept = page.locator(".kept").inner_text()
    assert kept == ("" if shown == 124 else f"{shown} of 124 are in this range.")
    assert page.locator(".count").is_visible() is False or shown == 124
    file = page.request.get(page.locator("a[download]").first.evaluate("one => one.href")).text()
    wards = [row for row in csv.reader(io.StringIO(file)) if any(c.startswith("E05") for c in row)]
    assert len(wards) == shown


def test_links_and_files_follow_the_sliders(open_page):
    page = open_page("map").page
    page.locator(".strip input[type=range]").first.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.wait_for_function("location.search.includes('lowest=')")
    lowest = page.url.partition("lowest=")[2]
    for link in page.locator("a[download], [data-exact]").all():
        assert f"lowest={lowest}" in link.evaluate("one => one.href")
    assert said(page) == anew(page)


def test_a_picture_can_be_read_whatever_was_asked(open_page):
    page = open_page("map").page
    for odd in ("%00", "%01x", "%EF%BF%BE", "x%0B"):
        answer = page.request.get(page.url.split("map")[0] + f"download/map.svg?area={odd}")
        assert answer.ok
        assert ElementTree.fromstring(answer.body()).tag.endswith("svg")
