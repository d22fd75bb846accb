"""The map of England in a real browser, from the published files in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.benchmarks.site.england import measured
from tests.browser.served import served
from tests.england import england

CITY = "City of London 001A, City of London: 8.7, 30 October 2025"  # its published score is 8.742


@pytest.fixture(scope="module")
def address(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site where all England is loaded; its own folder, its own store."""
    around = england(shared_data / "national", tmp_path_factory.mktemp("england"))
    with served(**around) as (made, _):
        yield made


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the page; waits for the shapes where there are scripts."""
    contexts = []

    def open_it(query: str = "", scripts: bool = True) -> Page:
        context = chromium.new_context(java_script_enabled=scripts, bypass_csp=True)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}england{query}", timeout=60_000)
        if scripts:
            page.wait_for_selector("figure.england[data-drawn]", timeout=60_000)
            page.wait_for_selector("html[data-live=ready]", timeout=60_000)
        return page

    yield open_it
    for context in contexts:
        context.close()


def paths(page: Page) -> list[str]:
    """The path of each class."""
    return page.eval_on_selector_all(
        ".classes path", "all => all.map(one => one.getAttribute('d'))"
    )


def choose(page: Page, name: str, value: str) -> None:
    """Chooses and waits until it is painted."""
    page.evaluate(
        """([name, value]) => new Promise((done) => {
            document.addEventListener("map-painted", done, { once: true })
            const control = document.getElementById(name)
            control.value = value
            control.dispatchEvent(new Event("change", { bubbles: true }))
        })""",
        [name, value],
    )


def test_the_map_is_in_the_first_html(opened: Callable[..., Page]) -> None:
    page = opened(scripts=False)
    assert page.locator("h1").inner_text().startswith("Deprivation score 2025: ")
    drawn = page.locator(".coarse path")
    assert drawn.count() == 5
    assert all(len(drawn.nth(at).get_attribute("d") or "") > 10_000 for at in range(5))
    assert page.locator("tbody tr").count() == 296


def test_all_england_is_five_paths_and_repaints(opened: Callable[..., Page]) -> None:
    page = opened()
    before = paths(page)
    assert len([one for one in before if one]) == 5
    assert page.locator("svg.england-map *").count() < 60
    choose(page, "indicator", "imd_2025_decile")
    after = paths(page)
    assert before != after
    assert page.locator(".legend li").first.inner_text().startswith("9th and 10th tenth")
    choose(page, "palette", "grey")
    assert paths(page) == after
    assert (
        page.evaluate("document.querySelector('.england').style.getPropertyValue('--k0')")
        == "#F0F0F0"
    )
    choose(page, "indicator", "imd_2025_score")
    assert paths(page) == before


def test_wards_of_another_vintage_are_drawn_without_a_figure(opened: Callable[..., Page]) -> None:
    page = opened("?level=ward")
    assert "no figure for this vintage" in page.locator(".legend").inner_text()
    assert (
        "7,026 wards of 2021 drawn have no figure" in page.locator(".fragment--source").inner_text()
    )
    choose(page, "level", "lsoa")
    assert "no figure for this vintage" not in page.locator(".legend").inner_text()


def test_an_area_is_found_under_the_pointer_and_by_keys(opened: Callable[..., Page]) -> None:
    page = opened("?area=E01000001")
    told = page.locator(".map-told")
    assert told.inner_text() == CITY
    for _ in range(7):
        page.locator("[data-look=closer]").click()
    spot = page.evaluate(
        """() => {
            const box = document.querySelector(".chosen").getBoundingClientRect()
            return [box.x + box.width / 2, box.y + box.height / 2]
        }"""
    )
    page.mouse.move(spot[0] + 300, spot[1])
    page.mouse.move(*spot)
    page.wait_for_function(f"document.querySelector('.map-told').textContent === '{CITY}'")
    over = page.locator("svg .pointed")
    over.focus()
    page.keyboard.press("ArrowRight")
    label = over.get_attribute("aria-label") or ""
    assert label != CITY
    assert label.endswith(", 30 October 2025")
    assert page.locator(".england-said").text_content() == label
    page.keyboard.press("Enter")
    page.wait_for_url("**area=E01*")
    page.wait_for_function("!location.search.includes('E01000001')")
    assert over.get_attribute("aria-pressed") == "true"
    box = page.get_attribute("svg.england-map", "viewBox")
    page.keyboard.press("-")
    assert page.get_attribute("svg.england-map", "viewBox") != box


def test_shapes_come_once_and_for_good(opened: Callable[..., Page], address: str) -> None:
    page = opened()
    found = page.evaluate(
        """async () => {
            const all = performance.getEntriesByType("resource")
            const entry = all.filter((one) => one.name.includes("england-"))
            const answer = await fetch(entry[0].name)
            return [entry.length, answer.headers.get("Cache-Control"), entry[0].encodedBodySize]
        }"""
    )
    assert found[0] == 1
    assert "immutable" in found[1]
    assert found[2] < 2_500_000
    wrong = page.request.get(f"{address}shapes/000000000000/england-lsoa-2021.json")
    assert wrong.status == 404


def test_the_benchmark_of_england_runs(chromium: Browser, address: str) -> None:
    found = measured(chromium, address, visits=1, changes=2)
    assert found.areas == 33_755
    assert 0 < found.readable <= found.drawn
    assert found.repaint > 0
    assert found.frame_p95 > 0
