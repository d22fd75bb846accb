"""Brings a page that was drawn by the server to life in place.

The browser's half (`assets/live.js`) listens to the page's own links and forms and sends the query
it would have gone to; this half answers with the pieces of the page that differ from those last
sent. If the script never arrives, the same links and forms still work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import panel as pn
import param
from panel.custom import JSComponent

from dashboards.html import ASSETS
from dashboards.pages.page import Page

Draw = Callable[[Mapping[str, str]], Page]


class Live(JSComponent):
    """One session's wire: `request` from the browser, `reply` to it."""

    request = param.Dict(default={}, doc="Query string wanted, and a serial number.")
    reply = param.Dict(default={}, doc="Changed fragments, title and URL for that number.")

    drawn = param.Integer(default=0, doc="How many charts have been sent; the first one is 1.")

    _esm = ASSETS / "live.js"

    def __init__(self, page: Page, draw: Draw, **params: Any) -> None:
        super().__init__(**params)
        self._shown = page
        self._draw = draw
        self.chart = pn.Column(sizing_mode="stretch_width") if page.chart else None

    def draw_chart(self) -> None:
        """The page's chart in place of the one the server drew; nothing when it has none."""
        if self.chart is not None and self._shown.chart is not None:
            drawn = self._shown.chart()
            self.chart[:] = [] if drawn is None else [pn.pane.HoloViews(drawn, linked_axes=False)]
            self.drawn = self.drawn + 1 if drawn is not None else 0

    @param.depends("request", watch=True)
    def _answer(self) -> None:
        query = dict(parse_qsl(str(self.request.get("query", "")).lstrip("?")))
        page = self._draw(query)
        changed = {
            name: fragment.html
            for name, fragment in page.fragments.items()
            if (before := self._shown.fragments.get(name)) is None or before.key != fragment.key
        }
        gone = [name for name in self._shown.fragments if name not in page.fragments]
        self._shown = page
        self.reply = {
            "serial": self.request.get("serial"),
            "title": page.title,
            "url": page.url,
            "remember": bool(self.request.get("remember")),
            "fragments": {name: str(html) for name, html in changed.items()},
            "gone": gone,
            "paint": page.paint or {},
        }
        self.draw_chart()
