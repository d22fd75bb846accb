"""Postcode districts, as 'LS6', and about which areas they cover.

No published lookup from postcodes is held. A district is taken to cover the LSOAs whose published
points lie nearer to its centre than to any other district's, so what comes of it is approximate,
and is to be called so. The districts around West Yorkshire are held too, so that their ground is
not given to others.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from geo.approximate import CENSUS_OF_WARDS, is_drawable
from geo.areas import PLACES_FOLDER, AreaType
from geo.vintages import Vintage, lsoa_parents, lsoa_points, vintage_in

POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d([A-Z]{2})?)?")
# Degrees of longitude are shorter than those of latitude by this much in West Yorkshire.
NARROWER = math.cos(math.radians(53.75))


@cache
def centres() -> Mapping[str, tuple[float, float]]:
    """Approximate centre of each district in and around West Yorkshire: latitude, longitude."""
    with open(PLACES_FOLDER / "postcode_districts.csv", encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {
                row["district"]: (float(row["latitude"]), float(row["longitude"]))
                for row in csv.DictReader(file)
            }
        )


def district_of(words: str) -> str:
    """The district of a postcode, whole or in part, as 'LS6' of 'ls6 2ab'; '' where none is held.

    Without a space the last three characters are the inward part: 'LS11AB' is of LS1.
    """
    found = POSTCODE.fullmatch(words.strip().upper())
    return found[1] if found and found[1] in centres() else ""


def areas_of(district: str, level: AreaType | str, vintage: int) -> tuple[str, ...]:
    """Codes of the areas that the district covers, approximately, the biggest share first.

    A share is counted in LSOAs; LSOAs themselves come in order of their distance from the centre.
    Empty for a district that is not held or covers none, and where no published lookup tells which
    LSOAs make up the areas, as for the wards of 2026.
    """
    if level in ("place", AreaType.LOCAL_AUTHORITY):
        level, pattern = AreaType.LOCAL_AUTHORITY, vintage_in(AreaType.LSOA, 2021)
    else:
        pattern = vintage_in(level, vintage)
    return _covered(AreaType(level), pattern).get(district, ())


@cache
def _covered(level: AreaType, pattern: Vintage) -> Mapping[str, tuple[str, ...]]:
    """Codes of the areas of each district."""
    if not is_drawable(pattern):
        return {}
    census = CENSUS_OF_WARDS[pattern.year] if level is AreaType.WARD else pattern.year
    nearest = _nearest(census)
    if level is AreaType.LSOA:
        return nearest
    parents = lsoa_parents(level, census, pattern.year).to_dict()
    return {
        district: _biggest_first(Counter(parents[lsoa] for lsoa in lsoas))
        for district, lsoas in nearest.items()
    }


def _biggest_first(shares: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(shares, key=lambda code: (-shares[code], code)))


@cache
def _nearest(census: int) -> Mapping[str, tuple[str, ...]]:
    """The LSOAs whose points are nearest to each district's centre, by their distance."""
    found: dict[str, list[tuple[float, str]]] = {}
    for code, latitude, longitude in lsoa_points(census).itertuples(name=None):
        distance, district = min(
            (math.hypot(latitude - north, (longitude - east) * NARROWER), district)
            for district, (north, east) in centres().items()
        )
        found.setdefault(district, []).append((distance, code))
    return {district: tuple(code for _, code in sorted(near)) for district, near in found.items()}
