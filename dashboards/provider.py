"""Signing in by an OAuth or OpenID provider: led there, and let in by what it says afterwards.

Panel knows the providers: their addresses, their scopes, and by what name each calls people. The
exchange is the house's own, because Panel's takes an empty state for a right one, turns apostrophes
in names into quotation marks, does not ask whether an address was verified, and keeps tokens in the
browser, which drops what is longer than 4 kB.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlencode

from panel.auth import RESERVED_OAUTH_PARAMS
from panel.config import config
from panel.util import decode_token
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httputil import url_concat

from dashboards.careful import Careful, RefusedError
from dashboards.gate import LOGIN
from dashboards.signing import GROUPS

BEGUN = "sign_in_begun"
AN_HOUR = 1 / 24  # of a day: how long somebody may take at the provider
PATIENCE = 20  # seconds
NOT_LET_IN = "The sign-in provider did not let you in. Try again, or ask whoever runs this site."
NOT_BEGUN = "This sign-in was not begun in this browser, or too long ago. Try again."
NO_ANSWER = "The sign-in provider does not answer. Try again later, or ask whoever runs this site."
NOT_CLEAR = "The sign-in provider did not say who you are. Ask whoever runs this site."
UNVERIFIED = "The sign-in provider has not verified your e-mail address. Verify it there first."


class ProviderLogin(Careful):
    """Goes before Panel's handler for the provider, of which it uses what begins with `_`."""

    _OAUTH_AUTHORIZE_URL: str
    _OAUTH_ACCESS_TOKEN_URL: str
    _USER_KEY: str
    _SCOPE: list[str]
    _EXTRA_TOKEN_PARAMS: dict[str, str]
    _API_BASE_HEADERS: dict[str, str]
    _access_token_header: str | None

    async def get(self) -> None:
        if error := self.get_query_argument("error", ""):
            raise RefusedError(403, NOT_LET_IN, f"the provider said {error[:80]!r}")
        code = self.get_query_argument("code", "")
        if not code:
            self._lead_there()
            return
        verifier, led = self._begun()
        claims = await self._claims(code, verifier)
        name = self._name(claims)
        groups = self.sign_in.access.known(claims.get("groups"))
        await self.admit(name)
        told = json.dumps({"of": name, "groups": groups})
        self.set_signed_cookie(GROUPS, told, expires_days=self.sign_in.days)
        self.lead_on(self.sign_in.access.person(name, groups), led)

    @property
    def _back(self) -> str:
        """The address to which the provider sends people back, as it must be told beforehand."""
        scheme = "https" if self.sign_in.is_behind_tls else self.request.protocol
        return str(config.oauth_redirect_uri or f"{scheme}://{self.request.host}{LOGIN}")

    @property
    def _key(self) -> str:
        """What the provider calls the name of a person."""
        return str(config.oauth_jwt_user or self._USER_KEY)

    def _lead_there(self) -> None:
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        begun = json.dumps([state, verifier, self.get_argument("next", "/")])
        self.set_signed_cookie(BEGUN, begun, expires_days=AN_HOUR)
        more = config.oauth_extra_params
        asked = {name: more[name] for name in more if name not in RESERVED_OAUTH_PARAMS} | {
            "response_type": "code",
            "client_id": config.oauth_key,
            "redirect_uri": self._back,
            "scope": " ".join(self._SCOPE),
            "state": state,
            "code_challenge": _plain(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        self.redirect(url_concat(self._OAUTH_AUTHORIZE_URL, asked))

    def _begun(self) -> tuple[str, str]:
        """What was begun in this browser, once: the proof of it for the provider, and where to."""
        begun = self.get_signed_cookie(BEGUN, max_age_days=AN_HOUR)
        self.clear_cookie(BEGUN)
        state, verifier, led = json.loads(begun) if begun else ("", "", "/")
        given = self.get_query_argument("state", "")
        if not state or not hmac.compare_digest(state.encode(), given.encode()):
            raise RefusedError(403, NOT_BEGUN, "an answer to what was not asked here")
        return verifier, led

    async def _claims(self, code: str, verifier: str) -> dict[str, Any]:
        """What the provider says of whoever brought the code.

        It is asked itself, by TLS, so that its word needs no signature.
        """
        asked = self._EXTRA_TOKEN_PARAMS | {
            "client_id": config.oauth_key,
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        if config.oauth_secret:
            asked["client_secret"] = config.oauth_secret
        told = await _answer(
            HTTPRequest(
                self._OAUTH_ACCESS_TOKEN_URL,
                method="POST",
                body=urlencode(asked),
                headers=self._API_BASE_HEADERS,
            )
        )
        claims = _identity(told.get("id_token"), config.oauth_key)
        where = getattr(self, "_OAUTH_USER_URL", "")
        token = told.get("access_token")
        needs_groups = self.sign_in.access.has_claims and "groups" not in claims
        if where and isinstance(token, str) and (self._key not in claims or needs_groups):
            # Some of Panel's addresses end with "?access_token=", which logs on the way would keep.
            scheme = self._access_token_header or "Bearer {}"
            headers = self._API_BASE_HEADERS | {"Authorization": scheme.format(token)}
            more = await _answer(HTTPRequest(where.partition("?")[0], headers=headers))
            if claims and more.get("sub") != claims.get("sub"):
                raise RefusedError(502, NOT_CLEAR, "the provider spoke of two people at once")
            claims = more | claims
        return claims

    def _name(self, claims: dict[str, Any]) -> str:
        """The person's name. Raises RefusedError for none, or one that the provider doubts."""
        name = claims.get(self._key)
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise RefusedError(502, NOT_CLEAR, f"the provider sent no {self._key!r} to be shown")
        verified = claims.get("email_verified", True)
        if self._key == "email" and verified not in (True, "true"):
            raise RefusedError(403, UNVERIFIED, "the provider has not verified the address", name)
        return name.strip()


async def _answer(request: HTTPRequest) -> dict[str, Any]:
    """What the provider answers, an object. Raises RefusedError for anything else."""
    request.follow_redirects = False  # they could lead a secret elsewhere
    request.connect_timeout = request.request_timeout = PATIENCE
    try:
        response = await AsyncHTTPClient().fetch(request)
        told = json.loads(response.body)
    except HTTPClientError as problem:
        if problem.response is None:
            raise RefusedError(503, NO_ANSWER, f"no answer of the provider: {problem}") from None
        said = f"{problem.code} {problem.response.body[:200]!r}"
        raise RefusedError(502, NOT_LET_IN, f"the provider answered {said}") from None
    except OSError as problem:
        raise RefusedError(503, NO_ANSWER, f"no answer of the provider: {problem}") from None
    except ValueError:
        raise RefusedError(502, NOT_CLEAR, "the provider sent no JSON") from None
    if not isinstance(told, dict):
        raise RefusedError(502, NOT_CLEAR, "the provider sent no JSON object")
    if "error" in told:  # GitHub says so with status 200
        raise RefusedError(502, NOT_LET_IN, f"the provider said {str(told['error'])[:80]!r}")
    return told


def _identity(token: object, key: str) -> dict[str, Any]:
    """The claims of an id token that was made for this site; none without a token."""
    if not isinstance(token, str):
        return {}
    try:
        claims = decode_token(token)
    except (ValueError, IndexError):
        claims = None
    if not isinstance(claims, dict):
        raise RefusedError(502, NOT_CLEAR, "the provider sent an id token that cannot be read")
    audience = claims.get("aud")
    if key not in (audience if isinstance(audience, list) else [audience]):
        raise RefusedError(502, NOT_CLEAR, "the provider sent an id token made for another site")
    return claims


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
