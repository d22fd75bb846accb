"""Planted clusters are found, those of chance are not, and what is missing is not tested."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indicators.area_clusters import clusters
from indicators.errors import MethodError
from indicators.methods.clusters import Cluster, gi_star

SIDE = 8
NAN = float("nan")


def code(row: int, column: int) -> str:
    return f"E010{row:02d}{column:03d}"


CELLS = [(row, column) for row in range(SIDE) for column in range(SIDE)]
NEIGHBOURS = {
    code(row, column): tuple(
        code(row + down, column + right)
        for down, right in ((-1, 0), (0, -1), (0, 1), (1, 0))
        if (row + down, column + right) in CELLS
    )
    for row, column in CELLS
}


def noise(seed: int) -> dict[str, float]:
    random = np.random.default_rng(seed)
    return {one: float(random.normal(50, 5)) for one in NEIGHBOURS}


def planted(seed: int = 3) -> dict[str, float]:
    """High in one corner, low in the opposite one."""
    values = noise(seed)
    for row, column in CELLS:
        if row < 3 and column < 3:
            values[code(row, column)] += 30
        if row >= SIDE - 3 and column >= SIDE - 3:
            values[code(row, column)] -= 30
    return values


def test_planted_clusters_are_found_where_they_were_planted() -> None:
    found = clusters(planted(), NEIGHBOURS)
    assert found.by_code[code(1, 1)] is Cluster.HIGH
    assert found.by_code[code(SIDE - 2, SIDE - 2)] is Cluster.LOW
    assert found.by_code[code(1, SIDE - 2)] is Cluster.NONE
    many = Counter(found.by_code.values())
    assert (found.high, found.low, found.tested) == (many[Cluster.HIGH], many[Cluster.LOW], 64)
    assert found.words == (
        f"Of 64 areas, {found.high} are high among high and {found.low} are low among low. "
        "About 1 of these may be chance."
    )


def test_most_maps_of_chance_alone_have_no_significant_cluster_and_say_so() -> None:
    found = [clusters(noise(seed), NEIGHBOURS) for seed in range(20)]
    none = [one for one in found if one.high + one.low == 0]
    assert len(none) >= 17  # one in twenty may have one; without correction nearly all would
    assert {one.words for one in none} == {"No significant cluster among 64 areas."}


def test_the_answer_is_that_of_the_method_whatever_the_order() -> None:
    values = planted()
    codes = sorted(NEIGHBOURS)
    place = {one: i for i, one in enumerate(codes)}
    direct = gi_star(
        [values[one] for one in codes], [[place[x] for x in NEIGHBOURS[one]] for one in codes]
    )
    assert clusters(values, NEIGHBOURS).by_code == {
        one: Cluster(name) for one, name in zip(codes, direct["cluster"], strict=True)
    }
    turned = dict(reversed(list(NEIGHBOURS.items())))
    turned = {one: others[::-1] for one, others in turned.items()}
    assert clusters(values, turned) == clusters(values, NEIGHBOURS)


def test_several_threads_get_the_answer_that_one_gets_and_leave_the_generator_alone() -> None:
    maps = [planted(seed) for seed in range(4)]
    alone = [clusters(one, NEIGHBOURS) for one in maps]
    before = np.random.get_state()[1].tolist()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: clusters(one, NEIGHBOURS), maps))
    assert together == alone
    assert np.random.get_state()[1].tolist() == before


def test_an_area_without_figure_or_neighbour_is_not_tested() -> None:
    values = planted() | {code(0, 0): NAN}
    del values[code(7, 7)]
    found = clusters(values, NEIGHBOURS | {"E01099999": ()})
    untested = {one for one, what in found.by_code.items() if what is Cluster.NOT_TESTED}
    assert untested == {code(0, 0), code(7, 7), "E01099999"}
    assert found.tested == 62


def test_where_nothing_can_be_tested_the_reason_is_said() -> None:
    same = clusters(dict.fromkeys(NEIGHBOURS, 4.0), NEIGHBOURS)
    assert same.reason == "Every figure is the same, so there is no cluster to look for."
    few = clusters({code(0, 0): 1.0, code(0, 1): 2.0, code(5, 5): 3.0}, NEIGHBOURS)
    assert few.reason == "Fewer than 4 areas have a figure and a neighbour with one."
    for found in (same, few, clusters({}, NEIGHBOURS)):
        assert set(found.by_code.values()) == {Cluster.NOT_TESTED}
        assert (found.words, found.tested) == ("", 0)
        assert found.reason


def test_figures_of_areas_not_on_the_map_are_refused() -> None:
    with pytest.raises(MethodError, match="found 'E01088888'; expected an area of the map"):
        clusters(planted() | {"E01088888": 3.0}, NEIGHBOURS)
    others = {f"E0100{number:04d}": 3.0 for number in range(9000, 9009)}
    with pytest.raises(MethodError, match=r"looked for \(9 faults; the first are shown\)"):
        clusters(others, NEIGHBOURS)


def test_neighbours_that_do_not_name_each_other_are_refused() -> None:
    broken = NEIGHBOURS | {code(0, 0): ()}
    with pytest.raises(MethodError, match="expected an area of the map that names it too"):
        clusters(planted(), broken)


def test_a_map_too_large_for_memory_is_refused() -> None:
    with pytest.raises(MethodError, match=r"among 10,000 areas at most; found 10,001"):
        clusters({}, {str(number): () for number in range(10_001)})
