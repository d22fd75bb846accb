"""A return held against what is known: the place's published totals, and who lives where."""

from __future__ import annotations

import itertools
from datetime import date

import pandas as pd

from geo.areas import AreaType, name
from geo.errors import GeographyError
from geo.vintages import Vintage, lsoa_parents
from indicators.compute import Reads
from indicators.definition import Definition
from indicators.errors import Fault
from indicators.return_checks import periods_of
from indicators.return_periods import age_range, in_words
from indicators.return_rows import Return
from indicators.store import Store
from indicators.vocabulary import Sex

RESIDENTS = "residents_census_2021"
NEAR = pd.Timedelta(days=31)
WARD_LOOKUPS = (2017, 2019, 2021)


def against_totals(made: Return, definition: Definition, store: Store) -> tuple[list[Fault], list]:
    """Differences from the place's published totals, and what could not be compared, in words."""
    facts, rows = made.facts, made.rows
    held = store.observations(definition.id, [facts.place])
    held = held[(held["breakdown"] == "none") & held["value"].notna()]
    faults: list[Fault] = []
    notes: list[str] = []
    for start, end in periods_of(rows):
        mine = rows[(rows["period_start"] == start) & (rows["period_end"] == end)]
        same = held[
            (held["period_start"] == pd.Timestamp(start))
            & (held["period_end"] == pd.Timestamp(end))
            & (held["age"] == definition.age)
        ]
        of_all = same[same["sex"] == Sex.PERSONS]
        if not len(of_all):
            notes.append(
                f"No published total of {name(facts.place)} is held for {in_words(start, end)}: "
                "the sum of the areas could not be compared." + _near(held, definition, end)
            )
        for sex, value, origin in same[["sex", "value", "origin_id"]].itertuples(index=False):
            part = mine if sex == Sex.PERSONS else mine[mine["sex"] == sex]
            if len(part) and part["count"].sum() != value:
                faults.append(
                    Fault(
                        f"{name(facts.place)}, {in_words(start, end)}, {sex}",
                        f"areas that add up to {part['count'].sum():,}",
                        f"{value:,.0f}, as published ({origin})",
                        'Put the counts right, or say why: --explain "REASON".',
                    )
                )
    spans = periods_of(rows)
    strange = [one for one in spans if not any(facts.vintage.includes(day.year) for day in one)]
    if facts.vintage.level is AreaType.WARD and strange:
        notes.append(
            f"The counts are of {in_words(*strange[0])}, and the areas are {facts.vintage.label}: "
            "look whether these are the wards that were counted by."
        )
    return faults, notes


def _near(held: pd.DataFrame, definition: Definition, end: date) -> str:
    """That there is a published total of nearly the same day, where there is one."""
    days = held[(held["sex"] == Sex.PERSONS) & (held["age"] == definition.age)]["period_end"]
    apart = (days - pd.Timestamp(end)).abs()
    if not len(apart) or apart.min() > NEAR:
        return ""
    found = days.loc[apart.idxmin()].date()
    return f" There is one for {found}: look whether that is the day that is meant."


def against_residents(made: Return, store: Store) -> tuple[list[Fault], list[str]]:
    """Counts above all residents of about that age, and areas whose residents are not known."""
    rows, vintage = made.rows, made.facts.vintage
    people = residents(vintage, store)
    if people is None or not set(rows["area_code"]) <= set(people.index):
        return [], [
            f"No residents by age are held for {vintage.label}: counts could not be "
            "compared with the number of people."
        ]
    limits: dict[str, pd.Series] = {}
    for age in rows["age"].unique():
        low, high = age_range(age) or (0, 0)
        touching = [
            band
            for band in people.columns
            if (r := age_range(band)) and r[0] <= high and low <= r[1]
        ]
        limits[age] = people[touching].sum(axis=1)
    most = [limits[age][code] for code, age in zip(rows["area_code"], rows["age"], strict=True)]
    faults = []
    for where, count, limit in zip(rows["where"], rows["count"], most, strict=True):
        if count > limit:
            expected = f"{limit:,.0f} at most, the residents of about that age at the 2021 census"
            faults.append(Fault(f"{where}, column count", f"{count:,}", expected))
    return faults, []


def residents(vintage: Vintage, store: Reads) -> pd.DataFrame | None:
    """People by area and census age band, added up by the published lookup; None without one."""
    held = store.observations(RESIDENTS)
    held = held[(held["age"] != "all ages") & held["value"].notna()]
    table = held.pivot(index="area_code", columns="age", values="value")
    if vintage.level is AreaType.WARD:
        for census, year in itertools.product((2021, 2011), WARD_LOOKUPS):
            try:
                parents = lsoa_parents(AreaType.WARD, census, year)
            except GeographyError:
                continue
            if set(parents) <= vintage.codes() and set(parents.index) <= set(table.index):
                return table.loc[parents.index].groupby(parents.to_numpy()).sum()
        return None
    return table if vintage.codes() <= set(table.index) else None
