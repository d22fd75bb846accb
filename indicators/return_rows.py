"""The rows of a return: what a file says in each cell as codes, days, groups and whole counts.

Nothing is compared with other figures here; `return_checks` does that.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from indicators.errors import Fault, did_you_mean, quoted
from indicators.return_facts import FIRST, ISO, LAST, Facts, day_of
from indicators.return_form import (
    AREA_NAME,
    COLUMNS,
    HEADINGS,
    NAMED_HEADINGS,
    SEXES,
    UNREADABLE,
    Read,
)
from indicators.return_periods import age_range

WHOLE = re.compile(r"[0-9]{1,9}(\.0*)?")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]*)?")
SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")  # as a spreadsheet saves days to CSV
FORMAT = "Format the column as yyyy-mm-dd before you save it as CSV, or send the workbook."
TYPED = "The cells hold text: type the days as dates, or as 2025-03-31."
TOTALS = ("total", "totals", "all", "grand total", "sum", "overall", "all areas", "all wards")
NO_TOTAL = "Take the row of the total out: totals are added up."
IS_NEEDED = {one.name for one in COLUMNS if one.is_required}


@dataclass(frozen=True)
class Return:
    """A return in its own words: `rows` has HEADINGS and `where` (the place in the file)."""

    facts: Facts
    rows: pd.DataFrame


@dataclass(frozen=True)
class Rows:
    """The rows without a fault, as in a Return, and what is known of all rows.

    `named` has each area code and where it first stands; `called` has each code and name that stand
    beside each other, and where first; `unread` are the codes of rows left out. `is_whole` is False
    where a row may name an area that could not be read.
    """

    good: pd.DataFrame
    named: dict[str, str]
    unread: frozenset[str]
    is_whole: bool
    called: dict[tuple[str, str], str] = field(default_factory=dict)


class Slashed(defaultdict[str, list[tuple[str, str]]]):
    """Days as 31/03/2025 by column, where each stands: told once, as whole columns are so."""

    def __init__(self) -> None:
        super().__init__(list)

    def faults(self) -> list[Fault]:
        told = []
        for column, days in self.items():
            where, first = days[0]
            more = f" and {len(days) - 1:,} more days so written" if len(days) > 1 else ""
            remedy = TYPED if where.startswith("sheet") else FORMAT
            told.append(Fault(f"{where}, column {column}", f"{quoted(first)}{more}", ISO, remedy))
        return told


def read_rows(read: Read, all_ages: str) -> Rows:
    """The rows with days, codes and counts; a row with a fault is told and left out."""
    found = read.faults
    headings = [one.casefold() for one in read.headings]
    if wrong := _wrong_headings(headings, read.headings):
        found += wrong
        return Rows(pd.DataFrame(columns=[*HEADINGS, "where"]), {}, frozenset(), False)
    if not read.rows and not found:
        found.append(Fault("the counts", "no rows", "a row for each count"))
    made: list[tuple[Any, ...]] = []
    seen: dict[tuple[Any, ...], str] = {}
    named: dict[str, str] = {}
    called: dict[tuple[str, str], str] = {}
    unread: set[str] = set()
    slashed = Slashed()
    is_whole, first = read.is_whole, len(found)
    for where, cells in read.rows:
        given = dict(zip(headings, cells, strict=True))
        code = _area(given)
        if code is None:
            is_whole = False
        elif _is_total(code):
            at = f"{where}, column area_code"
            found.append(Fault(at, quoted(code), "a code as E05001341", NO_TOTAL))
            continue
        elif code:
            named.setdefault(code, where)
            if isinstance(words := given.get(AREA_NAME.name), str) and words:
                called.setdefault((code, words), where)
        row = _row(where, given, all_ages, found, slashed)
        if row is None:
            unread.add(code or "")
        else:
            key = row[:-1]
            if key in seen:
                expected = "each area, period, sex and age once"
                found.append(Fault(where, f"the same as {seen[key]}", expected))
            else:
                seen[key] = where
                made.append((*row, where))
    found[first:first] = slashed.faults()
    good = pd.DataFrame(made, columns=[*HEADINGS, "where"])
    return Rows(good, named, frozenset(unread), is_whole, called)


def _area(given: dict[str, Any]) -> str | None:
    """What stands where the area's code should; None where that could not be read."""
    value = given["area_code"]
    return None if value is UNREADABLE else str(value or "").strip()


