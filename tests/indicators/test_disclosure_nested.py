"""Children on a plan are some of the children in need: together they give no small count away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indicators.disclosure import (
    DisclosureError,
    Release,
    Safe,
    Standing,
    audit,
    protect,
    table_from,
)
from tests.worlds import RULE, World, release, shown, table, worlds

LEAVES = ["a", "b", "c", "d"]
SMALL = range(1, 6)
MOST = 14  # that a count can be, where nothing bounds it


def possible(whole: Safe, part: Safe) -> dict[str, dict[str, set[int]]]:
    """What each count, and what they differ by, can be for whoever lists all worlds."""
    found: dict[str, dict[str, set[int]]] = {
        one: {leaf: set() for leaf in LEAVES} for one in ("whole", "part", "rest")
    }
    parts = np.array(
        [[one[leaf] for leaf in LEAVES] for one in worlds(shown(part), LEAVES, {}, MOST)]
    )
    for world in worlds(shown(whole), LEAVES, {}, MOST):
        every = np.array([world[leaf] for leaf in LEAVES])
        fitting = parts[(parts <= every).all(axis=1)]
        for at, leaf in enumerate(LEAVES if len(fitting) else ()):
            values = set(fitting[:, at].tolist())
            found["whole"][leaf].add(world[leaf])
            found["part"][leaf] |= values
            found["rest"][leaf] |= {world[leaf] - one for one in values}
    return found


def known_before(one: Safe) -> dict[str, set[int]]:
    """What each count can be for whoever has seen the first release alone."""
    found: dict[str, set[int]] = {leaf: set() for leaf in LEAVES}
    for world in worlds(shown(one), LEAVES, {}, MOST):
        for leaf in LEAVES:
            found[leaf].add(world[leaf])
    return found


def assert_unknown(counts: World, found: dict[str, set[int]], before: dict[str, set[int]]) -> None:
    for leaf, count in counts.items():
        if count in SMALL:
            assert min(found[leaf]) <= max(1, min(before[leaf])), (leaf, counts)
            assert max(found[leaf]) >= min(5, max(before[leaf])), (leaf, counts)


def draw(seed: int) -> tuple[World, World]:
    random = np.random.default_rng(seed)
    whole = {leaf: int(random.choice([1, 2, 3, 4, 6, 7, 9, 11])) for leaf in LEAVES}
    return whole, {leaf: int(random.integers(0, count + 1)) for leaf, count in whole.items()}


ANYTHING = {leaf: set(range(MOST + 1)) for leaf in LEAVES}


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("first_comes", ["whole", "part"])
def test_what_one_tells_of_the_other_is_taken_into_account(seed: int, first_comes: str) -> None:
    whole, part = draw(seed)
    if first_comes == "whole":
        first = protect(table(whole), RULE)
        known = replace(release(first, whole), standing=Standing.WHOLE)
        second = protect(table(part), RULE, knowledge=[known])
        found = possible(first, second)
    else:
        first = protect(table(part), RULE)
        known = replace(release(first, part), standing=Standing.PART)
        second = protect(table(whole), RULE, knowledge=[known])
        found = possible(second, first)
    before = known_before(first)
    other = "part" if first_comes == "whole" else "whole"
    assert_unknown({"whole": whole, "part": part}[first_comes], found[first_comes], before)
    assert_unknown({"whole": whole, "part": part}[other], found[other], ANYTHING)
    rest = {leaf: whole[leaf] - part[leaf] for leaf in LEAVES}
    # Zeros are shown, so that it is known where there is somebody on a plan.
    most = {leaf: max(before[leaf]) - (part[leaf] > 0) for leaf in LEAVES}
    bounds = {leaf: {0, most[leaf] if first_comes == "whole" else MOST} for leaf in LEAVES}
    assert_unknown(rest, found["rest"], bounds)


def test_apart_they_would_give_a_count_away() -> None:
    """Each table is safe alone; of the two, c is 9 at most, so that the small a is 4 or more."""
    whole = {"a": 10, "b": 30, "c": 9, "d": 30}
    part = {"a": 4, "b": 20, "c": 9, "d": 25}
    first, alone = protect(table(whole), RULE), protect(table(part), RULE)
    naive = possible(first, alone)
    known = replace(release(first, whole), standing=Standing.WHOLE)
    together = possible(first, protect(table(part), RULE, knowledge=[known]))
    assert min(naive["part"]["a"]) == 4
    assert min(together["part"]["a"]) <= 1
    audited = audit(alone, [known])
    told = dict(zip(audited["area"], audited["low"], strict=True))
    assert told["a"] == 4


def test_more_in_the_part_than_in_the_whole_are_not_shown() -> None:
    known = replace(release(protect(table({"a": 9, "b": 20}), RULE), {"a": 9, "b": 20}),
                    standing=Standing.WHOLE)  # fmt: skip
    with pytest.raises(DisclosureError, match="no counts that fit them all"):
        protect(table({"a": 12, "b": 15}), RULE, knowledge=[known])


def test_a_correction_does_not_give_away_what_the_two_differed_by_before() -> None:
    """What was held against each other once tells of it for ever."""
    part = {"a": 2, "b": 3, "c": 4, "d": 6, "e": 14}
    whole = {"a": 3, "b": 6, "c": 7, "d": 7, "e": 60}
    after = {**whole, "c": 14, "d": 6}
    leaves, most = list(part), 40
    first = protect(table(part), RULE)
    known = [replace(release(first, part), standing=Standing.PART)]
    second = protect(table(whole), RULE, knowledge=known)
    known.append(replace(release(second, whole), name="second"))
    third = protect(table(after), RULE, knowledge=known)
    rests = set()
    parts = [one["d"] for one in worlds(shown(first), leaves, {}, most)]
    for one in worlds(shown(second), leaves, {}, most):
        same = {leaf: one[leaf] for leaf in "abe"}
        if any(worlds(shown(third), leaves, same, most)):
            rests |= {one["d"] - count for count in parts if count <= one["d"]}
    assert min(rests) <= 1
    assert max(rests) >= 5


def test_that_nobody_is_none_is_known_of_parts_and_so_of_the_whole() -> None:
    """A girl and a boy on a plan are two children in need, however few there are of either."""
    keys = [(area, sex) for area in "abc" for sex in ("boys", "girls")]
    frame = pd.DataFrame(keys, columns=["area", "sex"]).assign(count=[1, 2, 10, 9, 10, 9])
    by_sex = table_from(frame, ["area", "sex"], {"area": dict.fromkeys("abc", "all")})
    first = protect(by_sex, RULE).published
    part = Release("first", "m", first.cells, first.states, first.values, RULE)
    known = replace(part, standing=Standing.PART)
    safe = protect(table({"a": 4, "b": 95, "c": 95}), RULE, knowledge=[known])
    assert safe.claims_protection
    assert shown(safe)["a"] is None
