"""The served site: pages by address, one set of figures behind them all."""

from __future__ import annotations

import datetime
import logging
import socket
from collections.abc import Callable, Mapping
from functools import cache, partial

import jinja2
import panel as pn
from markupsafe import Markup

from dashboards.figures import Figures
from dashboards.first import read_first
from dashboards.html import HERE, render, style_sheet
from dashboards.live import DRAWING, Live
from dashboards.memory import Tidy, settle
from dashboards.pages.about import about_page
from dashboards.pages.ambitions import ambitions_page
from dashboards.pages.compare import compare_page
from dashboards.pages.england import england_page
from dashboards.pages.frame import Visit
from dashboards.pages.indicator import indicator_page
from dashboards.pages.inequality import inequality_page
from dashboards.pages.map import map_page
from dashboards.pages.page import Page
from dashboards.pages.place import place_page
from dashboards.pages.problem import problem_page
from dashboards.routes import NotFound, patterns
from dashboards.scripts import MODULES, scripts
from dashboards.selection import LEVELS, Selection
from geo.errors import SuiteError
from geo.official_store import stamps
from indicators.store import Store

LOG = logging.getLogger(__name__)
DrawPage = Callable[[Mapping[str, str]], Page]
CHART_SLOT = Markup("<!-- chart -->")
STYLE = Markup(style_sheet())
CHART_AFTER = "trend"
EVERY_ADDRESS = ("0.0.0.0", "::", "")
FAILED = "Something went wrong while this page was drawn."
WARM_AFTER = 4  # seconds: the first visitor comes first
PAGES: dict[str, Callable[[Visit], Page]] = {
    "/": ambitions_page,
    "indicator": indicator_page,
    "map": map_page,
    "place": place_page,
    "compare": compare_page,
    "inequality": inequality_page,
    "england": england_page,
    "about": about_page,
}


def visit(figures: Figures, query: Mapping[str, str]) -> Visit:
    """The figures and choices that a query string asks for, with what was not understood."""
    selection, messages = Selection.from_query(query, figures.catalogue)
    known = figures.known_on(selection.as_of)
    if selection.version and selection.version != known.version:
        messages += (
            f"This link was made from figures version {selection.version}; what is shown comes "
            f"from version {known.version}. Figures may have been added or revised since.",
        )
    return Visit(known, selection, messages)


def draw(page: Callable[[Visit], Page], figures: Figures, query: Mapping[str, str]) -> Page:
    """The page for the query, or a page that says plainly what went wrong.

    It is kept for whoever asks for the same, until the day ends or something is loaded.
    """
    asked = (page, tuple(sorted(query.items())), datetime.date.today(), stamps())
    try:
        return figures.lately(asked, lambda: page(visit(figures, query)))
    except SuiteError as problem:
        return problem_page(figures, str(problem))
    except Exception:
        LOG.exception("A page could not be drawn")
        return problem_page(figures, FAILED)


def build_app(store: Store) -> dict[str, Callable[[], pn.Template]]:
    """For each address, the function that makes a session's page."""
    figures = Figures(store)
    return _pages(figures)


def _pages(figures: Figures) -> dict[str, Callable[[], pn.Template]]:
    return {name: _maker(figures, partial(draw, page, figures)) for name, page in PAGES.items()}


def _maker(figures: Figures, draw_page: DrawPage) -> Callable[[], pn.Template]:
    """What Panel calls for each visitor; it must be a plain function."""

    def session() -> pn.Template:
        arguments = pn.state.session_args or {}
        query = {name: values[0].decode("utf-8", "replace") for name, values in arguments.items()}
        return _session(figures, draw_page(query), draw_page)

    return session


