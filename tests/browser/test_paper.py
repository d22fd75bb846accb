"""What is printed, measured in a browser: no words overlap, none leave the page."""

from __future__ import annotations

import pytest

from dashboards.figures import Figures
from dashboards.paper import map_svg
from dashboards.selection import Selection
from dashboards.viewmodel.area_map import map_view
from indicators import open_store

pytestmark = pytest.mark.browser

OVER = """
() => {
  const page = document.querySelector("svg").getBoundingClientRect()
  const boxes = [...document.querySelectorAll("body > svg > text")].map((one) =>
    [one.textContent, one.getBoundingClientRect()])
  const outside = boxes.filter(([, b]) => b.left < page.left || b.right > page.right + 0.5
    || b.top < page.top || b.bottom > page.bottom + 0.5).map(([words]) => words)
  const over = []
  const line = 0.22  // of a line's height is air
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    if (wide > 0 && high > line * Math.min(a.height, b.height)) over.push([one, other])
  }))
  return [outside, over]
}
"""
CASES = (
    {"show": "two", "beside": "individual_insolvency_rate"},
    {"level": "ward", "drawing": "hexagons", "labels": "shown", "area": "E05001345"},
    {"show": "two", "beside": "fuel_poverty", "area": "E05001345"},
    {"level": "lsoa", "place": "kirklees", "outlines": "ward"},
    {"indicator": "suicide_rate"},
    {"indicator": "imd_2025_most_deprived_decile_people_share", "show": "tenths"},
    {"indicator": "fuel_poverty", "level": "lsoa", "vintage": "2021", "show": "clusters"},
)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(open_store())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_words_overlap_or_leave_the_page(chromium, figures, case):
    drawn = map_svg(map_view(figures, Selection(**case)), figures)
    page = chromium.new_page(viewport={"width": 1400, "height": 1400})
    page.set_content(f"<body style='margin:0'>{drawn}</body>")
    outside, over = page.evaluate(OVER)
    page.close()
    assert outside == []
    assert over == []


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_pages_picture_is_downloaded(open_page, site, kind, begins):
    page = open_page("map?show=tenths&place=leeds").page
    link = page.locator(f"a[download][href*='map.{kind}']")
    assert "show=tenths" in link.get_attribute("href")
    answer = page.request.get(site + link.get_attribute("href"))
    assert answer.body().startswith(begins)
    assert f".{kind}" in answer.headers["content-disposition"]


def test_a_picture_of_nothing_is_refused_in_words(open_page, site):
    page = open_page("map").page
    answer = page.request.get(f"{site}download/map.png?indicator=building_energy_quartile")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "no map to print" in answer.text()
    assert "This picture could not be made" in answer.text()
    assert "Traceback" not in answer.text()
