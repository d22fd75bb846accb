"""What a reader sees instead of a traceback, and at an address that is no page."""

from __future__ import annotations

from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, part
from dashboards.pages.page import Page
from dashboards.selection import Selection


def problem_page(figures: Figures, words: str, title: str = "This page could not be shown") -> Page:
    """A page with the title and the words, one paragraph a line, and the way back."""
    fragments = {"problem": part("problem.html", "problem", title, words.splitlines())}
    return framed("ambitions", title, Visit(figures, Selection()), fragments)
