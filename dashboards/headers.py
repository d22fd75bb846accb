"""The headers with which every answer leaves: pages, files, refusals and the start of a wire.

What a page may load and run is named here, in the content security policy:

- scripts of this site; the two inline scripts that all pages share, by their hash; the one that
  holds a session, by a number used once; and `blob:`, because Panel starts its components from
  one. Bokeh and Panel compile nothing from text on these pages, so `unsafe-eval` is not needed.
- styles in the page: Bokeh makes style elements and attributes as it draws, which no hash can know.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from functools import cache
from types import SimpleNamespace

from markupsafe import Markup
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, OutputTransform

from dashboards.html import render
from dashboards.scripts import MODULES
from dashboards.signing import NOBODY, reader_of

POLICY = "Content-Security-Policy"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
A_YEAR_OF_TLS = "max-age=31536000"
KEPT_FOR_GOOD = "immutable"
PRIVATE = "private, no-store"
SESSION_SCRIPT = "<script>"  # as Bokeh begins it, at the end of a page


def once() -> str:
    """A number for one page's session script."""
    return secrets.token_urlsafe(16)


@cache
def _policy() -> tuple[str, str]:
    """The policy before and after where a page's own number stands."""
    hashes = " ".join(f"'sha256-{one}'" for one in _hashes())
    after = (
        "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    )
    return f"default-src 'self'; script-src 'self' blob: {hashes}", after


def policy(number: str = "") -> str:
    """The content security policy, of a page with its number."""
    before, after = _policy()
    return f"{before} 'nonce-{number}'{after}" if number else before + after


def with_number(html: str, number: str) -> str:
    """The page with its session script, the last on it, marked as the one that may run."""
    before, found, after = html.rpartition(SESSION_SCRIPT)
    return f'{before}<script nonce="{number}">{after}' if found else html


def _hashes() -> list[str]:
    head = str(render("head.html", page=SimpleNamespace(title=""), style=Markup("")))
    inline = [MODULES, *re.findall(r"<script[^>]*>(.+?)</script>", head, re.DOTALL)]
    return [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline]


def put_on_all(application: Application, is_behind_tls: bool) -> None:
    """Every answer of the application gets the headers."""

    class Headers(OutputTransform):
        """Adds to the headers of one answer before its first byte leaves."""

        def __init__(self, request: HTTPServerRequest) -> None:
            self._request = request

        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            for name, value in ALWAYS.items():
                headers[name] = value
            if POLICY not in headers:
                headers[POLICY] = policy()
            if is_behind_tls:
                headers["Strict-Transport-Security"] = A_YEAR_OF_TLS
            is_kept = KEPT_FOR_GOOD in headers.get("Cache-Control", "") and status_code == 200
            if reader_of(self._request) is not NOBODY and not is_kept:
                headers["Cache-Control"] = PRIVATE
            headers.pop("Server", None)
            return status_code, headers, chunk

    application.transforms.append(Headers)
