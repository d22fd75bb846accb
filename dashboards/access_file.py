"""Reading `access.toml`: people and groups, their roles and places; all faults told at once.

`data/access.example.toml` is a written example. Names of people stand in the file and no secrets:
that others can read it is only said, that others could write it is refused.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from dashboards.access import USUALLY, Access, Grant, Group, Measure, Role, same
from dashboards.selection import PLACE_SLUGS
from geo.errors import Fault, SuiteError, did_you_mean, quoted
from indicators.declared import Declared, parse, read_toml

EVERYWHERE = "all"
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
OTHERS_MAY_READ = stat.S_IRGRP | stat.S_IROTH


class GroupEntry(Declared):
    """A `[[group]]` of the file."""

    name: str
    role: Role
    places: list[str] = []
    claim: str = ""


class PersonEntry(Declared):
    """A `[[person]]` of the file: a role of their own, groups, or both."""

    name: str
    role: Role | None = None
    places: list[str] = []
    groups: list[str] = []


class Entries(Declared):
    """The whole file."""

    contact: str = ""
    person: list[PersonEntry] = []
    group: list[GroupEntry] = []
    restricted: dict[Measure, list[Role]] = {}


def read_access(path: Path) -> tuple[Access, list[Fault]]:
    """What the file says, with warnings. Raises SuiteError with every fault found in it."""
    kept = kept_from_others(path, OTHERS_MAY_WRITE)
    table, faults = read_toml(path)
    faults += kept
    entries: Entries | None = None
    if not faults or table:
        faults += _unknown_measures(table, path.name)
        entries, wrong = parse(Entries, _without_unknown(table), path.name)
        faults += wrong
    if entries is not None:
        faults += [*_wrong_groups(entries, path.name), *_wrong_people(entries, path.name)]
    if entries is None or faults:
        raise SuiteError("Nobody can be let in by this file:", faults)
    warnings = kept_from_others(path, OTHERS_MAY_READ, "warning")
    return _access(entries), warnings


def kept_from_others(path: Path, bits: int, severity: str = "error") -> list[Fault]:
    """A fault where others than the file's owner have rights that they should not have."""
    if os.name != "posix" or not path.exists():
        return []
    held, folder = path.stat(), path.resolve().parent.stat()
    is_open = folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX
    if is_open and severity == "error":
        remedy = f"Say: chmod o-w {path.resolve().parent}"
        found = "a folder in which others may put another file in its place"
        return [Fault(path.name, found, "a folder that its owner alone may change", remedy)]
    owned = held.st_uid in (0, os.geteuid())
    if owned and not held.st_mode & bits:
        return []
    what = "write" if bits == OTHERS_MAY_WRITE else "read"
    found = f"a file that others may {what}" if owned else "a file of another owner"
    remedy = f"Say: chmod {'go-w' if what == 'write' else 'go-rwx'} {path.name}"
    return [
        Fault(path.name, found, "one of its owner alone", remedy, cast("Any", severity)),
    ]


def _access(entries: Entries) -> Access:
    groups = {
        one.name: Group(one.name, Grant(one.role, _codes(one.places)), one.claim)
        for one in entries.group
    }
    people = {
        same(one.name): (
            *([Grant(one.role, _codes(one.places))] if one.role else []),
            *(groups[name].grant for name in one.groups),
        )
        for one in entries.person
    }
    allowed = dict(USUALLY) | {
        measure: USUALLY[measure] & frozenset(roles)
        for measure, roles in entries.restricted.items()
    }
    return Access(
        MappingProxyType(people),
        tuple(groups.values()),
        MappingProxyType(allowed),
        entries.contact,
    )


def _codes(slugs: list[str]) -> frozenset[str]:
    if slugs == [EVERYWHERE]:
        return frozenset(PLACE_SLUGS.values())
    return frozenset(PLACE_SLUGS[slug] for slug in slugs)


def _wrong_groups(entries: Entries, where: str) -> Iterator[Fault]:
    for at, one in enumerate(entries.group, 1):
        yield from _wrong_grant(one.role, one.places, f"{where}: group[{at}], {quoted(one.name)}")
    for what, names in (
        ("group", [one.name for one in entries.group]),
        ("claim", [one.claim for one in entries.group if one.claim]),
    ):
        for name in _twice(names):
            yield Fault(f"{where}: {what} {quoted(name)}", "it twice", f"each {what} once")


def _wrong_people(entries: Entries, where: str) -> Iterator[Fault]:
    if not entries.contact.isprintable():
        yield Fault(f"{where}: contact", "what cannot be shown", "a name, an address or a number")
    defined = [one.name for one in entries.group]
    for at, one in enumerate(entries.person, 1):
        here = f"{where}: person[{at}], {quoted(one.name)}"
        if not one.name or not one.name.isprintable():
            yield Fault(here, "no name that can be shown", "the name by which they sign in")
        if one.role:
            yield from _wrong_grant(one.role, one.places, here)
        elif one.places:
            yield Fault(here, "places without a role", "a role", "Add role, or leave places out.")
        elif not one.groups:
            yield Fault(here, "neither a role nor groups", "a role, groups, or both")
        for name in one.groups:
            if name not in defined:
                meant = did_you_mean(name, defined) or "Add a [[group]] of that name."
                yield Fault(here, f"the group {quoted(name)}", "a group of this file", meant)
    for name in _twice([same(one.name) for one in entries.person]):
        remedy = "Write all that they may see into one entry, with groups where roles differ."
        yield Fault(f"{where}: person {quoted(name)}", "them twice", "each person once", remedy)


def _wrong_grant(role: Role, places: list[str], where: str) -> Iterator[Fault]:
    allowed = ", ".join(PLACE_SLUGS)
    for place in places:
        if place not in PLACE_SLUGS and places != [EVERYWHERE]:
            meant = did_you_mean(place, PLACE_SLUGS)
            expected = f"places of {allowed}" + ("" if role is Role.PLACE_LEAD else '; or "all"')
            yield Fault(where, f"the place {quoted(place)}", expected, meant)
    if role is Role.BOARD and places:
        remedy = "Leave places out: a board sees what is published for all of them."
        yield Fault(where, "a board member with places", "a board member without", remedy)
    if role is not Role.BOARD and not places:
        yield Fault(where, f"role {quoted(role)} without places", f"places of {allowed}")
    if role is Role.PLACE_LEAD and places == [EVERYWHERE]:
        yield Fault(where, 'a place lead of "all"', f"the places by name: {allowed}")


def _unknown_measures(table: dict[str, Any], where: str) -> Iterator[Fault]:
    given = table.get("restricted")
    for name in given if isinstance(given, dict) else ():
        if name not in list(Measure):
            yield Fault(
                f"{where}: restricted.{name}",
                "an unknown measure",
                "one of " + ", ".join(Measure),
                did_you_mean(name, list(Measure)),
            )
        elif isinstance(given, dict) and isinstance(given[name], list):
            for role in given[name]:
                if role in list(Role) and role not in USUALLY[Measure(name)]:
                    usual = ", ".join(sorted(USUALLY[Measure(name)]))
                    found = f"{quoted(role)}, who never sees it"
                    yield Fault(f"{where}: restricted.{name}", found, f"some of: {usual}")


def _without_unknown(table: dict[str, Any]) -> dict[str, Any]:
    """The table without measures of which it has been told already that they are unknown."""
    given = table.get("restricted")
    if not isinstance(given, dict):
        return table
    known = {name: roles for name, roles in given.items() if name in list(Measure)}
    return table | {"restricted": known}


def _twice(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
