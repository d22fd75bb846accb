"""The site's map in a notebook: alive while its kernel runs, a readable drawing where none does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import param
from markupsafe import Markup
from param.parameterized import discard_events

from dashboards.cell import Cell, without_site
from dashboards.figures import Figures
from dashboards.held import Held
from dashboards.html import SCRIPTS, joined, render
from dashboards.live import LONGEST_QUERY
from dashboards.pages.frame import Visit
from dashboards.pages.map import map_page
from dashboards.pages.page import Page
from dashboards.paper import USUAL_MM, map_png, map_svg, save
from dashboards.selection import Selection, query_in
from dashboards.viewmodel.area_map import MapView, map_view
from dashboards.viewmodel.map_state import address

SHOWN = (
    "messages", "chooser", "finding", "nothing", "map", "legend", "strip", "seek", "detail",
    "maptable", "tenths", "source",
)  # fmt: skip
MAP_LINK = re.compile(r'href="map(\?[^"]*)?"')


class MapCell(Cell):
    """A map as one object: shown in a notebook, asked for a picture, saved as a file."""

    query = param.String(default="", doc="The map's choices, as the site's address holds them.")

    _esm = joined(*SCRIPTS, "forms.js", "cell_map.js")

    def __init__(self, figures: Figures, selection: Selection, **params: Any) -> None:
        self._figures = figures
        page = map_page(Visit(figures, selection), page="")
        self._held = Held(page)
        asked = selection.to_query()
        super().__init__(
            html=_html(page),
            query=f"?{asked}" if asked else "",
            sizing_mode="stretch_width",
            **params,
        )

    @property
    def view(self) -> MapView:
        """What the map shows now."""
        return map_view(self._figures, self._selected(self.query))

    def svg(self, width_mm: float = USUAL_MM) -> str:
        """The map as one SVG for print. Raises SuiteError for a width that cannot be printed."""
        return map_svg(self.view, self._figures, width_mm)

    def png(self, width_mm: float = USUAL_MM, dpi: int = 300) -> bytes:
        """The map as a PNG for print. Raises SuiteError as `dashboards.paper.map_png`."""
        return map_png(self.view, self._figures, width_mm, dpi)

    def save(self, path: str | Path, width_mm: float = USUAL_MM) -> Path:  # type: ignore[override]
        """Write the map as .svg or .png. Raises SuiteError for another ending or no folder."""
        return save(self.view, self._figures, Path(path), width_mm)

    def _handle_msg(self, data: Any) -> None:
        """Answer the cell's browser as the site's wire does (`dashboards.live`)."""
        if not isinstance(data, dict):
            return
        asked = str(data.get("query", ""))[:LONGEST_QUERY]
        selection = self._selected(asked)
        page = map_page(Visit(self._figures, selection), page="")
        reply = self._held.replaced_by(page)
        fragments: Mapping[str, str] = reply.get("fragments", {})
        shown = {name: _in_cell(Markup(html)) for name, html in fragments.items()}
        drawn = map_view(self._figures, selection).shapes
        if drawn is not None and {"shapes", "outline"} & reply.get("paint", {}).keys():
            reply["shapes"] = {address(drawn): drawn.document.decode()}
        self._send_msg({**reply, "fragments": shown, "serial": data.get("serial")})
        self.query = asked
        # Shown once more it begins where it is now; what is shown already is not drawn again.
        with discard_events(self):
            self.html = _html(page)

    def _selected(self, query: str) -> Selection:
        return Selection.from_query(query_in(query), self._figures.catalogue)[0]


def _html(page: Page) -> str:
    """The page's pieces as the site arranges them."""
    pieces = Markup("").join(
        Markup('<div id="part-{}" class="fragment fragment--{}">{}</div>').format(
            name, name, page.fragments[name].html if name in page.fragments else ""
        )
        for name in SHOWN
    )
    body = Markup('{}<div class="page page--map">{}</div>').format(render("sprite.html"), pieces)
    # A notebook holds what is sent inside a script of its own, which this would end: cell_map.js
    # takes the backslash out.
    return _in_cell(body).replace("</script", "<\\/script")


def _in_cell(html: Markup) -> str:
    """Links to other choices of the map ask the cell; those to the site's other pages are none."""
    return without_site(Markup(MAP_LINK.sub(r'href="#" data-query="\1"', str(html))))
