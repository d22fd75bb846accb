"""Signing in and out: what Panel is given in place of its own pages for it."""

from __future__ import annotations

import math
from functools import cached_property

from panel.auth import AUTH_PROVIDERS, BasicAuthProvider
from tornado.web import RequestHandler

from dashboards.careful import Careful
from dashboards.gate import LOGIN, cookies_of
from dashboards.provider import BEGUN, ProviderLogin
from dashboards.signing import GROUPS, USER, SignIn

WRONG = "The name or the password is not right."
STILL_THERE = (
    "You may still be signed in with the provider: where others use this machine, sign out there."
)


class Login(Careful):
    """Name and password, from the file of `--basic-auth`."""

    def get(self) -> None:
        self.set_cookie("next_url", self.get_argument("next", "/"))
        self.write(self.page())

    async def post(self) -> None:
        name = self.get_body_argument("username", "")
        password = self.get_body_argument("password", "", strip=False)
        attempts = self.sign_in.attempts
        if wait := attempts.wait(name, self.address):
            self.sign_in.log.sign_in(name, False, self.address)
            self.set_status(429)
            self.set_header("Retry-After", math.ceil(wait))
            self.write(self.page(_too_many(wait)))
        elif self.sign_in.password_is(name, password):
            await self.admit(name)
            attempts.right(name)
            led = self.get_cookie("next_url", "/") or "/"
            self.lead_on(self.sign_in.access.person(name), led)
        else:
            attempts.wrong(name, self.address)
            self.sign_in.log.sign_in(name, False, self.address)
            self.set_status(403)
            self.write(self.page(WRONG))


class Logout(Careful):
    """The end of what a cookie was good for."""

    def get(self) -> None:
        if self.request.headers.get("Sec-Fetch-Site") == "cross-site":
            self.set_status(403)
            self.write(self.page("Sign out from a page of this site.", form=False))
            return
        name = self.sign_in.end(cookies_of(self.request))
        for cookie in (USER, GROUPS, BEGUN, "next_url"):
            self.clear_cookie(cookie)
        if name:
            self.sign_in.log.sign_out(name, self.address)
        note = STILL_THERE if self.sign_in.provider else ""
        self.write(self.page(form=False, title="You have signed out", note=note))


class Ours(BasicAuthProvider):
    """What Panel and Bokeh ask for their handlers, and who somebody is."""

    logout_handler = Logout

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in
        super().__init__(login_endpoint=LOGIN)

    @cached_property
    def login_handler(self) -> type[RequestHandler]:
        if not self.sign_in.provider:
            return Login
        # Panel's handler is there for the provider's addresses alone.
        return type("Login", (ProviderLogin, AUTH_PROVIDERS[self.sign_in.provider]), {})


def _too_many(wait: float) -> str:
    minutes = math.ceil(wait / 60)
    return (
        f"Too many wrong passwords. Try again in {minutes} minute{'' if minutes == 1 else 's'}; "
        "until then the right one is refused, too."
    )
