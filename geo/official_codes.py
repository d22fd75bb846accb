"""Which areas a boundary file holds, told by its codes: their column, their level, their vintage.

A column is found by what it holds, never by its name, and the vintage by which codes are there.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from geo.areas import GSS_CODE, PLACES, AreaType, is_known, name
from geo.drawn import PLACES_VINTAGE
from geo.errors import Fault, GeographyError, quoted
from geo.official_columns import refuse_without_own_codes, without_codes
from geo.vintages import VINTAGES, Vintage, vintage_in, vintage_of, vintages_of

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Areas:
    """The vintage a file is of, the code of each row, and West Yorkshire's codes that it lacks."""

    vintage: Vintage
    codes: pd.Series
    missing: tuple[str, ...]
    year: int  # that the boundaries are of, as near as the file tells

    @property
    def is_wanted(self) -> pd.Series:
        """Which rows are areas of the vintage; the rest lie outside West Yorkshire."""
        return self.codes.isin(self.vintage.codes())


def areas_of(
    where: str, rows: pd.DataFrame, level: AreaType | None = None, year: int | None = None
) -> Areas:
    """The areas that the rows are of.

    `level` and `year` are only asserted: raises GeographyError when the codes are of another level
    or vintage, saying which, or of none, or of a mixture.
    """
    columns = {str(label): _codes(rows[label]) for label in rows.columns if label != "geometry"}
    found = {label: set(codes) & set(_known()) for label, codes in columns.items()}
    column = max(found, key=lambda label: len(found[label]), default="")
    if not column or not found[column]:
        raise without_codes(where, rows, columns)
    held = found[column]
    kind = _known()[min(held)]
    if level is not kind:
        taken = columns[column]
        refuse_without_own_codes(where, rows, taken[taken.isin(held)], level)
    if level is not None and level is not kind:
        fault = Fault(where, f"codes of the level {kind.value} in {quoted(column)}", level.value)
        raise GeographyError("The file is of another level than was said.", [fault])
    if year is not None and kind is not AreaType.LOCAL_AUTHORITY:
        _refuse_another_year(where, held, vintage_in(kind, year))
    vintage = _vintage(held, kind, year)
    missing = tuple(sorted(vintage.codes() - held))
    return Areas(vintage, columns[column], missing, year or _told_year(column, vintage))


def _told_year(column: str, vintage: Vintage) -> int:
    """The year in the column's name, as WD24CD, or one of the pattern where that cannot be."""
    digits = re.search(r"(?<!\d)\d\d(?!\d)", column)
    told = 2000 + int(digits.group()) if digits else vintage.year
    has_come = told <= datetime.date.today().year
    return told if has_come and vintage.includes(told) else vintage.year


def missing_faults(where: str, areas: Areas) -> list[Fault]:
    """One warning for each area of West Yorkshire that the file lacks."""
    whole = f"all {len(areas.vintage.codes()):,} {areas.vintage.label}"
    return [Fault(where, f"no shape of {code} ({name(code)})", whole) for code in areas.missing]


def _refuse_another_year(where: str, held: set[str], said: Vintage) -> None:
    """Raise for codes of another vintage than was said: a few named, and what to say instead."""
    strange = sorted(held - said.codes())
    if not strange:
        return
    fitting = next(iter(vintages_of(held)), None)
    looks = f" They look like {fitting.label}." if fitting else ""
    fault = Fault(
        where,
        some_named(strange),
        f"only {said.label}",
        "Leave --year out, and the vintage is found from the codes."
        if fitting
        else "Take a file of one vintage.",
    )
    summary = f"The codes are not all {said.label}.{looks} Nothing was changed."
    raise GeographyError(summary, [fault])


def _vintage(held: set[str], kind: AreaType, year: int | None) -> Vintage:
    if kind is AreaType.LOCAL_AUTHORITY:
        return PLACES_VINTAGE
    fitting = [one for one in vintages_of(held) if one.level is kind]
    if year is not None:
        fitting = [one for one in fitting if one.includes(year)]
    if not fitting:
        vintage_of(held)  # raises, naming the codes that are of another vintage than the rest
    return min(fitting, key=lambda one: len(one.codes() - held))


@cache
def _known() -> dict[str, AreaType]:
    """The level of every code of West Yorkshire that can be drawn, of any vintage."""
    small = {code: vintage.level for vintage in VINTAGES for code in vintage.codes()}
    return {**small, **dict.fromkeys(PLACES, AreaType.LOCAL_AUTHORITY)}


def _codes(column: pd.Series) -> pd.Series:
    """The column's values as text, where they are codes; the rest are empty."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series("", index=column.index)
    text = column.astype("string").fillna("").str.strip().str.upper()
    return text.where(text.str.fullmatch(GSS_CODE.pattern), "").astype(object)


def named_area(code: str) -> str:
    """The code with its name behind it, where it is one of those that are known."""
    return f"{code} ({name(code)})" if is_known(code) else code


def some_named(codes: list[str]) -> str:
    """The first few codes with their names, and how many more there are."""
    more = len(codes) - NAMED_AT_MOST
    named = ", ".join(map(named_area, codes[:NAMED_AT_MOST]))
    return f"{named} and {more:,} more" if more > 0 else named
