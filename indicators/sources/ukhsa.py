"""UK Health Security Agency: annual epidemiological commentary on bloodstream infections.

Table S1 holds England by organism and financial year, with cases and populations; Table S6 holds
rates by integrated care board, one column a year. Notes stand above the headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from geo.areas import ENGLAND
from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import Period, financial_year
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import MissingReason

YEARS = range(1990, 2101)
YEAR = re.compile(r"(\d{4}) to (\d{4})")
INDICATORS: Mapping[str, str] = {"Escherichia coli": "e_coli_bacteraemia"}
UNIT = "per 100,000"
PER = 100_000
MISSING = {"[x]": MissingReason.NOT_COLLECTED}
CASES = "All reported cases"
RATE = "All reported rate (per 100,000 population)"
POPULATION = "Mid-year population estimate"
ENGLAND_COLUMNS = ("Species", "Financial year", POPULATION, CASES, RATE)
BOARD = "Integrated care board (ICB)"
BOARD_CODE = "Sustainability transformation partnerships code (ONS)"
BOARD_COLUMNS = ("Species", BOARD_CODE, BOARD)


def read(path: Path, origin: Origin) -> Reading:
    """E. coli bacteraemia rates of integrated care boards (Table S6) or of England (Table S1).

    The mark [x] says that an infection was not collected in that year.
    """
    table = open_table(
        path,
        lambda names: BOARD_COLUMNS if BOARD_CODE in names else ENGLAND_COLUMNS,
        heading=lambda cells: "Species" in cells,
        not_utf8_is_usual=True,
        rename=_without_notes,
    )
    if not table.is_usable:
        return refused(*table.faults)
    species = table.text("Species")
    known = species.isin(INDICATORS)
    counts = species[~known].value_counts()
    left_out = {str(name): int(count) for name, count in counts.items()}
    if not known.any():
        found = ", ".join(quoted(name) for name in list(left_out)[:4])
        expected = "rows of " + ", ".join(INDICATORS)
        return refused(*table.faults, Fault(f"{path.name}, column Species", found, expected))
    part = table.only(known)
    is_by_board = BOARD_CODE in table.frame.columns
    reading = _boards(part, origin) if is_by_board else _england(part, origin)
    return Reading(reading.rows, reading.faults, left_out, reading.area_names)


def _without_notes(names: Sequence[str]) -> list[str]:
    """The headings without their marks of notes and breaks of line."""
    return [" ".join(re.sub(r"\[[Nn]ote \d+\]", "", name).split()) for name in names]


def _boards(table: Table, origin: Origin) -> Reading:
    years = [name for name in table.frame.columns if YEAR.fullmatch(name)]
    where = f"{table.name}, headings"
    wrong = [year for year in years if _period(year) is None]
    faults = [
        Fault(where, quoted(year), "two years that follow, as '2023 to 2024'") for year in wrong
    ]
    misspelt = [
        name for name in table.frame.columns if re.search(r"\d{4}", name) and name not in years
    ]
    faults += [Fault(where, quoted(name), "a year as '2023 to 2024'") for name in misspelt]
    if years != sorted(years):
        faults.append(Fault(where, "years out of order", "the earliest first", "Swapped columns?"))
    if not years:
        faults.append(Fault(where, "no column of a year", "columns as '2023 to 2024'"))
    if faults:
        return refused(*table.faults, *faults)
    codes = table.areas(BOARD_CODE)
    boards = codes.str.startswith("E54")
    table.report(~boards, BOARD_CODE, "the code of an integrated care board, E54 and six digits")
    return combined(_board_year(table, codes, year, origin) for year in years)


def _board_year(table: Table, codes: pd.Series, year: str, origin: Origin) -> Reading:
    period = _period(year)
    value, reason = table.numbers(year, MISSING, low=0, high=PER)
    return table.reading(
        {
            **_constants(table, origin),
            "area_code": codes,
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "period_type": period.type if period else None,
            "value": value,
            "missing_reason": reason,
        },
        origin,
        area_names=dict(zip(codes, table.text(BOARD), strict=True)),
    )


def _england(table: Table, origin: Origin) -> Reading:
    value, reason = table.numbers(RATE, MISSING, low=0, high=PER)
    cases, _ = table.numbers(CASES, MISSING, low=0)
    population, _ = table.numbers(POPULATION, MISSING, low=1)
    table.report(
        (value - cases / population * PER).abs() > 0.051,
        RATE,
        f"cases for each {PER:,} of the population beside them",
        "Are columns swapped?",
    )
    return table.reading(
        {
            **_constants(table, origin),
            **table.periods("Financial year", _period, "two years that follow, as '2023 to 2024'"),
            "area_code": ENGLAND,
            "value": value,
            "numerator": cases,
            "denominator": population,
            "missing_reason": reason,
        },
        origin,
    )


def _constants(table: Table, origin: Origin) -> dict[str, object]:
    named = {**INDICATORS, **origin.series}
    return {"indicator_id": table.text("Species").map(named), "unit": UNIT}


def _period(label: str) -> Period | None:
    match = YEAR.fullmatch(label)
    if not match or int(match[2]) != int(match[1]) + 1 or int(match[1]) not in YEARS:
        return None
    return financial_year(int(match[1]))


READER = Reader(
    name="ukhsa",
    title="Annual epidemiological commentary: bacteraemia and C. difficile",
    publisher="UK Health Security Agency",
    read=read,
)
