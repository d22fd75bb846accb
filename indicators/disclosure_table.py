"""A table of counts with all its margins, read from a plain frame and checked."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.areas import ENGLAND
from indicators.disclosure_cells import RESULT_COLUMNS, Cells, Key, Relation
from indicators.disclosure_columns import NO_PARENTS, Column, Parents, is_nothing, read_column
from indicators.errors import DisclosureError, Fault, did_you_mean, quoted

LARGEST_COUNT = 10**9
MOST_CELLS = 200_000
FEWEST_AGREEING = 3
WRITTEN = re.compile(r"[0-9]+(\.0*)?")  # a whole count as a file has it
NATIONAL = frozenset({ENGLAND, "K02000001", "K03000001", "K04000001"})


@dataclass(frozen=True)
class Table:
    """The cells of a table with the true count of each, margins included."""

    cells: Cells
    counts: tuple[int, ...]


def table_from(
    frame: pd.DataFrame,
    cells: Sequence[str],
    parent: Parents = NO_PARENTS,
    count: str = "count",
    links: Parents = NO_PARENTS,
    only_totals: Collection[str] = (),
) -> Table:
    """The table that the frame's counts make, with every margin.

    `parent` gives a column's mapping from child to parent, or a list of them where groupings
    overlap; a column without one has a total over all its values. The frame holds every leaf, and
    totals if it likes. `links` are groupings that are not published now, but by which earlier
    releases were; of the columns in `only_totals` no leaf is published. Raises DisclosureError
    with every fault found.
    """
    faults = _wrong_columns(frame, cells, parent, count, links, only_totals)
    if faults:
        raise DisclosureError("This table cannot be read.", faults)
    keys = _keys(frame, cells, faults)
    counts = [
        _count(value, cells, key, faults) for key, value in zip(keys, frame[count], strict=True)
    ]
    repeated = [key for key, times in Counter(keys).items() if times > 1]
    faults += [
        Fault(_named(cells, key), "more than one count", "each cell once") for key in repeated
    ]
    columns: list[Column] = []
    for at, name in enumerate(cells):
        found = [key[at] for key in keys if key[at]]
        column, wrong = read_column(
            name, found, parent.get(name), links.get(name), name not in only_totals
        )
        faults += wrong
        columns += [column] if column else []
    if not len(frame):
        faults = [Fault("the table", "no rows", "a count of each cell")]
    if faults:
        raise DisclosureError("This table cannot be read.", faults)
    given = {key: value for key, value in zip(keys, counts, strict=True) if value is not None}
    _refuse_hidden_totals(columns, given)
    return _whole(columns, given)


def describe(columns: Sequence[Column]) -> Cells:
    """The cells of every combination of the columns' values, and all their relations."""
    many = math.prod(len(column.values) for column in columns)
    if many > MOST_CELLS:
        fault = Fault("the table", f"{many:,} cells", f"{MOST_CELLS:,} at most", "Split it.")
        raise DisclosureError("This table cannot be read.", [fault])
    keys: list[Key] = list(itertools.product(*(column.values for column in columns)))
    at = {key: position for position, key in enumerate(keys)}
    relations = [
        Relation(at[key], tuple(at[(*key[:place], part, *key[place + 1 :])] for part in one.parts))
        for place, column in enumerate(columns)
        for one in column.sums
        for key in keys
        if key[place] == one.total
    ]
    return Cells(
        columns=tuple(column.name for column in columns),
        keys=tuple(keys),
        relations=tuple(relations),
        leaves=tuple(
            math.prod(len(c.leaves_of[v]) for c, v in zip(columns, key, strict=True))
            for key in keys
        ),
        is_published=tuple(
            all(v not in c.unpublished for c, v in zip(columns, key, strict=True)) for key in keys
        ),
        is_national=tuple(not NATIONAL.isdisjoint(key) for key in keys),
        tops=tuple(column.top for column in columns),
    )


def _whole(columns: Sequence[Column], given: Mapping[Key, int]) -> Table:
    """Every cell with its count: leaves as given, totals added up and held against those given."""
    faults: list[Fault] = []
    names = [column.name for column in columns]
    made: dict[Key, int] = {}
    for leaf in itertools.product(*(column.leaves for column in columns)):
        if leaf not in given:
            faults.append(Fault(_named(names, leaf), "no count", "a count; missing is never zero"))
        made[leaf] = given.get(leaf, 0)
    if faults:
        raise DisclosureError("Counts are missing from this table.", faults)
    cells = describe(columns)
    for place, column in enumerate(columns):
        # One column after another: what is summed has leaves only in the columns still to come.
        for value, leaves in column.leaves_of.items():
            if value in column.leaves:
                continue
            rest = [c.leaves for c in columns[place + 1 :]]
            for before in itertools.product(*(c.values for c in columns[:place])):
                for after in itertools.product(*rest):
                    parts = (made[(*before, leaf, *after)] for leaf in sorted(leaves))
                    made[(*before, value, *after)] = sum(parts)
    faults = [
        Fault(_named(names, key), f"{value:,}", f"{made[key]:,}, the sum of its parts")
        for key, value in given.items()
        if made[key] != value
    ]
    if faults:
        raise DisclosureError("Totals of this table are not the sums of their parts.", faults)
    return Table(cells, tuple(made[key] for key in cells.keys))


