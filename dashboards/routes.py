"""What the server answers besides pages: the suite's own assets, downloads, and a plain 404."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from tornado.web import RequestHandler

from dashboards.downloads import DOWNLOADS
from dashboards.figures import Figures
from dashboards.html import ASSETS, fingerprint, render, style_sheet
from dashboards.pages.frame import Visit
from dashboards.pages.problem import problem_page

A_YEAR = 31_536_000
SERVED = ("page.js", "icon.svg")


class Asset(RequestHandler):
    """One of the suite's own assets, at an address that changes with its content."""

    def get(self, found: str, name: str) -> None:
        if name not in SERVED or found != fingerprint(name):
            self.send_error(404)
            return
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", f"public, max-age={A_YEAR}, immutable")
        self.write((ASSETS / name).read_bytes())


class Download(RequestHandler):
    """A page's table as CSV, for the same query as the page."""

    def initialize(self, visit: Callable[[Mapping[str, str]], Visit]) -> None:
        self.visit = visit

    def get(self, name: str) -> None:
        query = {key: values[-1].decode() for key, values in self.request.arguments.items()}
        file = DOWNLOADS[name](self.visit(query))
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{file.name}"')
        self.write(file.text.encode("utf-8-sig"))


class NotFound(RequestHandler):
    """The answer at an address that is no page."""

    def initialize(self, figures: Figures) -> None:
        self.figures = figures

    def prepare(self) -> None:
        page = problem_page(
            self.figures,
            "There is no page at this address. It may have been mistyped, or moved.",
            "Page not found",
        )
        depth = self.request.path.count("/") - 1
        base = "../" * depth or "./"
        self.set_status(404)
        self.finish(
            render("plain.html", page=page, style=Markup(style_sheet()), chart_after="", base=base)
        )


def patterns(visit: Callable[[Mapping[str, str]], Visit]) -> list[tuple[Any, ...]]:
    """Tornado routes for assets and downloads."""
    names = "|".join(DOWNLOADS)
    return [
        (r"/assets/([0-9a-f]{12})/([a-z]+\.[a-z]+)", Asset),
        (rf"/download/({names})\.csv", Download, {"visit": visit}),
    ]
