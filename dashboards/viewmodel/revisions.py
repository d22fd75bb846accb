"""Figures that a later release changed, with both values and both days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.figures_table import TABLE_AREAS
from geo.areas import name
from indicators import periods
from indicators.definition import Definition
from indicators.vocabulary import Sex


@dataclass(frozen=True)
class Revisions:
    """The revisions whose two figures differ as shown, and how many others are smaller."""

    shown: tuple[Revision, ...]
    smaller: int

    @property
    def left_out(self) -> str:
        """How many are not listed because both figures read the same; empty where none is."""
        if not self.smaller:
            return ""
        several = text.sentence_case(text.count(self.smaller, "revision"))
        which = "is" if self.smaller == 1 else "are"
        return f"{several} too small to change the figure as it is shown here {which} not listed."


@dataclass(frozen=True)
class Revision:
    """A figure that a later release changed."""

    area: str
    period: str
    old: str
    old_day: str
    new: str
    new_day: str


def revisions(figures: Figures, definition: Definition, sex: Sex, chosen: str) -> Revisions:
    """The revisions of one sex's headline figures, those of the chosen area first."""
    found = list(_found(figures, definition, sex))
    shown = [one for one in found if one.old != one.new]
    shown.sort(key=lambda one: one.area != name(chosen))
    return Revisions(tuple(shown), len(found) - len(shown))


def _found(figures: Figures, definition: Definition, sex: Sex) -> Iterator[Revision]:
    changed = figures.revisions(definition.id)
    changed = changed[(changed["sex"] == sex.value) & (changed["breakdown"] == "none")]
    for row in changed.itertuples():
        if row.area_code not in TABLE_AREAS or row.age != definition.age:
            continue
        yield Revision(
            area=name(row.area_code),
            period=periods.label(row.period_start, row.period_end, row.period_type),
            old=_number_or_reason(row.old_value, definition),
            old_day=text.day(row.old_published_on),
            new=_number_or_reason(row.new_value, definition),
            new_day=text.day(row.new_published_on),
        )


def _number_or_reason(value: float, definition: Definition) -> str:
    return "withdrawn" if pd.isna(value) else text.number(value, definition)
