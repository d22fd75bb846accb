"""Icons, reasons and charts of the tests as a browser has them: by name, by key, on a telephone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CANCER = "indicator?indicator=early_stage_cancer"
PLANS = "indicator?indicator=child_protection_plan_rate&place=wakefield"
NAMELESS_ICONS = """
() => [...document.querySelectorAll('svg.icon')].filter(icon => {
  const named = icon.getAttribute('role') === 'img' && icon.getAttribute('aria-label')
  const beside = icon.parentElement.textContent.trim()
  return !(named || icon.getAttribute('aria-hidden') === 'true' && beside)
}).map(icon => icon.outerHTML)
"""
UNDRAWN_ICONS = """
() => [...document.querySelectorAll('svg.icon')].filter(icon => icon.checkVisibility())
  .filter(icon => icon.getBBox().width < 8 || icon.getBoundingClientRect().width < 16)
  .map(icon => icon.outerHTML)
"""


@pytest.mark.parametrize("path", ["", CANCER, PLANS])
def test_every_icon_is_drawn_and_named(open_page, path):
    opened = open_page(path)
    assert opened.page.locator("svg.icon").count() > 2
    assert opened.page.evaluate(NAMELESS_ICONS) == []
    assert opened.page.evaluate(UNDRAWN_ICONS) == []
    assert opened.console == []


def test_marks_in_cells_have_their_words_in_the_accessibility_tree(open_page):
    page = open_page().page
    row = page.get_by_role("row").filter(has_text="Cancers found at stage 1 or 2")
    leeds = row.locator("td[data-area=Leeds]")
    assert leeds.get_by_role("img", name="No significant change").count() == 1
    assert "No significant change" in leeds.get_by_role("link").get_attribute("title")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reason_is_one_key_away_with_or_without_scripts(open_page, scripts):
    page = open_page(scripts=scripts).page
    why = page.locator("#early-cancer details.why").first
    assert not why.locator("p").first.is_visible()
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    assert why.locator("p").first.is_visible()
    assert "Trend, West Yorkshire." in why.inner_text()


def test_the_board_follows_the_chosen_place(open_page):
    page = open_page().page
    page.select_option("#place", "leeds")
    page.wait_for_function(
        "() => document.querySelector('.tools__note').textContent.includes('Leeds')"
    )
    why = page.locator("#early-cancer details.why").first
    why.locator("summary").click()
    assert "Trend, Leeds." in why.inner_text()


@pytest.mark.parametrize("width", [1280, 375])
def test_control_chart_and_fan_are_drawn_once_at_any_width(open_page, width):
    page = open_page(PLANS, width=width).page
    page.wait_for_timeout(800)
    for part in ("control", "projection"):
        drawn = page.locator(f"#part-{part} svg[role=img]")
        assert [one.is_visible() for one in drawn.all()].count(True) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_projection_cannot_pass_for_figures(open_page):
    page = open_page(PLANS).page
    part = page.locator("#part-projection")
    middle = part.locator(".line--projected").first
    assert middle.evaluate("line => getComputedStyle(line).strokeDasharray") != "none"
    own = part.locator(".line--own").first
    colours = [line.evaluate("line => getComputedStyle(line).stroke") for line in (middle, own)]
    assert colours[0] != colours[1]
    assert "projected, not observed" in part.inner_text()
    assert part.locator("table tbody tr").count() >= 1


@pytest.mark.parametrize("path", [CANCER, PLANS, "indicator?indicator=suicide_deaths"])
def test_judgements_read_without_scripts(open_page, path):
    page = open_page(path, scripts=False).page
    assert page.locator("#part-reading dt").count() >= 2
    assert page.locator("#part-control .said, #part-control .lead").first.is_visible()
