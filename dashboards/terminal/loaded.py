"""What `wy-indicators boundaries` has loaded: listed, and removed.

Both find it by the names of files, as any of them may be damaged.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from geo import national, official_store
from geo.areas import AreaType
from geo.drawn import PLACES_VINTAGE
from geo.errors import Fault, GeographyError, quoted
from geo.national_lookup import FIRST_WARDS, held_lookups, lookup, lookup_path
from geo.shapes import LEVELS, shapes
from geo.vintages import VINTAGES, Vintage, vintage_in


def print_list() -> None:
    """A line for each that is loaded, and what to know of it; what is damaged is told as such."""
    loaded = official_store.held()
    if not loaded:
        print(f"No boundaries are loaded in {official_store.folder()}.")
        print("Maps show approximate shapes.")
    for vintage in loaded:
        _print_boundaries(vintage)
    for level, year in national.held():
        _print_national(level, year)
    for census, ward_year in held_lookups():
        _print_lookup(census, ward_year)


def _print_boundaries(vintage: Vintage) -> None:
    try:
        about = official_store.document(vintage)["about"]
        drawn = shapes(vintage.level, vintage.year, "official")
        said = f"boundaries of {about['year']}, {about['file']}, {about['loaded_on']}"
        print(f"{len(drawn.codes):,} {vintage.label}: {said}")
        print_notes((*about["notes"], about.get("doubt", "")))
    except (GeographyError, KeyError, IndexError, TypeError, ValueError):
        print(f"{vintage.label}: {_damaged(official_store.path_of(vintage))}")


def _print_national(level: AreaType, year: int) -> None:
    try:
        drawn = national.without_lookup(level, year)
    except GeographyError:
        told = f"{plural(level)} of {year}: {_damaged(national.path_of(level, year))}"
        print(f"For the map of England: {told}")
    else:
        print(f"For the map of England: {len(drawn.codes):,} {drawn.label}")
        print_notes((drawn.doubt,))


def _print_lookup(census: int, ward_year: int) -> None:
    told = f"LSOAs of {census} to wards of {ward_year}"
    try:
        one = lookup(census, ward_year)
    except GeographyError:
        print(
            f"For the map of England: lookup of {told}: {_damaged(lookup_path(census, ward_year))}"
        )
    else:
        print(f"For the map of England: lookup of {len(one.codes):,} {told}, {one.file}")


def plural(level: AreaType) -> str:
    """The areas of a level of the map of England, in words."""
    return "LSOAs" if level is AreaType.LSOA else "wards"


def print_notes(notes: Iterable[str]) -> None:
    """Each note in a line of its own, below what it is of; none for those that say nothing."""
    for note in filter(None, notes):
        print(f"  {note}")


def _damaged(path: Path) -> str:
    return f"damaged ({path}). Remove what is kept there, and load it again."


def remove(level: str, year: int | None) -> None:
    """Remove what is loaded of a level and year, damaged or whole."""
    if level != "place":
        _refuse_no_year(level, year)
    sought, found = _sought(level, year or 0)
    if not found:
        fault = Fault("boundaries", f"no {sought}", ", ".join(_loaded()) or "none is loaded")
        raise GeographyError("There is nothing to remove.", [fault])
    for words, path in found:
        official_store.remove(path)
        print(f"Removed {words}.")


def _refuse_no_year(level: str, year: int | None) -> None:
    """Raise for a year of which there are no areas of the level, saying which years there are."""
    this_year = datetime.date.today().year
    if year is None:
        fault = Fault("year", "none", "a year, as 2025")
        raise GeographyError(f"Which vintage of {level} should be removed?", [fault])
    if not FIRST_WARDS <= year <= this_year:
        labels = [one.label for one in VINTAGES if one.level is LEVELS.get(level)]
        patterns = f": {', '.join(labels)}" if labels else ""
        expected = f"a year from {FIRST_WARDS} to {this_year}{patterns}"
        fault = Fault("argument YEAR", quoted(year), expected)
        raise GeographyError(f"There is no {level} of that year.", [fault])


def _sought(level: str, year: int) -> tuple[str, list[tuple[str, Path]]]:
    """What is to be removed in words, and each file of it that is there."""
    if level == "lookup":
        words = f"lookup to wards of {year}"
        return words, [
            (f"the {words}", lookup_path(census, ward_year))
            for census, ward_year in held_lookups()
            if ward_year == year
        ]
    vintage = PLACES_VINTAGE if level == "place" else vintage_in(LEVELS[level], year)
    own = [vintage] if vintage in official_store.held() else []
    return vintage.label, [
        *((f"the boundaries of {one.label}", official_store.path_of(one)) for one in own),
        *(
            (f"the map of England's areas of {when}", national.path_of(kind, when))
            for kind, when in national.held()
            if kind is vintage.level and when in (year, vintage.year)
        ),
    ]


def _loaded() -> list[str]:
    return [
        *(one.label for one in official_store.held()),
        *(f"England's {plural(level)} of {year}" for level, year in national.held()),
        *(f"the lookup to wards of {ward_year}" for _, ward_year in held_lookups()),
    ]
