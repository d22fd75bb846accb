"""Areas: their codes, names, kinds, parents and lives.

The registry is read once from data/places/areas.csv, which `geo.restate` makes. A code is in force
in a year when it is in force at that year's end. Wards here are those of West Yorkshire's patterns
from 2013 to 2026; small areas are those of the 2011 and 2021 censuses.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geo.errors import Fault, GeographyError, did_you_mean, quoted

PLACES_FOLDER = Path(__file__).resolve().parents[1] / "data" / "places"


class AreaType(StrEnum):
    """The kinds of area a figure may be for, smallest first."""

    LSOA = "lsoa"
    MSOA = "msoa"
    WARD = "ward"
    LOCAL_AUTHORITY = "local authority"
    TRUST = "NHS trust"
    COMBINED_AUTHORITY = "combined authority"
    INTEGRATED_CARE_BOARD = "integrated care board"
    REGION = "region"
    COUNTRY = "country"


BRADFORD = "E08000032"
CALDERDALE = "E08000033"
KIRKLEES = "E08000034"
LEEDS = "E08000035"
WAKEFIELD = "E08000036"
PLACES: tuple[str, ...] = (BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD)
WEST_YORKSHIRE = "E47000003"
WEST_YORKSHIRE_ICB = "E54000054"
YORKSHIRE_AND_THE_HUMBER = "E12000003"
ENGLAND = "E92000001"

# The year whose codes are meant where none is named: the newest for which lookups are published.
USUAL_YEAR: Mapping[AreaType, int] = MappingProxyType(
    {AreaType.WARD: 2025, AreaType.MSOA: 2021, AreaType.LSOA: 2021}
)
NAMED_AT_MOST = 3
GSS_CODE = re.compile(r"[A-Z]\d{8}")


@dataclass(frozen=True, slots=True)
class Area:
    """An area as published: code, name, type, the place or region it is in, and its life.

    `valid_from` and `valid_to` are years, None where the life has no known end that side.
    `other_name` is the census name of a middle layer area; `dfe_number` the Department for
    Education's number of an authority; `nhs_code` the NHS organisation code.
    """

    code: str
    name: str
    type: AreaType
    place: str = ""
    region: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    successor: str = ""
    other_name: str = ""
    nhs_code: str = ""
    dfe_number: int | None = None

    def in_force(self, year: int) -> bool:
        """Whether the code is in force at the end of the year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@cache
