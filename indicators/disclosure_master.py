"""The master programme: the cheapest cells that fulfil the inequalities found so far."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from indicators.disclosure_check import OutOfTimeError
from indicators.disclosure_problem import Flags, Problem

DIGITS = 9


class Cut(NamedTuple):
    """The chosen cells' weights add up to `least` or more."""

    cells: tuple[int, ...]
    weights: tuple[float, ...]
    least: float

    @classmethod
    def of(cls, cells: Iterable[int], weights: Iterable[float], least: float) -> Cut:
        """The cut with its cells in order, so that equal cuts are equal."""
        pairs = sorted(
            (int(cell), round(float(weight), DIGITS))
            for cell, weight in zip(cells, weights, strict=True)
        )
        return cls(tuple(c for c, _ in pairs), tuple(w for _, w in pairs), least)

    def is_met(self, hidden: Flags) -> bool:
        total = sum(w for c, w in zip(self.cells, self.weights, strict=True) if hidden[c])
        return total >= self.least - 1e-7


class Master:
    """Chooses the cheapest cells, in parts that share no inequality; solved parts are kept."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._cuts: dict[Cut, None] = {}
        self._solved: dict[tuple[Cut, ...], tuple[tuple[int, ...], float]] = {}
        self.bound = 0.0  # a cost below which no choice is safe

    def add(self, cuts: Iterable[Cut]) -> int:
        """Add the inequalities; returns how many are new."""
        before = len(self._cuts)
        self._cuts |= dict.fromkeys(cuts)
        return len(self._cuts) - before

    def solve(self, deadline: float) -> Flags:
        """The cheapest choice, open cells included. Raises OutOfTimeError at the deadline."""
        hidden = self._problem.is_open.copy()
        bound = 0.0
        for cuts in self._groups():
            if cuts not in self._solved:
                self._solved[cuts] = self._cheapest(cuts, deadline)
            cells, least = self._solved[cuts]
            hidden[list(cells)] = True
            bound += least
        self.bound = max(self.bound, bound)
        return hidden

    def _groups(self) -> list[tuple[Cut, ...]]:
        cuts = list(self._cuts)
        if not cuts:
            return []
        many = len(self._problem.cost)
        pairs = [(at, many + row) for row, cut in enumerate(cuts) for at in cut.cells]
        starts, ends = zip(*pairs, strict=True) if pairs else ((), ())
        graph = csr_array((np.ones(len(pairs)), (starts, ends)), shape=(many + len(cuts),) * 2)
        _, label = connected_components(graph, directed=False)
        groups: dict[int, list[Cut]] = {}
        for row, cut in enumerate(cuts):
            groups.setdefault(int(label[many + row]), []).append(cut)
        return [tuple(group) for group in groups.values()]

    def _cheapest(self, cuts: tuple[Cut, ...], deadline: float) -> tuple[tuple[int, ...], float]:
        """The cheapest cells of one group, and a bound on what they cost."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        cells = sorted({cell for cut in cuts for cell in cut.cells})
        if not cells:  # an inequality that nothing can fulfil
            raise OutOfTimeError
        place = {cell: at for at, cell in enumerate(cells)}
        matrix = csr_array(
            (
                [w for cut in cuts for w in cut.weights],
                (
                    [row for row, cut in enumerate(cuts) for _ in cut.cells],
                    [place[cell] for cut in cuts for cell in cut.cells],
                ),
            ),
            shape=(len(cuts), len(cells)),
        )
        cost = self._problem.cost[cells].astype(float)
        found = milp(
            cost,
            constraints=LinearConstraint(matrix, [cut.least - 1e-7 for cut in cuts]),
            bounds=Bounds(0, 1),
            integrality=np.ones(len(cells)),
            options={"time_limit": left, "mip_rel_gap": 0},
        )
        if found.x is None or found.status == 1:
            raise OutOfTimeError
        chosen = np.array(cells)[found.x > 0.5]
        return tuple(map(int, chosen)), float(found.fun)
