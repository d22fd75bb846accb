"""The rows of a return: what a file says in each cell as codes, days, groups and whole counts.

Nothing is compared with other figures here; `return_checks` does that.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.errors import Fault, did_you_mean, quoted
from indicators.return_facts import FIRST, ISO, LAST, Facts, day_of
from indicators.return_form import COLUMNS, HEADINGS, SEXES, UNREADABLE, Read
from indicators.return_periods import age_range

WHOLE = re.compile(r"[0-9]{1,9}(\.0*)?")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]*)?")
IS_NEEDED = {one.name for one in COLUMNS if one.is_required}


@dataclass(frozen=True)
class Return:
    """A return in its own words: `rows` has HEADINGS and `where` (the place in the file)."""

    facts: Facts
    rows: pd.DataFrame


def read_rows(read: Read, all_ages: str) -> pd.DataFrame:
    """The rows with days, codes and counts; a row with a fault is told and left out."""
    found = read.faults
    headings = [one.casefold() for one in read.headings]
    if wrong := _wrong_headings(headings, read.headings):
        found += wrong
        return pd.DataFrame(columns=[*HEADINGS, "where"])
    if not read.rows and not found:
        found.append(Fault("the counts", "no rows", "a row for each count"))
    made: list[tuple[Any, ...]] = []
    seen: dict[tuple[Any, ...], str] = {}
    for where, cells in read.rows:
        given = dict(zip(headings, cells, strict=True))
        before = len(found)
        row = _row(where, given, all_ages, found)
        if len(found) == before and row is not None:
            key = row[:-1]
            if key in seen:
                expected = "each area, period, sex and age once"
                found.append(Fault(where, f"the same as {seen[key]}", expected))
            else:
                seen[key] = where
                made.append((*row, where))
    return pd.DataFrame(made, columns=[*HEADINGS, "where"])


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
        Fault(where, quoted(given), ", ".join(HEADINGS), did_you_mean(given, HEADINGS))
        for given, one in zip(as_given, headings, strict=True)
        if one not in HEADINGS
    ]
    twice = [one for one, times in Counter(headings).items() if times > 1]
    return faults + [Fault(where, f"{quoted(one)} twice", "each column once") for one in twice]


def _row(
    where: str, given: dict[str, Any], all_ages: str, found: list[Fault]
) -> tuple[Any, ...] | None:
    if any(value is UNREADABLE for value in given.values()):
        return None
    for name_, value in given.items():
        if isinstance(value, str) and value.startswith("="):
            told = f"a formula, {quoted(value)}"
            found.append(Fault(f"{where}, column {name_}", told, "a value, no formula"))
            return None

    def fault(column: str, expected: str, remedy: str = "") -> None:
        value = given.get(column)
        said = "nothing" if value in (None, "") else quoted(value)
        found.append(Fault(f"{where}, column {column}", said, expected, remedy))

    code = str(given["area_code"] or "").strip()
    if not code:
        fault("area_code", "a code as E05001341")
    start, end = day_of(given["period_start"]), day_of(given["period_end"])
    for column, day in (("period_start", start), ("period_end", end)):
        if day is None or not FIRST <= day <= LAST:
            fault(column, ISO)
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
    return code, start, end, sex, age, count


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
