"""Choices and the URL: each makes the other, Back works, and the place goes along."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def wait_for_title(page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('h1').textContent.includes(words)", arg=words
    )


def test_place_filter_goes_with_the_reader_and_back_works(open_page):
    page = open_page("place").page
    page.select_option("#place", "leeds")
    wait_for_title(page, "Leeds")
    assert page.url.endswith("place?place=leeds")
    page.select_option("#place", "wakefield")
    wait_for_title(page, "Wakefield")
    page.go_back()
    wait_for_title(page, "Leeds")
    assert page.locator("#place").input_value() == "leeds"
    page.click("nav >> text=Map")
    page.wait_for_selector("html[data-live=ready]")
    assert page.url.endswith("map?place=leeds")
    assert page.locator("#place").input_value() == "leeds"


def test_url_restores_the_whole_state(open_page):
    page = open_page("indicator?indicator=life_expectancy_at_birth&sex=male&place=kirklees").page
    assert page.locator("#indicator").input_value() == "life_expectancy_at_birth"
    assert page.locator("#sex").input_value() == "male"
    assert "Kirklees" in page.locator("h1").inner_text()


def test_chart_takes_the_place_of_the_one_the_server_drew(open_page):
    page = open_page("indicator?indicator=child_protection_plan_rate").page
    page.wait_for_selector("html.has-chart")
    assert page.locator(".stand-in.chart-drawn--wide").is_hidden()
    assert page.locator("canvas").count() > 0


def test_a_map_by_sex_is_chosen_for_women(open_page):
    page = open_page("map?indicator=healthy_life_expectancy_at_birth").page
    assert "men and boys" in page.locator("h1").inner_text()
    page.select_option("#sex", "female")
    wait_for_title(page, "women and girls")
    assert "women and girls" in page.locator("caption").first.inner_text()
    assert "sex=female" in page.url


SHOWN_CHART = """
(area) => {
  const slot = document.querySelector(".chart-live")
  const canvases = []
  const look = (root) => root.querySelectorAll("*").forEach((one) => {
    if (one.tagName === "CANVAS") canvases.push(one.getBoundingClientRect())
    if (one.shadowRoot) look(one.shadowRoot)
  })
  look(slot)
  const said = [...Bokeh.documents[0]._all_models.values()]
    .flatMap((model) => [...(model.data?.get?.("text") ?? model.data?.text ?? [])])
  return canvases.some((box) => box.width > 300 && box.height > 200)
    && slot.getBoundingClientRect().height > 200
    && said.some((words) => words.includes(area))
}
"""


def test_every_choice_and_every_step_back_has_its_finding_and_its_chart(open_page):
    opened = open_page("indicator", width=1440)
    page = opened.page

    def sees(words: str, area: str) -> None:
        wait_for_title(page, words)
        page.wait_for_function(SHOWN_CHART, arg=area)
        assert page.locator(".stand-in.chart-drawn--wide").is_hidden()

    sees("Child protection plans, rate", "West Yorkshire")
    page.select_option("#indicator", "life_expectancy_at_birth")
    sees("Life expectancy at birth", "England")
    page.select_option("#place", "kirklees")
    sees("in Kirklees", "Kirklees")
    page.go_back()
    sees("Life expectancy at birth", "England")
    page.go_back()
    sees("Child protection plans, rate", "West Yorkshire")
    assert opened.console == []


def test_table_sorts_by_its_numbers(open_page):
    page = open_page("map").page
    page.click("th >> text=Figure")
    figures = [float(words) for words in page.locator("tbody td.number").all_inner_texts()]
    assert figures == sorted(figures)


def test_as_known_on_an_earlier_day_shows_what_was_known(open_page):
    page = open_page("indicator?indicator=suicide_rate&as_of=2023-01-31").page
    row = page.locator("main tr", has_text="2019 to 2021").first
    assert "13.2" in row.inner_text()
    assert "As known on 31 January 2023" in page.locator(".message--known").inner_text()


def test_indicator_is_found_by_words(open_page):
    page = open_page("indicator?place=leeds").page
    page.fill("#find", "early cancer stage")
    page.press("#find", "Enter")
    wait_for_title(page, "55.1%")
    assert "indicator=early_stage_cancer" in page.url
    assert "find=" not in page.url


def test_choices_made_in_haste_end_in_the_last_one(open_page):
    page = open_page("place").page
    page.evaluate(
        """() => {
          for (const slug of ['leeds', 'wakefield', 'kirklees']) {
            const select = document.getElementById('place')
            select.value = slug
            select.dispatchEvent(new Event('change', { bubbles: true }))
          }
        }"""
    )
    wait_for_title(page, "Kirklees")
    assert page.url.endswith("place?place=kirklees")
    assert "Kirklees" in page.locator("#wards").inner_text()


def test_links_are_followed_when_the_wire_is_cut(open_page):
    page = open_page("place?place=leeds").page
    page.evaluate("document.querySelector('html').dataset.before = 'yes'")
    page.evaluate("Bokeh.documents[0].session?.close?.(); WebSocket.prototype.send = () => {}")
    page.select_option("#place", "wakefield")
    page.wait_for_function("!document.documentElement.dataset.before", timeout=15_000)
    wait_for_title(page, "Wakefield")
