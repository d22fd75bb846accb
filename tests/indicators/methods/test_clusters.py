"""Local clusters: another implementation's statistics, maps of nothing but chance, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

from indicators.errors import MethodError
from indicators.methods import clusters
from indicators.methods.clusters import Cluster

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "small_areas.toml").read_text(encoding="utf-8")
)
RATES = np.array(TABLE["events"]) / np.array(TABLE["population"])


def grid(size: int, column: int) -> list[list[int]]:
    """Neighbours that share an edge or a corner, areas counted down columns."""
    at = [(i % column, i // column) for i in range(size)]
    return [
        [j for j, b in enumerate(at) if i != j and max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1]
        for i, a in enumerate(at)
    ]


NEIGHBOURS = grid(len(RATES), TABLE["column"])
BOTH = pytest.mark.parametrize("method", [clusters.gi_star, clusters.local_moran])


@pytest.mark.parametrize("name", ["gi_star", "local_moran"])
def test_statistics_agree_with_another_implementation(name: str) -> None:
    found = getattr(clusters, name)(RATES, NEIGHBOURS)
    np.testing.assert_allclose(found["statistic"], TABLE[name], rtol=1e-10)


def test_a_planted_cluster_is_found_and_the_odd_one_out_is_named() -> None:
    values = np.random.default_rng(5).normal(10, 1, 100)
    near = grid(100, 10)
    block = [33, 34, 35, 43, 44, 45, 53, 54, 55]
    values[block] += 6
    for find in (clusters.gi_star, clusters.local_moran):
        found = find(values, near)["cluster"]
        assert (found[[34, 43, 44, 45, 54]] == Cluster.HIGH).all()
        assert (found[[0, 9, 90, 99]] == Cluster.NONE).all()
        assert (find(-values, near)["cluster"][[34, 43, 44, 45, 54]] == Cluster.LOW).all()
    values[44] = 4
    assert clusters.local_moran(values, near)["cluster"][44] == Cluster.LOW_AMONG_HIGH
    assert clusters.local_moran(-values, near)["cluster"][44] == Cluster.HIGH_AMONG_LOW


def test_maps_of_chance_alone_seldom_show_a_cluster() -> None:
    random = np.random.default_rng(1)
    uncorrected = corrected = 0
    for seed in range(15):
        found = clusters.local_moran(random.permutation(RATES), NEIGHBOURS, seed)
        uncorrected += (found["p"] < 0.05).any()
        corrected += (found["cluster"] != Cluster.NONE).any()
    assert uncorrected >= 10
    assert corrected <= 3


@BOTH
def test_p_is_two_sided_and_even_on_chance(method: object) -> None:
    random = np.random.default_rng(2)
    p = method(random.normal(size=225), grid(225, 15))["p"]
    assert 0.4 < p.mean() < 0.6  # one tail alone would come to a quarter
    assert p.max() <= 1
    assert p.min() >= 2 / 10_000


@BOTH
def test_equal_sums_count_on_both_sides(method: object) -> None:
    # One figure of 1 among noughts: an area far from it has a sum of 0, as have most permutations.
    values = np.zeros(72)
    values[0] = 1
    found = method(values, NEIGHBOURS)
    far = found.drop(index=[0, *NEIGHBOURS[0]])
    assert (far["p"] == 1).all()
    assert (found["cluster"] == Cluster.NONE).all()


@BOTH
def test_q_is_p_after_benjamini_and_hochberg(method: object) -> None:
    found = method(RATES, NEIGHBOURS).sort_values("p")
    m = len(found)
    stepped = found["p"].to_numpy() * m / np.arange(1, m + 1)
    expected = np.minimum(1, np.minimum.accumulate(stepped[::-1])[::-1])
    np.testing.assert_allclose(found["q"], expected)
    assert ((found["q"] < 0.05) == (found["cluster"] != Cluster.NONE)).all()


@BOTH
def test_the_seed_decides_and_numpys_own_generator_is_left_as_it_was(method: object) -> None:
    np.random.seed(77)
    expected = np.random.random()
    np.random.seed(77)
    one = method(RATES, NEIGHBOURS, seed=4)
    assert np.random.random() == expected
    assert one.equals(method(RATES, NEIGHBOURS, seed=4))
    assert not one["p"].equals(method(RATES, NEIGHBOURS, seed=5)["p"])


@BOTH
def test_an_area_alone_or_without_a_figure_is_not_tested(method: object) -> None:
    values = [*RATES, 0.5, 0.001]
    values[10] = np.nan
    found = method(values, [*NEIGHBOURS, [], []])
    alone = [10, len(values) - 2, len(values) - 1]
    assert (found["cluster"][alone] == Cluster.NOT_TESTED).all()
    assert found.loc[alone, ["statistic", "p", "q"]].isna().all(axis=None)
    rest = found.drop(index=alone)
    assert rest["p"].notna().all()
    held = [i for i in range(len(RATES)) if i != 10]
    place = {area: position for position, area in enumerate(held)}
    near = [[place[j] for j in NEIGHBOURS[i] if j in place] for i in held]
    np.testing.assert_allclose(rest["statistic"], method(RATES[held], near)["statistic"])


@BOTH
def test_areas_too_few_or_none_of_which_touch_are_not_tested(method: object) -> None:
    for values, near in (([1, 2, 3], [[], [], []]), ([1, 2, 4], [[1], [0, 2], [1]])):
        assert (method(values, near)["cluster"] == Cluster.NOT_TESTED).all()
    assert method([], []).empty


@BOTH
def test_the_unit_of_the_values_is_of_no_matter(method: object) -> None:
    one, other = method(RATES, NEIGHBOURS), method(RATES * 1000 - 5, NEIGHBOURS)
    np.testing.assert_allclose(other["statistic"], one["statistic"])
    np.testing.assert_allclose(other["p"], one["p"])


def test_gi_star_by_hand() -> None:
    # Four areas in a row; for the first, itself and the second: (1 + 2 - 2 * 2.5) over
    # s √((4 * 2 - 2²) / 3) with s² = 1.25.
    found = clusters.gi_star([1, 2, 3, 4], [[1], [0, 2], [1, 3], [2]])
    assert math.isclose(found["statistic"][0], -2 / math.sqrt(1.25 * 4 / 3))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([1, 2], [[1]]), "Each area needs its list of neighbours; found 1 for 2 values."),
        (([1, 2], [[1], []]), "neighbours of area 0: found '1'; expected a neighbour that names"),
        (([1, 2], [[0], []]), "an area is not its own neighbour"),
        (([1, 2], [[7], []]), "expected the position of an area, 0 to 1"),
        (([1, 2], [["b"], []]), "neighbours of area 0: found 'b'; expected the position"),
        (
            ([5] * 4, [[1], [0, 2], [1, 3], [2]]),
            "The values are all the same, so there is no cluster to look for.",
        ),
        (([1, 2], [[1], [0]], 0, 999), "At least 9,999 permutations are needed; found 999."),
        (([1, 2], [[1], [0]], "x"), "The seed must be a whole number of 0 or more; found 'x'."),
        ((["a", 2], [[1], [0]]), "found 'a'; expected a number"),
        (([[1, 2]], [[1], [0]]), "The values must be one list, a value for each area."),
    ],
)
@BOTH
def test_what_cannot_be_looked_into_is_refused_in_words(
    method: object, arguments: tuple, said: str
) -> None:
    with pytest.raises(MethodError) as refusal:
        method(*arguments)
    assert said in str(refusal.value)


@pytest.mark.parametrize("neighbours", [None, 3, {0: [1], 1: [0]}, [1, 0]])
def test_neighbours_that_are_no_lists_are_refused_in_words(neighbours: object) -> None:
    with pytest.raises(MethodError, match="Neighbours are a list with one list for each area"):
        clusters.gi_star([1.0, 2.0], neighbours)
