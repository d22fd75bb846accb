"""Who takes part, how each is started, and where its map and its choice are: the one such place."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.peers.job import AREAS, MEASURES

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
PEERS = Path(__file__).parents[1] / "peers"
PLOTLY = 'fills(".choroplethlayer path")'
HALF = 2  # of the areas must be coloured; a canvas is looked at in a grid of points


@dataclass(frozen=True)
class Contestant:
    """One way to serve the job.

    `command` is what Python is started with, for a port and a level. `colours` and `alive` are
    JavaScript for `watch.js`; `opener` selects what is clicked, untimed, before a choice can be
    made, and `choose` is JavaScript of `measure` (its place, id and title) that makes it.
    """

    key: str
    title: str
    command: Callable[[int, str], list[str]]
    path: Callable[[str], str]
    colours: str
    alive: str
    choose: str
    opener: str = ""
    needs: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether a package that it needs is not installed."""
        return any(importlib.util.find_spec(package) is None for package in self.needs)

    def watch(self, level: str) -> str:
        """The script that watches its page from the first moment."""
        script = WATCH.replace("COLOURS", self.colours).replace("ALIVE", self.alive)
        script = script.replace("AREAS", str(AREAS[level]))
        return script.replace("LEAST", str(min(AREAS[level], 100) // HALF))


def first_measure(level: str) -> str:
    """The measure that every contestant begins with."""
    return MEASURES[level][0]


def _site(port: int, _level: str) -> list[str]:
    return ["-m", "dashboards.cli", "serve", "--port", str(port)]


def _peer(name: str) -> Callable[[int, str], list[str]]:
    return lambda port, level: [
        *("-m", f"tests.benchmarks.peers.{name}", "--port", str(port), "--level", level)
    ]


def _streamlit(port: int, level: str) -> list[str]:
    options = {
        "server.port": str(port),
        "server.address": "localhost",
        "server.enableStaticServing": "true",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    given = [word for name, value in options.items() for word in (f"--{name}", value)]
    script = str(PEERS / "streamlit_plotly.py")
    return ["-m", "streamlit", "run", script, *given, "--", "--level", level]


OURS = Contestant(
    "ours",
    "this site",
    _site,
    lambda level: f"map?indicator={first_measure(level)}&level={level}",
    'fills("svg.map .area")',
    'document.documentElement.dataset.live === "ready"',
    """const select = document.getElementById("indicator")
       select.value = measure.id
       select.dispatchEvent(new Event("change", { bubbles: true }))""",
)
CONTESTANTS = (
    OURS,
    Contestant(
        "holoviews",
        "plain HoloViews",
        _peer("holoviews_panel"),
        lambda _level: "",
        'pixels("canvas")',
        'bench.deep("select").length > 0',
        """const select = bench.deep("select")[0]
           select.selectedIndex = measure.place
           select.dispatchEvent(new Event("change", { bubbles: true }))""",
        needs=("holoviews",),
    ),
    Contestant(
        "dash",
        "Dash",
        _peer("dash_plotly"),
        lambda _level: "",
        PLOTLY,
        'document.getElementById("measure") !== null',
        """[...document.querySelectorAll("[role=option]")][measure.place].click()""",
        opener="#measure",
        needs=("dash", "flask_compress"),
    ),
    Contestant(
        "streamlit",
        "Streamlit",
        _streamlit,
        lambda _level: "",
        PLOTLY,
        'document.querySelector("[data-testid=stSelectbox]") !== null',
        """[...document.querySelectorAll("[role=option]")][measure.place].click()""",
        opener="[data-testid=stSelectbox] button",
        needs=("streamlit", "plotly"),
    ),
)
