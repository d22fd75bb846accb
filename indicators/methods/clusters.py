"""Local clusters: where high or low figures lie together by more than chance.

The statistics and the permutations are esda's. Ours are the p-values, two-sided and corrected for
asking once for every area: without that nearly every random map shows a false cluster.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import false_discovery_control

from indicators.errors import Fault, MethodError, quoted
from indicators.methods.estimate import Floats, arrays

PERMUTATIONS = 9_999
SIGNIFICANT_BELOW = 0.05
ONE_AT_A_TIME = threading.Lock()
FEWEST = 4  # with fewer, no variance is left between an area and the rest

Neighbours = Sequence[Sequence[int]]


class Cluster(StrEnum):
    """What an area and its neighbours are together."""

    HIGH = "high among high"
    LOW = "low among low"
    HIGH_AMONG_LOW = "high among low"
    LOW_AMONG_HIGH = "low among high"
    NONE = "no cluster"
    NOT_TESTED = "not tested"


def gi_star(
    values: ArrayLike, neighbours: Neighbours, seed: int = 0, permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Where high or low values concentrate: Getis and Ord's Gi*, binary weights, self included.

    `neighbours` holds for each area the positions of its neighbours, each named by both. The rows
    are the areas in order: statistic (Gi* as a z-score), p (two-sided, by permutation), q (p after
    Benjamini and Hochberg) and cluster (q below 0.05). An area without value or neighbours is not
    tested, nor are fewer than 4 areas. The same seed gives the same p. Raises MethodError for
    neighbours or values that cannot be. Ord and Getis, Geographical Analysis 1995; 27: 286-306.
    """

    def test(y: Floats, weights: Any) -> tuple[Floats, Floats, Floats, list[Cluster]]:
        from esda import G_Local

        # A shift changes neither z-scores nor p, and spares esda a division by a sum of 0.
        found = G_Local(y - y.min(), weights, "B", permutations, star=True, n_jobs=1, seed=seed)
        shown = [Cluster.HIGH if z > 0 else Cluster.LOW for z in found.Zs]
        return found.Zs, found.Gs, found.sim, shown

    return _tested(values, neighbours, seed, permutations, test)


def local_moran(
    values: ArrayLike, neighbours: Neighbours, seed: int = 0, permutations: int = PERMUTATIONS
) -> pd.DataFrame:
    """Where values are like or unlike their neighbours': local Moran's I, weights of sum 1.

    Arguments, rows and refusals as `gi_star`; the statistic is I of the area, with the variance
    over all areas. Anselin, Geographical Analysis 1995; 27: 93-115.
    """

    def test(y: Floats, weights: Any) -> tuple[Floats, Floats, Floats, list[Cluster]]:
        from esda import Moran_Local

        found = Moran_Local(y, weights, "r", permutations, n_jobs=1, seed=seed)
        quadrants = {
            1: Cluster.HIGH,
            2: Cluster.LOW_AMONG_HIGH,
            3: Cluster.LOW,
            4: Cluster.HIGH_AMONG_LOW,
        }
        # esda divides the variance by n - 1; Anselin's definition, by n.
        statistic = found.Is * y.size / (y.size - 1)
        return statistic, found.Is, found.sim, [quadrants[q] for q in found.q.tolist()]

    return _tested(values, neighbours, seed, permutations, test)


