"""Signing in and out: Panel's own handlers, with careful cookies, a log, and the house's page."""

from __future__ import annotations

import base64
import json
import re
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from panel.auth import (
    AUTH_PROVIDERS,
    BasicAuthProvider,
    BasicLoginHandler,
    LogoutHandler,
    OAuthProvider,
)
from panel.config import config
from panel.io.state import state
from panel.util import decode_token
from tornado.web import RequestHandler

from dashboards.access import only_place
from dashboards.audit_log import UnloggedError
from dashboards.gate import LOGIN, cookies_of
from dashboards.html import render, style_sheet
from dashboards.selection import slug_of
from dashboards.signing import CLAIMS, USER, SignIn

# A path of this site that no browser takes for another site: no second slash, no blank, no "\".
HERE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
WRONG = "The name or the password is not right."
# Panel would keep the provider's keys in the browser; nothing here uses them.
NEVER_KEPT = ("access_token", "refresh_token", "oauth_expiry")


class Careful(RequestHandler):
    """Cookies that scripts, other sites and open wires do not get; and no way to another site."""

    @property
    def sign_in(self) -> SignIn:
        return self.application.auth_provider.sign_in  # type: ignore[attr-defined]

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

    def set_secure_cookie(self, name: str, value: str | bytes, *args: Any, **kwargs: Any) -> None:
        sign_in = self.sign_in
        if name in NEVER_KEPT or (name == CLAIMS and sign_in.claims_of is None):
            return
        if name == USER:  # nobody is let in of whom that cannot be logged
            by = sign_in.provider or "password"
            sign_in.log.sign_in(str(value), True, self.request.remote_ip or "", by)
        self.set_signed_cookie(name, value, *args, **kwargs)

    def get_argument(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return _here(name == "next", super().get_argument(name, *args, **kwargs))

    def get_cookie(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return _here(name == "next_url", super().get_cookie(name, *args, **kwargs))

    def page(self, wrong: str = "", form: bool = True, title: str = "Sign in") -> Markup:
        """The house's page for signing in and out."""
        style = Markup(style_sheet())
        return render("login.html", style=style, wrong=wrong, form=form, title=title, login=LOGIN)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        problem = kwargs.get("exc_info", (None, None, None))[1]
        words = "Signing in did not work. Try again, or ask whoever runs this site."
        if isinstance(problem, UnloggedError):
            words = "Nobody can sign in at the moment, because it could not be logged."
        elif self.sign_in.provider:
            address, by = self.request.remote_ip or "", self.sign_in.provider
            self.sign_in.log.sign_in("", False, address, by)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page(words, form=False))


class Login(Careful, BasicLoginHandler):
    """Name and password, from the file of `--basic-auth`."""

    def get(self) -> None:
        if next_url := self.get_argument("next", "/"):
            self.set_cookie("next_url", next_url)
        self.write(self.page())

    def post(self) -> None:
        name = self.get_body_argument("username", "")
        password = self.get_body_argument("password", "", strip=False)
        if self.sign_in.password_is(name, password):
            self.set_current_user(name)
            person = self.sign_in.access.person(name)
            led = self.get_cookie("next_url", "/") or "/"
            own = slug_of(only_place(person.rights)) if led == "/" else ""
            self.redirect(f"/place?place={own}" if own else led, status=303)
            return
        self.sign_in.log.sign_in(name, False, self.request.remote_ip or "")
        self.set_status(403)
        self.write(self.page(WRONG))


class Logout(Careful, LogoutHandler):
    """The end of what a cookie was good for."""

    def get(self) -> None:
        if self.request.headers.get("Sec-Fetch-Site") == "cross-site":
            self.set_status(403)
            self.write(self.page("Sign out from a page of this site.", form=False))
            return
        name = self.sign_in.end(cookies_of(self.request))
        for cookie in (USER, CLAIMS, "next_url", *NEVER_KEPT):
            self.clear_cookie(cookie)
        if name:
            self.sign_in.log.sign_out(name, self.request.remote_ip or "")
        self.write(self.page(form=False, title="You have signed out"))


class _Ours:
    """What both of Panel's ways to sign in get from us."""

    sign_in: SignIn
    logout_handler = Logout


class ByPassword(_Ours, BasicAuthProvider):
    """Signs in by a file of names and passwords."""

    login_handler = Login

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in
        super().__init__(login_endpoint=LOGIN)


class ByProvider(_Ours, OAuthProvider):
    """Signs in by an OAuth or OIDC provider."""

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in
        config.oauth_provider = sign_in.provider  # type: ignore[misc]
        super().__init__(login_endpoint=LOGIN)

    @cached_property
    def login_handler(self) -> type[RequestHandler]:
        theirs: Any = AUTH_PROVIDERS[self.sign_in.provider]
        theirs._login_endpoint = LOGIN
        return type("ProviderLogin", (Careful, theirs), {})


def provider_of(sign_in: SignIn) -> BasicAuthProvider:
    """What the server asks who somebody is."""
    return ByProvider(sign_in) if sign_in.provider else ByPassword(sign_in)


def claims_of(provider: str, content: str) -> tuple[str, dict[str, Any]]:
    """Of whom a provider's token tells, and what; the cookie that held it was signed."""
    if state.encryption:
        content = state.encryption.decrypt(content.encode()).decode()
    claims = decode_token(content) if content.count(".") == 2 else json.loads(_plain(content))
    theirs: Any = AUTH_PROVIDERS[provider]
    key = config.oauth_jwt_user or theirs._USER_KEY
    return str(claims.get(key, "")), claims


def _plain(content: str) -> str:
    return base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode()


def _here(applies: bool, value: Any) -> Any:
    """The value, or the first page where it would lead to another site."""
    if applies and isinstance(value, str) and not HERE.fullmatch(value):
        return "/"
    return value
