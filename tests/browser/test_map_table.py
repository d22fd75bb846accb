"""The table beside a map of many areas: rows out of sight follow later, and are not seen stale."""

from __future__ import annotations

import pytest

from tests.browser.served import SETTLED

pytestmark = pytest.mark.browser

LSOAS = 1_404
ROWS = """() => [...document.querySelectorAll("table.twin tbody tr")].map((row) =>
  [...row.cells].map((cell) => cell.textContent.trim()).join("|"))"""
# Chooses a measure, and does something while the rows out of sight are still those of before.
MEANWHILE = """async ([measure, act]) => {
  const rows = () => [...document.querySelectorAll("table.twin tbody tr")].map((row) =>
    [...row.cells].map((cell) => cell.textContent.trim()).join("|"))
  const patched = new Promise((done) =>
    document.addEventListener("page-patched", done, { once: true }))
  const select = document.querySelector("#indicator")
  select.value = measure
  select.dispatchEvent(new Event("change", { bubbles: true }))
  await patched
  const table = document.querySelector("table.twin")
  while (!table.hasAttribute("data-filling")) await new Promise((done) => setTimeout(done, 0))
  const before = rows()
  if (act === "scroll") table.closest(".scroller").scrollTop = 4000
  if (act === "print") window.dispatchEvent(new Event("beforeprint"))
  if (act === "sort") table.querySelectorAll("button.sorter")[0].click()
  if (act === "focus") {
    const area = document.querySelector("svg.map .area[tabindex='0']")
    area.focus()
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true }))
  }
  if (act === "brush") {
    const low = document.querySelector(".strip input[type=range]")
    low.value = (Number(low.min) + Number(low.max)) / 2
    low.dispatchEvent(new Event("input", { bubbles: true }))
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  return [before, rows(), table.hasAttribute("data-filling")]
}"""


@pytest.mark.parametrize("act", ["scroll", "print", "sort", "focus", "brush"])
def test_no_figure_of_the_measure_before_is_seen(open_page, act):
    """Whoever reaches the rows out of sight finds them as on the page opened anew."""
    opened = open_page("map?level=lsoa&indicator=imd_2025_score")
    page = opened.page
    page.evaluate(SETTLED)
    assert len(page.evaluate(ROWS)) == LSOAS
    before, after, is_filling = page.evaluate(MEANWHILE, ["residents_census_2021", act])
    fresh = page.context.new_page()
    fresh.goto(page.url.split("&lowest")[0])
    fresh.wait_for_selector("figure.mapped[data-alive]", state="attached")
    fresh.evaluate(SETTLED)
    assert before[:40] == fresh.evaluate(ROWS)[:40]
    assert sorted(before) != sorted(fresh.evaluate(ROWS))  # or this proves nothing
    assert not is_filling
    assert sorted(after) == sorted(fresh.evaluate(ROWS))
    assert opened.console == []


def test_the_rest_follows_when_nobody_asks(open_page):
    page = open_page("map?level=lsoa&indicator=imd_2025_score").page
    page.evaluate(SETTLED)
    page.evaluate(MEANWHILE, ["residents_census_2021", ""])
    page.wait_for_selector("table.twin:not([data-filling])")
    painted = page.evaluate(ROWS)
    page.goto(page.url)
    page.wait_for_selector("figure.mapped[data-alive]", state="attached")
    page.evaluate(SETTLED)
    assert painted == page.evaluate(ROWS)
    assert len(painted) == LSOAS


@pytest.mark.parametrize("size", [(1280, 900), (375, 800), (720, 450)])
def test_back_at_the_map_the_area_and_its_words_are_seen(open_page, size):
    page = open_page("map?level=lsoa&area=E01010776").page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.focus("svg.map .area[tabindex='0']")
    page.keyboard.press("t")
    page.keyboard.press("m")
    page.wait_for_timeout(1_000)  # a browser may move there smoothly
    told = page.locator("#map-told").bounding_box()
    area = page.locator("svg.map .area:focus").bounding_box()
    assert told["y"] >= 0
    assert told["y"] + told["height"] <= area["y"]
    assert area["y"] + area["height"] <= size[1]
