"""A small OpenID provider, really served: authorize, token and userinfo, in a thread of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.httputil import url_concat
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

KEY, SECRET = "the-site", "a secret of the site and the provider"


@dataclass
class OpenId:
    """The provider, and how it is to behave; a test sets both who is there and what goes wrong."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)  # all claims about whoever is signed in
    thin: tuple[str, ...] = ()  # claims that are left out of the id token, for userinfo to tell
    has_id_token: bool = True
    audience: str = KEY
    secret: str = SECRET  # without one, the proof of who began is all there is
    another_subject: bool = False  # userinfo speaks of somebody else
    denies: str = ""  # the error with which authorize answers
    breaks: str = ""  # how token answers instead: "refused", "words", "list"
    asked: list[dict[str, str]] = field(default_factory=list)  # of authorize
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a site must be told of it."""
        return {
            "PANEL_OAUTH_KEY": KEY,
            "PANEL_OAUTH_SECRET": self.secret,
            "PANEL_OAUTH_AUTHORIZE_URL": f"{self.address}/authorize",
            "PANEL_OAUTH_TOKEN_URL": f"{self.address}/token",
            "PANEL_OAUTH_USER_URL": f"{self.address}/userinfo",
        }

    def signed_in_as(self, email: str, **more: Any) -> None:
        """Somebody signs in at the provider, which behaves well again."""
        fresh = OpenId(self.address)
        for one in ("thin", "has_id_token", "audience", "another_subject", "denies", "breaks"):
            setattr(self, one, getattr(fresh, one))
        self.person = {"sub": f"id of {email}", "email": email, "email_verified": True} | more


class _Answer(RequestHandler):
    def initialize(self, provider: OpenId) -> None:
        self.provider = provider


class _Authorize(_Answer):
    def get(self) -> None:
        asked = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        self.provider.asked.append(asked)
        is_right = (
            asked["client_id"] == KEY
            and asked["response_type"] == "code"
            and urlsplit(asked["redirect_uri"]).path == "/login"
            and "openid" in asked["scope"].split()
        )
        if not is_right:
            self.send_error(400)
            return
        back = {"state": asked["state"]}
        if self.provider.denies:
            back |= {"error": self.provider.denies, "error_description": "<b>no</b>, it's not"}
        else:
            back["code"] = secrets.token_urlsafe(8)
            self.provider.codes[back["code"]] = asked
        self.redirect(url_concat(asked["redirect_uri"], back))


class _Token(_Answer):
    def post(self) -> None:
        given = {name: self.get_body_argument(name) for name in self.request.body_arguments}
        asked = self.provider.codes.pop(given["code"], None)
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        if self.provider.breaks in ("words", "list"):
            self.write("Come back later." if self.provider.breaks == "words" else "[1]")
        elif (given["client_id"], given.get("client_secret", "")) != (KEY, self.provider.secret):
            self._refuse(401, "invalid_client")
        elif (
            self.provider.breaks == "refused"
            or asked is None
            or given["grant_type"] != "authorization_code"
            or given["redirect_uri"] != asked["redirect_uri"]
            or asked["code_challenge_method"] != "S256"
            or _plain(proof) != asked["code_challenge"]
        ):
            self._refuse(400, "invalid_grant")
        else:
            self.write(self._tokens())

    def _tokens(self) -> dict[str, Any]:
        token = secrets.token_urlsafe(16)
        person = self.provider.person
        self.provider.tokens[token] = person
        made = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        if self.provider.has_id_token:
            now = int(time.time())
            about = {"iss": self.provider.address, "aud": self.provider.audience}
            kept = {name: one for name, one in person.items() if name not in self.provider.thin}
            made["id_token"] = _signed(about | {"iat": now, "exp": now + 3600} | kept)
        return made

    def _refuse(self, status: int, error: str) -> None:
        self.set_status(status)
        self.write({"error": error})


class _UserInfo(_Answer):
    def get(self) -> None:
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.provider.tokens:
            self.send_error(401)
            return
        another = {"sub": "another"} if self.provider.another_subject else {}
        self.write(self.provider.tokens[token] | another)


@contextmanager
def open_id() -> Iterator[OpenId]:
    """The provider, until it is left; on 127.0.0.1, which is another site than localhost."""
    provider = OpenId()
    begun: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def answer() -> None:
        routes = {"/authorize": _Authorize, "/token": _Token, "/userinfo": _UserInfo}
        given = {"provider": provider}
        server = HTTPServer(Application([(path, one, given) for path, one in routes.items()]))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        ended = asyncio.Event()
        begun.set_result((sockets[0].getsockname()[1], asyncio.get_running_loop(), ended))
        await ended.wait()
        server.stop()
        await server.close_all_connections()

    apart = threading.Thread(target=lambda: asyncio.run(answer()), daemon=True)
    apart.start()
    port, loop, ended = begun.result(timeout=20)
    provider.address = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        loop.call_soon_threadsafe(ended.set)
        apart.join(timeout=20)


def _signed(claims: dict[str, Any]) -> str:
    """A JSON web token, signed with the secret that the site shares (HS256)."""
    head, body = (_plain(json.dumps(one).encode()) for one in ({"alg": "HS256"}, claims))
    sign = hmac.digest(SECRET.encode(), f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{_plain(sign)}"


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
