"""The site's pages by address, one set of figures behind them all; `server.py` serves them."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Mapping
from functools import cache, partial

import jinja2
import panel as pn
from markupsafe import Markup

from dashboards.access import PUBLIC, Person, Rights, only_place
from dashboards.figures import Figures
from dashboards.html import HERE, render, style_sheet
from dashboards.live import Live
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
from dashboards.scripts import MODULES, scripts
from dashboards.selection import Selection, query_of, slug_of
from dashboards.signing import Reader, reader_of
from geo.errors import SuiteError
from geo.official_store import stamps
from indicators.store import Store

LOG = logging.getLogger(__name__)
DrawPage = Callable[[Mapping[str, str]], Page]
CHART_SLOT = Markup("<!-- chart -->")
STYLE = Markup(style_sheet())
CHART_AFTER = "trend"
FAILED = "Something went wrong while this page was drawn."
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
OF_A_PLACE = (map_page, place_page)  # which begin with the place of who has but one


def visit(
    figures: Figures, query: Mapping[str, str], rights: Rights = PUBLIC, begins_at: str = ""
) -> Visit:
    """The figures and choices that a query string asks for, with what was not understood.

    `begins_at` is the place that is chosen where the query names none.
    """
    if begins_at and not query.get("place"):
        query = {**query, "place": begins_at}
    selection, messages = Selection.from_query(query, figures.catalogue)
    known = figures.known_on(selection.as_of).seen_by(rights)
    if selection.version and selection.version != known.version:
        messages += (
            f"This link was made from figures version {selection.version}; what is shown comes "
            f"from version {known.version}. Figures may have been added or revised since.",
        )
    return Visit(known, selection, messages, rights)


def draw(
    page: Callable[[Visit], Page],
    figures: Figures,
    query: Mapping[str, str],
    rights: Rights = PUBLIC,
) -> Page:
    """The page for the query, or a page that says plainly what went wrong.

    It is kept for whoever has the same rights and asks for the same, until the day ends or
    something is loaded.
    """
    asked = (page, tuple(sorted(query.items())), datetime.date.today(), stamps(), rights)
    try:
        seen = figures.seen_by(rights)
        begins_at = slug_of(only_place(rights)) if page in OF_A_PLACE else ""
        return seen.lately(asked, lambda: page(visit(figures, query, rights, begins_at)))
    except SuiteError as problem:
        return problem_page(figures, str(problem))
    except Exception:
        LOG.exception("A page could not be drawn")
        return problem_page(figures, FAILED)


def build_app(store: Store) -> dict[str, Callable[[], pn.Template]]:
    """For each address, the function that makes a session's page."""
    return pages_of(Figures(store))


def pages_of(figures: Figures) -> dict[str, Callable[[], pn.Template]]:
    """The same, of figures that others use, too."""
    return {name: _maker(figures, name) for name in PAGES}


def _maker(figures: Figures, name: str) -> Callable[[], pn.Template]:
    """What Panel calls for each visitor; it must be a plain function."""

    @cache  # one for all who have the same rights: what is known of it is known of all
    def draws(rights: Rights) -> DrawPage:
        return partial(draw, PAGES[name], figures, rights=rights)

    def session() -> pn.Template:
        query = query_of(pn.state.session_args or {})
        context = pn.state.curdoc.session_context if pn.state.curdoc else None
        reader = reader_of(getattr(context, "request", None))
        draw_page = draws(reader.rights)
        return _session(figures, shown(draw_page(query), figures, reader), draw_page, reader)

    return session


def shown(page: Page, figures: Figures, reader: Reader) -> Page:
    """The page, once what it shows is logged; where that cannot be, a page that says so."""
    try:
        reader.is_shown(page.name, page.restricted)
    except SuiteError as problem:
        return problem_page(figures, f"{problem}\nSo these figures are not shown.")
    return page


def _session(figures: Figures, page: Page, draw_page: DrawPage, reader: Reader) -> pn.Template:
    """One visitor's page: drawn whole by the server, with the wire that brings it to life."""
    opening, after = _parted(figures, page, reader.person)
    live = Live(page, draw_page, reader)
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


def _parted(figures: Figures, page: Page, person: Person | None = None) -> tuple[Markup, Markup]:
    """The page's HTML up to where its chart stands, or all of it, and what follows.

    Its pieces are made only now; where one cannot be, the page says plainly that something failed.
    """
    try:
        body = _body(page, person)
    except Exception:
        LOG.exception("A page could not be drawn")
        page = problem_page(figures, FAILED)
        body = _body(page, person)
    before, _, after = body.partition(CHART_SLOT)
    opening = render("opening.html", page=page, style=STYLE, modules=Markup(MODULES), before=before)
    return opening, after


def _body(page: Page, person: Person | None) -> Markup:
    slot = CHART_SLOT
    return render("body.html", page=page, person=person, chart_after=CHART_AFTER, chart_slot=slot)


def opening_of(figures: Figures, address: str, query: Mapping[str, str], reader: Reader) -> str:
    """What is sent of the page at the address before its session is there."""
    name = address.strip("/") or "/"
    page = shown(draw(PAGES[name], figures, query, reader.rights), figures, reader)
    return str(_parted(figures, page, reader.person)[0])


def page_html(page: Page) -> str:
    """The page's body as the server sends it, without any script's help."""
    return str(render("body.html", page=page, person=None, chart_after="", chart_slot=""))