def _tested(
    values: ArrayLike,
    neighbours: Neighbours,
    seed: int,
    permutations: int,
    test: Callable[[Floats, Any], tuple[Floats, Floats, Floats, list[Cluster]]],
) -> pd.DataFrame:
    (y,) = arrays(values=values)
    if y.ndim != 1:
        raise MethodError("The values must be one list, a value for each area.")
    _refuse(y, neighbours, seed, permutations)
    joined = _joined(y, neighbours)
    result = pd.DataFrame(
        {"statistic": np.nan, "p": np.nan, "q": np.nan, "cluster": Cluster.NOT_TESTED},
        index=range(y.size),
    )
    if len(joined) < FEWEST:
        return result
    held = y[list(joined)]
    if held.min() == held.max():
        raise MethodError("The values are all the same, so there is no cluster to look for.")
    held = held / np.abs(held).max()  # the unit is of no matter, and squares of any are in reach
    statistic, observed, simulated, shown = _silently(test, held, joined)
    p = _two_sided(observed, simulated)
    q = false_discovery_control(p, method="bh")
    cluster = [
        name if one < SIGNIFICANT_BELOW else Cluster.NONE
        for name, one in zip(shown, q, strict=True)
    ]
    result.loc[list(joined), ["statistic", "p", "q"]] = np.column_stack([statistic, p, q])
    result.loc[list(joined), "cluster"] = cluster
    return result


def _joined(y: Floats, neighbours: Neighbours) -> dict[int, list[int]]:
    """Areas that have a value and a neighbour that has one, with these neighbours."""
    held = {i for i in range(y.size) if not np.isnan(y[i])}
    near = {i: sorted(held.intersection(neighbours[i])) for i in sorted(held)}
    return {i: others for i, others in near.items() if others}


def _silently(test: Callable[..., Any], held: Floats, joined: dict[int, list[int]]) -> Any:
    from libpysal.weights import W

    # esda seeds numpy's own generator, on which others may rely, and draws from it: two tests at
    # once would each spoil the other's draws. The filters of warnings are shared by threads, too.
    with ONE_AT_A_TIME:
        state = np.random.get_state()
        try:
            with warnings.catch_warnings():
                # esda says that its one-sided p will change (we do not use it), that numba would be
                # faster, and that some areas are not joined to others, as is true of real maps.
                warnings.simplefilter("ignore")
                return test(held, W(joined, id_order=list(joined), silence_warnings=True))
        finally:
            np.random.set_state(state)


def _two_sided(observed: Floats, simulated: Floats) -> Floats:
    """Twice the smaller tail, the observed map counted among the permuted."""
    # Equal sums can differ by a hair where they were added in another order. The table is large
    # (80 kB an area), so it is not copied to find its largest entry.
    hair = 1e-12 * max(simulated.max(initial=0.0), -simulated.min(initial=0.0))
    higher = (simulated >= observed - hair).sum(axis=0)
    lower = (simulated <= observed + hair).sum(axis=0)
    tail = (np.minimum(higher, lower) + 1) / (simulated.shape[0] + 1)
    return np.minimum(1.0, 2 * tail)


def _refuse(y: Floats, neighbours: Neighbours, seed: int, permutations: int) -> None:
    many = list(neighbours) if isinstance(neighbours, Sequence) else [None]
    if not all(isinstance(others, Sequence | set | np.ndarray) for others in many):
        raise MethodError(
            "Neighbours are a list with one list for each area, of the positions of its "
            f"neighbours; found {quoted(neighbours)}."
        )
    if len(neighbours) != y.size:
        raise MethodError(
            f"Each area needs its list of neighbours; found {len(neighbours)} for {y.size} values."
        )
    if not isinstance(seed, int) or seed < 0:
        raise MethodError(f"The seed must be a whole number of 0 or more; found {quoted(seed)}.")
    if permutations < PERMUTATIONS:
        raise MethodError(
            f"At least {PERMUTATIONS:,} permutations are needed; found {permutations:,}."
        )
    faults = []
    sets = [set(others) for others in neighbours]
    for area, others in enumerate(sets):
        for other in sorted(others, key=str):
            if not isinstance(other, int | np.integer) or not 0 <= other < y.size:
                expected = f"the position of an area, 0 to {y.size - 1}"
            elif other == area:
                expected = "another area; an area is not its own neighbour"
            elif area not in sets[other]:
                expected = f"a neighbour that names area {area} too"
            else:
                continue
            faults.append(Fault(f"neighbours of area {area}", quoted(other), expected))
    if faults:
        raise MethodError("No clusters can be looked for:", faults)
