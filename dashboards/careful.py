"""What every answer of signing in and out has: careful cookies, the house's page, and a log."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from tornado.log import app_log
from tornado.web import HTTPError, RequestHandler

from dashboards.access import Person, only_place
from dashboards.audit_log import UnloggedError
from dashboards.gate import LOGIN, LOGOUT
from dashboards.html import render, style_sheet
from dashboards.selection import slug_of
from dashboards.signing import USER, SignIn
from geo.errors import SuiteError

# A path of this site that no browser takes for another site: no second slash, no blank, no "\".
HERE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")

DID_NOT_WORK = "Signing in did not work. Try again, or ask whoever runs this site."
UNLOGGED = "Nobody can sign in at the moment, because it could not be logged."


class RefusedError(HTTPError):
    """Somebody is not let in: what they are told, what is told on the terminal, and who it was."""

    def __init__(self, status: int, words: str, cause: str = "", who: str = "") -> None:
        super().__init__(status, cause or None)
        self.words = words
        self.who = who


class Careful(RequestHandler):
    """Cookies that scripts, other sites and open wires do not get; and no way to another site."""

    @property
    def sign_in(self) -> SignIn:
        return self.application.auth_provider.sign_in  # type: ignore[attr-defined]

    @property
    def address(self) -> str:
        """From where it is asked."""
        return self.request.remote_ip or ""

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin", "")
        same = not origin or urlsplit(origin).netloc == self.request.host
        site = self.request.headers.get("Sec-Fetch-Site", "none")
        # A provider sends people back here from its own site; that is a GET.
        if self.request.method == "POST" and not (same and site in ("same-origin", "none")):
            self.set_status(403)
            self.finish(self.page("This form was not sent from the sign-in page."))

    def set_cookie(self, name: str, value: str | bytes, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"httponly": True, "samesite": "Lax"}
        if self.sign_in.is_behind_tls:
            kwargs["secure"] = True
        super().set_cookie(name, value, *args, **kwargs)

    def get_argument(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return _here(name == "next", super().get_argument(name, *args, **kwargs))

    def get_cookie(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return _here(name == "next_url", super().get_cookie(name, *args, **kwargs))

    async def admit(self, name: str) -> None:
        """Give the cookie that names them; nobody is let in of whom that cannot be logged."""
        # A cookie is as old as its second: one that was signed out a moment ago would be the same.
        while self.sign_in.was_ended(self.create_signed_value(USER, name).decode()):
            await asyncio.sleep(0.1)
        by = self.sign_in.provider or "password"
        self.sign_in.log.sign_in(name, True, self.address, by)
        self.set_signed_cookie(USER, name, expires_days=self.sign_in.days)

    def lead_on(self, person: Person, led: str) -> None:
        """To where they were going; whoever has one place, and was going nowhere, begins there."""
        own = slug_of(only_place(person.rights)) if led == "/" else ""
        self.redirect(f"/place?place={own}" if own else led, status=303)

    def page(
        self, wrong: str = "", form: bool = True, title: str = "Sign in", note: str = ""
    ) -> Markup:
        """The house's page for signing in and out."""
        style = Markup(style_sheet())
        return render(
            "login.html",
            style=style,
            wrong=wrong,
            form=form,
            title=title,
            note=note,
            login=LOGIN,
            contact=self.sign_in.access.contact,
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        problem = kwargs.get("exc_info", (None, None, None))[1]
        refused = isinstance(problem, RefusedError)
        words = problem.words if refused else DID_NOT_WORK
        try:
            if isinstance(problem, UnloggedError):
                raise problem
            if by := self.sign_in.provider:
                who = problem.who if refused else ""
                self.sign_in.log.sign_in(who, False, self.address, by)
        except UnloggedError:
            words = UNLOGGED
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page(words, form=False))

    def log_exception(self, kind: Any, problem: Any, trace: Any) -> None:
        """On the terminal, what was foreseen takes one line."""
        if isinstance(problem, SuiteError):
            app_log.error("%s: %s", self._request_summary(), problem)
        else:
            super().log_exception(kind, problem, trace)

    def _request_summary(self) -> str:
        """What Tornado says of a request on the terminal: without the codes of its query."""
        return f"{self.request.method} {self.request.path} ({self.address})"


def _here(applies: bool, value: Any) -> Any:
    """The value, or the first page where it would lead to another site, or out again."""
    leads = isinstance(value, str) and HERE.fullmatch(value) and not value.startswith(LOGOUT)
    if applies and isinstance(value, str) and not leads:
        return "/"
    return value
