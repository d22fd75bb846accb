"""Hexagons on a board, and the search that betters their layout by small changes.

Swaps of two areas and moves of one to a free cell are tried by the hundred thousand, as in
annealing: those that cost are taken ever more seldom. None is taken that would part a group into
more pieces, or leave a hole. Costs are whole numbers and the draws are seeded, so that the same
start always ends the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

from geo.hexmap import STEPS

HOTTEST, COLDEST = 1_500.0, 50.0  # how much cost is taken lightly, at the start and at the end
COMPANY = 150  # what it costs to have a free cell beside an area
SEED = 2021
FREE = -1

Related = Sequence[Sequence[tuple[int, Sequence[int]]]]


class Board:
    """Areas on cells. A cell's number is `row * stride + column`.

    `start` is each area's cell, `groups` the group of each area, `strayed` what each cell costs
    each area that may take it, and `related` the others that each area should lie beside, with the
    costs by step from cell to cell: `costs[there - here]`, steps back counted from the list's end.
    """

    def __init__(
        self,
        start: Sequence[int],
        stride: int,
        groups: Sequence[str],
        strayed: Sequence[Mapping[int, int]],
        related: Related,
    ) -> None:
        self.cell = list(start)
        self.who = {cell: area for area, cell in enumerate(start)}
        self.steps = [row * stride + column for column, row in STEPS]
        self.strayed, self.related = strayed, related
        self.group = list(groups)
        self.members = {
            group: [area for area, of in enumerate(groups) if of == group] for group in groups
        }
        self.pieces = {group: self._pieces(group) for group in self.members}
        self.draw = random.Random(SEED)

    def improve(self, draws: int) -> None:
        """Try that many changes."""
        for number in range(draws):
            heat = HOTTEST * (COLDEST / HOTTEST) ** (number / draws)
            area = self._below(len(self.cell))
            here, there = self.cell[area], self._somewhere(area)
            if there == here or there not in self.strayed[area]:
                continue
            allowance = -heat * math.log(1 - self.draw.random())
            other = self.who.get(there, FREE)
            if other == FREE:
                self._move(area, there, allowance)
            else:
                self._swap(area, other, allowance)

    def _below(self, number: int) -> int:
        return int(self.draw.random() * number)

    def _somewhere(self, area: int) -> int:
        """A cell within two steps of the area, or beside one of its neighbours."""
        related = self.related[area]
        if related and self.draw.random() < 0.5:
            beside = self.cell[related[self._below(len(related))][0]]
            return beside + self.steps[self._below(6)]
        beside = self.cell[area] + self.steps[self._below(6)]
        return beside + self.steps[self._below(6)] if self.draw.random() < 0.4 else beside

    def _swap(self, area: int, other: int, allowance: float) -> None:
        here, there = self.cell[area], self.cell[other]
        before = self._cost(area) + self._cost(other)
        self._put((area, there), (other, here))
        cost = self._cost(area) + self._cost(other) - before
        groups = {self.group[area], self.group[other]}
        if cost > allowance or (len(groups) > 1 and not self._whole(groups)):
            self._put((area, here), (other, there))

    def _move(self, area: int, there: int, allowance: float) -> None:
        here = self.cell[area]
        if not self._on_the_edge(here):
            return
        before = self._cost(area) - COMPANY * self._company(here)
        del self.who[here]
        if self._on_the_edge(there):
            self._put((area, there))
            cost = self._cost(area) - COMPANY * self._company(there) - before
            if cost <= allowance and self._whole({self.group[area]}):
                return
            del self.who[there]
        self._put((area, here))

    def _put(self, *placed: tuple[int, int]) -> None:
        for area, cell in placed:
            self.cell[area] = cell
            self.who[cell] = area

    def _cost(self, area: int) -> int:
        cell, here = self.cell, self.cell[area]
        parted = sum(costs[cell[other] - here] for other, costs in self.related[area])
        return self.strayed[area][here] + parted

    def _company(self, cell: int) -> int:
        return sum(cell + step in self.who for step in self.steps)

    def _on_the_edge(self, cell: int) -> bool:
        """Whether taking or freeing the cell leaves all in one piece as before, with no hole.

        So it is when the taken cells around it are one run, and the free ones another.
        """
        taken = [cell + step in self.who for step in self.steps]
        return sum(taken[at] != taken[at - 1] for at in range(6)) == 2

    def _whole(self, groups: set[str]) -> bool:
        """Whether the groups are in no more pieces than before."""
        now = {group: self._pieces(group) for group in groups}
        if any(pieces > self.pieces[group] for group, pieces in now.items()):
            return False
        self.pieces |= now
        return True

    def _pieces(self, group: str) -> int:
        left = {self.cell[area] for area in self.members[group]}
        pieces = 0
        while left:
            pieces += 1
            reached = [left.pop()]
            while reached:
                cell = reached.pop()
                for step in self.steps:
                    if cell + step in left:
                        left.remove(cell + step)
                        reached.append(cell + step)
        return pieces
