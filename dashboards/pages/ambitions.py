"""The front page: the board matrix."""

from __future__ import annotations

from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Page
from dashboards.viewmodel.ambitions import board
from dashboards.viewmodel.signals import KEY


def ambitions_page(visit: Visit) -> Page:
    """The matrix of the chosen framework."""
    figures, selection = visit.figures, visit.selection
    made = board(figures, selection)
    frameworks = [(f.id, f.title) for f in figures.catalogue.frameworks.values()]
    download = selection.link("download/ambitions.csv")
    fragments = {
        "headline": part("ambitions.html", "headline", made),
        "matrix": part(
            "ambitions.html",
            "matrix",
            made,
            download,
            frameworks,
            selection.framework,
            kept(selection),
            KEY,
        ),
    }
    return framed("ambitions", made.title, visit, fragments)
