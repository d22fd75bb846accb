"""Tables of one column, and every set of counts that fits what is shown of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from indicators.disclosure import Policy, Release, Safe, Table, table_from

RULE = Policy(6)
World = dict[str, int]


def table(counts: Mapping[str, int]) -> Table:
    frame = pd.DataFrame({"area": list(counts), "count": list(counts.values())})
    return table_from(frame, ["area"], {"area": dict.fromkeys(counts, "all")})


def release(safe: Safe, counts: Mapping[str, int] | None = None) -> Release:
    """The release; with the counts, for the owner who has kept them."""
    shown = safe.published
    made = Release("first", "m", shown.cells, shown.states, shown.values, safe.policy)
    if counts is None:
        return made
    truth = {frozenset({("area", one)}): count for one, count in counts.items()}
    return replace(made, truth={**truth, frozenset({("area", "all")}): sum(counts.values())})


def shown(safe: Safe) -> dict[str, int | None]:
    keys = [key[0] for key in safe.published.cells.keys]
    return dict(zip(keys, safe.published.values, strict=True))


def worlds(
    told: Mapping[str, int | None], leaves: list[str], fixed: World, most: int = 40
) -> Iterator[World]:
    """Every set of counts that fits what is shown of one release, and what is fixed already.

    No count is more than `most` where nothing bounds it.
    """
    given = {**{one: told[one] for one in leaves if told[one] is not None}, **fixed}
    if any(told[one] not in (None, given[one]) for one in fixed):
        return
    free = [one for one in leaves if one not in given]
    left = None if told["all"] is None else told["all"] - sum(given.values())

    def rest(names: list[str], over: int | None) -> Iterator[World]:
        if not names:
            if over in (None, 0):
                yield {}
            return
        if len(names) == 1 and over is not None:
            if over >= 1:
                yield {names[0]: over}
            return
        for count in range(1, (most if over is None else over - len(names) + 1) + 1):
            for more in rest(names[1:], None if over is None else over - count):
                yield {names[0]: count, **more}

    for made in rest(free, left):
        yield {**given, **made}
