"""What is published of a table: its cells as rows of a frame, as bytes, and read back again."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from indicators.disclosure_cells import (
    HIDDEN,
    RESULT_COLUMNS,
    ROUNDED,
    SHOWN,
    UNPUBLISHED,
    WITHHELD,
    Cells,
    Published,
)
from indicators.disclosure_columns import NO_PARENTS, Parents, is_nothing, read_column
from indicators.disclosure_policy import Policy, rounded
from indicators.disclosure_problem import Flags
from indicators.disclosure_table import Table, describe
from indicators.errors import DisclosureError, Fault, quoted


def publish(table: Table, hidden: Flags, policy: Policy) -> Published:
    """The table as it is shown where `hidden` cells are not."""
    states: list[str] = []
    values: list[int | None] = []
    for at, count in enumerate(table.counts):
        value = rounded(count, policy.base(table.cells.is_national[at]))
        if not table.cells.is_published[at]:
            states.append(UNPUBLISHED)
            values.append(None)
        elif hidden[at]:
            states.append(HIDDEN)
            values.append(None)
        else:
            states.append(SHOWN if policy.base(table.cells.is_national[at]) == 1 else ROUNDED)
            values.append(value)
    return Published(table.cells, tuple(states), tuple(values))


def frame_of(published: Published) -> pd.DataFrame:
    """A row for each published cell: its values, `published` (NaN where hidden), state, reason."""
    cells = published.cells
    rows = [at for at, shown in enumerate(cells.is_published) if shown]
    made: dict[str, list[Any]] = {
        name: [cells.keys[at][place] for at in rows] for place, name in enumerate(cells.columns)
    }
    values = [published.values[at] for at in rows]
    made["published"] = [float("nan") if value is None else float(value) for value in values]
    made["state"] = [published.states[at] for at in rows]
    made["reason"] = [WITHHELD if value is None else "" for value in values]
    return pd.DataFrame(made)


def as_given(published: pd.DataFrame, frame: pd.DataFrame, cells: Sequence[str]) -> pd.DataFrame:
    """The published frame with the values of its cells as the given frame has them, years say."""
    made = published.copy()
    for name in cells:
        given = {str(value).strip(): value for value in frame[name].tolist()}
        if any(text is not value and text != value for text, value in given.items()):
            made[name] = pd.Series([given.get(text, text) for text in made[name]], dtype=object)
    return made


def csv_of(published: Published) -> bytes:
    """The same as CSV; an empty field where a count is hidden."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*published.cells.columns, *RESULT_COLUMNS])
    for key, value, state, shown in zip(
        published.cells.keys,
        published.values,
        published.states,
        published.cells.is_published,
        strict=True,
    ):
        if shown:
            told = ("" if value is None else str(value), state, WITHHELD if value is None else "")
            writer.writerow([*map(plain, key), *told])
    return out.getvalue().encode()


def plain(words: str) -> str:
    """The words so that no spreadsheet takes them for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words


def read_bytes(data: bytes, cells: Cells) -> Published:
    """What the bytes show of the cells. Raises DisclosureError where they are not those cells'."""
    rows = list(csv.reader(io.StringIO(data.decode())))
    if not rows or tuple(rows[0]) != (*cells.columns, *RESULT_COLUMNS):
        fault = Fault("first row", quoted(rows[:1]), "the table's columns")
        raise DisclosureError("What was to be published is not this table.", [fault])
    many = len(cells.columns)
    told = {tuple(row[:many]): (row[many], row[many + 1]) for row in rows[1:]}
    return _of_cells(cells, told)


def read_frame(
    frame: pd.DataFrame,
    columns: Sequence[str],
    parent: Parents = NO_PARENTS,
    links: Parents = NO_PARENTS,
    only_totals: Collection[str] = (),
) -> Published:
    """What a published frame shows, with its relations made again from the parents."""
    wanted = (*columns, *RESULT_COLUMNS[:2])
    if absent := [name for name in wanted if name not in frame.columns]:
        faults = [Fault("column", "none", quoted(name)) for name in absent]
        raise DisclosureError("This is not a published table.", faults)
    keys = [tuple(map(str, row)) for row in zip(*(frame[c] for c in columns), strict=True)]
    made, faults = [], []
    for place, name in enumerate(columns):
        found = [key[place] for key in keys]
        if name in only_totals:  # its leaves are in no row, but their parents name them
            found = [*_leaves(parent.get(name)), *found]
        column, wrong = read_column(
            name, found, parent.get(name), links.get(name), name not in only_totals
        )
        faults += wrong
        made += [column] if column else []
    if faults:
        raise DisclosureError("This published table cannot be read.", faults)
    told = {
        key: ("" if is_nothing(value) else str(value), state)
        for key, value, state in zip(keys, frame["published"], frame["state"], strict=True)
    }
    return _of_cells(describe(made), told)


def _leaves(parents: Any) -> list[str]:
    listed = [parents] if hasattr(parents, "items") else list(parents or [])
    totals = {str(total) for grouping in listed for total in grouping.values()}
    return [str(child) for grouping in listed for child in grouping if str(child) not in totals]


def _of_cells(cells: Cells, told: dict[tuple[str, ...], tuple[str, str]]) -> Published:
    states: list[str] = []
    values: list[int | None] = []
    faults: list[Fault] = []
    for at, key in enumerate(cells.keys):
        if not cells.is_published[at]:
            states.append(UNPUBLISHED)
            values.append(None)
            continue
        value, state = told.get(tuple(map(plain, key)), ("", "no row"))
        number = float(value) if _is_number(value) else None
        states.append(state)
        values.append(None if number is None else int(number))
        if state not in (SHOWN, ROUNDED, HIDDEN) or (state == HIDDEN) != (number is None):
            faults.append(Fault(cells.name(at), f"{quoted(value)}, {state}", "a value or 'hidden'"))
    if len(told) != sum(cells.is_published):
        faults.append(Fault("rows", f"{len(told):,}", f"{sum(cells.is_published):,}"))
    if faults:
        raise DisclosureError("What was to be published is not this table.", faults)
    return Published(cells, tuple(states), tuple(values))


def _is_number(value: str) -> bool:
    try:
        return float(value) == int(float(value))
    except (ValueError, OverflowError):
        return False
