"""Which further cells to hide at least cost: an integer programme with cuts from an attacker's.

Fischetti and Salazar, Management Science 2001; 47: 1008-1027: a master programme chooses cells,
the attacker's programmes tell which small counts it leaves open, and each gives the master an
inequality that every safe choice fulfils. When time is over totals are hidden until all is safe.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indicators.disclosure_check import Checker, Failure, Floats, OutOfTimeError
from indicators.disclosure_master import Cut, Master
from indicators.disclosure_problem import Flags, Need, Problem

ROUNDS = 500
TRIALS = 24  # of greater sets, to make an inequality for whole numbers sharper
SMALLEST = 1e-9
REPAIR = 1.3  # times the seconds allowed, after which all is hidden


class Choice(NamedTuple):
    """The cells to hide, what they cost besides the small ones, and what is proved of them.

    `bound` is a cost below which nothing is safe. `lost` are needs that nothing can meet.
    """

    hidden: Flags
    cost: int
    bound: float
    is_fallback: bool
    lost: tuple[Need, ...]

    @property
    def gap(self) -> float:
        """By how much of the cost a cheaper choice might be better; 0 is proved best."""
        return 0.0 if self.cost <= self.bound + 0.5 else 1 - self.bound / self.cost


def choose(problem: Problem, seconds: float, may_be_lost: bool = False) -> Choice:
    """The cells to hide so that every need is met, open cells among them.

    Needs that are not met whatever is hidden are `lost`. The same problem gives the same choice,
    unless time runs out. Raises OutOfTimeError where it does before it is known what is lost, if
    something `may_be_lost`.
    """
    start = time.monotonic()
    deadline = start + seconds
    checker = Checker(problem)
    found: dict[Need, list[Cut]] = {need: _simple_cuts(checker, need) for need in problem.needs}
    lonely: list[Cut] = []
    lost = _hopeless(found)
    master, hidden, is_fallback = _master(problem, found, lonely), problem.is_open, False
    try:
        for _ in range(ROUNDS):
            hidden = master.solve(deadline)
            if master.add(more := _lonely(problem, hidden)):
                lonely += more
                continue
            failures = checker.failing(hidden, deadline, list(found))
            if not failures:
                break
            new = False
            for need, cut in _cuts(checker, failures, hidden, deadline):
                found[need].append(cut)
                new |= bool(master.add([cut]))
            if more_lost := _hopeless(found):
                lost += more_lost
                master = _master(problem, found, lonely)
            elif not new:
                raise OutOfTimeError  # numbers too rough to go on with
        else:
            raise OutOfTimeError
    except (OutOfTimeError, ArithmeticError):
        if may_be_lost:
            everything = problem.is_open | problem.may_hide
            late = time.monotonic() + seconds
            lost += [one.need for one in checker.failing(everything, late, list(found))]
        needs = [need for need in found if need not in set(lost)]
        hidden, is_fallback = _repaired(checker, hidden, needs, start + REPAIR * seconds), True
    cost = int(problem.cost[hidden & ~problem.is_open].sum())
    return Choice(hidden, cost, min(master.bound, cost), is_fallback, tuple(lost))


def _hopeless(found: dict[Need, list[Cut]]) -> list[Need]:
    """Take out the needs of which an inequality holds no cell: whatever is hidden, they fail."""
    lost = [need for need, cuts in found.items() if any(not cut.cells for cut in cuts)]
    for need in lost:
        del found[need]
    return lost


def _master(problem: Problem, found: dict[Need, list[Cut]], lonely: Sequence[Cut]) -> Master:
    master = Master(problem)
    master.add(cut for cuts in found.values() for cut in cuts)
    master.add(lonely)
    return master


def wider(problem: Problem, hidden: Flags, cells: Sequence[int]) -> Flags:
    """The choice with the totals of the cells hidden too; everything, if they were already."""
    made = hidden.copy()
    touched = problem.matrix[:, list(cells)].tocoo()
    rows = np.unique(touched.coords[0][touched.data < 0])
    above = problem.matrix[rows].tocoo()
    made[above.coords[1][above.data > 0]] = True
    made &= problem.may_hide | problem.is_open
    return problem.may_hide | problem.is_open if (made == hidden).all() else made


def _repaired(checker: Checker, hidden: Flags, needs: Sequence[Need], deadline: float) -> Flags:
    """Hide totals of what is not protected, again and again; all of it when time is over."""
    problem = checker.problem
    try:
        while failures := checker.failing(hidden, deadline, needs):
            hidden = wider(problem, hidden, sorted({f.need.cell for f in failures}))
            if (hidden == (problem.may_hide | problem.is_open)).all():
                break
    except (OutOfTimeError, ArithmeticError):
        return problem.may_hide | problem.is_open
    return hidden


def cut_of(problem: Problem, need: Need, multipliers: Floats) -> Cut | None:
    """The inequality that the multipliers prove of every choice that meets the need.

    A deviation z is mapped to nothing by every relation, so that sign * z[cell] is the same as
    (sign * unit - multipliers * matrix) * z, of which the bounds give the most.
    """
    rows = np.flatnonzero(np.abs(multipliers) > SMALLEST)
    weight = np.zeros(problem.matrix.shape[1])
    weight[need.cell] = need.sign
    weight -= problem.matrix[rows].T @ np.round(multipliers[rows], 9)
    weight[np.abs(weight) < SMALLEST] = 0
    used = np.flatnonzero(weight)
    least = problem.lowest(need.loose)[used]
    hidden = np.maximum(weight[used] * least, weight[used] * problem.hidden_high[used])
    shown = np.maximum(
        weight[used] * problem.shown_low[used], weight[used] * problem.shown_high[used]
    )
    wanted = need.amount - np.where(problem.is_open[used], hidden, shown).sum()
    if wanted <= 1e-7:
        return None
    gain = np.where(problem.may_hide[used], np.maximum(hidden - shown, 0), 0)
    kept = gain > SMALLEST
    return Cut.of(used[kept], np.minimum(gain[kept] / wanted, 1.0), 1.0)


def _simple_cuts(checker: Checker, need: Need) -> list[Cut]:
    """What each relation of the cell alone asks for: others in it that can make up for it."""
    problem = checker.problem
    first, last = checker.columns.indptr[need.cell : need.cell + 2]
    made = []
    for at in range(first, last):
        multipliers = np.zeros(problem.matrix.shape[0])
        multipliers[checker.columns.indices[at]] = need.sign * checker.columns.data[at]
        if (cut := cut_of(problem, need, multipliers)) is not None:
            made.append(cut)
    return made


def _lonely(problem: Problem, hidden: Flags) -> list[Cut]:
    """No further cell is hidden alone in a relation, where it would be told by the others."""
    slack = problem.is_open | (problem.shown_low < 0) | (problem.shown_high > 0)
    loose = hidden | slack
    size = np.abs(problem.matrix)
    made = []
    for row in np.flatnonzero(size @ loose.astype(float) == 1):
        first, last = problem.matrix.indptr[row : row + 2]
        members = problem.matrix.indices[first:last]
        (alone,) = members[loose[members]]
        if not slack[alone]:
            others = members[(members != alone) & problem.may_hide[members]]
            weights = np.concatenate([np.ones(len(others)), [-1.0]])
            made.append(Cut.of(np.concatenate([others, [alone]]), weights, 0.0))
    return made


def _cuts(
    checker: Checker, failures: Sequence[Failure], hidden: Flags, deadline: float
) -> list[tuple[Need, Cut]]:
    made = []
    for need, multipliers in failures:
        cut = None if multipliers is None else cut_of(checker.problem, need, multipliers)
        if cut is None or cut.is_met(hidden):
            cut = _beyond(checker, need, hidden, deadline)
        made.append((need, cut))
    return made


def _beyond(checker: Checker, need: Need, hidden: Flags, deadline: float) -> Cut:
    """The need asks for a cell beyond a set that does not meet it, made as great as is quick."""
    problem = checker.problem
    part = np.flatnonzero(hidden)
    near = np.zeros(len(hidden), dtype=bool)
    touched = problem.matrix[:, part[np.isin(part, [need.cell])]].nonzero()[0]
    near[problem.matrix[np.unique(touched)].nonzero()[1]] = True
    unsafe = hidden
    candidates = np.flatnonzero(problem.may_hide & ~hidden)
    trials = [candidates[~near[candidates]], *(np.array([c]) for c in candidates[near[candidates]])]
    for more in trials[:TRIALS]:
        greater = unsafe.copy()
        greater[more] = True
        if checker.failing(greater, deadline, [need]):
            unsafe = greater
    beyond = np.flatnonzero(problem.may_hide & ~unsafe)
    return Cut.of(beyond, np.ones(len(beyond)), 1.0)
