"""The ground that areas of two vintages share, in pieces no smaller than the lookups can tell.

A piece is an LSOA of 2011 beside one of 2021 that it became. Every other area is the pieces that
the published best-fit lookups place in it. Wards of 2018 and from 2026 have no lookup of their own:
of these, only the wards that kept the code, and so the ground, of a pattern that has one are
placed. What nothing places is `UNKNOWN` ground; no figure is carried from or to it.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from geo.areas import AreaType, parent_place
from geo.errors import Fault, GeographyError
from geo.vintages import VINTAGES, Vintage, lsoa_changes, lsoa_parents

UNKNOWN = ""
CENSUSES = (2021, 2011)
BIGGER = (AreaType.MSOA, AreaType.WARD)
NEAREST_WITH_LOOKUP = {2018: 2019, 2026: 2025}  # ward patterns, by year


def leads(source: Vintage, target: Vintage) -> bool:
    """Whether published lookups lead from areas of one vintage to those of the other.

    They do within a level, and from LSOAs to MSOAs and wards; for wards of 2018 and from 2026 only
    to those that kept the code of a pattern with a lookup.
    """
    if source not in VINTAGES or target not in VINTAGES:
        return False
    return source.level is target.level or (source.level is AreaType.LSOA)


def require_leads(source: Vintage, target: Vintage) -> None:
    """Nothing when published lookups lead there; otherwise GeographyError, saying what is held."""
    if leads(source, target):
        return
    fault = Fault(
        f"{source.label} to {target.label}",
        "no published lookup",
        "LSOAs to LSOAs, MSOAs or wards, MSOAs to MSOAs, or wards to wards, each of any vintage",
        "Bigger areas are made of LSOAs, never of one another.",
    )
    raise GeographyError(f"Figures for {source.label} cannot be shown on {target.label}.", [fault])


@cache
def pieces(source: Vintage, target: Vintage) -> pd.DataFrame:
    """Every piece of West Yorkshire with the area of each vintage that it lies in. Not to change.

    Columns: lsoa_2011, lsoa_2021, source, target (codes or UNKNOWN), irregular (whether the piece
    changed irregularly between the censuses and the two areas do not both hold all of the change).
    Raises GeographyError where no published lookup leads.
    """
    require_leads(source, target)
    found = pd.DataFrame(lsoa_changes(), columns=["lsoa_2011", "lsoa_2021", "change"])
    for side, vintage, other in (("source", source, target), ("target", target, source)):
        found[side] = _placed(found, vintage, _census(vintage) or _census(other) or CENSUSES[0])
    return with_irregular(found, both_smallest=target.level is AreaType.LSOA)


def with_irregular(found: pd.DataFrame, both_smallest: bool) -> pd.DataFrame:
    """The pieces with `irregular` from their `change`: see `pieces`."""
    parted = crosses(found, "lsoa_2011") | crosses(found, "lsoa_2021")
    irregular = (found["change"] == "irregular") & (parted | both_smallest)
    return found.assign(irregular=irregular).drop(columns="change")


def crosses(found: pd.DataFrame, lsoa: str) -> pd.Series:
    """Whether each piece's LSOA, of the column named, has pieces that go different ways."""
    way = found["source"] + " " + found["target"]
    return way.groupby(found[lsoa]).transform("nunique") > 1


@cache
def weighed_by(source: Vintage, target: Vintage) -> tuple[int, ...]:
    """The censuses by whose LSOAs the sources' parts can be weighed, newest first.

    An area is shared out by what lies in each part of it. That is known from LSOAs of a census when
    none of them, in an area that has to be shared out, goes different ways itself.
    """
    return told_by(pieces(source, target))


def told_by(found: pd.DataFrame) -> tuple[int, ...]:
    """As `weighed_by`, of pieces."""
    shared = found.groupby("source")["target"].transform("nunique") > 1
    regular = shared & ~found["irregular"] & (found["source"] != UNKNOWN)
    return tuple(
        census for census in CENSUSES if not (regular & crosses(found, f"lsoa_{census}")).any()
    )


@cache
def agree(small: Vintage, own: Vintage, target: Vintage) -> bool:
    """Whether small areas make up alike the areas that two vintages share, where the two differ.

    They do not where the lookups of two censuses would be mixed: these differ for eight LSOAs, and
    a place's areas would then hold some people twice or not at all.
    """
    ours, theirs = pieces(small, own), pieces(small, target)
    changed = {parent_place(code) for code in target.codes() - own.codes()}
    shared = list(own.codes() & target.codes())
    is_shared = ours["target"].isin(shared) | theirs["target"].isin(shared)
    differ = ours["target"] != theirs["target"]
    return not {parent_place(code) for code in ours.loc[is_shared & differ, "source"]} & changed


def _census(vintage: Vintage) -> int | None:
    """The census whose LSOAs make up areas of the vintage; None where either census will do."""
    if vintage.level is AreaType.WARD:
        return 2011 if vintage.year < 2020 else None
    return vintage.year


def _placed(found: pd.DataFrame, vintage: Vintage, census: int) -> pd.Series:
    """The code of each piece's area of the vintage, UNKNOWN where nothing places it."""
    lsoas = found[f"lsoa_{census}"]
    if vintage.level is AreaType.LSOA:
        return lsoas
    year = NEAREST_WITH_LOOKUP.get(vintage.year, vintage.year)
    placed = lsoas.map(lsoa_parents(vintage.level, census, year))
    return placed.where(placed.isin(list(vintage.codes())), UNKNOWN)
