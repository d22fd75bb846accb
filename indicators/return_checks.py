"""A return by itself: codes of one vintage of one place, periods of one kind, no count left out."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date

import pandas as pd

from geo.areas import AreaType, codes, is_known, name, parent_place
from geo.vintages import told, vintages_of
from indicators import safe_mode
from indicators.definition import Definition
from indicators.disclosure_policy import policy
from indicators.errors import Fault
from indicators.return_facts import Facts
from indicators.return_periods import age_range, in_words, overlaps, period_type, years_pooled
from indicators.return_rows import Return

KEY = ["period_start", "period_end", "sex", "age"]
NAMED = 3


def checked_areas(made: Return) -> list[Fault]:
    """Codes of another vintage, level or place, each where it stands."""
    facts, rows = made.facts, made.rows
    expected = frozenset(area_codes(facts))
    words = f"{facts.vintage.label} of {name(facts.place)}"
    faults = []
    for code, where in _first(rows):
        if code in expected:
            continue
        at = f"{where}, column area_code"
        if code in facts.vintage.codes():
            other = parent_place(code)
            found = f"{code} ({name(code)}), which is in {name(other) if other else 'no place'}"
        else:
            found = told(code)
        faults.append(Fault(at, found, f"one of the {len(expected)} {words}"))
    fitting = vintages_of(rows["area_code"].unique()) if len(rows) else ()
    if faults and fitting and facts.vintage not in fitting:
        looks = " or ".join(one.label for one in fitting)
        found = f"codes that are all {looks}"
        remedy = f"If that is what they are, say so: areas is '{fitting[0].label}'."
        faults.insert(0, Fault("the column area_code", found, words, remedy))
    elif faults and len(seen := _vintages_seen(rows, facts)) > 1:
        found = f"a mixture of {' and '.join(seen)}"
        faults.insert(0, Fault("the column area_code", found, f"only {words}"))
    return faults


def checked_periods(made: Return) -> list[Fault]:
    """Periods of no kind, of mixed kinds, of a kind the measure is not sent in, or overlapping."""
    rows, form = made.rows, made.facts.form
    faults, kinds = [], {}
    for (start, end), group in rows.groupby(["period_start", "period_end"]):
        kind = period_type(start, end)
        kinds[start, end] = kind
        if kind is None or (kind not in form.period_types and form.name != "suicide"):
            where = f"{group['where'].iloc[0]}, period {in_words(start, end)}"
            found = f"a {kind}" if kind else "days that make no period"
            faults.append(Fault(where, found, form.periods_in_words))
    some = sorted({str(kind) for kind in kinds.values() if kind})
    if len(some) > 1:
        found = "periods of mixed kinds: " + ", ".join(some)
        faults.append(Fault("the columns of the period", found, "one kind in a return"))
    future = [end for _, end in kinds if end > made.facts.collected_on]
    if future:
        day = made.facts.collected_on
        found = f"a period that ends on {max(future):%Y-%m-%d}"
        faults.append(Fault("period_end", found, f"an end by the collection date, {day:%Y-%m-%d}"))
    return faults + overlaps(kinds)


def unsafe_by_rule(made: Return, definition: Definition) -> list[Fault]:
    """What safe messaging forbids to be held below place, whatever the counts are."""
    if not safe_mode.applies(definition):
        return []
    fewest = policy(definition.disclosure).minimum_years
    faults = []
    for start, end in periods_of(made.rows):
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
    if made.facts.vintage.level is not AreaType.WARD:
        expected = "wards; nothing smaller is shown of people who died by suicide"
        faults.append(Fault("areas", made.facts.vintage.label, expected))
    return faults


def checked_groups(made: Return, definition: Definition) -> list[Fault]:
    """Ages and sexes that do not add up to the whole, and combinations that have no count."""
    rows = made.rows
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
    wanted = area_codes(made.facts)
    for key, group in rows.groupby(KEY):
        if lacking := [code for code in wanted if code not in set(group["area_code"])]:
            some = ", ".join(f"{code} ({name(code)})" for code in lacking[:NAMED])
            more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
            faults.append(
                Fault(
                    _key_in_words(key),
                    f"no count for {some}{more}",
                    f"a count of each of the {len(wanted)} areas; missing is never zero",
                )
            )
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


def area_codes(facts: Facts) -> list[str]:
    """Every code that the return must have a count for."""
    return codes(facts.vintage.level, within=facts.place, vintage=facts.vintage.year)


def periods_of(rows: pd.DataFrame) -> list[tuple[date, date]]:
    return sorted(set(zip(rows["period_start"], rows["period_end"], strict=True)))


def _first(rows: pd.DataFrame) -> list[tuple[str, str]]:
    once = rows.drop_duplicates("area_code")
    return list(zip(once["area_code"], once["where"], strict=True))


def _vintages_seen(rows: pd.DataFrame, facts: Facts) -> list[str]:
    seen: dict[str, int] = defaultdict(int)
    for code in rows["area_code"].unique():
        if code in facts.vintage.codes():
            seen[facts.vintage.label] += 1
        elif is_known(code):
            for one in vintages_of([code])[:1]:
                seen[one.label] += 1
    return list(seen)


def _key_in_words(key: tuple) -> str:
    start, end, sex, age = key
    return f"{in_words(start, end)}, {sex}, {age}"
