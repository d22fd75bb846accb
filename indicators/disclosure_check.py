"""Whether hiding some cells protects the small ones: linear programmes, then whole numbers.

Every set of counts that an attacker holds possible is kept as a witness. It proves what it shows
for as long as the cells that it deviates in are hidden, so that little is solved twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, csr_array
from scipy.sparse.csgraph import connected_components

from indicators.disclosure_problem import Flags, Ints, Need, Problem

NEAR = 1e-6
SWEEPS = 6
FEWEST_SWEPT = 3  # needs for which it is worth it
Floats = NDArray[np.float64]


class OutOfTimeError(Exception):
    """The time allowed is over."""


class Failure(NamedTuple):
    """A need that is not met, with the multipliers of the relations that prove it.

    Without multipliers only whole numbers fail: the linear programme alone would have met it.
    """

    need: Need
    multipliers: Floats | None


class Part(NamedTuple):
    """Cells that deviate together, and the relations among them."""

    columns: NDArray[np.intp]
    rows: NDArray[np.intp]
    matrix: csr_array


class Checker:
    """Finds the needs that a choice of hidden cells does not meet."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.columns = problem.matrix.tocsc()
        self._witnesses: dict[Need, tuple[Ints, bytes]] = {}
        self._outside: dict[bytes, NDArray[np.intp]] = {}

    def failing(self, hidden: Flags, deadline: float, needs: Sequence[Need]) -> list[Failure]:
        """The needs that are not met where `hidden` cells (open ones among them) may deviate.

        Raises OutOfTimeError at the deadline (of `time.monotonic`).
        """
        waiting = [need for need in needs if not self._is_witnessed(need, hidden)]
        if not waiting:
            return []
        parts = self._parts(hidden)
        part_of = {int(c): at for at, part in enumerate(parts) for c in part.columns}
        failures = [
            Failure(need, np.zeros(self.problem.matrix.shape[0]))
            for need in waiting
            if need.cell not in part_of
        ]
        for loose in (False, True):
            queues: dict[int, list[Need]] = {}
            for need in waiting:
                if need.cell in part_of and need.loose == loose:
                    queues.setdefault(part_of[need.cell], []).append(need)
            self._sweep(parts, queues, hidden, loose, deadline)
            while queues:
                failures += self._round(parts, queues, hidden, loose, deadline)
        return failures

    def _sweep(
        self,
        parts: Sequence[Part],
        queues: dict[int, list[Need]],
        hidden: Flags,
        loose: bool,
        deadline: float,
    ) -> None:
        """Take all waiting needs up, or down, at once: one solution often meets many."""
        low, high = self._bounds(hidden, loose)
        for sign in (1, -1):
            waiting = len(self.problem.needs) + 1
            for _ in range(SWEEPS):
                wanted = {
                    at: [need for need in queue if need.sign == sign]
                    for at, queue in queues.items()
                }
                many = sum(map(len, wanted.values()))
                if many < FEWEST_SWEPT or many >= waiting:
                    break
                if time.monotonic() > deadline:
                    raise OutOfTimeError
                waiting = many
                now = [(parts[at], needs) for at, needs in wanted.items() if needs]
                solved = _linear(now, low, high, self.problem.matrix.shape[0])
                for (part, _), (values, _) in zip(now, solved, strict=True):
                    if np.abs(values - np.round(values)).max() < NEAR:
                        whole = np.round(values).astype(np.int64)
                        self._keep(part, whole, loose, queues, hidden)
        for at in [at for at, queue in queues.items() if not queue]:
            del queues[at]

    def _round(
        self,
        parts: Sequence[Part],
        queues: dict[int, list[Need]],
        hidden: Flags,
        loose: bool,
        deadline: float,
    ) -> list[Failure]:
        """One need of each part at once, as parts do not touch; met needs leave the queues."""
        if time.monotonic() > deadline:
            raise OutOfTimeError
        failures = []
        now = [(parts[at], queue.pop(0)) for at, queue in queues.items()]
        low, high = self._bounds(hidden, loose)
        alone = [(part, [need]) for part, need in now]
        solved = _linear(alone, low, high, self.problem.matrix.shape[0])
        for (part, need), (values, multipliers) in zip(now, solved, strict=True):
            if need.sign * values[part.columns == need.cell][0] < need.amount - NEAR:
                failures.append(Failure(need, multipliers))
            elif np.abs(values - np.round(values)).max() < NEAR:
                self._keep(part, np.round(values).astype(np.int64), loose, queues, hidden, need)
            elif (whole := _whole(part, need, low, high, deadline)) is not None:
                self._keep(part, whole, loose, queues, hidden, need)
            else:
                failures.append(Failure(need, None))
        for at in [at for at, queue in queues.items() if not queue]:
            del queues[at]
        return failures

    def _keep(
        self,
        part: Part,
        values: Ints,
        loose: bool,
        queues: dict[int, list[Need]],
        hidden: Flags,
        need: Need | None = None,
    ) -> None:
        """Remember whole deviations, and take from the queues what they prove."""
        deviation = np.zeros(len(hidden), dtype=np.int64)
        deviation[part.columns] = values
        low, high = self._bounds(hidden, loose)
        if (
            (deviation < low).any()
            or (deviation > high).any()
            or (part.matrix @ values).any()
            or (need and need.sign * deviation[need.cell] < need.amount)
        ):  # rounding took it out of bounds, so that it proves nothing
            raise ArithmeticError("a solution that does not hold in whole numbers")
        name = deviation.tobytes()
        shown = (deviation < self.problem.shown_low) | (deviation > self.problem.shown_high)
        self._outside[name] = np.flatnonzero(shown)
        if need:
            self._witnesses[need] = (deviation, name)
        for at, queue in queues.items():
            met = [one for one in queue if one.sign * deviation[one.cell] >= one.amount]
            if met:
                self._witnesses |= dict.fromkeys(met, (deviation, name))
                queues[at] = [one for one in queue if one not in set(met)]

    def _is_witnessed(self, need: Need, hidden: Flags) -> bool:
        found = self._witnesses.get(need)
        return found is not None and bool(hidden[self._outside[found[1]]].all())

    def _bounds(self, hidden: Flags, loose: bool) -> tuple[Ints, Ints]:
        problem = self.problem
        low = np.where(hidden, problem.lowest(loose), problem.shown_low)
        return low, np.where(hidden, problem.hidden_high, problem.shown_high)

    def _parts(self, hidden: Flags) -> list[Part]:
        """The cells that may deviate, by what hangs together."""
        problem = self.problem
        free = np.flatnonzero(hidden | (problem.shown_low < 0) | (problem.shown_high > 0))
        rows, columns = self.columns[:, free].nonzero()
        many = len(free)
        graph = csr_array(
            (np.ones(len(rows)), (columns, rows + many)),
            shape=(many + problem.matrix.shape[0],) * 2,
        )
        _, label = connected_components(graph, directed=False)
        order = np.argsort(label[:many], kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
        made = []
        rows_of: dict[int, list[int]] = {}
        for row in np.unique(rows):
            rows_of.setdefault(int(label[many + row]), []).append(int(row))
        for group in groups:
            held = np.array(rows_of.get(int(label[group[0]]), []), dtype=np.intp)
            made.append(Part(free[group], held, self.problem.matrix[held][:, free[group]]))
        return made


def _linear(
    now: Sequence[tuple[Part, Sequence[Need]]], low: Ints, high: Ints, rows: int
) -> list[tuple[Floats, Floats]]:
    """For each part deviations that take its needs furthest, and the relations' multipliers."""
    columns = np.concatenate([part.columns for part, _ in now])
    wanted = {need.cell: need for _, needs in now for need in needs}
    goal = np.array([-wanted[c].sign if c in wanted else 0 for c in columns.tolist()])
    bounds = np.column_stack([low[columns], high[columns]]).astype(float)
    for at in np.flatnonzero(goal):
        need = wanted[int(columns[at])]
        if need.sign > 0:
            bounds[at, 1] = min(bounds[at, 1], need.amount)
        else:
            bounds[at, 0] = max(bounds[at, 0], -need.amount)
    matrix = block_diag([part.matrix for part, _ in now], format="csr")
    found = linprog(
        goal, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs-ds"
    )
    if found.x is None:
        raise ArithmeticError(f"a linear programme was not solved: {found.message}")
    made = []
    column = row = 0
    for part, _ in now:
        multipliers = np.zeros(rows)
        multipliers[part.rows] = -found.eqlin.marginals[row : row + len(part.rows)]
        made.append((found.x[column : column + len(part.columns)], multipliers))
        column, row = column + len(part.columns), row + len(part.rows)
    return made


def _whole(part: Part, need: Need, low: Ints, high: Ints, deadline: float) -> Ints | None:
    """Whole deviations that meet the need, or None where there are none."""
    least, most = low[part.columns].astype(float), high[part.columns].astype(float)
    at = part.columns == need.cell
    if need.sign > 0:
        least[at] = need.amount
    else:
        most[at] = -need.amount
    found = milp(
        np.zeros(len(part.columns)),
        constraints=LinearConstraint(part.matrix, 0, 0),
        bounds=Bounds(least, most),
        integrality=np.ones(len(part.columns)),
        options={"time_limit": max(deadline - time.monotonic(), 0.1)},
    )
    if found.status == 1:
        raise OutOfTimeError
    return None if found.x is None else np.round(found.x).astype(np.int64)
