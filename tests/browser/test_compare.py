"""The Compare page in a real browser: choices, the keyboard, narrow screens, and no scripts."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SUICIDE = "compare?indicator=suicide_rate&place=leeds"


def wait_for_title(page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('h1').textContent.includes(words)", arg=words
    )


def test_choices_go_into_the_url_and_back_undoes_them(open_page):
    opened = open_page("compare", width=1440)
    page = opened.page
    wait_for_title(page, "of the five places")
    page.select_option("#place", "leeds")
    wait_for_title(page, "Leeds is")
    page.select_option("#against", "west-yorkshire")
    wait_for_title(page, "West Yorkshire")
    assert "against=west-yorkshire" in page.url
    assert "place=leeds" in page.url
    assert "West Yorkshire" in page.locator("#part-table table thead").inner_text()
    page.select_option("#indicator", "early_stage_cancer")
    wait_for_title(page, "Cancers found at stage 1 or 2")
    page.go_back()
    wait_for_title(page, "Injury admissions")
    assert page.locator("#against").input_value() == "west-yorkshire"
    page.go_back()
    wait_for_title(page, "England")
    assert page.locator("#against").input_value() == ""
    assert opened.console == []


def test_the_second_pair_of_limits_is_shown_and_hidden_by_keyboard(open_page):
    page = open_page("compare", width=1440).page
    wide = page.locator(".chart-drawn--wide polyline.limit--wide")
    assert wide.count() == 0
    page.locator("#part-funnel a", has_text="second pair").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#part-funnel polyline.limit--wide", state="attached")
    assert wide.count() == 4
    assert "Hide" in page.evaluate("document.activeElement.textContent")
    assert "overdispersion=shown" in page.url
    page.keyboard.press("Enter")
    page.wait_for_selector("#part-funnel polyline.limit--wide", state="detached")
    assert "overdispersion" not in page.url


def test_a_name_in_the_table_is_picked_out_in_the_chart(open_page):
    page = open_page("compare?place=leeds", width=1440).page
    page.locator("#part-table table a", has_text="Derby").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#part-ranked text.name >> text=Derby", state="attached")
    assert "area=E06000015" in page.url
    assert page.evaluate("document.activeElement.textContent") == "Derby"
    first = page.locator("#part-table table tbody tr").first
    assert "Derby" in first.inner_text()


def test_the_table_sorts_by_its_numbers_and_a_suicide_table_does_not_sort(open_page):
    page = open_page("compare", width=1440).page
    page.click("#part-table table th >> text=Rank")
    ranks = page.locator("#part-table table tbody tr td:first-child").all_inner_texts()
    held = [int(words) for words in ranks if words]
    assert held == sorted(held)
    assert len(held) > 100
    page = open_page(SUICIDE).page
    assert page.locator("button.sorter").count() == 0
    names = page.locator("#part-table table tbody th").all_inner_texts()
    assert names == sorted(names)
    assert "116 123" in page.locator("aside.safe").first.inner_text()


@pytest.mark.parametrize("path", ["compare", "compare?place=bradford", SUICIDE])
def test_nothing_is_wider_than_a_telephone(open_page, path):
    page = open_page(path, width=375, height=800).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    tables = page.locator("main .scroller").evaluate_all(
        "boxes => boxes.map(box => box.scrollWidth - box.clientWidth)"
    )
    assert max(tables) <= 1
    assert page.locator(".chart-drawn--narrow svg").first.is_visible()
    assert page.locator(".chart-drawn--wide svg").first.is_hidden()


def test_names_in_the_drawings_stay_inside_them_and_apart(open_page):
    for width in (375, 1440):
        page = open_page("compare?area=E06000058", width=width).page
        for part in ("ranked", "funnel"):
            svg = page.locator(f"#part-{part} .chart-drawn svg:visible")
            box = svg.bounding_box()
            boxes = svg.locator("text.name").evaluate_all(
                "names => names.map(name => name.getBoundingClientRect())"
                ".map(b => [b.left, b.top, b.right, b.bottom])"
            )
            assert len(boxes) == 6
            for at, (left, top, right, bottom) in enumerate(boxes):
                assert left >= box["x"] - 1
                assert right <= box["x"] + box["width"] + 1
                for left2, top2, right2, bottom2 in boxes[at + 1 :]:
                    beside = right <= left2 or right2 <= left
                    assert beside or bottom - 4 <= top2 or bottom2 - 4 <= top


def test_page_reads_without_scripts(open_page):
    page = open_page("compare?place=leeds", width=1440, scripts=False).page
    assert "Leeds is" in page.locator("h1").inner_text()
    assert page.locator("#part-ranked svg").first.is_visible()
    assert page.locator("#part-table table tbody tr").count() > 100
    assert page.locator("text=Show").first.is_visible()
