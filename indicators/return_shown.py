"""A return held against what was shown before: what may not be shown beside it, and why.

`disclosure` proves the cells of one table safe, given all that was shown of them. What is refused
here is what that proof does not cover: other days, other areas, and parts that the table lacks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from geo.areas import is_known, name
from indicators.disclosure import Release, Safe, Standing, Table
from indicators.disclosure_cells import HIDDEN
from indicators.errors import DisclosureError, Fault
from indicators.return_checks import periods_of
from indicators.return_measures import nested_with
from indicators.return_periods import in_words
from indicators.return_rows import Return

REFUSED = "Nothing of this return may be shown."
PARTED_BY = "|"


class LedgerName(NamedTuple):
    """What a table of a return is called in the ledger: a measure of a place in a period."""

    measure: str
    place: str
    start: date
    end: date

    @property
    def text(self) -> str:
        return PARTED_BY.join((self.measure, self.place, in_words(self.start, self.end)))


def ledger_name(text: str) -> LedgerName:
    """The name read back."""
    measure, place, period = text.split(PARTED_BY)
    first, _, last = period.partition(" to ")
    return LedgerName(measure, place, date.fromisoformat(first), date.fromisoformat(last or first))


def refuse_overlaps(made: Return, ground: set[str], releases: Iterable[Release]) -> None:
    """Refuse days that overlap with days shown, and areas that overlap with areas shown."""
    facts = made.facts
    measures = {facts.measure, *nested_with(facts.measure)}
    mine = periods_of(made.rows)
    sharing: dict[str, list[str]] = defaultdict(list)  # releases by period of this return
    parting: dict[str, list[str]] = defaultdict(list)
    for one in releases:
        measure, place, start, end = ledger_name(one.measure)
        if measure not in measures or place != facts.place:
            continue
        for period in mine:
            if period != (start, end) and period[0] <= end and start <= period[1]:
                sharing[in_words(*period)].append(one.name)
        then = {key[one.cells.columns.index("area_code")] for key in one.cells.keys}
        if (start, end) in mine and not (then <= ground or ground <= then):
            parting[in_words(start, end)].append(one.name)
    faults = [
        Fault(
            period,
            f"days that are in {_releases(names)}, too",
            "the same days as were shown, or none of them",
            "The difference of two overlapping periods could give a small count away.",
        )
        for period, names in sorted(sharing.items())
    ]
    faults += [
        Fault(
            period,
            f"{facts.vintage.label}, where {_releases(names)} had others",
            "the areas that are shown already, or parts of them",
            "Two patterns of areas together could give a small count away.",
        )
        for period, names in sorted(parting.items())
    ]
    if faults:
        raise DisclosureError(f"{REFUSED} ({name(facts.place)})", faults)


def _releases(names: list[str]) -> str:
    """The release, or the first of them and how many more."""
    more = len(names) - 1
    if not more:
        return names[0]
    return f"{names[0]} and {more:,} more {'release' if more == 1 else 'releases'}"


def refuse_finer(table: Table, known: Sequence[Release]) -> None:
    """Refuse a table without the parts in which its counts were shown, some of them hidden.

    What the table adds could give away a hidden part, and only cells of the table are proved safe.
    """
    now = {table.cells.identity(at) for at in range(len(table.cells.keys))}
    for one in known:
        if one.standing is not Standing.SAME:
            continue
        hidden = [at for at, state in enumerate(one.states) if state == HIDDEN]
        lacking = [at for at in hidden if one.cells.identity(at) not in now]
        if lacking:
            many = len(lacking)
            smaller = (
                "smaller area or group that is" if many == 1 else "smaller areas or groups that are"
            )
            fault = Fault(
                "this return",
                f"no count of the {many:,} {smaller} hidden in {one.name}",
                "a return with all that was shown of the period",
                "Their sums are shown with them. To revise them, send the smaller ones again.",
            )
            raise DisclosureError(REFUSED, [fault])


def refuse_more_than_whole(table: Table, known: Sequence[Release]) -> None:
    """Refuse more who are counted in a part than in the whole: one of the two returns is wrong."""
    mine = {table.cells.identity(at): count for at, count in enumerate(table.counts)}
    latest = {
        (one.standing, identity): (one, count)
        for one in known
        if one.standing is not Standing.SAME
        for identity, count in one.truth.items()
        if identity in mine
    }
    faults = []
    for (standing, identity), (one, count) in latest.items():
        part, whole = mine[identity], count
        if standing is Standing.PART:
            part, whole = whole, part
        if part > whole:
            of_part, of_whole = "in this return", f"in {one.name}"
            if standing is Standing.PART:
                of_part, of_whole = of_whole, of_part
            faults.append(
                Fault(
                    ", ".join(_said(value) for _, value in sorted(identity)),
                    f"{part:,} {of_part}, of {whole:,} {of_whole}",
                    "no more than there are in all, as whoever is counted in the one is in both",
                    "Send the wrong one of the two again, with a collection date of its own.",
                )
            )
    if faults:
        raise DisclosureError(REFUSED, faults)


def _said(value: str) -> str:
    return name(value) if is_known(value) else value


def refuse_given_away(safe: Safe) -> None:
    """Refuse where published figures and earlier releases give small counts away for ever."""
    if not safe.claims_protection:
        many = len(safe.known)
        fault = Fault(
            f"{many:,} small {'count' if many == 1 else 'counts'}",
            "what is published or was shown before gives away",
            "counts that can be protected",
            "After wards are shown, neighbourhoods of the same days often cannot be: send "
            "neighbourhoods first, as their wards are shown with them.",
        )
        raise DisclosureError(REFUSED, [fault])


def refuse_sums_over_time(safe: Safe, overlapping: pd.DataFrame) -> None:
    """Refuse a hidden cell of an area of which a figure of overlapping days is published."""
    cells = safe.published.cells
    at = cells.columns.index("area_code")
    hidden = {
        key[at]
        for key, state in zip(cells.keys, safe.published.states, strict=True)
        if state == HIDDEN
    }
    if both := sorted(set(overlapping["area_code"]) & hidden):
        fault = Fault(
            f"{name(both[0])} ({both[0]})",
            "a hidden count, with a figure of overlapping days published",
            "counts that no published sum over time can give away",
        )
        raise DisclosureError(REFUSED, [fault])
