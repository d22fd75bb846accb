"""Brings a page that was drawn by the server to life in place.

The browser's half (`assets/live.js`) listens to the page's own links and forms and sends the query
it would have gone to; this half answers with the pieces of the page, and the entries of its map's
state, that differ from those last sent. If the script never arrives, the same links and forms still
work.

Both halves speak in messages of the component, because a changed parameter would wait 50 ms for
others to join it. Pages are drawn in a few threads, so that one that takes long holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import panel as pn
import param
from panel.custom import JSComponent

from dashboards.held import Held
from dashboards.html import joined
from dashboards.pages.page import Page

LOG = logging.getLogger(__name__)
Draw = Callable[[Mapping[str, str]], Page]
LONGEST_QUERY = 4_000
DRAWING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="drawing")


class Live(JSComponent):
    """One session's wire."""

    drawn = param.Integer(default=0, doc="How many charts have been sent; the first one is 1.")

    _esm = joined("forms.js", "live.js")

    def __init__(self, page: Page, draw: Draw, **params: Any) -> None:
        super().__init__(**params)
        self._held = Held(page)
        self._chart = page.chart
        self._draw = draw
        self._in_turn = asyncio.Lock()
        self.chart = pn.Column(sizing_mode="stretch_width") if page.chart else None

    def draw_chart(self) -> None:
        """The page's chart in place of the one the server drew; nothing when it has none."""
        if self.chart is not None and self._chart is not None:
            drawn = self._chart()
            self.chart[:] = [] if drawn is None else [pn.pane.HoloViews(drawn, linked_axes=False)]
            self.drawn = self.drawn + 1 if drawn is not None else 0

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict):
            pn.state.execute(partial(self._answer, data), schedule=False)

    async def _answer(self, asked: Mapping[str, Any]) -> None:
        """Send what differs; answers go in the order asked, as each holds only what is new."""
        query = dict(parse_qsl(str(asked.get("query", ""))[:LONGEST_QUERY].lstrip("?")))
        async with self._in_turn:
            loop = asyncio.get_running_loop()
            try:
                reply = await loop.run_in_executor(DRAWING, self._differing, query)
            except Exception:
                # The browser goes to the address instead, where the page tells what went wrong.
                LOG.exception("A page could not be drawn")
                self._send_msg({"serial": asked.get("serial"), "failed": True})
                return
            self._send_msg({**reply, "serial": asked.get("serial")})
            self.draw_chart()

    def _differing(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What of the query's page the browser does not hold."""
        page = self._draw(query)
        self._chart = page.chart
        return self._held.replaced_by(page)
