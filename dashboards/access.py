"""The gate: who may see which restricted figures. What it does not allow is denied.

Public figures are open to all who reach the site. Restricted figures, a place's own small-area
returns, are for those whom `access.toml` names (`access_file.py` reads it), measure by measure and
place by place. Everything here is pure: who somebody is has been found out before (`signing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import pandas as pd

from dashboards.selection import PLACE_SLUGS
from geo.areas import area

PLACE = "place_code"


class Role(StrEnum):
    """What somebody is to the figures."""

    BOARD = "board"
    PLACE_LEAD = "place lead"
    ANALYST = "analyst"


class Measure(StrEnum):
    """What restricted figures are about, as the returns call it."""

    CHILD_PROTECTION = "child-protection"
    SUICIDE = "suicide"
    EVENTS = "events"


# A board reads what is published for places, and needs nothing below.
USUALLY: Mapping[Measure, frozenset[Role]] = MappingProxyType(
    {measure: frozenset({Role.PLACE_LEAD, Role.ANALYST}) for measure in Measure}
)


@dataclass(frozen=True)
class Grant:
    """One role, in the places for which it was given, as GSS codes."""

    role: Role
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rights:
    """What may be seen besides public figures: measures by place.

    Two readers with equal rights see the same figures, so that pages are kept by it, not by name.
    """

    allowed: frozenset[tuple[str, str]] = frozenset()


PUBLIC = Rights()


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in."""

    name: str
    grants: tuple[Grant, ...] = ()
    rights: Rights = PUBLIC

    @property
    def roles(self) -> tuple[Role, ...]:
        """The person's roles, each once, in the order of the list of roles."""
        held = {grant.role for grant in self.grants}
        return tuple(role for role in Role if role in held)

    @property
    def places(self) -> tuple[str, ...]:
        """The places for which the person has any role, in the house's order."""
        held = {place for grant in self.grants for place in grant.places}
        return tuple(code for code in PLACE_SLUGS.values() if code in held)

    @property
    def words(self) -> str:
        """What the person is here, in words: "place lead: Leeds"."""
        if not self.roles:
            return "public figures only"
        codes = self.places
        places = "all places" if len(codes) == len(PLACE_SLUGS) else listed(codes)
        return ", ".join(self.roles) + (f": {places}" if codes else "")


@dataclass(frozen=True)
class Group:
    """Several people of one role; `claim` is what the sign-in provider calls the group."""

    name: str
    grant: Grant
    claim: str = ""


@dataclass(frozen=True)
class Access:
    """All that `access.toml` says; `contact` is whom to ask to be let in."""

    people: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    allowed: Mapping[Measure, frozenset[Role]] = field(default_factory=lambda: USUALLY)
    contact: str = ""

    @property
    def has_claims(self) -> bool:
        """Whether it matters what groups a provider says people are in."""
        return any(group.claim for group in self.groups)

    def known(self, claims: object) -> list[str]:
        """Those groups that a provider claims and the file names; none of what is no list."""
        named = {group.claim for group in self.groups if group.claim}
        given = claims if isinstance(claims, list) else []
        return sorted(named.intersection(one for one in given if isinstance(one, str)))

    def person(self, name: str, claims: Iterable[str] = ()) -> Person:
        """The person of that name, of whom the provider claims the groups."""
        claimed = frozenset(claims)
        own = self.people.get(same(name), ())
        theirs = (group.grant for group in self.groups if group.claim and group.claim in claimed)
        grants = tuple(dict.fromkeys((*own, *theirs)))
        return Person(name, grants, rights_of(grants, self.allowed))


def listed(codes: Iterable[str]) -> str:
    """The places' names, one after another."""
    return ", ".join(area(code).name for code in codes)


def same(name: str) -> str:
    """The name as names are compared: providers write A to Z large or small as they please.

    Other letters are left alone: some that look different would become one.
    """
    return "".join(letter.lower() if letter.isascii() else letter for letter in name.strip())


def rights_of(grants: Iterable[Grant], allowed: Mapping[Measure, frozenset[Role]]) -> Rights:
    """What the grants come to."""
    return Rights(
        frozenset(
            (measure.value, place)
            for grant in grants
            for measure, roles in allowed.items()
            if grant.role in roles
            for place in grant.places
        )
    )


def may_see(rights: Rights, measure: str, place: str) -> bool:
    """Whether the measure's restricted figures of the place may be seen."""
    return (str(measure), place) in rights.allowed


def only_place(rights: Rights) -> str:
    """The one place of which anything restricted may be seen, as a code; empty for none or several.

    Pages about a place begin with it.
    """
    places = {place for _, place in rights.allowed}
    return places.pop() if len(places) == 1 else ""


@dataclass(frozen=True)
class Seen:
    """Which restricted figures something shows: told to the log, and holds no figure."""

    measure: str
    place: str


class RestrictedStore(Protocol):
    """What holds restricted figures that have been made safe."""

    def safe(self, measure: str, place: str | None = None) -> pd.DataFrame:
        """The safe table of the measure, of one place or all."""


def restricted_for(
    rights: Rights, store: RestrictedStore | None, measure: str, places: Iterable[str] | None = None
) -> tuple[pd.DataFrame, tuple[Seen, ...]]:
    """The measure's restricted figures that may be seen, and what the log must be told of them.

    The store is asked for nothing else: what may not be seen never reaches a view model. Rows that
    the store gives of another place than was asked for are left out.
    """
    if store is None:
        return pd.DataFrame(), ()
    wanted = PLACE_SLUGS.values() if places is None else places
    allowed = [place for place in dict.fromkeys(wanted) if may_see(rights, measure, place)]
    tables: list[pd.DataFrame] = []
    seen: list[Seen] = []
    for place in allowed:
        table = store.safe(measure, place)
        if PLACE in table.columns:
            table = table[table[PLACE] == place]
        else:
            table = table.assign(**{PLACE: place})
        if len(table):
            tables.append(table)
            seen.append(Seen(str(measure), place))
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return whole, tuple(seen)
