"""One figure of the board matrix, with the marks of what the tests say of its series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.selection import Selection, slug_of
from dashboards.viewmodel.signals import Signal, direction_signal, variation_signal
from geo.areas import WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, area
from indicators.definition import Definition
from indicators.vocabulary import RecentTrend, Sex, Variation


@dataclass(frozen=True)
class Cell:
    """One figure of the matrix with its marks, or the reason why there is none."""

    area_name: str
    value: str
    period: str
    limits: str
    missing: str
    note: str
    title: str
    link: str
    is_chosen: bool
    marks: tuple[Signal, ...] = ()

    @property
    def has_limits(self) -> bool:
        """Whether `limits` are two numbers, and not the words that there are none."""
        return " to " in self.limits


def course(row: pd.Series | None, definition: Definition) -> tuple[Signal, ...]:
    """The recent trend and the variation of one area's series; none where it has no figure."""
    if row is None or not has_value(row):
        return ()
    direction = words(row, "direction") or RecentTrend.CANNOT_BE_TESTED
    variation = words(row, "variation") or Variation.CANNOT_BE_TESTED
    return (
        direction_signal(direction, words(row, "direction_reason"), definition),
        variation_signal(variation, words(row, "variation_side"), words(row, "variation_reason")),
    )


def _marks(course: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """What a crowded cell has room for: the tested trend, and variation only when it is news."""
    return tuple(
        one
        for one in course
        if one.is_tested and (one.is_news or one.symbol.startswith("direction"))
    )


def matrix_cell(
    row: pd.Series | None, code: str, definition: Definition, sex: Sex, selection: Selection
) -> Cell:
    """The cell of the area with this code; `row` is the row its figure comes from, if any."""
    name = area(code).name
    link = measure_link(definition, sex, selection, place=slug_of(code))
    is_chosen = code == (selection.place_code or WEST_YORKSHIRE)
    if row is None or not isinstance(row["period"], str):
        return Cell(name, "", "", "", text.NO_ROW, "", f"{name}: {text.NO_ROW}", link, is_chosen)
    notes = []
    if row["area_code"] == WEST_YORKSHIRE_ICB:
        notes.append("NHS West Yorkshire")
    if _is_true(row["derived"]):
        notes.append("derived")
    period = row["period"]
    if not has_value(row):
        why = text.missing(row["missing_reason"])
        return Cell(name, "", period, "", why, "", f"{name}, {period}: {why}", link, is_chosen)
    limits = text.limits(row["lower_95"], row["upper_95"], definition)
    marks = _marks(course(row, definition))
    told = [
        f"{row['area_name']}, {period}: {text.with_unit(row['value'], definition)}",
        f"95% limits: {limits}",
        text.sentence_case(row["status"]),
        *(mark.words for mark in marks),
        words(row, "against_path").rstrip("."),
        row["source"],
    ]
    return Cell(
        area_name=name,
        value=text.number(row["value"], definition),
        period=period,
        limits=limits,
        missing="",
        note=", ".join(notes),
        title=f"{told[0]}; {'. '.join(filter(None, told[1:]))}.",
        link=link,
        is_chosen=is_chosen,
        marks=marks,
    )


def measure_link(definition: Definition, sex: Sex, selection: Selection, **changes: str) -> str:
    """The address of the measure's own page, with the changes."""
    return selection.link(
        "indicator",
        indicator=definition.id,
        sex="" if sex is Sex.PERSONS else sex.value,
        framework=None,
        **changes,
    )


def _is_true(value: object) -> bool:
    """Whether the value is true; nothing and not-a-number are not."""
    return isinstance(value, bool | np.bool_) and bool(value)


def has_value(row: pd.Series) -> bool:
    return not text.is_missing(row["value"])


def words(row: pd.Series | None, column: str) -> str:
    """The words in the column; empty where there are none."""
    found = None if row is None else row[column]
    return found if isinstance(found, str) else ""