def _is_total(words: str) -> bool:
    return words.casefold().rstrip(":").strip() in TOTALS


def _wrong_headings(headings: list[str], as_given: list[str]) -> list[Fault]:
    where = "the heading row"
    if not headings:
        return [Fault(where, "none", ", ".join(HEADINGS))]
    faults = [
        Fault(where, f"no column {quoted(one)}", "it", did_you_mean(one, as_given))
        for one in HEADINGS
        if one in IS_NEEDED and one not in headings
    ]
    faults += [
        Fault(where, quoted(given), ", ".join(NAMED_HEADINGS), did_you_mean(given, NAMED_HEADINGS))
        for given, one in zip(as_given, headings, strict=True)
        if one not in NAMED_HEADINGS
    ]
    twice = [one for one, times in Counter(headings).items() if times > 1]
    return faults + [Fault(where, f"{quoted(one)} twice", "each column once") for one in twice]


def _row(
    where: str, given: dict[str, Any], all_ages: str, found: list[Fault], slashed: Slashed
) -> tuple[Any, ...] | None:
    """The row's values; None where any is wrong, which is told."""
    is_wrong = False
    if any(value is UNREADABLE for value in given.values()):
        return None
    for name_, value in given.items():
        if isinstance(value, str) and value.startswith("="):
            told = f"a formula, {quoted(value)}"
            found.append(Fault(f"{where}, column {name_}", told, "a value, no formula"))
            return None

    def fault(column: str, expected: str, remedy: str = "") -> None:
        nonlocal is_wrong
        is_wrong = True
        value = given.get(column)
        said = "nothing" if value in (None, "") else quoted(value)
        found.append(Fault(f"{where}, column {column}", said, expected, remedy))

    def day(column: str) -> date | None:
        nonlocal is_wrong
        value = given[column]
        read = day_of(value)
        if read and FIRST <= read <= LAST:
            return read
        if isinstance(value, str) and SLASHED.fullmatch(value.strip()):
            slashed[column].append((where, value))
            is_wrong = True
        else:
            fault(column, ISO)
        return None

    code = _area(given)
    if not code:
        fault("area_code", "a code as E05001341")
    start, end = day("period_start"), day("period_end")
    if start and end and end < start:
        fault("period_end", "a last day no earlier than the first")
    sex = str(given.get("sex") or "persons").casefold()
    if sex not in SEXES:
        fault("sex", ", ".join(SEXES), did_you_mean(sex, SEXES))
    age = str(given.get("age") or all_ages).strip()
    if age_range(age) is None:
        fault("age", "a band as '0 to 4' or '65 and over'")
    count, wrong = _count(given["count"])
    if count is None:
        fault("count", wrong, "Missing is never zero." if given["count"] in (None, "") else "")
    return None if is_wrong else (code, start, end, sex, age, count)


def _count(value: Any) -> tuple[int | None, str]:
    """The whole count, or None and what was expected."""
    if isinstance(value, bool) or value in (None, ""):
        return None, "a whole count of 0 or more"
    if isinstance(value, str):
        words = value.strip()
        if WHOLE.fullmatch(words):
            return int(float(words)), ""
        if not DECIMAL.fullmatch(words):
            return None, "a whole count of 0 or more, in figures without commas"
        number = float(words)
        if number == int(number) and number >= 0:
            return None, "a whole count written in plain figures"
    elif isinstance(value, int | float):
        number = float(value)
    else:
        return None, "a whole count of 0 or more"
    if math.isfinite(number) and number < 0:
        return None, "a count of 0 or more"
    if not math.isfinite(number) or number != int(number) or number > 10**9:
        return None, "a whole count"
    return int(number), ""
