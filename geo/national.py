"""England's areas as loaded: one drawing for each level and year, thinned to a national map.

`geo.national_load` writes them beside West Yorkshire's boundaries; here they are found and read,
without a geometry library. They are no part of the registry of areas: what is known of them is what
was loaded.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.areas import AreaType
from geo.errors import Fault, GeographyError
from geo.national_lookup import Lookup, lookup_from
from geo.official_store import folder, state

METRES = 50  # a unit of the national grid
WEST, NORTH = 80_000, 660_000
CELL_METRES = 1_000
FILE = re.compile(r"england-(lsoa|ward)-(\d{4})\.json")
PARTS = {"codes", "names", "place", "places", "shape", "box", "cells", "about"}
NUMBERED = re.compile(r" \d{3}[A-Z]$")  # what the census adds to an authority's name


@dataclass(frozen=True, eq=False)
class National:
    """England's areas of one level and year, in code order.

    `place` is the position in `places` (code and name; the code may be unknown) of the authority
    that each area is in, -1 for none. `cells` are runs of squares of a kilometre: row, first
    column, how many, and the area they lie in.
    """

    level: AreaType
    year: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    place: tuple[int, ...]
    places: tuple[tuple[str, str], ...]
    box: tuple[int, int, int, int]
    cells: np.ndarray
    note: str
    doubt: str  # that the areas seem not to be all of England's; empty where they do
    shape: tuple[int, ...]

    @property
    def label(self) -> str:
        """The level and vintage in words: 'wards of 2021', 'LSOAs of the 2021 census'."""
        if self.level is AreaType.WARD:
            return f"wards of {self.year}"
        return f"LSOAs of the {self.year} census"

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each code stands."""
        return {code: at for at, code in enumerate(self.codes)}

    @cached_property
    def document(self) -> bytes:
        """What a browser needs to draw and name the areas, as JSON.

        `shape` is one row of whole numbers, as `geo.national_fit.streamed` describes it.
        """
        kept = {
            "level": self.level.value,
            "label": self.label,
            "box": self.box,
            "codes": self.codes,
            "names": self.names,
            "place": self.place,
            "places": self.places,
            "shape": self.shape,
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def squeezed(self) -> bytes:
        """The document compressed, once for all who ask."""
        return gzip.compress(self.document, compresslevel=9, mtime=0)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve letters that change with the document."""
        return hashlib.sha256(self.document).hexdigest()[:12]


def path_of(level: AreaType, year: int) -> Path:
    """The file that holds, or would hold, the areas of a level and year."""
    return folder() / f"england-{level.value}-{year}.json"


def held() -> tuple[tuple[AreaType, int], ...]:
    """The levels and years that are loaded, LSOAs first, the newest first within each."""
    found = [FILE.fullmatch(path.name) for path in folder().glob("england-*.json")]
    kinds = [(AreaType(one.group(1)), int(one.group(2))) for one in found if one]
    return tuple(sorted(kinds, key=lambda one: (one[0] is AreaType.WARD, -one[1])))


def national(level: AreaType, year: int) -> National:
    """England's areas of a level and year that is loaded.

    Raises GeographyError where they are not, saying what is, and for a damaged file.
    """
    if (level, year) not in held():
        expected = ", ".join(f"{one.value} {when}" for one, when in held()) or "none is loaded"
        fault = Fault("national boundaries", f"no {level.value} {year}", expected)
        raise GeographyError("England's areas of that level and year are not loaded.", [fault])
    return _kept(level, year, lookup_from(year) if level is AreaType.LSOA else None)


def without_lookup(level: AreaType, year: int) -> National:
    """The same of what is loaded, whether or not a loaded lookup can be read."""
    return _kept(level, year, None)


def known_small_areas() -> frozenset[str]:
    """The code of every LSOA whose national boundaries are loaded."""
    return frozenset(
        code
        for level, year in held()
        if level is AreaType.LSOA
        for code in national(level, year).codes
    )


def _kept(level: AreaType, year: int, looked_up: Lookup | None) -> National:
    path = path_of(level, year)
    return _read(path, state(path), looked_up)


@lru_cache(maxsize=8)
def _read(path: Path, _state: str, looked_up: Lookup | None) -> National:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.keys() >= PARTS:
            return _made(kept, looked_up)
    except (ValueError, AttributeError, KeyError, TypeError):
        pass
    remedy = "Remove it, and load the boundaries again."
    fault = Fault(str(path), "a damaged file", "what 'boundaries load' wrote", remedy)
    raise GeographyError("Loaded boundaries cannot be read.", [fault])


def _made(kept: dict[str, Any], looked_up: Lookup | None) -> National:
    codes, about = tuple(kept["codes"]), kept["about"]
    place, places = kept["place"], [tuple(one) for one in kept["places"]]
    if not places and looked_up is not None:
        at = {code: position for position, code in enumerate(looked_up.codes)}
        place = [looked_up.authority[at[code]] if code in at else -1 for code in codes]
        places = list(looked_up.authorities)
    elif not places:
        place, places = _by_name(kept["names"])
    return National(
        AreaType(about["level"]),
        about["year"],
        codes,
        tuple(kept["names"]),
        tuple(place),
        tuple(places),
        tuple(kept["box"]),
        np.array(kept["cells"], dtype=np.int32).reshape(-1, 4),
        about["note"],
        about.get("doubt", ""),
        tuple(kept["shape"]),
    )


def _by_name(names: list[str]) -> tuple[list[int], list[tuple[str, str]]]:
    """The authorities that census names begin with, and which each area's is."""
    begin = [NUMBERED.sub("", name) if NUMBERED.search(name) else "" for name in names]
    places = sorted(set(begin) - {""})
    position = {name: at for at, name in enumerate(places)}
    return [position.get(name, -1) for name in begin], [("", name) for name in places]
