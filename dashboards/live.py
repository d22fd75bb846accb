"""Brings a page that was drawn by the server to life in place.

The browser's half (`assets/live.js`) listens to the page's own links and forms and sends the query
it would have gone to; this half answers with the pieces of the page, and the entries of its map's
state, that differ from those last sent. If the script never arrives, the same links and forms still
work.

Both halves speak in messages of the component, because a changed parameter would wait 50 ms for
others to join it. Pages are drawn in a few threads, so that one that takes long holds up nobody; a
page that was quick when last drawn, because all it is made of is kept, is drawn at once: to hand it
over to a thread would take longer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import panel as pn
import param
from bokeh.document import Document
from bokeh.events import Event
from panel.custom import JSComponent
from panel.io.state import set_curdoc
from panel.models.esm import DataEvent

from dashboards.held import Held
from dashboards.html import joined
from dashboards.pages.page import Page
from dashboards.selection import query_in
from dashboards.signing import NOBODY, Reader

LOG = logging.getLogger(__name__)
Draw = Callable[[Mapping[str, str]], Page]
LONGEST_QUERY = 4_000
QUICK = 0.008  # seconds of work
MOST_REMEMBERED = 5_000
# The browser then goes to the address instead, where the page tells what went wrong.
FAILED: Mapping[str, Any] = {"failed": True}
DRAWING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="drawing")


class Quick:
    """Which pages took no time when they were last drawn, for all sessions."""

    def __init__(self) -> None:
        self._took: dict[tuple[Draw, str], float] = {}

    def __contains__(self, asked: tuple[Draw, str]) -> bool:
        return self._took.get(asked, QUICK) < QUICK

    def remember(self, asked: tuple[Draw, str], seconds: float) -> None:
        """Keep how long the page took."""
        if len(self._took) >= MOST_REMEMBERED:
            self._took.clear()
        self._took[asked] = seconds


LATELY = Quick()


class Live(JSComponent):
    """One session's wire."""

    drawn = param.Integer(default=0, doc="How many charts have been sent; the first one is 1.")

    _esm = joined("frames.js", "forms.js", "live.js")

    def __init__(self, page: Page, draw: Draw, reader: Reader = NOBODY, **params: Any) -> None:
        super().__init__(**params)
        self._held = Held(page)
        self._chart = page.chart
        self._draw = draw
        self._reader = reader
        self._in_turn = asyncio.Lock()
        self._answering: set[asyncio.Task[None]] = set()  # which the loop itself would not keep
        self.chart = pn.Column(sizing_mode="stretch_width") if page.chart else None

    def draw_chart(self) -> None:
        """The page's chart in place of the one the server drew; nothing when it has none."""
        if self.chart is not None and self._chart is not None:
            drawn = self._chart()
            self.chart[:] = [] if drawn is None else [pn.pane.HoloViews(drawn, linked_axes=False)]
            self.drawn = self.drawn + 1 if drawn is not None else 0

    def _server_event(self, doc: Document, event: Event) -> None:
        """Answer the browser's half: no answer waits for the lock of the session's document."""
        if not isinstance(event, DataEvent):
            super()._server_event(doc, event)
            return
        if not isinstance(event.data, dict):
            return
        query = str(event.data.get("query", ""))[:LONGEST_QUERY]
        serial = event.data.get("serial")
        if (self._draw, query) in LATELY and not self._answering:  # nobody asked before it waits
            self._send(doc, serial, self._differing(query))
            return
        answering = asyncio.get_running_loop().create_task(self._answer(doc, serial, query))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def _answer(self, doc: Document, serial: object, query: str) -> None:
        """Send what differs; answers go in the order asked, as each holds only what is new."""
        async with self._in_turn:
            loop = asyncio.get_running_loop()
            self._send(doc, serial, await loop.run_in_executor(DRAWING, self._differing, query))

    def _send(self, doc: Document, serial: object, reply: Mapping[str, Any]) -> None:
        with set_curdoc(doc):
            self._send_msg({**reply, "serial": serial})
        if self.chart is not None and reply is not FAILED:
            doc.add_next_tick_callback(self.draw_chart)

    def _differing(self, query: str) -> Mapping[str, Any]:
        """What of the query's page the browser does not hold; nothing for who has signed out."""
        if not self._reader.is_in():
            return FAILED
        began = time.thread_time()
        try:
            page = self._draw(query_in(query))
            self._reader.is_shown(page.name, page.restricted)
            self._chart = page.chart
            reply = self._held.replaced_by(page)
        except Exception:
            LOG.exception("A page could not be drawn")
            return FAILED
        LATELY.remember((self._draw, query), time.thread_time() - began)
        return reply