def _wrong_columns(
    frame: pd.DataFrame,
    cells: Sequence[str],
    parent: Parents,
    count: str,
    links: Parents,
    only_totals: Collection[str],
) -> list[Fault]:
    wrong = isinstance(cells, str) or not all(isinstance(one, str) for one in cells)
    if wrong or not cells or len(set(cells)) != len(cells) or count in cells:
        return [Fault("cells", quoted(cells), "the columns that tell cells apart, each once")]
    faults = [
        Fault(what, quoted(given), "for each column a mapping from child to parent")
        for what, given in (("parent", parent), ("links", links))
        if not isinstance(given, Mapping)
    ]
    faults += [
        Fault("cells", quoted(name), "another name", "The safe table has a column of that name.")
        for name in cells
        if name in RESULT_COLUMNS
    ]
    if faults:
        return faults
    held = [str(name) for name in frame.columns]
    twice = [name for name, times in Counter(held).items() if times > 1]
    return [
        *(Fault("column", f"{quoted(name)} twice", "each column once") for name in twice),
        *(
            Fault("column", quoted(name), "a column of the table", did_you_mean(name, held))
            for name in (*cells, count)
            if name not in held
        ),
        *(
            Fault("column of a parent", quoted(name), "one of the cells", did_you_mean(name, cells))
            for name in (*parent, *links, *only_totals)
            if name not in cells
        ),
    ]


def _keys(frame: pd.DataFrame, cells: Sequence[str], faults: list[Fault]) -> list[Key]:
    rows = list(zip(*(frame[name].tolist() for name in cells), strict=True))
    for row, values in enumerate(rows, start=1):
        faults += [
            Fault(f"row {row}, {name}", "nothing", "a value")
            for name, value in zip(cells, values, strict=True)
            if is_nothing(value)
        ]
    return [tuple("" if is_nothing(v) else str(v).strip() for v in row) for row in rows]


def _count(value: Any, cells: Sequence[str], key: Key, faults: list[Fault]) -> int | None:
    """The whole number that the value is; None, with a fault, where it is none."""
    if is_nothing(value):
        found = "nothing"
    else:
        found = quoted(value)
        try:
            is_one = not isinstance(value, bool) and (
                not isinstance(value, str) or WRITTEN.fullmatch(value.strip())
            )
            number = float(value if is_one else "nan")
        except (TypeError, ValueError):
            number = float("nan")
        if number == number and 0 <= number <= LARGEST_COUNT and number == int(number):
            return int(number)
    wanted = "a whole count of 0 or more; missing is never zero"
    if found.startswith(("'=", "'@")):
        wanted = "a whole count, no formula"
    faults.append(Fault(f"count of {_named(cells, key)}", found, wanted))
    return None


def _refuse_hidden_totals(columns: Sequence[Column], given: Mapping[Key, int]) -> None:
    """Refuse a value that is the sum of all others wherever it stands, and is not said to be."""
    faults = []
    for place, column in enumerate(columns):
        if not column.top or len(column.leaves) < FEWEST_AGREEING:
            continue
        groups: dict[Key, dict[str, int]] = {}
        for key, value in given.items():
            if key[place] in column.leaves:
                groups.setdefault((*key[:place], *key[place + 1 :]), {})[key[place]] = value
        told = [group for group in groups.values() if sum(map(bool, group.values())) > 2]
        faults += [
            Fault(
                f"{column.name} {quoted(value)}",
                "the sum of all others in every row",
                "a value beside them",
                f"If it is their total, say so with a parent for {column.name}.",
            )
            for value in column.leaves
            if len(told) >= FEWEST_AGREEING
            and all(2 * group.get(value, -1) == sum(group.values()) for group in told)
        ]
    if faults:
        raise DisclosureError("This table holds what looks like a total.", faults)


def _named(columns: Sequence[str], key: Sequence[str]) -> str:
    return ", ".join(f"{column} {value}" for column, value in zip(columns, key, strict=True))
