"""Vintages: which pattern of wards or census of small areas a set of codes is of.

Leeds recoded all its wards in 2018, four in 2019 and two in 2020; in 2026 the other four places
took new wards. The lookups from LSOAs to wards and MSOAs are the published best fits: they are
never made by laying shapes over each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from geo.areas import (
    PLACES_FOLDER,
    WEST_YORKSHIRE,
    AreaType,
    area,
    codes,
    codes_of,
    is_known,
    name,
    registry,
)
from geo.errors import Fault, GeographyError, quoted


@dataclass(frozen=True)
class Vintage:
    """One pattern of one level: the first and last year it was in force, None where open."""

    level: AreaType
    first: int | None
    last: int | None

    @property
    def year(self) -> int:
        """A year in which the pattern was in force."""
        known = self.last if self.first is None else self.first
        return 2021 if known is None else known

    @property
    def label(self) -> str:
        """The vintage in words: 'wards of 2020 to 2025', 'LSOAs of the 2021 census'."""
        if self.level is AreaType.LOCAL_AUTHORITY:
            return "places"
        if self.level is not AreaType.WARD:
            return f"{self.level.value.upper()}s of the {self.year} census"
        if self.first is None:
            return f"wards up to {self.last}"
        if self.last is None:
            return f"wards from {self.first}"
        return f"wards of {self.first}" + (f" to {self.last}" if self.last > self.first else "")

    def includes(self, year: int) -> bool:
        """Whether the pattern was in force at the end of the year."""
        return (self.first or year) <= year <= (self.last or year)

    def codes(self) -> frozenset[str]:
        """West Yorkshire's codes of this vintage."""
        return _codes(self)


@cache
def _codes(vintage: Vintage) -> frozenset[str]:
    return frozenset(codes(vintage.level, within=WEST_YORKSHIRE, vintage=vintage.year))


VINTAGES: tuple[Vintage, ...] = (  # newest first within each level
    Vintage(AreaType.WARD, 2026, None),
    Vintage(AreaType.WARD, 2020, 2025),
    Vintage(AreaType.WARD, 2019, 2019),
    Vintage(AreaType.WARD, 2018, 2018),
    Vintage(AreaType.WARD, None, 2017),
    Vintage(AreaType.MSOA, 2021, None),
    Vintage(AreaType.MSOA, 2011, 2020),
    Vintage(AreaType.LSOA, 2021, None),
    Vintage(AreaType.LSOA, 2011, 2020),
)


def vintages_of(given: Iterable[str]) -> tuple[Vintage, ...]:
    """Every vintage that holds all the codes, newest first; empty when none does."""
    wanted = frozenset(given)
    return tuple(vintage for vintage in VINTAGES if wanted and wanted <= vintage.codes())


def vintage_of(given: Iterable[str]) -> Vintage:
    """The newest vintage that holds all the codes.

    Raises GeographyError when none does, naming the nearest and the codes it lacks.
    """
    wanted = frozenset(given)
    fitting = vintages_of(wanted)
    if fitting:
        return fitting[0]
    nearest = max(VINTAGES, key=lambda vintage: len(wanted & vintage.codes()))
    raise GeographyError(
        "The codes are not all of one vintage of West Yorkshire's wards or small areas.",
        _strangers(wanted, nearest),
    )


def require_vintage(given: Iterable[str], level: AreaType | str, year: int) -> None:
    """Nothing, when every code is of that level in that year; otherwise raises GeographyError.

    The error tells which vintage the codes look like, so that a person can find the right lookup.
    """
    wanted = frozenset(given)
    vintage = vintage_in(level, year)
    if wanted <= vintage.codes():
        return
    fitting = vintages_of(wanted)
    looks = f" They look like {fitting[0].label}." if fitting else ""
    summary = f"The codes are not all {vintage.label}.{looks}"
    raise GeographyError(summary, _strangers(wanted, vintage))


def vintage_in(level: AreaType | str, year: int) -> Vintage:
    """The vintage of wards or small areas in force at the end of the year."""
    for vintage in VINTAGES:
        if vintage.level == level and vintage.includes(year):
            return vintage
    fault = Fault(f"{level} {year}", "no such vintage", _told(VINTAGES))
    raise GeographyError(f"There is no vintage of {quoted(level)} for {year}.", [fault])


