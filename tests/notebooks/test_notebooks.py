"""Every notebook runs clean, defines nothing, stores no outputs, and says what its figures say."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import indicators as wy
from indicators.peers import peers

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DATA = ROOT / "data"
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# The notebook's kernel is a process of its own, which pytest's filters do not reach.
STRICT = """
import builtins, warnings
for action, message, category in {filters!r}:
    warnings.filterwarnings(action, message, getattr(builtins, category))
"""
HTML_IN_JSON = r'"html":("(?:[^"\\]|\\.)*")'
LENIENT = "warnings.simplefilter('ignore')"  # what the kernel does to end is not the notebook's


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_a_notebook() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "01_first_look.ipynb",
        "02_from_figures_to_a_finding.ipynb",
        "03_the_methods.ipynb",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_outputs(path: Path) -> None:
    cells = code(read(path))
    assert [c.source for c in cells if c.outputs or c.execution_count is not None] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing(path: Path) -> None:
    nodes = [node for c in code(read(path)) for node in ast.walk(ast.parse(c.source))]
    assert [node.lineno for node in nodes if isinstance(node, DEFINES)] == []


@cache
def executed(path: Path, filters: tuple[str, ...]) -> NotebookNode:
    """The notebook after a run in which every warning that is not filtered is an error."""
    notebook = read(path)
    strict = STRICT.format(filters=[_parts(line) for line in filters])
    notebook.cells.insert(0, nbformat.v4.new_code_cell(strict))
    notebook.cells.append(nbformat.v4.new_code_cell(LENIENT))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}}).execute()
    return notebook


@pytest.fixture
def run(pytestconfig: pytest.Config) -> Callable[[str], NotebookNode]:
    """Runs the notebook whose name begins so; each is run once."""
    filters = tuple(pytestconfig.getini("filterwarnings"))
    return lambda name: executed(next(p for p in NOTEBOOKS if p.name.startswith(name)), filters)


def said(notebook: NotebookNode) -> str:
    """All words that the notebook's cells show, with their tags and their drawings taken away."""
    outputs = [output for c in code(notebook) for output in c.outputs]
    pieces = [output.get("text", "") for output in outputs]
    for output in outputs:
        page = str(output.get("data", {}).get("text/html", ""))
        pieces += [json.loads(one) for one in re.findall(HTML_IN_JSON, page)]
    plain = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", " ".join(pieces), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(plain))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_clean(path: Path, run: Callable[[str], NotebookNode]) -> None:
    outputs = [output for c in code(run(path.name)) for output in c.outputs]
    said = [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    assert said == []
    loaded = [re.findall(r'urls = \[\s*"http[^"]*', str(o.get("data", ""))) for o in outputs]
    assert [urls for urls in loaded if urls] == [], "scripts come from the network, not inline"


def _parts(line: str) -> tuple[str, str, str]:
    """A warning filter as pyproject.toml has it: action, message and category."""
    action, message, category, *_ = [*line.split(":"), "", ""]
    return action, message, category or "Warning"


def test_the_finding_is_what_its_figures_say(run: Callable[[str], NotebookNode]) -> None:
    words = said(run("02"))
    held = pd.read_parquet(DATA / "observations" / "ons-els.parquet")
    held = held[(held["indicator_id"] == "early_stage_cancer") & (held["breakdown"] == "none")]
    held = held.assign(year=pd.to_datetime(held["period_end"]).dt.year).sort_values("year")
    own, england = (
        held[held["area_code"] == code].set_index("year") for code in ("E47000003", "E92000001")
    )
    last = int(own.index[-1])
    value, lower, upper = (own.loc[last, name] for name in ("value", "lower_95", "upper_95"))

    # Against England: beyond the limits, also when they are stretched on log odds to 99.8%.
    other = england.loc[last, "value"]
    odds = np.log(np.array([value, upper]) / (100 - np.array([value, upper])))
    widest = odds[0] + (odds[1] - odds[0]) * 3.090232 / 1.959964
    assert 100 / (1 + np.exp(-widest)) < other
    assert f"West Yorkshire, {value:.1f}%, is worse than England, {other:.1f}%" in words

    # Recent trend: weighted least squares over the latest five years.
    five = own.loc[last - 4 :]
    weights = 3.92 / (five["upper_95"] - five["lower_95"])
    (slope, _), variance = np.polyfit(range(5), five["value"], 1, w=weights, cov="unscaled")
    chi2 = slope**2 / variance[0, 0]
    assert chi2 < 9.5495
    assert f"Chi-squared is {chi2:.2f}; a trend is called above 9.55" in words
    assert f"a rise of {slope:.1f} percentage points each year" in words

    # The promise: 75% by the end of 2028, on a line from 2020.
    start = own.loc[2020, "value"]
    asked, next_asked = (start + (75 - start) * years / 8 for years in (last - 2020, last - 2019))
    assert upper < asked
    assert f"(95% limits {lower:.1f}% to {upper:.1f}%); the path asks for {asked:.1f}%" in words
    assert f"it needs a rise of {(75 - value) / (2028 - last):.1f} percentage points" in words
    assert f"The figure for {last + 1}. The path asks for {next_asked:.1f}%" in words

    assert (
        f"Cancers found early, at stage 1 or 2: West Yorkshire’s share, {value:.1f}% in {last}, is "
        "lower than England’s, which is worse; it has not changed significantly in five years; and "
        "the promise of 75.0% by 31 December 2028 is off track."
    ) in words
    assert "The figures that are loaded are not broken down by deprivation." in words
    assert "No projection is shown." in words


def test_a_place_stands_among_similar_councils_where_its_figure_does(
    run: Callable[[str], NotebookNode],
) -> None:
    rows = wy.compute("early_stage_cancer", wy.open_store(), areas="local authorities")
    rows = rows[rows["period"].eq("2022") & rows["value"].notna()].set_index("area_code")["value"]
    others = [rows[one.code] for one in peers("E08000032") if one.code in rows]
    below = sum(other < rows["E08000032"] for other in others)
    assert below == 2
    bradford = re.search(r"Bradford 51\.2% 48\.9% 53\.6% (.*?) Calderdale", said(run("02")))
    assert bradford
    assert bradford[1] == f"worse worse worse 3rd lowest of {len(others) + 1}"


def test_the_finding_and_the_board_say_the_same(run: Callable[[str], NotebookNode]) -> None:
    matrix = wy.status("ten-ambitions", wy.open_store())
    is_own = matrix["indicator_id"].eq("early_stage_cancer") & matrix["area_code"].eq("E47000003")
    words, board = said(run("02")), matrix[is_own].iloc[0]
    assert f"The promise is {board['status']}: {board['status_reason']}" in words
    assert board["direction_reason"] in words
    assert board["change_reason"] in words


def test_no_figure_of_the_finding_is_typed() -> None:
    notebook = read(next(path for path in NOTEBOOKS if path.name.startswith("02")))
    prose = [re.sub(r"`[^`]*`", "", c.source) for c in notebook.cells if c.cell_type == "markdown"]
    levels = {"95%", "99.8%"}  # of confidence: chosen, and not found in figures
    typed = {word.strip(",.;:") for one in prose for word in one.split() if re.search(r"\d", word)}
    assert typed - levels == set()


def test_each_method_agrees_with_its_arithmetic_and_shows_what_it_refuses(
    run: Callable[[str], NotebookNode],
) -> None:
    notebook = run("03")
    examples = [c for c in code(notebook) if "worked(" in c.source]
    words = said(notebook)
    assert len(examples) == 16
    assert words.count("By hand and by the function agree to ten figures.") == len(examples)
    assert words.count("Asked for what cannot be, it answers:") == len(examples)
    assert "differ in" not in words


def test_every_method_has_its_example() -> None:
    cells = code(read(next(path for path in NOTEBOOKS if path.name.startswith("03"))))
    called = set(re.findall(r"\b(\w+\.\w+)\(", "\n".join(c.source for c in cells)))
    assert called >= {
        *("proportion.estimate", "rate.estimate", "mean.estimate", "dsr.estimate"),
        *("dsr.estimate_repeated", "isr.ratio", "isr.rate", "life_expectancy.table"),
        *("sii.slope_index", "sii.linearity", "quantile.assign", "funnel.limits"),
        *("funnel.classify", "funnel.overdispersion", "funnel.widened", "spc.xmr"),
        *("trend.recent", "shrinkage.marshall", "shrinkage.gamma_poisson"),
        *("clusters.gi_star", "clusters.local_moran", "scores.weighted_interval_score"),
    }
