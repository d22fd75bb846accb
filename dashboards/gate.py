"""On a site where people sign in, nothing is answered before it is known who asks.

The gate stands before every route, those of the libraries and those of tomorrow too: pages, wires,
scripts, shapes, downloads and addresses that are nothing. Only signing in and out pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tornado.httputil import HTTPServerRequest
from tornado.web import Application, RequestHandler

from dashboards.signing import SignedIn, SignIn

LOGIN, LOGOUT = "/login", "/logout"
# What Bokeh offers for pages of other sites; nothing here uses it.
CLOSED = ("/autoload.js", "/metadata")


class SignInFirst(RequestHandler):
    """The answer to somebody who has not signed in."""

    async def prepare(self) -> None:
        request = self.request
        mode = request.headers.get("Sec-Fetch-Mode", "navigate")
        if request.method in ("GET", "HEAD") and mode == "navigate" and not _is_wire(request):
            self.redirect(f"{LOGIN}?next={quote(request.uri or '/', safe='')}")
        else:
            self.set_status(403)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish("Sign in first.\n")

    def check_xsrf_cookie(self) -> None:
        """Nothing is done here that anybody could be led into."""


class Closed(RequestHandler):
    """The answer where the libraries would offer what this site does not use."""

    async def prepare(self) -> None:
        self.set_status(404)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("There is nothing at this address.\n")


def stand_before(application: Application, sign_in: SignIn) -> None:
    """Put the gate before all routes of the application."""
    found = application.find_handler

    def find_handler(request: HTTPServerRequest, **kwargs: Any) -> Any:
        if request.path in (LOGIN, LOGOUT):
            return found(request, **kwargs)
        cookies = cookies_of(request)
        person = sign_in.person_of(cookies)
        if person is None:
            return application.get_handler_delegate(request, SignInFirst)
        if request.path.endswith(CLOSED):
            return application.get_handler_delegate(request, Closed)
        request.reader = SignedIn(person, cookies, sign_in)  # type: ignore[attr-defined]
        return found(request, **kwargs)

    application.find_handler = find_handler  # type: ignore[method-assign]


def cookies_of(request: HTTPServerRequest) -> Mapping[str, str]:
    """The request's cookies as text."""
    return {name: one.value for name, one in request.cookies.items()}


def _is_wire(request: HTTPServerRequest) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"
