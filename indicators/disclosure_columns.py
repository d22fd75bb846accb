"""The values of one column of a table of counts, and which of them are sums of which others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from indicators.errors import Fault, quoted

Grouping = Mapping[Any, Any]
Parents = Mapping[str, "Grouping | Sequence[Grouping] | None"]
NO_PARENTS: Parents = MappingProxyType({})
TOTAL_WORDS = ("all", "total", "persons", "all persons", "both", "everyone")
TOTAL = "all"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Sum(NamedTuple):
    """A value of a column, and the values that add up to it in one grouping."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: its leaves in order, its sums from the leaves up, and what is never published.

    `leaves_of` gives the leaves under every value, itself for a leaf; `top` names the total over
    all values of a column that was given no parents.
    """

    name: str
    leaves: tuple[str, ...]
    sums: tuple[Sum, ...]
    leaves_of: Mapping[str, frozenset[str]]
    unpublished: frozenset[str]
    top: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.leaves_of)


def read_column(
    name: str,
    found: Iterable[str],
    parents: Grouping | Sequence[Grouping] | None,
    links: Grouping | Sequence[Grouping] | None,
    leaves_are_published: bool,
) -> tuple[Column | None, list[Fault]]:
    """The column that its values and its parents make, or the faults that keep it from it.

    `found` are the values of the table, leaves or totals; `links` are groupings that are not
    published now, but by which earlier releases were.
    """
    present = tuple(dict.fromkeys(found))
    shown, faults = _groupings(name, parents)
    linked, more = _groupings(name, links)
    faults += more + _strange_names(name, present)
    top = ""
    if not shown:
        top = _total_of(present)
        rest = [value for value in present if value != top]
        shown = [dict.fromkeys(rest, top)]
    edges = shown + linked
    children = [_children(grouping) for grouping in edges]
    totals = {total for grouping in children for total in grouping}
    faults += _cycles(name, edges)
    if faults:
        return None, faults
    leaves = tuple(value for value in present if value not in totals)
    known = {child for grouping in edges for child in grouping} | totals
    faults += [
        Fault(f"{name} {quoted(value)}", "no parent", "a parent in each grouping that holds it")
        for value in leaves
        if value not in known
    ]
    under = {value: frozenset([value]) for value in leaves}
    sums = _sums(name, children, under, faults)
    if not leaves:
        faults.append(Fault(name, "totals only", "the counts that they are the sums of"))
    published = {total for grouping in children[: len(shown)] for total in grouping}
    hidden = set(under) - published - set(leaves)
    if not leaves_are_published:
        hidden |= set(leaves)
    if faults:
        return None, faults
    return Column(name, leaves, tuple(sums), under, frozenset(hidden), top), []


def _groupings(name: str, given: Any) -> tuple[list[dict[str, str]], list[Fault]]:
    """The groupings with every code as text."""
    if given is None:
        return [], []
    listed = [given] if isinstance(given, Mapping) else given
    if isinstance(given, pd.Series):
        listed = [given.to_dict()]
    if not isinstance(listed, Sequence) or not all(isinstance(one, Mapping) for one in listed):
        wanted = "a mapping from child to parent, or a list of such mappings"
        return [], [Fault(f"parent of {name}", quoted(given), wanted)]
    faults = [
        Fault(f"{name} {quoted(child)}", "no parent", "a parent in each grouping that holds it")
        for grouping in listed
        for child, parent in grouping.items()
        if is_nothing(parent)
    ]
    made = [
        {str(child).strip(): str(parent).strip() for child, parent in one.items()} for one in listed
    ]
    named = [value for one in made for pair in one.items() for value in pair]
    return made, faults + _strange_names(name, list(dict.fromkeys(named)))


def is_nothing(value: Any) -> bool:
    """Whether there is no value: None, NaN, or blank text."""
    return value is None or str(value).strip() in ("", "nan", "NaN", "NaT", "<NA>")


def _strange_names(name: str, values: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            f"{name} {quoted(value)}",
            "a formula",
            "a name or code, which no spreadsheet would run",
            "Give it without its first character.",
        )
        for value in values
        if value.startswith(STARTS_A_FORMULA)
    ]


def _total_of(values: Sequence[str]) -> str:
    """The value that says it is the total of the others, or the name that the total is given."""
    said = [value for value in values if value.strip().casefold() in TOTAL_WORDS]
    return said[0] if len(said) == 1 and len(values) > 1 else TOTAL


def _children(grouping: Mapping[str, str]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for child, parent in grouping.items():
        made.setdefault(parent, []).append(child)
    return made


def _cycles(name: str, groupings: Sequence[Mapping[str, str]]) -> list[Fault]:
    """A fault for each value that lies above itself, through any of the groupings."""
    above: dict[str, set[str]] = {}
    for grouping in groupings:
        for child, parent in grouping.items():
            above.setdefault(child, set()).add(parent)
    rest = dict(above)
    while ends := [value for value, over in rest.items() if not over & rest.keys()]:
        for value in ends:  # nothing above it is left, so that it lies on no cycle
            del rest[value]
    on_cycle = [value for value in rest if _reaches(value, value, rest)]
    return [
        Fault(f"{name} {quoted(value)}", "its own parent in the end", "parents without a cycle")
        for value in on_cycle
    ]


def _reaches(start: str, wanted: str, above: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(above.get(start, ()))
    while ahead:
        value = ahead.pop()
        if value == wanted:
            return True
        if value not in seen:
            seen.add(value)
            ahead += above.get(value, ())
    return False


def _sums(
    name: str,
    groupings: Sequence[Mapping[str, list[str]]],
    under: dict[str, frozenset[str]],
    faults: list[Fault],
) -> list[Sum]:
    """The sums from the leaves up; `under` gets the leaves of each total, `faults` what is wrong.

    A total none of whose children is in the table is left out, as lookups hold other years too.
    """
    waiting = [(total, parts) for grouping in groupings for total, parts in grouping.items()]
    totals = {total for total, _ in waiting}
    gone = _absent(waiting, under, totals)
    waiting = [(total, parts) for total, parts in waiting if total not in gone]
    made: list[Sum] = []
    while waiting:
        open_totals = {total for total, _ in waiting}
        ready = [one for one in waiting if not open_totals & set(one[1])]
        for total, parts in ready:
            waiting.remove((total, parts))
            absent = [part for part in parts if part not in under]
            if absent:
                shown = ", ".join(quoted(part) for part in absent[:5])
                faults.append(
                    Fault(
                        f"{name} {quoted(total)}",
                        f"no counts of {len(absent):,} of its {len(parts):,} parts: {shown}",
                        "a count of every part; missing is never zero",
                        "Give the counts, or take the parts out of the mapping.",
                    )
                )
            held = [under[part] for part in parts if part in under]
            leaves = frozenset().union(*held)
            if sum(map(len, held)) != len(leaves):
                faults.append(Fault(f"{name} {quoted(total)}", "parts that overlap", "parts apart"))
            elif under.setdefault(total, leaves) != leaves and not absent:
                faults.append(
                    Fault(
                        f"{name} {quoted(total)}",
                        "different parts in two groupings",
                        "the same ground in each",
                    )
                )
            made.append(Sum(total, tuple(part for part in parts if part in under)))
    return made


def _absent(
    sums: Sequence[tuple[str, list[str]]], leaves: Mapping[str, object], totals: set[str]
) -> set[str]:
    """The totals with nothing of the table under them, at whatever depth."""
    reached = set(leaves)
    grown = True
    while grown:
        new = {t for t, parts in sums if t not in reached and reached & set(parts)}
        reached |= new
        grown = bool(new)
    return totals - reached
