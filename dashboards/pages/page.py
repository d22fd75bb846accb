"""A page as it leaves the server: its pieces, each of which can be replaced on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dashboards.access import Seen


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML, made when it is first asked for.

    Two with the same key show the same thing, but for what `paint` changes, so that what a browser
    holds already is not even made. Without a key, the HTML is its own. One that `is_inside` another
    is drawn by it, and replaced on its own.
    """

    make: Callable[[], Markup]
    same_as: str = ""
    is_inside: bool = False

    @cached_property
    def html(self) -> Markup:
        return self.make()

    @property
    def key(self) -> str:
        return self.same_as or self.html


@dataclass(frozen=True)
class Page:
    """One page: its fragments in reading order, and what else its arrival needs.

    `paint` is the state of a map whose shapes the browser holds (`viewmodel.map_state`). `chart`
    makes the page's Bokeh chart, after the page itself has been sent. `restricted` names what it
    shows that is not public: it is logged before the page is sent, and only to whom it may be.
    """

    name: str
    title: str
    url: str
    fragments: Mapping[str, Fragment]
    paint: Mapping[str, Any] | None = None
    chart: Callable[[], Any] | None = None
    restricted: tuple[Seen, ...] = ()
