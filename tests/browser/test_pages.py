"""Every page in a real browser: it opens, it reads, and it keeps to its own address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

PAGES = ("", "indicator", "map", "place?place=leeds", "compare", "inequality", "about")
SUICIDE = (
    "indicator?indicator=suicide_rate",
    "map?indicator=suicide_rate",
    "compare?indicator=suicide_rate",
)
NAMELESS = """
() => [...document.querySelectorAll(
    'a[href],button,select,input:not([type=hidden]),summary,[tabindex="0"]')]
  .filter(e => e.checkVisibility())
  .filter(e => !(e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim()))
  .map(e => e.outerHTML.slice(0, 120))
"""
TOO_SMALL = """
() => [...document.querySelectorAll('button,select,nav a,summary,input:not([type=hidden])')]
  .filter(e => e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
  .map(e => e.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("path", [*PAGES, *SUICIDE])
def test_page_opens_without_a_console_error_or_a_request_elsewhere(open_page, site, path):
    opened = open_page(path, policy=True)
    opened.page.wait_for_timeout(800)
    home = urlsplit(site).netloc
    elsewhere = [
        url
        for url in opened.requests
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != home
    ]
    assert opened.console == []
    assert elsewhere == []


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_a_name_and_is_large_enough(open_page, path):
    page = open_page(path).page
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_a_language_and_a_way_past_the_header(open_page, path):
    page = open_page(path).page
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en-GB"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the figures"


@pytest.mark.parametrize("path", [*PAGES, *SUICIDE])
def test_nothing_is_wider_than_a_telephone(open_page, path):
    page = open_page(path, width=375, height=800).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("path", [*PAGES, *SUICIDE])
def test_page_reads_without_scripts(open_page, path):
    page = open_page(path, scripts=False).page
    assert page.locator("h1").inner_text()
    assert page.locator("main table, main details").count() > 0
    assert page.locator("text=Show").first.is_visible()


@pytest.mark.parametrize("path", ["", *SUICIDE, "place?place=leeds"])
def test_help_line_stands_where_suicide_figures_stand(open_page, path):
    page = open_page(path).page
    aside = page.locator("aside.safe").first
    assert "116 123" in aside.inner_text()
    assert "registered" in aside.inner_text()


def test_suicide_map_is_in_one_tone_and_its_table_cannot_be_ranked(open_page):
    page = open_page("map?indicator=suicide_rate").page
    classes = page.eval_on_selector_all(
        "svg.map .area", "areas => areas.map(a => a.getAttribute('class').trim())"
    )
    assert set(classes) == {"area neutral"}
    assert page.locator("button.sorter").count() == 0
    names = page.locator("main tbody th").all_inner_texts()
    assert names == sorted(names)


def test_wrong_address_gets_a_page_and_not_a_traceback(open_page, site, chromium):
    page = chromium.new_page()
    answer = page.goto(site + "nowhere/at/all")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "Page not found"
    page.locator("text=Go to the ten ambitions").click()
    assert page.url == site
    page.close()


@pytest.mark.parametrize("width", [718, 1050])
def test_a_printed_map_has_every_row_and_nothing_lies_over_another(open_page, width):
    page = open_page("map?place=kirklees", width=width).page
    page.emulate_media(media="print")
    boxes = page.evaluate(
        """() => ['svg.map', '.map-legend', 'table.figures', '#part-source .source', '.footer']
          .map(found => document.querySelector(found).getBoundingClientRect())
          .map(box => [box.top, box.bottom])"""
    )
    ends = [edge for box in boxes for edge in box]
    assert ends == sorted(ends)
    row = page.locator("table.figures tbody tr").last.bounding_box()
    assert row["y"] + row["height"] <= boxes[2][1] + 1


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_folded_away_is_open_on_paper(open_page, scripts):
    page = open_page(scripts=scripts).page
    key = page.locator("details.key li").first
    why = page.locator("#early-cancer details.why p").first
    assert not key.is_visible()
    page.emulate_media(media="print")
    for words in (key, why):
        assert words.bounding_box()["height"] > 8
        assert words.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
    page.emulate_media(media="screen")
    assert not key.is_visible()


def test_a_figure_is_parted_from_what_stands_beneath_it(open_page):
    page = open_page("indicator?indicator=early_stage_cancer", scripts=False).page
    cell = page.locator("#part-table tbody td.number").first
    assert re.fullmatch(r"\d+\.\d%, \d+\.\d% to \d+\.\d%", cell.evaluate("one => one.textContent"))


def test_value_not_understood_is_said_and_the_page_still_shown(open_page):
    page = open_page("map?place=atlantis").page
    assert "“atlantis” is not a place we know" in page.locator(".message").inner_text()
    assert page.locator("svg.map .area").count() > 100


def test_site_is_live_by_number_as_well_as_by_name(site, chromium):
    page = chromium.new_page()
    page.goto(site.replace("localhost", "127.0.0.1"))
    page.wait_for_selector("html[data-live=ready]", timeout=30_000)
    page.close()


def test_on_a_telephone_the_chosen_place_comes_first_and_the_rest_is_announced(open_page):
    path = "indicator?indicator=suicide_rate&place=kirklees"
    page = open_page(path, width=375, height=800).page
    heading = page.locator("#part-table thead th", has_text="Kirklees").bounding_box()
    assert heading["x"] + heading["width"] <= 375
    assert "scroll the table sideways" in page.locator(".hint:visible").inner_text()
    revisions = page.locator("#part-revisions .scroller")
    assert revisions.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert revisions.locator("tbody th").first.inner_text() == "Kirklees"


def test_a_long_list_says_that_more_of_it_is_to_come(open_page):
    page = open_page("map", width=375, height=800).page
    rows = page.locator("#part-maptable tbody tr").count()
    assert f"{rows} wards: scroll" in page.locator("#part-maptable .count").inner_text()


def test_a_file_is_made_of_the_choices_that_the_page_shows(open_page, site):
    """Of a choice that stands twice in an address both take the first."""
    query = "map?indicator=fuel_poverty&indicator=imd_2025_score"
    page = open_page(query).page
    assert "Fuel poverty" in page.locator("h1").inner_text()
    answer = page.request.get(f"{site}download/{query.replace('map?', 'map.csv?')}")
    assert "fuel_poverty,E05" in answer.text()


@pytest.mark.parametrize("file", ["map.csv", "map.svg", "england.csv", "place.csv"])
def test_bytes_that_are_no_letters_are_read_as_some(open_page, site, file):
    request = open_page("about").page.request
    assert request.get(f"{site}download/{file}?area=%ff%fe&place=%ED%A0%80").ok
