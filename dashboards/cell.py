"""The site's HTML as a Panel object: what a notebook's cell shows of a page."""

from __future__ import annotations

import re

import param
from markupsafe import Markup
from panel.custom import JSComponent

from dashboards.html import ASSETS, render, script, style_sheet

RENDER = """
export function render({ model }) {
  const drawn = document.createElement("div")
  drawn.style.width = "100%"
  drawn.innerHTML = model.html
  enliven(drawn)
  return drawn
}
"""


def asset(name: str) -> str:
    """The asset's text."""
    return (ASSETS / name).read_text(encoding="utf-8")


class Cell(JSComponent):
    """Pieces of the site's pages with its style, its table sorting and its map keys."""

    html = param.String(default="", doc="What the site's templates made.")

    _esm = script() + RENDER
    _stylesheets = [style_sheet(), asset("notebook.css")]


def cell(*pieces: Markup) -> Cell:
    """The pieces as one object, with the symbols they use, as wide as there is room."""
    html = Markup("").join((render("sprite.html"), *pieces))
    return Cell(html=without_site(html), sizing_mode="stretch_width")


def without_site(html: Markup) -> str:
    """The HTML without links to the site's other pages, and with each heading one level lower.

    A notebook has its own first heading and none of the site's addresses; links elsewhere stay, and
    so does "#", which leads nowhere and is answered by a script.
    """
    without_links = re.sub(r'(<a\b[^>]*?) href="(?!https?:|tel:|#")[^"]*"', r"\1", str(html))
    return re.sub(r"(</?h)([1-5])\b", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", without_links)
