"""A page as it leaves the server: its pieces, each of which can be replaced on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML; two with the same key show the same thing, but for what `paint` changes."""

    html: Markup
    same_as: str = ""

    @property
    def key(self) -> str:
        return self.same_as or self.html


@dataclass(frozen=True)
class Page:
    """One page: its fragments in reading order, and what else its arrival needs.

    `paint` is what the browser needs to recolour a map whose shapes it already holds. `chart` makes
    the page's Bokeh chart, after the page itself has been sent.
    """

    name: str
    title: str
    url: str
    fragments: Mapping[str, Fragment]
    paint: Mapping[str, Any] | None = None
    chart: Callable[[], Any] | None = None
