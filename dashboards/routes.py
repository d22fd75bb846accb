"""What the server answers besides pages: the suite's own assets, downloads, and a plain 404."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from dashboards.downloads import DOWNLOADS
from dashboards.england_file import england_table
from dashboards.figures import Figures
from dashboards.html import asset, fingerprint, render, squeezed, style_sheet
from dashboards.pages.frame import Visit
from dashboards.pages.page import Page
from dashboards.pages.problem import problem_page
from dashboards.pictures import KINDS, map_picture
from dashboards.scripts import scripts
from geo.areas import AreaType
from geo.errors import SuiteError
from geo.national import national
from geo.shapes import Shapes, shapes

A_YEAR = 31_536_000
SERVED = ("site.js", "icon.svg")
SCRIPT = "text/javascript; charset=utf-8"
# Few at once: each drawing takes a processor to itself for a second or two.
PRINTING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="printing")


class Kept(RequestHandler):
    """Answers at addresses that change with their content, which browsers keep for good."""

    def keep(self, content: bytes, squeezed: bytes, kind: str) -> None:
        """Answer with the content, squeezed where the browser can undo it."""
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", f"public, max-age={A_YEAR}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            content = squeezed
        self.write(content)


class Asset(Kept):
    """One of the suite's own assets, or of the libraries' scripts."""

    def get(self, found: str, name: str) -> None:
        library = scripts().get(name)
        if library and found == library.fingerprint:
            self.keep(library.content, library.squeezed, SCRIPT)
        elif name in SERVED and found == fingerprint(name):
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.keep(asset(name), squeezed(name), SCRIPT if name.endswith(".js") else kind)
        else:
            self.send_error(404)


class ShapesOf(Kept):
    """A map's shapes: asked for once by each browser."""

    def get(self, found: str, level: str, year: str, drawing: str) -> None:
        try:
            drawn = shapes(level, int(year), drawing)
        except SuiteError:
            self.send_error(404)
            return
        if drawn.fingerprint != found:
            self.send_error(404)
            return
        self.keep(drawn.document, _squeezed(drawn), "application/json; charset=utf-8")


class EnglandShapes(Kept):
    """The shapes of England's areas: asked for once by each browser."""

    def get(self, found: str, level: str, year: str) -> None:
        try:
            drawn = national(AreaType(level), int(year))
        except SuiteError:
            self.send_error(404)
            return
        if drawn.fingerprint != found:
            self.send_error(404)
            return
        self.keep(drawn.document, drawn.squeezed, "application/json; charset=utf-8")


class EnglandFile(RequestHandler):
    """All figures of England's map as CSV, for the same query as the page."""

    def initialize(self, visit: Callable[[Mapping[str, str]], Visit]) -> None:
        self.visit = visit

    def get(self) -> None:
        query = {key: values[-1].decode() for key, values in self.request.arguments.items()}
        name, table = england_table(self.visit(query))
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.write(table.encode("utf-8-sig"))


@lru_cache(maxsize=32)
def _squeezed(drawn: Shapes) -> bytes:
    """The document squeezed, once for all who ask."""
    return gzip.compress(drawn.document, compresslevel=9, mtime=0)


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


class Picture(RequestHandler):
    """A map as a picture for print, drawn apart so that nobody waits for it but who asked."""

    def initialize(self, visit: Callable[[Mapping[str, str]], Visit]) -> None:
        self.visit = visit

    async def get(self, kind: str) -> None:
        query = {key: values[-1].decode() for key, values in self.request.arguments.items()}
        try:
            drawn = IOLoop.current().run_in_executor(PRINTING, self._drawn, query, kind)
            name, content = await drawn
        except SuiteError as problem:
            words = str(problem)
            page = problem_page(self.visit({}).figures, words, "This picture could not be made")
            self.set_status(404)
            self.finish(_plain(page, self.request.path))
            return
        self.set_header("Content-Type", KINDS[kind])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.write(content)

    def _drawn(self, query: Mapping[str, str], kind: str) -> tuple[str, bytes]:
        return map_picture(self.visit(query), kind)


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
        self.set_status(404)
        self.finish(_plain(page, self.request.path))


def _plain(page: Page, path: str) -> Markup:
    """The page without a session, for the address at which it is answered."""
    base = "../" * (path.count("/") - 1) or "./"
    style = Markup(style_sheet())
    return render("plain.html", page=page, style=style, chart_after="", base=base)


def patterns(visit: Callable[[Mapping[str, str]], Visit]) -> list[tuple[Any, ...]]:
    """Tornado routes for assets and downloads."""
    names = "|".join(DOWNLOADS)
    return [
        (r"/shapes/([0-9a-f]{12})/([a-z]+)-(\d{4})-([a-z]+)\.json", ShapesOf),
        (r"/shapes/([0-9a-f]{12})/england-(lsoa|ward)-(\d{4})\.json", EnglandShapes),
        (r"/download/england\.csv", EnglandFile, {"visit": visit}),
        (r"/assets/([0-9a-f]{12})/([a-z.-]+)", Asset),
        (rf"/download/map\.({'|'.join(KINDS)})", Picture, {"visit": visit}),
        (rf"/download/({names})\.csv", Download, {"visit": visit}),
    ]
