"""A return by itself: codes of one vintage of one place, periods of one kind, no count left out."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from geo.areas import PLACES, WEST_YORKSHIRE, AreaType, codes, is_known, name, parent_place
from geo.vintages import Vintage, told, vintages_of
from indicators import safe_mode
from indicators.definition import Definition
from indicators.disclosure_policy import policy
from indicators.errors import Fault, quoted
from indicators.return_facts import Sure
from indicators.return_form import VINTAGES_TAKEN
from indicators.return_periods import age_range, in_words, overlaps, period_type, years_pooled
from indicators.return_rows import NO_TOTAL, Rows

KEY = ["period_start", "period_end", "sex", "age"]
NAMED = 3


def checked(rows: Rows, sure: Sure, definition: Definition | None) -> list[Fault]:
    """Every fault that can be told, given the facts that are sure and the rows that were read."""
    faults = checked_areas(rows.named, sure) or checked_names(rows, sure)
    if len(rows.good):
        faults += checked_periods(rows.good, sure)
        if definition:
            faults += unsafe_by_rule(rows.good, sure, definition)
            # Of some rows left out nobody can tell if they belong to a group that is lacking.
            groups = [] if rows.unread else checked_groups(rows.good, definition)
            if groups:
                return faults + groups
    return faults + checked_lacking(rows, sure)


def checked_areas(named: Mapping[str, str], sure: Sure) -> list[Fault]:
    """Codes of another vintage, level or place, each where it stands."""
    patterns = (sure.vintage,) if sure.vintage else VINTAGES_TAKEN
    any_place = frozenset(code for one in patterns for code in one.codes())
    where_ = name(sure.place) if sure.place else "West Yorkshire"
    words = f"{sure.vintage.label if sure.vintage else 'wards or neighbourhoods'} of {where_}"
    expected = frozenset(c for one in patterns for c in area_codes(sure.place, one))
    faults = []
    for code, where in named.items():
        if code in expected:
            continue
        remedy = ""
        if code in any_place:
            other = parent_place(code)
            found = f"{code} ({name(code)}), which is in {name(other) if other else 'no place'}"
        else:
            found = told(code)
        if code in PLACES or (sure.place and code.casefold() == name(sure.place).casefold()):
            remedy = NO_TOTAL
        one_of = f"one of the {len(expected)} {words}"
        faults.append(Fault(f"{where}, column area_code", found, one_of, remedy))
    if not faults or not sure.vintage:
        return faults
    fitting = vintages_of(named)
    at = "the codes as a whole"
    if fitting and sure.vintage not in fitting:
        looks = " or ".join(one.label for one in fitting)
        found = f"codes that are all {looks}"
        remedy = f"If that is what they are, say so: areas is '{fitting[0].label}'."
        faults.insert(0, Fault(at, found, words, remedy))
    elif len(seen := _vintages_seen(named, sure.vintage)) > 1:
        found = f"a mixture of {' and '.join(seen)}"
        faults.insert(0, Fault(at, found, f"only {words}"))
    return faults


def checked_names(rows: Rows, sure: Sure) -> list[Fault]:
    """Names of other areas than the codes beside them, as after one column was sorted alone."""
    if not (sure.place and sure.vintage):
        return []
    codes_by_name: dict[str, set[str]] = defaultdict(set)
    for code in area_codes(sure.place, sure.vintage):
        codes_by_name[_plain(name(code))].add(code)
    return [
        Fault(
            f"{where}, column area_code",
            f"{code} ({name(code)}) beside the name {quoted(words)}",
            "a code and a name of the same area",
            "Was one column sorted alone? Put the codes right, or leave the names out.",
        )
        for (code, words), where in rows.called.items()
        if code not in (codes_by_name.get(_plain(words)) or {code})
    ]


def _plain(words: str) -> str:
    """The letters and figures of a name, as spellings of it differ in all else."""
    return "".join(one for one in words.casefold().replace("&", "and") if one.isalnum())


def checked_periods(rows: pd.DataFrame, sure: Sure) -> list[Fault]:
    """Periods of no kind, of mixed kinds, of a kind the measure is not sent in, or overlapping."""
    form = sure.form
    faults, kinds = [], {}
    for (start, end), group in rows.groupby(["period_start", "period_end"]):
        kind = period_type(start, end)
        kinds[start, end] = kind
        is_other = form and form.name != "suicide" and kind not in form.period_types
        if kind is None or is_other:
            where = f"{group['where'].iloc[0]}, period {in_words(start, end)}"
            found = f"a {kind}" if kind else "days that make no period"
            expected = form.periods_in_words if form else "a day, months, quarters or years"
            faults.append(Fault(where, found, expected))
    some = sorted({str(kind) for kind in kinds.values() if kind})
    if len(some) > 1:
        found = "periods of mixed kinds: " + ", ".join(some)
        faults.append(Fault("the columns of the period", found, "one kind in a return"))
    day = sure.collected_on
    future = [end for _, end in kinds if day and end > day]
    if day and future:
        found = f"a period that ends on {max(future):%Y-%m-%d}"
        faults.append(Fault("period_end", found, f"an end by the collection date, {day:%Y-%m-%d}"))
    return faults + overlaps(kinds)


def unsafe_by_rule(rows: pd.DataFrame, sure: Sure, definition: Definition) -> list[Fault]:
    """What safe messaging forbids to be held below place, whatever the counts are."""
    if not safe_mode.applies(definition):
        return []
    fewest = policy(definition.disclosure).minimum_years
    faults = []
    for start, end in periods_of(rows):
        years = years_pooled(start, end)
        if years < fewest:
            faults.append(
                Fault(
                    f"period {in_words(start, end)}",
                    f"{years} {'year' if years == 1 else 'years'} together",
                    "five years or more together",
                    "Below place, people who died by suicide are shown only in five years "
                    "or more together, and only counts of ten or more.",
                )
            )
    if sure.vintage and sure.vintage.level is not AreaType.WARD:
        expected = "wards; nothing smaller is shown of people who died by suicide"
        faults.append(Fault("areas", sure.vintage.label, expected))
    return faults


def checked_groups(rows: pd.DataFrame, definition: Definition) -> list[Fault]:
    """Ages and sexes that do not add up to the whole, or that a period lacks."""
    faults = []
    whole = age_range(definition.age) or (0, 0)
    ages = list(rows["age"].unique())
    bands = sorted(age_range(age) or (0, 0) for age in ages if age != definition.age)
    if bands:
        joins = all(a[1] + 1 == b[0] for a, b in itertools.pairwise(bands))
        if not joins or (bands[0][0], bands[-1][1]) != whole:
            expected = f"bands that follow on each other and make up '{definition.age}'"
            faults.append(Fault("the column age", ", ".join(ages), expected))
        if definition.age in ages:
            found = f"bands beside '{definition.age}'"
            faults.append(Fault("the column age", found, "the bands alone; they are added up"))
    sexes = set(rows["sex"])
    if sexes not in ({"persons"}, {"female", "male"}):
        found = ", ".join(sorted(sexes))
        expected = "persons alone, or female and male; they are added up"
        faults.append(Fault("the column sex", found, expected))
    if faults:
        return faults
    many = rows.groupby(["period_start", "period_end"])[["sex", "age"]].apply(
        lambda one: len(one.drop_duplicates())
    )
    combinations = rows["sex"].nunique() * rows["age"].nunique()
    faults += [
        Fault(
            f"period {in_words(*period)}",
            f"{count} combinations of sex and age",
            f"{combinations}, as in the whole return",
        )
        for period, count in many.items()
        if count != combinations
    ]
    return faults


def checked_lacking(rows: Rows, sure: Sure) -> list[Fault]:
    """Areas without any count, and areas without one in some period or group.

    An area of a row that was left out is not called missing: its fault is told. Nothing is said
    where no code is as expected, as then the codes are of other areas.
    """
    if not (sure.place and sure.vintage and rows.is_whole):
        return []
    wanted = area_codes(sure.place, sure.vintage)
    never = [code for code in wanted if code not in rows.named]
    if len(never) == len(wanted):
        return []
    expected = f"a count of each of the {len(wanted)} areas; missing is never zero"
    faults = [Fault("the whole return", _no_count(never), expected)] if never else []
    for key, group in rows.good.groupby(KEY) if len(rows.good) else ():
        there = {*group["area_code"], *rows.unread, *never}
        if lacking := [code for code in wanted if code not in there]:
            faults.append(Fault(_key_in_words(key), _no_count(lacking), expected))
    return faults


def area_codes(place: str | None, vintage: Vintage) -> list[str]:
    """Every code of the pattern in the place, or in West Yorkshire."""
    return codes(vintage.level, within=place or WEST_YORKSHIRE, vintage=vintage.year)


def periods_of(rows: pd.DataFrame) -> list[tuple[date, date]]:
    return sorted(set(zip(rows["period_start"], rows["period_end"], strict=True)))


def _no_count(lacking: list[str]) -> str:
    some = ", ".join(f"{code} ({name(code)})" for code in lacking[:NAMED])
    return f"no count for {some}{f' and {len(lacking) - NAMED} more' * (len(lacking) > NAMED)}"


def _vintages_seen(named: Iterable[str], vintage: Vintage) -> list[str]:
    seen: dict[str, int] = defaultdict(int)
    for code in named:
        if code in vintage.codes():
            seen[vintage.label] += 1
        elif is_known(code):
            for one in vintages_of([code])[:1]:
                seen[one.label] += 1
    return list(seen)


def _key_in_words(key: tuple) -> str:
    start, end, sex, age = key
    return f"{in_words(start, end)}, {sex}, {age}"