def registry() -> Mapping[str, Area]:
    """Every known area by code, read-only."""
    with open(PLACES_FOLDER / "areas.csv", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return MappingProxyType({row["code"]: _area(row) for row in rows})


def area(code: str) -> Area:
    """The area of that code. Raises GeographyError for a code that is not known."""
    try:
        return registry()[code]
    except KeyError:
        raise GeographyError(f"No area has the code {quoted(code)}.", [_unknown(code)]) from None


def is_known(code: str) -> bool:
    """Whether an area of that code is in the registry, in force or not."""
    return code in registry()


def codes_of(words: object) -> str:
    """Which codes the areas of that name have, as a remedy; empty when none is called so."""
    wanted = str(words).strip().casefold()
    found = [one for one in registry().values() if one.name.casefold() == wanted]
    in_force = [one for one in found if one.valid_to is None][:NAMED_AT_MOST]
    said = "; ".join(f"{one.name} ({one.type.value}) is {one.code}" for one in in_force)
    return f"{said}." if said else ""


def name(code: str) -> str:
    """The area's name as published, a middle layer area's by the House of Commons Library."""
    return area(code).name


def short_name(code: str) -> str:
    """The name for a chart or a narrow column: without 'NHS' and the kind of body."""
    found = area(code)
    if found.type is AreaType.TRUST:
        return re.sub(r" NHS (Foundation )?Trust$", "", found.name)
    if found.type is AreaType.INTEGRATED_CARE_BOARD:
        return found.name.removeprefix("NHS ").replace("Integrated Care Board", "ICB")
    return found.name


def area_type(code: str) -> AreaType:
    """The kind of area the code is for."""
    return area(code).type


def codes(
    level: AreaType | str, within: str | None = None, vintage: int | None = None
) -> list[str]:
    """Codes of one level in force in a year, in code order.

    `within` is a place, region, West Yorkshire or England. `vintage` is a year; where it is None,
    USUAL_YEAR for wards and census areas, and for other levels the codes still in force.
    The region of districts below a county is not in the published files used, so a region does not
    list them. Raises GeographyError for an unknown level or area.
    """
    kind = _level(level)
    year = vintage if vintage is not None else USUAL_YEAR.get(kind)
    holders = None if within in (None, ENGLAND) else _holders(area(within or ""))
    return sorted(
        found.code
        for found in registry().values()
        if found.type is kind
        and (found.valid_to is None if year is None else found.in_force(year))
        and (holders is None or not holders.isdisjoint((found.code, found.place, found.region)))
    )


def children(
    code: str, level: AreaType | str | None = None, vintage: int | None = None
) -> list[str]:
    """Codes inside the area: by default the next level down of which this registry knows the parts.

    England has regions, a region its authorities, West Yorkshire the five places, a place its
    wards; other areas have none.
    """
    found = area(code)
    next_down = {
        AreaType.COUNTRY: AreaType.REGION,
        AreaType.REGION: AreaType.LOCAL_AUTHORITY,
        AreaType.COMBINED_AUTHORITY: AreaType.LOCAL_AUTHORITY,
        AreaType.INTEGRATED_CARE_BOARD: AreaType.LOCAL_AUTHORITY,
        AreaType.LOCAL_AUTHORITY: AreaType.WARD,
    }
    wanted = level if level is not None else next_down.get(found.type)
    return [] if wanted is None else codes(wanted, within=code, vintage=vintage)


def parent_place(code: str) -> str | None:
    """The West Yorkshire place the area is in or is; None for an area that is in no one place."""
    found = area(code)
    if found.code in PLACES:
        return found.code
    return found.place or None


def successor(code: str) -> str:
    """The code that now stands for the area: its own, or that of the last to follow it."""
    found = area(code)
    while found.successor:
        found = area(found.successor)
    return found.code


def current_code(code: str) -> str:
    """The code that the same area goes by now; its own when it was merged with others."""
    found = area(code)
    while found.successor and _predecessors()[found.successor] == 1:
        found = area(found.successor)
    return found.code


@cache
def _predecessors() -> Mapping[str, int]:
    """How many codes gave way to each successor."""
    return MappingProxyType(Counter(one.successor for one in registry().values() if one.successor))


def _level(level: AreaType | str) -> AreaType:
    try:
        return AreaType(level)
    except ValueError:
        words = [kind.value for kind in AreaType]
        fault = Fault("level", quoted(level), ", ".join(words), did_you_mean(level, words))
        raise GeographyError(f"{quoted(level)} is not a level of area.", [fault]) from None


def _holders(found: Area) -> frozenset[str]:
    """Codes by which areas inside the given one name it: West Yorkshire's are its five places."""
    if found.code in (WEST_YORKSHIRE, WEST_YORKSHIRE_ICB):
        return frozenset(PLACES)
    if found.type is AreaType.REGION:
        inside = {other.code for other in registry().values() if other.region == found.code}
        return frozenset({found.code, *inside})
    return frozenset({found.code})


def _unknown(code: str) -> Fault:
    expected = "a code in force in England, or one of West Yorkshire's wards and small areas"
    if GSS_CODE.fullmatch(str(code)):  # a near spelling would be another real area: no help
        remedy = "It may be outside England or of a vintage that is not held."
    else:
        remedy = codes_of(code) or did_you_mean(code, registry())
    return Fault("area code", quoted(code), expected, remedy)


def _area(row: dict[str, str]) -> Area:
    years = {key: int(row[key]) if row[key] else None for key in ("valid_from", "valid_to")}
    return Area(
        code=row["code"],
        name=row["name"],
        type=AreaType(row["type"]),
        place=row["place"],
        region=row["region"],
        successor=row["successor"],
        other_name=row["other_name"],
        nhs_code=row["nhs_code"],
        dfe_number=int(row["dfe_number"]) if row["dfe_number"] else None,
        **years,
    )
