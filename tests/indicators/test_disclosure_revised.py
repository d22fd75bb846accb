"""Counts revised since a release: what was hidden then stays so, for whoever lists all worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.disclosure import Release, Safe, protect, table_from
from indicators.disclosure_earlier import earlier, explained
from tests.worlds import RULE, World, release, shown, table, worlds

LEAVES = "abcdef"


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
