"""About the data: metadata, sources, methods, disclosure and accessibility."""

from __future__ import annotations

from dashboards.pages.frame import Visit, framed, part
from dashboards.pages.page import Page
from dashboards.viewmodel.about import about_view


def about_page(visit: Visit) -> Page:
    """The page about the data."""
    view = about_view(visit.figures)
    fragments = {
        "opening": part("about.html", "opening", view),
        "words": part("about.html", "words"),
        "indicators": part("about.html", "indicators", view),
        "sources": part("about.html", "sources", view),
        "accessibility": part("about.html", "accessibility"),
    }
    return framed("about", "About the data", visit, fragments)
