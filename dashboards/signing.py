"""Who somebody is: the person of a request, from the cookie that was signed when they signed in.

There is one answer for pages, downloads, pictures and wires, because `gate.py` asks for it once
for each request and puts it there. A cookie that is forged, altered, expired or signed out names
nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tornado.web import decode_signed_value

from dashboards.access import PUBLIC, Access, Person, Rights, Seen
from dashboards.attempts import Attempts
from dashboards.audit_log import AuditLog
from geo.errors import SuiteError

USER = "user"  # as Panel names its cookies
GROUPS = "groups"  # what a provider claims of them, as far as access.toml names it
A_DAY = 86_400
AT_ONCE = 5.0  # seconds within which the same view is one view


class Reader:
    """Whoever reads: here without having signed in, on a site that asks nobody to."""

    person: Person | None = None
    rights: Rights = PUBLIC

    def is_in(self) -> bool:
        """Whether they may still be answered."""
        return True

    def is_shown(self, page: str, seen: Collection[Seen]) -> None:
        """The page is about to be sent. Raises SuiteError if what it shows must not be."""
        if seen:
            raise SuiteError("Restricted figures are for those who have signed in.")


NOBODY = Reader()


@dataclass(frozen=True)
class SignIn:
    """How people sign in, who they are, and where it is logged."""

    access: Access
    log: AuditLog
    secret: str
    passwords: Mapping[str, str] | None = None  # None where a provider signs people in
    provider: str = ""
    days: float = 1.0
    is_behind_tls: bool = False
    attempts: Attempts = field(default_factory=Attempts, repr=False)
    _ended: dict[str, float] = field(default_factory=dict, repr=False)

    def person_of(self, cookies: Mapping[str, str]) -> Person | None:
        """The person whom the cookies name; None for nobody."""
        cookie = cookies.get(USER)
        name = self._signed(USER, cookie)
        if not cookie or not name or not name.isprintable() or self.was_ended(cookie):
            return None
        if self.passwords is not None and name not in self.passwords:
            return None
        return self.access.person(name, self._groups(name, cookies))

    def password_is(self, name: str, password: str) -> bool:
        """Whether the password is that of the name; it takes as long for a name nobody has."""
        known = (self.passwords or {}).get(name)
        fits = hmac.compare_digest((known or "").encode(), password.encode("utf-8", "replace"))
        return fits and bool(known)

    def was_ended(self, cookie: str) -> bool:
        """Whether somebody has signed out with the cookie."""
        return _print(cookie) in self._ended

    def end(self, cookies: Mapping[str, str]) -> str:
        """Sign out: the cookie names nobody from now on, even where it was copied. Gives the name.

        What is remembered is forgotten once the cookie has expired by itself.
        """
        cookie = cookies.get(USER)
        name = self._signed(USER, cookie)
        if not name or not cookie:
            return ""
        now = time.time()
        for old in [one for one, until in list(self._ended.items()) if until < now]:
            self._ended.pop(old, None)
        self._ended[_print(cookie)] = now + self.days * A_DAY
        return name

    def _groups(self, name: str, cookies: Mapping[str, str]) -> list[str]:
        """What groups the provider says the person is in; none if it said so of somebody else."""
        content = self._signed(GROUPS, cookies.get(GROUPS)) if self.provider else ""
        told = json.loads(content) if content else {}
        return list(told["groups"]) if told.get("of") == name else []

    def _signed(self, name: str, value: str | None) -> str:
        if not value:
            return ""
        found = decode_signed_value(self.secret, name, value, max_age_days=self.days)
        return found.decode("utf-8", "replace") if found else ""


class SignedIn(Reader):
    """Somebody who has signed in, for one request or one session."""

    def __init__(self, person: Person, cookies: Mapping[str, str], sign_in: SignIn) -> None:
        self.person: Person = person
        self.rights = person.rights
        self._cookies = dict(cookies)
        self._sign_in = sign_in
        self._told: tuple[str, frozenset[Seen]] | None = None
        self._told_at = 0.0

    def is_in(self) -> bool:
        return self._sign_in.person_of(self._cookies) is not None

    def is_shown(self, page: str, seen: Collection[Seen]) -> None:
        for one in seen:
            if (one.measure, one.place) not in self.rights.allowed:
                raise SuiteError("These figures are for others than you.")
        view, now = (page, frozenset(seen)), time.monotonic()
        # A page and its wire ask for the same view at once.
        if seen and (view != self._told or now - self._told_at >= AT_ONCE):
            self._sign_in.log.view(self.person.name, page, seen)
            self._told, self._told_at = view, now


def reader_of(request: object) -> Reader:
    """Who reads, of a Tornado request or of a session's, where the gate has put it."""
    found = getattr(request, "reader", None)
    return found if isinstance(found, Reader) else NOBODY


def _print(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
