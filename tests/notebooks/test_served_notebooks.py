"""Every notebook serves as a page: what `panel serve` shows of it, in a real browser."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import indicators as wy

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which `panel serve` serves every notebook."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("served") / "log.txt"
    command = [sys.executable, "-m", "panel", "serve", *map(str, NOTEBOOKS), "--port", str(port)]
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
    address = f"http://localhost:{port}"
    try:
        _wait(f"{address}/{NOTEBOOKS[0].stem}", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 240  # a whole notebook runs, on cores that other tests share
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            # One answer is waited for: a second asking would run the notebook twice at once.
            with urllib.request.urlopen(address, timeout=until - time.monotonic()) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the notebook was not served:\n{log.read_text()}")


@pytest.fixture(scope="module")
def opened(chromium: Browser, served: str) -> Iterator[Callable[[str], Page]]:
    """Opens a notebook's page, once for all tests: each visit runs the whole notebook.

    The page collects console errors and requests to anywhere else.
    """
    pages: dict[str, Page] = {}

    def visit(name: str) -> Page:
        if name not in pages:
            pages[name] = _visited(chromium, served, name)
        return pages[name]

    yield visit
    for page in pages.values():
        page.context.close()


def _visited(chromium: Browser, served: str, name: str) -> Page:
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(90_000)  # on cores that other tests share
    page.faults = []
    own = (served, served.replace("http", "ws", 1), "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(own) or page.faults.append(f"asked {r.url}"))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on(
        "console", lambda said: said.type in ("error", "warning") and page.faults.append(said.text)
    )
    page.goto(f"{served}/{name}")
    page.locator("table.matrix, table.figures, svg.map, canvas").first.wait_for(state="visible")
    return page


@pytest.fixture
def first_look(opened: Callable[[str], Page]) -> Page:
    return opened("01_first_look")


@pytest.mark.browser
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_served_notebook_has_no_errors_and_asks_nothing_of_others(
    path: Path, opened: Callable[[str], Page]
) -> None:
    page = opened(path.stem)
    page.wait_for_timeout(1500)
    assert page.locator("h1").count() == 1
    assert page.faults == []


@pytest.mark.browser
def test_the_first_look_shows_what_compute_gives(first_look: Page) -> None:
    rates = wy.compute("child_protection_plan_rate", wy.open_store())
    own = rates[(rates["area_code"] == "E47000003") & (rates["period"] == "31 March 2025")]
    assert round(own["value"].item(), 1) == 44.1  # as published for the five, summed by hand
    page = first_look
    row = page.locator("table.figures--own tr", has_text="West Yorkshire").first
    assert row.locator("td").first.inner_text() == f"{own['value'].item():.1f}"
    headings = page.locator(".finding h2")
    shown = "Child protection plans, rate: 44.1 per 10,000 in West Yorkshire"
    assert headings.filter(has_text=shown).is_visible()


@pytest.mark.browser
def test_choosing_an_area_draws_it_again(first_look: Page) -> None:
    page = first_look
    page.get_by_label("Area", exact=True).select_option("Wakefield")
    page.locator(".finding h2", has_text="73.2 per 10,000 in Wakefield").wait_for(state="visible")
    assert page.faults == []


@pytest.mark.browser
def test_the_map_can_be_walked_with_the_keyboard(first_look: Page) -> None:
    page = first_look
    drawn = page.locator("svg.map[role=group]").first
    first = drawn.locator(".area[tabindex='0']")
    first.focus()
    told = page.locator("#map-told").first
    assert told.inner_text().startswith("Manningham, Bradford: 62.0")
    page.keyboard.press("ArrowRight")
    assert not told.inner_text().startswith("Manningham")
    assert page.faults == []


@pytest.mark.browser
def test_the_map_answers_inside_its_cell_and_disturbs_no_other(first_look: Page) -> None:
    page = first_look
    own, other = (page.locator(".notebook-map").nth(at) for at in (0, 1))
    other.wait_for(state="visible")
    other.locator(".twin tr[data-code]").nth(123).wait_for(state="attached")
    before = other.inner_text()
    own.locator("tr[data-code] a", has_text="Little Horton").click()
    own.locator(".detail h3", has_text="Little Horton").wait_for()
    own.get_by_label("Find an area").fill("heaton")
    own.locator("#found a", has_text="Heaton, Bradford").press("Enter")
    own.locator(".detail h3", has_text="Heaton").wait_for()
    own.get_by_label("By", exact=True).select_option("lsoa")
    own.locator(".finding h2", has_text="(LSOA)").or_(own.locator(".area").nth(1_403)).wait_for()
    assert own.locator(".area").count() == 1_404
    own.get_by_label("By", exact=True).select_option("ward")
    own.locator(".twin tr[data-code^=E05]").first.wait_for()
    own.get_by_label("Show", exact=True).select_option("two")
    own.locator(".map-legend .square").wait_for()
    assert own.locator(".area").count() == 124
    assert own.locator("button[type=submit]:visible, a.download:visible").count() == 0
    assert other.inner_text() == before
    assert page.faults == []


@pytest.mark.browser
def test_figures_on_suicide_stand_beside_where_to_find_help(first_look: Page) -> None:
    page = first_look
    page.locator("table.matrix").wait_for(state="visible")
    help_lines = page.locator("aside.safe", has_text="Samaritans")
    assert help_lines.count() == 3  # the trend, the figures known on two days, the matrix
    revised = page.locator("table.figures--own").nth(1)
    assert [cell.inner_text() for cell in revised.locator("td.number").all()] == ["13.2", "13.0"]
