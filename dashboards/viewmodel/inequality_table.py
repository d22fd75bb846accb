"""The table twins of the profile and of the places' lines: the same numbers as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dashboards import text
from dashboards.viewmodel import inequality_words as words
from indicators.definition import Definition
from indicators.inequality import Inequality


class Cell(NamedTuple):
    """A number as text, what stands beneath it, and the number to sort by."""

    value: str
    under: str
    sort: str


@dataclass(frozen=True)
class Row:
    """A group in the table twin, or a period in the table of the line's course."""

    heading: str
    sort: str
    cells: tuple[Cell, ...]


def columns(found: Inequality, definition: Definition) -> Iterator[str]:
    yield f"Figure, {text.unit_in_words(definition)}"
    if found.groups["share"].notna().all():
        yield from ("Share of all", "Number", "Out of")
    if found.line is not None:
        yield "Line at its middle"


def rows(found: Inequality, definition: Definition) -> Iterator[Row]:
    """Each group with its figure and limits, its people, and the line's height at its middle."""
    for row in found.groups.itertuples():
        limits = text.limits(row.lower_95, row.upper_95, definition)
        under = "" if limits.startswith("no") else limits
        cells = [Cell(text.number(row.value, definition), under, f"{row.value:.6g}")]
        if found.groups["share"].notna().all():
            cells += [
                Cell(text.share(row.share), "", f"{row.share:.6g}"),
                Cell(text.plain(row.numerator, 0), "", f"{row.numerator:.6g}"),
                Cell(text.plain(row.denominator, 0), "", f"{row.denominator:.6g}"),
            ]
        if found.line is not None:
            height = found.line.at(row.midpoint)
            cells.append(Cell(text.number(height, definition), "", f"{height:.6g}"))
        yield Row(words.group_label(found, int(row.group)), f"{row.group:02d}", tuple(cells))


def line_columns(definition: Definition) -> tuple[str, ...]:
    """The headings of `line_cells`."""
    gap = words.gap_heading(definition)
    return (
        "Most deprived end",
        "Least deprived end",
        gap,
        "Ratio of the ends",
        "Line accounts for",
    )


def line_cells(found: Inequality, definition: Definition) -> tuple[Cell, ...]:
    """The line's ends, gap and ratio, with limits, and how well it fits; or why there is none."""
    line = found.line
    if line is None:
        return (Cell(found.reason, "", ""),)
    ratio_limits = ""
    if line.has_limits:
        ratio_limits = f"{text.ratio(line.ratio_lower)} to {text.ratio(line.ratio_upper)}"
    return (
        *(Cell(text.number(end, definition), "", f"{end:.6g}") for end in (line.most, line.least)),
        Cell(*words.gap_cell(line, definition), f"{line.gap:.6g}"),
        Cell(text.ratio(line.ratio), ratio_limits, f"{line.ratio:.6g}"),
        Cell(*words.fit_cell(line), f"{line.linearity.explained:.6g}"),
    )
