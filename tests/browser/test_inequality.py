"""The Inequality page in a real browser: its choices, its address, and what a telephone shows."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

INJURIES = "inequality?indicator=injury_admissions_under_15"


def test_choosing_a_measure_and_a_place_changes_page_and_address_and_back_undoes_it(open_page):
    opened = open_page("inequality")
    page = opened.page
    before = page.locator("h1").inner_text()
    page.select_option("#indicator", "fuel_poverty")
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Fuel poverty')")
    assert "indicator=fuel_poverty" in page.url
    page.select_option("#place", "leeds")
    page.wait_for_function("document.querySelector('h1').textContent.includes('in Leeds')")
    page.select_option("#level", "ward")
    page.wait_for_function(
        "document.querySelector('.finding__sub').textContent.includes('124 wards')"
    )
    assert "place=leeds" in page.url
    assert "level=ward" in page.url
    for _ in range(3):
        page.go_back()
    page.wait_for_function("said => document.querySelector('h1').innerText === said", arg=before)
    assert opened.console == []


def test_an_address_opens_what_its_sender_saw(open_page):
    page = open_page(f"{INJURIES}&sex=male&period=2019%2F20").page
    assert page.locator("#sex").input_value() == "male"
    assert page.locator("#period").input_value() == "2019/20"
    assert "2019/20 (financial year" in page.locator(".finding__sub").inner_text()


@pytest.mark.parametrize("path", ["inequality", INJURIES, "inequality?indicator=obesity_year_6"])
def test_nothing_is_wider_than_a_telephone_and_the_chart_is_there(open_page, path):
    page = open_page(path, width=375, height=800).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.locator(".chart-drawn--narrow svg.profile").is_visible()
    assert not page.locator(".chart-drawn--wide svg.profile").is_visible()


def test_page_reads_and_chooses_without_scripts(open_page):
    page = open_page("inequality?place=kirklees", scripts=False).page
    assert "in Kirklees" in page.locator("h1").inner_text()
    assert page.locator(".fragment--groups tbody tr").count() == 9
    page.select_option("#indicator", "fuel_poverty")
    page.locator(".controls button").click()
    assert page.locator("h1").inner_text().startswith("Fuel poverty: in Kirklees")


def test_table_sorts_and_its_file_is_the_one_shown(open_page):
    page = open_page("inequality").page
    heading = page.locator(".fragment--groups .sorter").nth(1)
    heading.click()
    first = page.locator(".fragment--groups tbody tr").first
    assert first.locator("th").inner_text() == "10, least deprived"
    with page.expect_download() as download:
        page.locator(".fragment--groups a.download").click()
    assert download.value.suggested_filename.startswith("claimant-count-by-ward-inequality-")