def _session(figures: Figures, page: Page, draw_page: DrawPage) -> pn.Template:
    """One visitor's page: drawn whole by the server, with the wire that brings it to life."""
    opening, after = _parted(figures, page)
    live = Live(page, draw_page)
    made = pn.Template(_shell())
    made.add_variable("opening", opening)
    made.add_variable("after_chart", after)
    made.add_variable("scripts", [one.link for one in scripts().values()])
    made.add_variable("has_chart", live.chart is not None)
    made.add_panel("live", live)
    if live.chart is not None:
        made.add_panel("chart", live.chart)
        pn.state.onload(live.draw_chart)
    return made


@cache
def _shell() -> jinja2.Template:
    """What follows a page's opening; nothing is escaped, as Panel fills in parts that are HTML."""
    return jinja2.Environment().from_string((HERE / "templates" / "shell.html").read_text("utf-8"))


def _parted(figures: Figures, page: Page) -> tuple[Markup, Markup]:
    """The page's HTML up to where its chart stands, or all of it, and what follows.

    Its pieces are made only now; where one cannot be, the page says plainly that something failed.
    """
    try:
        body = _body(page)
    except Exception:
        LOG.exception("A page could not be drawn")
        page = problem_page(figures, FAILED)
        body = _body(page)
    before, _, after = body.partition(CHART_SLOT)
    opening = render("opening.html", page=page, style=STYLE, modules=Markup(MODULES), before=before)
    return opening, after


def _body(page: Page) -> Markup:
    return render("body.html", page=page, chart_after=CHART_AFTER, chart_slot=CHART_SLOT)


def _opening(figures: Figures, address: str, query: Mapping[str, str]) -> str:
    """What is sent of the page at the address before its session is there."""
    name = address.strip("/") or "/"
    return str(_parted(figures, draw(PAGES[name], figures, query))[0])


def serve(
    store: Store,
    port: int = 5006,
    address: str = "localhost",
    show: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the site until stopped; `ready` gets the address when the first page is warm."""
    port = _free_port(address, port)
    figures = Figures(store)
    draw(ambitions_page, figures, {})
    read_first(partial(_opening, figures))
    pn.state.on_session_destroyed(Tidy(DRAWING))
    server = pn.serve(
        _pages(figures),
        port=port,
        address=address,
        websocket_origin=_origins(address, port),
        show=show,
        start=False,
        verbose=False,
        location=False,
        title="West Yorkshire indicators",
        compress_response=True,
        websocket_compression_level=6,
        extra_patterns=patterns(partial(visit, figures)),
        default_handler_class=NotFound,
        default_handler_args={"figures": figures},
    )
    server.start()
    server.io_loop.add_callback(ready or _announce, f"http://{address}:{port}/")
    server.io_loop.call_later(WARM_AFTER, server.io_loop.run_in_executor, None, _warm, figures)
    server.io_loop.start()


def _free_port(address: str, port: int) -> int:
    """The port, or for 0 any that nothing listens on; known beforehand, because origins name it.

    Raises OSError for one that is taken, before anything is worked out for the first page.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _origins(address: str, port: int) -> list[str]:
    """The hosts whose pages may open the wire: this machine, or any where it is open to all."""
    if address in EVERY_ADDRESS:
        return [f"*:{port}"]
    return [f"{host}:{port}" for host in dict.fromkeys(("localhost", "127.0.0.1", address))]


def _announce(address: str) -> None:
    print(f"The site is at {address} (stop it with Ctrl and C).", flush=True)


def _warm(figures: Figures) -> None:
    """Every other page, map and board once, so that no visitor pays for the first drawing.

    What is held by then is held for good: the collector of garbage need not look at it again.
    """
    scripts()
    for page in PAGES.values():
        draw(page, figures, {})
    for level in LEVELS:
        page_html(draw(map_page, figures, {"level": level}))
    for framework in figures.catalogue.frameworks:
        draw(ambitions_page, figures, {"framework": framework})
    for choice in ({"level": "ward"}, {"indicator": "imd_2025_decile"}):
        draw(england_page, figures, choice)
    settle()


def page_html(page: Page) -> str:
    """The page's body as the server sends it, without any script's help."""
    return str(render("body.html", page=page, chart_after="", chart_slot=""))
