"""The councils most like the chosen place, and where it stands among them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from dashboards.viewmodel.authority_list import AuthorityList
from geo.areas import name, successor
from indicators.peers import METHOD, peers


@dataclass(frozen=True)
class PeerRow:
    """One similar council, or the place itself before them."""

    code: str
    name: str
    value: str
    limits: str
    distance: str
    sort_value: str
    sort_distance: str
    is_own: bool


@dataclass(frozen=True)
class PeerTable:
    """The chosen place and its similar councils, nearest first."""

    place: str
    words: str
    method: str
    rows: tuple[PeerRow, ...]


def peer_table(made: AuthorityList, place: str) -> PeerTable | None:
    """The table for the place's code; None when the place is not among the authorities."""
    by_code = {successor(one.code): one for one in made.entries}
    if place not in by_code:
        return None
    distances = {place: 0.0} | {peer.code: peer.distance for peer in peers(place)}
    rows = []
    for code, distance in distances.items():
        one = by_code.get(code)
        has_value = one is not None and one.value is not None
        limits = text.limits(one.lower, one.upper, made.definition) if one else ""
        rows.append(
            PeerRow(
                code=one.code if one else code,
                name=one.name if one else name(code),
                value=text.number(one.value or 0.0, made.definition)
                if one and has_value
                else (one.missing if one else text.NO_ROW),
                limits=limits if has_value and not limits.startswith("no") else "",
                distance="" if code == place else text.plain(distance, 2),
                sort_value=f"{one.value:.6g}" if one and one.value is not None else "",
                sort_distance=f"{distance:.6g}",
                is_own=code == place,
            )
        )
    return PeerTable(name(place), _words(made, place), METHOD, tuple(rows))


def _words(made: AuthorityList, place: str) -> str:
    """Where the place stands among its similar councils; on suicide nothing of the sort."""
    found = made.by_peers.get(place)
    if found is None or made.is_suicide:
        return "They are listed from the most alike, and no figure is ranked."
    middle = found.comparison.benchmark_value
    if middle is None:
        return found.comparison.reason
    said = f"The middle figure of its similar councils is {text.number(middle, made.definition)}."
    if found.rank_words:
        said = f"{name(place)} is the {found.rank_words}, itself included. {said}"
    return f"{said} {found.comparison.reason}"
