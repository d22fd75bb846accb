"""One set of numbers: page, command line, library and store say the same for the same measure."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import indicators as wy
from dashboards import text
from geo.areas import BRADFORD, WEST_YORKSHIRE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def said_in_the_terminal(root: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "dashboards.cli", "status", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_cell_of_the_board_is_what_the_command_line_says(
    open_page: Callable, said_in_the_terminal: list[dict[str, object]]
) -> None:
    page = open_page("").page
    shown = page.eval_on_selector_all(
        "td.matrix__cell .cell__value",
        """values => values.map(value => {
            const link = new URL(value.closest("a").href).searchParams;
            const cell = value.closest("td");
            return [link.get("indicator"), link.get("sex"), cell.dataset.area, value.innerText];
        })""",
    )
    definitions = wy.catalogue()
    said = {
        (one["indicator_id"], one["sex"], one["area_name"]): text.number(
            one["value"], definitions[one["indicator_id"]]
        )
        for one in said_in_the_terminal
        if one["value"] is not None
    }
    assert len(shown) > 120
    for indicator, sex, area, value in shown:
        if (indicator, sex or "persons", area) in said:
            assert value == said[indicator, sex or "persons", area]
    unsaid = [one for one in shown if (one[0], one[1] or "persons", one[2]) not in said]
    # What is published for the NHS board stands in West Yorkshire's column, marked so.
    assert {one[2] for one in unsaid} <= {"West Yorkshire"}
    assert len(unsaid) <= 2


@pytest.mark.parametrize("area", [WEST_YORKSHIRE, BRADFORD])
def test_a_figure_is_the_same_on_page_command_line_library_and_store(
    open_page: Callable, said_in_the_terminal: list[dict[str, object]], area: str
) -> None:
    indicator = "early_stage_cancer"
    store = wy.open_store()
    rows = store.observations(indicator, areas=[area])
    held = rows.loc[rows["period_end"].idxmax(), "value"]
    computed = wy.compute(indicator, store, areas=[area]).iloc[-1]["value"]
    (said,) = [
        one["value"]
        for one in said_in_the_terminal
        if (one["indicator_id"], one["area_code"]) == (indicator, area)
    ]
    assert held == computed == said
    page = open_page(f"indicator?indicator={indicator}").page
    name = {WEST_YORKSHIRE: "West Yorkshire", BRADFORD: "Bradford"}[area]
    column = page.locator("table thead th", has_text=name).first
    place = column.evaluate("th => [...th.parentNode.children].indexOf(th)")
    cell = page.locator("table tbody tr").first.locator("th, td").nth(place)
    assert cell.inner_text().split()[0] == text.number(held, wy.catalogue()[indicator])
