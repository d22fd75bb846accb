"""Counts revised since a release: what was hidden then stays so, for whoever lists all worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indicators.disclosure import Policy, Release, Safe, protect, table_from
from indicators.disclosure_earlier import earlier, explained

RULE = Policy(6)
MOST = 40  # that a count can be, where nothing bounds it
LEAVES = "abcdef"
World = dict[str, int]


def table(counts: Mapping[str, int]):
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


def worlds(told: Mapping[str, int | None], leaves: list[str], fixed: World) -> Iterator[World]:
    """Every set of counts that fits what is shown of one release, and what is fixed already."""
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
        for count in range(1, (MOST if over is None else over - len(names) + 1) + 1):
            for more in rest(names[1:], None if over is None else over - count):
                yield {names[0]: count, **more}

    for made in rest(free, left):
        yield {**given, **made}


def possible(first: Safe, second: Safe, leaves: list[str], revised: str) -> dict[str, set[int]]:
    """What each count of the first release can be, for one who knows which one was revised."""
    found: dict[str, set[int]] = {one: set() for one in leaves}
    others = [one for one in leaves if one != revised]
    for before in worlds(shown(first), leaves, {}):
        same = {one: before[one] for one in others}
        if next(worlds(shown(second), leaves, same), None) is not None:
            for one in leaves:
                found[one].add(before[one])
    return found


CASES = (
    ({"a": 2, "b": 3, "c": 2, "e": 13, "f": 30}, "a", 9),  # small, then shown
    ({"a": 4, "b": 3, "c": 2, "e": 13, "f": 30}, "a", 0),  # small, then none
    ({"a": 1, "b": 3, "c": 2, "e": 13, "f": 30}, "e", 14),  # large, and shown before and after
    ({"a": 2, "b": 3, "c": 4, "e": 13, "f": 30}, "a", 3),  # small, and small
    ({"a": 2, "b": 12, "c": 13, "e": 13, "f": 30}, "a", 7),  # hidden with a large one
)


@pytest.mark.parametrize("owner_kept_them", [True, False])
@pytest.mark.parametrize(("counts", "revised", "now"), CASES)
def test_a_small_count_of_the_first_release_stays_unknown(
    counts: World, revised: str, now: int, owner_kept_them: bool
) -> None:
    first = protect(table(counts), RULE)
    known = [release(first, counts if owner_kept_them else None)]
    second = protect(table({**counts, revised: now}), RULE, knowledge=known)
    found = possible(first, second, list(counts), revised)
    for one, count in counts.items():
        if 0 < count < 6:
            assert min(found[one]) <= 1, one
            assert max(found[one]) >= 5, one


@pytest.mark.parametrize("seed", range(12))
def test_so_it_does_whatever_is_revised(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = {one: int(random.choice([1, 2, 3, 4, 5, 7, 8])) for one in LEAVES[:4]} | {"e": 20}
    revised = str(random.choice(list(counts)))
    now = int(random.choice([one for one in (0, 1, 3, 6, 9, 12) if one != counts[revised]]))
    first = protect(table(counts), RULE)
    second = protect(table({**counts, revised: now}), RULE, knowledge=[release(first, counts)])
    found = possible(first, second, list(counts), revised)
    for one, count in counts.items():
        if 0 < count < 6:
            assert min(found[one]) <= 1, (one, counts, revised, now)
            assert max(found[one]) >= 5, (one, counts, revised, now)


def test_parts_are_revised_and_sums_follow() -> None:
    """One part that was revised explains a table by two columns better than two others do."""
    keys = [(row, column) for row in ("r0", "r1") for column in ("c0", "c1", "c2")]
    frame = pd.DataFrame(keys, columns=["row", "column"]).assign(count=[12, 3, 5, 1, 1, 4])
    first = protect(table_from(frame, ["row", "column"]), RULE).published
    one = Release("first", "m", first.cells, first.states, first.values, RULE)
    after = table_from(frame.assign(count=[12, 3, 5, 2, 1, 4]), ["row", "column"])
    told = earlier(after.cells, [one])
    _, broken = explained(after.counts, told)
    parts = [dict(told.links[at].identity) for at in broken if told.links[at].is_leaf]
    assert parts == [{"row": "r1", "column": "c0"}]


def test_what_the_owner_kept_is_not_guessed() -> None:
    """Two counts that changed places look like none that changed; the owner knows better."""
    before, after = {"a": 2, "b": 3, "c": 30}, {"a": 3, "b": 2, "c": 30}
    first = protect(table(before), RULE)
    told = earlier(table(after).cells, [release(first, before)])
    counts, broken = explained(table(after).counts, told)
    assert counts == [2, 3, 30, 35]
    assert {dict(told.links[at].identity)["area"] for at in broken} == {"a", "b"}
    assert not explained(table(after).counts, earlier(table(after).cells, [release(first)]))[1]
