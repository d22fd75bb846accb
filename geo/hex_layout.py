"""Where each area's hexagon goes: neighbours together, north up, each place in one piece.

Points are pushed apart until each has a hexagon's room, given the cells that move them least in
all, then bettered by `geo.hex_board`, which judges a layout by the neighbours it parts, the
directions it turns and how far it strays. Needs SciPy: run when data/places is made, never when
pages are served.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import ConvexHull
from scipy.spatial.distance import cdist

from geo.hex_board import Board
from geo.hexmap import Cell, steps_apart

ROW = math.sqrt(3)  # from one row to the next, in columns
ROUNDS = 400
PUSH, PULL, HOLD = 0.25, 0.1, 0.02  # how hard near ones part, neighbours meet, and all stay home
PARTED, FARTHER, TURNED, STRAYED = 1_000, 350, 1_000, 20  # what faults of a layout cost
FARTHEST = 8
SECTORS = 36  # directions are told apart by 10 degrees
MARGIN = 6  # free columns and rows around the start
DRAWS_AN_AREA = 4_000

Pair = tuple[int, int]


def laid_out(points: np.ndarray, pairs: Sequence[Pair], groups: Sequence[str]) -> list[Cell]:
    """The cell of each area, from column and row 0 (or column 1, as odd rows have odd columns).

    `points` has x and y (downwards) in a row for each area; `pairs` are the positions of areas that
    share an edge, `groups` the place of each area. The same areas are laid out once.
    """
    return list(_laid_out(points.astype(float).tobytes(), tuple(pairs), tuple(groups)))


@lru_cache(maxsize=4)  # a rebuild that is refused is run again, and this takes half of it
def _laid_out(given: bytes, pairs: tuple[Pair, ...], groups: tuple[str, ...]) -> tuple[Cell, ...]:
    points = np.frombuffer(given).reshape(-1, 2)
    spread = _spread(points, pairs)
    low = np.floor(spread.min(0) / (1, ROW)).astype(int) - MARGIN
    across, down = np.ceil(spread.max(0) / (1, ROW)).astype(int) + MARGIN - low
    cells = [(c, r) for r in range(down) for c in range(across) if (c + r) % 2 == 0]
    stride = 2 * int(across)  # so that each step from cell to cell has a number of its own
    numbers = [row * stride + column for column, row in cells]
    away = cdist(spread, (np.array(cells) + low) * (1, ROW)) ** 2
    strayed = (STRAYED * away).round().astype(int).tolist()
    board = Board(
        [numbers[cell] for cell in linear_sum_assignment(strayed)[1]],
        stride,
        groups,
        [dict(zip(numbers, costs, strict=True)) for costs in strayed],
        _related(points, pairs, stride, int(down)),
    )
    board.improve(DRAWS_AN_AREA * len(points))
    return tuple(_from_the_corner([(cell % stride, cell // stride) for cell in board.cell]))


def _spread(points: np.ndarray, pairs: Sequence[Pair]) -> np.ndarray:
    """The points moved apart until nearest neighbours are about a hexagon (2 columns) apart."""
    room = 2 * ROW * len(points)  # a hexagon is 2 columns wide and takes a row
    home = (points - points.mean(0)) * math.sqrt(room / ConvexHull(points).volume)
    one, other = np.array(pairs).T
    spread = home
    for _ in range(ROUNDS):
        between = spread[:, None] - spread[None]
        far = np.hypot(between[..., 0], between[..., 1]) + np.diag(np.full(len(points), np.inf))
        push = PUSH * np.maximum(0, 2 / far - 1)
        force = (push[..., None] * between).sum(1) + HOLD * (home - spread)
        edge = spread[other] - spread[one]
        length = np.hypot(edge[:, 0], edge[:, 1])[:, None]
        pull = PULL * np.maximum(0, 1 - 2 / length) * edge
        np.add.at(force, one, pull)
        np.add.at(force, other, -pull)
        spread = (spread + force).round(6)  # the last digits may differ from machine to machine
    return spread


def _related(
    points: np.ndarray, pairs: Sequence[Pair], stride: int, rows: int
) -> list[list[tuple[int, list[int]]]]:
    """For each area those it shares an edge with, and what each step from it to them costs."""
    costs = [_costs(sector, stride, rows) for sector in range(SECTORS)]
    related: list[list[tuple[int, list[int]]]] = [[] for _ in points]
    for one, other in pairs:
        east, south = points[other] - points[one]
        sector = round(math.atan2(south, east) / math.tau * SECTORS)
        related[one].append((other, costs[sector % SECTORS]))
        related[other].append((one, costs[(sector + SECTORS // 2) % SECTORS]))
    return related


def _costs(sector: int, stride: int, rows: int) -> list[int]:
    """What a step costs, by its number, to a neighbour that lies in the direction of the sector."""
    costs = [0] * (2 * stride * rows)
    for down in range(1 - rows, rows):
        for across in range(-stride // 2, stride // 2):
            apart = steps_apart((0, 0), (across, down))
            turned = math.atan2(down * ROW, across) - sector * math.tau / SECTORS
            cost = TURNED * (1 - math.cos(turned))
            if apart > 1:
                cost += PARTED + FARTHER * (min(apart, FARTHEST) - 2)
            costs[down * stride + across] = round(cost)
    return costs


def _from_the_corner(cells: Sequence[Cell]) -> list[Cell]:
    top = min(row for _, row in cells)
    left = min(column for column, _ in cells)
    left -= (left + top) % 2  # a cell's column and row stay both odd or both even
    return [(column - left, row - top) for column, row in cells]
