"""Where the areas of a map are high or low together with their neighbours, by more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indicators.errors import Fault, MethodError, quoted
from indicators.methods.clusters import FEWEST, Cluster, gi_star

NO_CLUSTER = "No significant cluster"
MOST_AREAS = 10_000  # the permutations of as many take 0.8 GB
FAULTS_SHOWN = 5


class Found(NamedTuple):
    """The cluster of each area by its code, how many are high, low and tested, and that in words.

    `reason` says in a sentence why nothing was tested; it is empty where something was.
    """

    by_code: dict[str, Cluster]
    high: int
    low: int
    tested: int
    words: str
    reason: str


def clusters(values: Mapping[str, float], neighbours: Mapping[str, Sequence[str]]) -> Found:
    """Gi* of every area in `neighbours`, from 9,999 permutations, corrected for asking of each.

    `neighbours` holds the codes of the areas that each shares an edge with, as `geo.shapes` gives
    them. An area without a value (NaN, or not in `values`) or without a neighbour that has one is
    not tested. The same figures give the same answer, whatever their order, in any thread. 1,404
    LSOAs take about a second. Raises MethodError for values of areas that are not on the map,
    neighbours that do not name each other, and more than 10,000 areas.
    """
    codes = sorted(neighbours)
    _refuse(values, neighbours)
    place = {code: position for position, code in enumerate(codes)}
    figures = [float(values.get(code, float("nan"))) for code in codes]
    near = [[place[other] for other in neighbours[code]] for code in codes]
    held = {figure for figure in figures if figure == figure}
    if len(held) == 1:
        return _untested(codes, "Every figure is the same, so there is no cluster to look for.")
    named = gi_star(figures, near)["cluster"]  # a column of text
    found = {code: Cluster(name) for code, name in zip(codes, named, strict=True)}
    many = Counter(found.values())
    tested = len(codes) - many[Cluster.NOT_TESTED]
    if not tested:
        return _untested(
            codes, f"Fewer than {FEWEST} areas have a figure and a neighbour with one."
        )
    high, low = many[Cluster.HIGH], many[Cluster.LOW]
    return Found(found, high, low, tested, _words(high, low, tested), "")


def _words(high: int, low: int, tested: int) -> str:
    if not high + low:
        return f"{NO_CLUSTER} among {tested:,} areas."
    parts = [
        f"{number:,} {'is' if number == 1 else 'are'} {name}"
        for number, name in ((high, Cluster.HIGH), (low, Cluster.LOW))
        if number
    ]
    chance = round(0.05 * (high + low))
    may = f" About {chance:,} of these may be chance." if chance else ""
    return f"Of {tested:,} areas, {' and '.join(parts)}.{may}"


def _untested(codes: Sequence[str], reason: str) -> Found:
    return Found(dict.fromkeys(codes, Cluster.NOT_TESTED), 0, 0, 0, "", reason)


def _refuse(values: Mapping[str, float], neighbours: Mapping[str, Sequence[str]]) -> None:
    if len(neighbours) > MOST_AREAS:
        raise MethodError(
            f"Clusters are looked for among {MOST_AREAS:,} areas at most; found "
            f"{len(neighbours):,}."
        )
    faults = [
        Fault("values", quoted(code), "an area of the map, by the code of its vintage")
        for code in values
        if code not in neighbours
    ] + [
        Fault(f"neighbours of {code}", quoted(other), "an area of the map that names it too")
        for code, others in neighbours.items()
        for other in others
        if code not in neighbours.get(other, ())
    ]
    if faults:
        many = len(faults)
        more = f" ({many:,} faults; the first are shown)" if many > FAULTS_SHOWN else ""
        raise MethodError(f"No clusters can be looked for{more}:", faults[:FAULTS_SHOWN])
