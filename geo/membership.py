"""Which bigger area each small area belongs to, and how many parts make a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from geo.areas import PLACES, WEST_YORKSHIRE, AreaType, area_type, parent_place
from geo.vintages import lsoa_parents, vintage_of


def belongs_to(codes: Sequence[str], level: AreaType) -> Mapping[str, str]:
    """Each code's area of a bigger level, by the published best fit.

    The codes are of one level: LSOAs of one census, wards of one pattern, or the five places. Codes
    that are in no such area are left out. Raises GeographyError for codes of mixed vintages.
    """
    smaller = area_type(codes[0])
    if level is AreaType.COMBINED_AUTHORITY:
        return {code: WEST_YORKSHIRE for code in codes if parent_place(code)}
    if level is AreaType.LOCAL_AUTHORITY:
        return {code: place for code in codes if (place := parent_place(code))}
    if smaller is AreaType.LSOA and level in (AreaType.MSOA, AreaType.WARD):
        return lsoa_parents(level, vintage_of(codes).year).to_dict()
    return {}


def parts_of(level: AreaType, like: Sequence[str]) -> Mapping[str, int]:
    """How many areas of the given ones' level and vintage make up each area of the bigger level."""
    if area_type(like[0]) is AreaType.LOCAL_AUTHORITY:
        return {WEST_YORKSHIRE: len(PLACES)} if level is AreaType.COMBINED_AUTHORITY else {}
    every = sorted(vintage_of(like).codes())
    return Counter(belongs_to(every, level).values())