def lsoa_parents(level: AreaType | str, census: int, wards: int = 2021) -> pd.Series:
    """Code of the area each LSOA is in, for every LSOA of West Yorkshire in that census.

    Index: LSOA code. `level` is MSOA, ward, local authority (the place) or combined authority
    (West Yorkshire). `census` is 2011 or 2021; `wards` the year of the ward pattern: 2017, 2019 or
    2021 (which holds to 2025) for the 2011 census, 2021 for the 2021 census.
    Source: ONS best-fit lookups. The two censuses' lookups differ for eight unchanged LSOAs.
    """
    column = {
        AreaType.MSOA: f"census_{census}_msoa",
        AreaType.WARD: f"census_{census}_ward_{2021 if 2020 <= wards <= 2025 else wards}",
        AreaType.LOCAL_AUTHORITY: "place",
        AreaType.COMBINED_AUTHORITY: "west_yorkshire",
    }.get(AreaType(level), "")
    table = _lsoas()
    if column not in table or f"census_{census}_msoa" not in table:
        held = ", ".join(name for name in table if str(name).startswith("census"))
        where = f"{level}, {census} census, wards of {wards}"
        fault = Fault(where, "no published lookup", f"one of {held}, or place or West Yorkshire")
        raise GeographyError("LSOAs cannot be placed in those areas.", [fault])
    return table.loc[table[f"census_{census}_msoa"] != "", column].rename("area_code")


def ward_of(lsoas: Iterable[str], census: int, wards: int = 2021) -> pd.Series:
    """Ward of each LSOA, in the order given. Raises GeographyError for codes not of that census."""
    return _looked_up(lsoas, AreaType.WARD, census, wards)


def msoa_of(lsoas: Iterable[str], census: int) -> pd.Series:
    """MSOA of each LSOA, in the order given. Raises GeographyError for codes not of that census."""
    return _looked_up(lsoas, AreaType.MSOA, census, 2021)


def lsoa_points(census: int) -> pd.DataFrame:
    """Published points of the LSOAs of a census: latitude and longitude by code, in degrees."""
    table = _lsoas_as_read()
    return table.loc[table[f"census_{census}_msoa"] != "", ["latitude", "longitude"]]


@cache
def lsoa_changes() -> tuple[tuple[str, str, str], ...]:
    """Each LSOA of 2011 beside each of 2021 it became: unchanged, split, merged or irregular."""
    table = pd.read_csv(PLACES_FOLDER / "lsoa_changes.csv", dtype=str)
    return tuple(table[["lsoa_2011", "lsoa_2021", "change"]].itertuples(index=False, name=None))


def _looked_up(lsoas: Iterable[str], level: AreaType, census: int, wards: int) -> pd.Series:
    given = list(lsoas)
    parents = lsoa_parents(level, census, wards)
    require_vintage(given, AreaType.LSOA, census)
    return parents.loc[given]


def _lsoas() -> pd.DataFrame:
    """The LSOA table, a fresh copy for each caller."""
    table = _lsoas_as_read().copy()
    table["place"] = [registry()[code].place for code in table.index]
    table["west_yorkshire"] = WEST_YORKSHIRE
    return table


@cache
def _lsoas_as_read() -> pd.DataFrame:
    path = PLACES_FOLDER / "lsoas.csv"
    points = {"latitude": float, "longitude": float}
    return pd.read_csv(path, dtype=str, keep_default_na=False).astype(points).set_index("code")


def _strangers(wanted: frozenset[str], vintage: Vintage) -> list[Fault]:
    return [stranger(code, vintage) for code in sorted(wanted - vintage.codes())]


def stranger(code: str, vintage: Vintage) -> Fault:
    """The fault of a code, or of what is no code, where one of the vintage is meant."""
    expected = f"one of the {len(vintage.codes()):,} {vintage.label}"
    return Fault("area code", told(code), expected, names_are_no_keys(code))


def told(code: str) -> str:
    """The code with its name and the vintages that hold it, in words."""
    if not is_known(code):
        return f"{quoted(code)} (not known)"
    held = [other for other in VINTAGES if code in other.codes()]
    kind = _told(held) if held else area(code).type.value
    return f"{code} ({name(code)}, {kind})"


def names_are_no_keys(words: str) -> str:
    """What to do when an area was called by its name; empty when the words are no name."""
    so_called = codes_of(words)
    return f"Names are never keys: several areas may share one. {so_called}" if so_called else ""


def _told(vintages: Iterable[Vintage]) -> str:
    return ", ".join(vintage.label for vintage in vintages)
