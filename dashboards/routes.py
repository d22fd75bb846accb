"""What the server answers besides pages: the suite's own assets, downloads, and a plain 404."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from dashboards.access import PUBLIC, Rights
from dashboards.downloads import DOWNLOADS
from dashboards.england_file import england_table
from dashboards.figures import Figures
from dashboards.html import asset, fingerprint, render, squeezed, style_sheet
from dashboards.pages.frame import Visit
from dashboards.pages.page import Page
from dashboards.pages.problem import problem_page
from dashboards.pictures import KINDS, map_picture
from dashboards.pictures import Picture as MapPicture
from dashboards.scripts import scripts
from dashboards.selection import query_of
from dashboards.signing import reader_of
from geo.areas import AreaType
from geo.errors import SuiteError
from geo.national import national
from geo.shapes import Shapes, shapes

Asked = Callable[[Mapping[str, str], Rights], Visit]
A_YEAR = 31_536_000
SERVED = ("site.js", "icon.svg")
SCRIPT = "text/javascript; charset=utf-8"
NOT_MADE = "Something went wrong while it was made. The log of the server says what."
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


class Drawn(RequestHandler):
    """What is made for a query: where it cannot be, a page says why."""

    failed = "This file could not be made"

    def initialize(self, visit: Asked) -> None:
        self.visit = visit

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The problem in words: what is known of it, and never a traceback."""
        problem = kwargs.get("exc_info", (None, None))[1]
        is_known = isinstance(problem, SuiteError)
        self.set_status(404 if is_known else status_code)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        words = str(problem) if is_known else NOT_MADE
        page = problem_page(self.visit({}, PUBLIC).figures, words, self.failed)
        self.finish(_plain(page, self.request))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Nothing of what the reader was told in words."""
        if not isinstance(value, SuiteError):
            super().log_exception(typ, value, tb)


class EnglandFile(Drawn):
    """All figures of England's map as CSV, for the same query as the page."""

    def get(self) -> None:
        query = query_of(self.request.arguments)
        name, table = england_table(self.visit(query, reader_of(self.request).rights))
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.write(table.encode("utf-8-sig"))


@lru_cache(maxsize=32)
def _squeezed(drawn: Shapes) -> bytes:
    """The document squeezed, once for all who ask."""
    return gzip.compress(drawn.document, compresslevel=9, mtime=0)


class Download(Drawn):
    """A page's table as CSV, for the same query as the page."""

    def get(self, name: str) -> None:
        query = query_of(self.request.arguments)
        reader = reader_of(self.request)
        file = DOWNLOADS[name](self.visit(query, reader.rights))
        reader.is_shown(file.name, file.restricted)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{file.name}"')
        self.write(file.text.encode("utf-8-sig"))


class Picture(Drawn):
    """A map as a picture for print, drawn apart so that nobody waits for it but who asked."""

    failed = "This picture could not be made"

    async def get(self, kind: str) -> None:
        query, reader = query_of(self.request.arguments), reader_of(self.request)
        drawn = IOLoop.current().run_in_executor(PRINTING, self._drawn, query, reader.rights, kind)
        name, content, restricted = await drawn
        reader.is_shown(name, restricted)
        self.set_header("Content-Type", KINDS[kind])
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.write(content)

    def _drawn(self, query: Mapping[str, str], rights: Rights, kind: str) -> MapPicture:
        return map_picture(self.visit(query, rights), kind)


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
        self.finish(_plain(page, self.request))


def _plain(page: Page, request: HTTPServerRequest) -> Markup:
    """The page without a session, for the address at which it is answered."""
    base = "../" * (request.path.count("/") - 1) or "./"
    style = Markup(style_sheet())
    person = reader_of(request).person
    return render("plain.html", page=page, style=style, chart_after="", base=base, person=person)


def patterns(visit: Asked) -> list[tuple[Any, ...]]:
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
