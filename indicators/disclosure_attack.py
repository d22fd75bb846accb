"""The attacker: the least and most that each hidden count can be, by integer programmes.

Nothing here is shared with what chooses the cells to hide.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from indicators.disclosure_cells import Relation
from indicators.errors import DisclosureError, Fault

PASSES = 50
SWEEPS = 6


class Interval(NamedTuple):
    """The least and most that a count can be, infinity where nothing bounds it.

    If not exact, it can be that and perhaps less or more.
    """

    low: float
    high: float
    is_exact: bool


class _Block(NamedTuple):
    """Counts that hang together, the equations among them, and what each equation comes to."""

    members: list[int]
    equations: list[tuple[list[int], list[int], float]]


class Attack:
    """Whole counts within bounds, in which each relation's total is the sum of its parts.

    Raises DisclosureError where the bounds and the relations contradict each other.
    """

    def __init__(
        self, low: Sequence[float], high: Sequence[float], relations: Sequence[Relation]
    ) -> None:
        self.low, self.high = list(low), list(high)
        self._relations = relations
        self._narrow()
        finite = [value for value in self.high if value < math.inf]
        self._cap = 10 * max([100.0, *finite, *self.low])
        self._least = [math.inf] * len(self.low)  # what some solution has
        self._most = [-math.inf] * len(self.low)
        for at, (lowest, highest) in enumerate(zip(self.low, self.high, strict=True)):
            if lowest == highest:
                self._least[at] = self._most[at] = lowest
        self._blocks = self._split()

    def intervals(
        self,
        wanted: Iterable[int],
        deadline: float,
        wide: tuple[float, float] = (-math.inf, math.inf),
        exact_by: float = math.inf,
        only_low: bool = False,
    ) -> dict[int, Interval]:
        """The interval of each wanted count.

        Until the deadline solutions are sought that make it as `wide`; until `exact_by` they are
        sought further, until it is exact. What is found is attained by whole counts that fit, so
        that the attacker's interval is that wide or wider.
        """
        asked, signs = set(wanted), (1,) if only_low else (1, -1)
        queues = {
            at: [(cell, sign) for sign in signs for cell in block.members if cell in asked]
            for at, block in enumerate(self._blocks)
        }
        self._sweep(queues, signs, deadline)
        while queues := {at: left for at, queue in queues.items() if (left := self._open(queue))}:
            pressing = {at: [one for one in queue if self._is_narrow(one, wide)]
                        for at, queue in queues.items()}  # fmt: skip
            is_late = time.monotonic() > exact_by
            if is_late and not any(pressing.values()):
                break
            now = {
                at: (pressing[at] or queue)[0]
                for at, queue in queues.items()
                if pressing[at] or not is_late
            }
            for at, one in now.items():
                queues[at].remove(one)
            until = deadline if any(pressing.values()) else min(deadline, exact_by)
            if self._solve(list(now), dict(now.values()), until):
                self._settle(now.values())
        return {
            cell: Interval(
                self._least[cell],
                math.inf if self._most[cell] >= self._cap else self._most[cell],
                not self._open([(cell, sign) for sign in signs]),
            )
            for cell in sorted(asked)
        }

    def _is_narrow(self, one: tuple[int, int], wide: tuple[float, float]) -> bool:
        cell, sign = one
        return self._least[cell] > wide[0] if sign > 0 else self._most[cell] < wide[1]

    def _settle(self, solved: Iterable[tuple[int, int]]) -> None:
        """Nothing lies beyond what was proved best."""
        for cell, sign in solved:
            if sign > 0:
                self.low[cell] = max(self.low[cell], self._least[cell])
            elif self._most[cell] < self._cap:
                self.high[cell] = min(self.high[cell], self._most[cell])

    def _sweep(
        self, queues: Mapping[int, list[tuple[int, int]]], signs: Sequence[int], deadline: float
    ) -> None:
        """Take all counts down, or up, at once: one solution often attains many bounds."""
        for sign in signs:
            waiting = math.inf
            for _ in range(SWEEPS):
                left = {
                    at: [one for one in self._open(queue) if one[1] == sign]
                    for at, queue in queues.items()
                }
                many = sum(map(len, left.values()))
                if not many or many >= waiting:
                    break
                waiting = many
                goal = {cell: sign for queue in left.values() for cell, _ in queue}
                self._solve([at for at, queue in left.items() if queue], goal, deadline)

    def _open(self, queue: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """What is still to be solved: a bound that some solution attains is exact as it is."""
        return [
            (cell, sign)
            for cell, sign in queue
            if (
                self._least[cell] > self.low[cell]
                if sign > 0
                else self._most[cell] < min(self.high[cell], self._cap)
            )
        ]

    def _narrow(self) -> None:
        """Bounds that follow from the relations one by one; a bound may stay wider than needed."""
        for _ in range(PASSES):
            # Each relation has its turn, which `any` would not give it.
            if not sum(self._narrow_by(relation) for relation in self._relations):
                return

    def _narrow_by(self, relation: Relation) -> bool:
        """Narrow the bounds of one relation's counts; returns whether any is narrower."""
        total, parts = relation
        lows, highs = [self.low[part] for part in parts], [self.high[part] for part in parts]
        least, unbounded = sum(lows), highs.count(math.inf)
        most = sum(value for value in highs if value < math.inf)
        under, over = self.low[total], self.high[total]
        changed = self._set(total, least, math.inf if unbounded else most)
        for part, low, high in zip(parts, lows, highs, strict=True):
            others = unbounded - (high == math.inf)
            rest = math.inf if others else most - (high if high < math.inf else 0)
            changed |= self._set(part, under - rest, over - (least - low))
        return changed

    def _set(self, cell: int, low: float, high: float) -> bool:
        changed = low > self.low[cell] or high < self.high[cell]
        self.low[cell], self.high[cell] = max(low, self.low[cell]), min(high, self.high[cell])
        if self.low[cell] > self.high[cell]:
            _contradiction(cell)
        return changed

    def _split(self) -> list[_Block]:
        """The counts that are not known yet, in blocks that share no relation."""
        over: dict[int, int] = {}

        def find(cell: int) -> int:
            while over.setdefault(cell, cell) != cell:
                over[cell] = over[over[cell]]
                cell = over[cell]
            return cell

        equations: list[tuple[list[int], list[int], float]] = []
        for total, parts in self._relations:
            signed = [(total, 1), *((part, -1) for part in parts)]
            free = [(cell, sign) for cell, sign in signed if self.low[cell] < self.high[cell]]
            known = sum(sign * self.low[c] for c, sign in signed if self.low[c] == self.high[c])
            if not free and known:
                _contradiction(total)
            if free:
                equations.append(([c for c, _ in free], [sign for _, sign in free], -known))
                for cell, _ in free[1:]:
                    over[find(cell)] = find(free[0][0])
        blocks: dict[int, _Block] = {}
        for cell in range(len(self.low)):
            if self.low[cell] < self.high[cell]:
                blocks.setdefault(find(cell), _Block([], [])).members.append(cell)
        for equation in equations:
            blocks[find(equation[0][0])].equations.append(equation)
        return list(blocks.values())

    def _solve(self, at: Sequence[int], weights: Mapping[int, int], deadline: float) -> bool:
        """The least weighted sum of counts in the blocks, which do not touch; whether proved."""
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        blocks = [self._blocks[one] for one in at]
        members = [cell for block in blocks for cell in block.members]
        place = {cell: at for at, cell in enumerate(members)}
        goal = np.zeros(len(members))
        for cell, weight in weights.items():
            goal[place[cell]] = weight
        rows = [equation for block in blocks for equation in block.equations]
        constraints = []
        if rows:
            matrix = csr_array(
                (
                    [float(sign) for _, signs, _ in rows for sign in signs],
                    (
                        [at for at, (cells, _, _) in enumerate(rows) for _ in cells],
                        [place[cell] for cells, _, _ in rows for cell in cells],
                    ),
                ),
                shape=(len(rows), len(members)),
            )
            known = [value for _, _, value in rows]
            constraints = [LinearConstraint(matrix, known, known)]
        found = milp(
            goal,
            constraints=constraints,
            bounds=Bounds(
                [self.low[cell] for cell in members],
                [min(self.high[cell], self._cap) for cell in members],
            ),
            integrality=np.ones(len(members)),
            options={"time_limit": left, "mip_rel_gap": 0},
        )
        if found.status == 2:
            _contradiction(members[0])
        if found.status != 0 or found.x is None:
            return False
        whole = np.round(found.x)
        if rows and (matrix @ whole != known).any():
            return False
        for cell, value in zip(members, whole.tolist(), strict=True):
            self._least[cell] = min(self._least[cell], value)
            self._most[cell] = max(self._most[cell], value)
        return True


def _contradiction(cell: int) -> None:
    fault = Fault(
        f"count {cell + 1}",
        "no whole number that fits all that was published",
        "figures that agree with each other and with earlier releases",
        "Say which counts were revised.",
    )
    raise DisclosureError("What was published contradicts itself.", [fault])
