"""Shapes ready to draw, by level, vintage and drawing, without a geometry library.

Three drawings share one grid (`geo.grid`): official boundaries where they were loaded
(`geo.official_store`), approximate shapes from LSOA points (`geo.approximate`), and hexagons
(`geo.hexmap`). Each says what it is, in a note to show wherever it is drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType

from geo import approximate, hexagons, official_store
from geo.areas import PLACES, USUAL_YEAR, AreaType, name, parent_place
from geo.drawn import PLACES_VINTAGE, Drawn
from geo.errors import Fault, GeographyError, did_you_mean, quoted
from geo.topology import Box, Point, Topology
from geo.vintages import VINTAGES, Vintage, lsoa_parents, vintage_in

LEVELS: Mapping[str, AreaType] = MappingProxyType(
    {
        "lsoa": AreaType.LSOA,
        "msoa": AreaType.MSOA,
        "ward": AreaType.WARD,
        "place": AreaType.LOCAL_AUTHORITY,
    }
)
WARDS_OF_LSOAS = 2021  # the year of the wards that LSOAs of both censuses are placed in


class Drawing(StrEnum):
    """How areas are drawn, the best first."""

    OFFICIAL = "official"
    APPROXIMATE = "approximate"
    HEXAGONS = "hexagons"


@dataclass(frozen=True, eq=False)
class Shapes:
    """The shapes of one vintage of one level in one drawing, on the grid (y downwards).

    `codes`, in code order, is the order in which values travel to a browser. `labels` has a point
    well inside each area. `note` is to be shown wherever the shapes are drawn.
    """

    level: AreaType
    vintage: Vintage
    drawing: Drawing
    codes: tuple[str, ...]
    labels: Mapping[str, Point]
    note: str
    topology: Topology

    @property
    def is_approximate(self) -> bool:
        """Whether the shapes are not official boundaries."""
        return self.drawing is not Drawing.OFFICIAL

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """SVG path data by code."""
        return self._by_code(map(self.topology.path, range(len(self.codes))))

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """Left, top, right and bottom by code."""
        return self._by_code(map(self.topology.box, range(len(self.codes))))

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[str, ...]]:
        """The areas that each shares an edge with, by code."""
        return self._by_code(
            tuple(self.codes[other] for other in found) for found in self.topology.neighbours
        )

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """By kind of larger area ('place', 'ward', 'msoa'), the one each area is in.

        In the order of `codes`, by the published lookups; the wards of LSOAs are of WARDS_OF_LSOAS.
        """
        if self.level is AreaType.LOCAL_AUTHORITY:
            return MappingProxyType({})
        found = {"place": tuple(parent_place(code) or "" for code in self.codes)}
        if self.level is AreaType.LSOA:
            for word in ("msoa", "ward"):
                lookup = lsoa_parents(LEVELS[word], self.vintage.year, WARDS_OF_LSOAS)
                found[word] = tuple(lookup.loc[list(self.codes)])
        return MappingProxyType(found)

    @cached_property
    def box(self) -> Box:
        """Left, top, right and bottom of all areas."""
        return _around(self.boxes.values())

    def outline(self, by: str = "place") -> str:
        """SVG path data of the edges that part areas of different parents, or any from the outside.

        `by` is a key of `parents`, or this level's own word for every edge. Wards are not made of
        whole LSOAs: where official wards are loaded, those are what outlines official LSOAs.
        Raises GeographyError for a parent that the level has not.
        """
        if by == "ward" and self.level is AreaType.LSOA and self.drawing is Drawing.OFFICIAL:
            wards = drawings("ward", WARDS_OF_LSOAS)
            if Drawing.OFFICIAL in wards:
                return _outline(shapes("ward", WARDS_OF_LSOAS, Drawing.OFFICIAL), by)
        return _outline(self, by)

    def place_box(self, place: str) -> Box:
        """Left, top, right and bottom of a place's areas."""
        inside = self.parents.get("place", self.codes)
        found = [
            self.boxes[code] for code, of in zip(self.codes, inside, strict=True) if of == place
        ]
        if not found:
            fault = Fault("place", quoted(place), ", ".join(PLACES))
            raise GeographyError(f"No areas are drawn of {quoted(place)}.", [fault])
        return _around(found)

    @cached_property
    def document(self) -> bytes:
        """The JSON that travels to a browser once: see `_document`."""
        return json.dumps(_document(self), ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal letters that change whenever the document does."""
        return hashlib.sha256(self.document).hexdigest()[:12]

    def _by_code(self, values: Iterable) -> Mapping:
        return MappingProxyType(dict(zip(self.codes, values, strict=True)))


def shapes(
    level: AreaType | str, vintage: int | None = None, drawing: Drawing | str | None = None
) -> Shapes:
    """The shapes of a level: 'lsoa', 'msoa', 'ward' or 'place'.

    `vintage` is a year: by default 2025 for wards and 2021 for census areas. `drawing` is by
    default official where boundaries of that vintage are loaded, else approximate.
    Raises GeographyError for what is not held, saying what is.
    """
    pattern = _vintage(_kind(level), vintage)
    held = _drawings(pattern)
    wanted = _drawing(drawing) if drawing is not None else next(iter(held), Drawing.APPROXIMATE)
    if wanted not in held:
        raise _not_held(pattern, wanted, held)
    stamp = official_store.stamp(pattern) if wanted is Drawing.OFFICIAL else ""
    return _shapes(pattern, wanted, stamp)


def drawings(level: AreaType | str, vintage: int | None = None) -> tuple[Drawing, ...]:
    """How the areas of a level in a year can be drawn, the default first; empty where not at all.

    Raises GeographyError for a level or vintage that does not exist.
    """
    return _drawings(_vintage(_kind(level), vintage))


def drawn_vintages(level: AreaType | str) -> tuple[Vintage, ...]:
    """The vintages of a level that can be drawn, newest first."""
    return tuple(vintage for vintage in _vintages(_kind(level)) if _drawings(vintage))


@lru_cache(maxsize=64)
def _shapes(vintage: Vintage, drawing: Drawing, _stamp: str) -> Shapes:
    """The shapes; made again when the stamp of loaded boundaries changes."""
    makers = {
        Drawing.OFFICIAL: official_store.drawn,
        Drawing.APPROXIMATE: approximate.drawn,
        Drawing.HEXAGONS: hexagons.drawn,
    }
    made: Drawn = makers[drawing](vintage)
    labels = MappingProxyType(made.labels)
    return Shapes(vintage.level, vintage, drawing, made.codes, labels, made.note, made.topology)


@lru_cache(maxsize=256)
def _outline(drawn: Shapes, by: str) -> str:
    if LEVELS.get(by) is drawn.level:
        return drawn.topology.mesh(drawn.codes)
    if by not in drawn.parents:
        expected = ", ".join(drawn.parents) or "no larger area"
        fault = Fault(f"outline of {drawn.vintage.label}", quoted(by), expected)
        raise GeographyError(f"The shapes cannot be outlined by {quoted(by)}.", [fault])
    return drawn.topology.mesh(drawn.parents[by])


def _document(drawn: Shapes) -> dict[str, object]:
    """Names, place, arcs, rings and labels in the order of the codes; parents as group numbers."""
    own = {"place": drawn.codes}
    places = {code: number for number, code in enumerate(PLACES)}
    groups = {key: of for key, of in drawn.parents.items() if key != "place"}
    return {
        "level": next(word for word, kind in LEVELS.items() if kind is drawn.level),
        "label": drawn.vintage.label,
        "drawing": drawn.drawing,
        "codes": drawn.codes,
        "names": [name(code) for code in drawn.codes],
        "place": [places[code] for code in {**own, **drawn.parents}["place"]],
        "places": [[code, name(code)] for code in PLACES],
        **drawn.topology.document(),
        "labels": [value for code in drawn.codes for value in drawn.labels[code]],
        "box": drawn.box,
        "parents": {key: _numbered(of) for key, of in groups.items()},
    }


def _numbered(groups: tuple[str, ...]) -> list[int]:
    number = {code: position for position, code in enumerate(sorted(set(groups)))}
    return [number[code] for code in groups]


def _around(boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _kind(level: AreaType | str) -> AreaType:
    word = "place" if level == AreaType.LOCAL_AUTHORITY else str(level)
    if word not in LEVELS:
        fault = Fault("level", quoted(level), ", ".join(LEVELS), did_you_mean(word, LEVELS))
        raise GeographyError(f"There are no shapes of {quoted(level)}.", [fault])
    return LEVELS[word]


def _vintage(kind: AreaType, year: int | None) -> Vintage:
    if kind is AreaType.LOCAL_AUTHORITY:
        return PLACES_VINTAGE
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise GeographyError(
            "Shapes are of a year.", [Fault("vintage", quoted(year), "a whole number, as 2025")]
        )
    return vintage_in(kind, USUAL_YEAR[kind] if year is None else year)


def _vintages(kind: AreaType) -> tuple[Vintage, ...]:
    return tuple(vintage for vintage in (*VINTAGES, PLACES_VINTAGE) if vintage.level is kind)


def _drawing(word: Drawing | str) -> Drawing:
    if word not in list(Drawing):
        fault = Fault("drawing", quoted(word), ", ".join(Drawing), did_you_mean(word, Drawing))
        raise GeographyError(f"Shapes are not drawn as {quoted(word)}.", [fault])
    return Drawing(word)


def _drawings(vintage: Vintage) -> tuple[Drawing, ...]:
    can = {
        Drawing.OFFICIAL: official_store.is_drawable,
        Drawing.APPROXIMATE: approximate.is_drawable,
        Drawing.HEXAGONS: hexagons.is_drawable,
    }
    return tuple(drawing for drawing in Drawing if can[drawing](vintage))


def _not_held(vintage: Vintage, wanted: Drawing, held: tuple[Drawing, ...]) -> GeographyError:
    load = "Load official boundaries with 'wy-indicators boundaries load FILE'."
    called = vintage.label[0].upper() + vintage.label[1:]
    if not held:
        others = [one.label for one in _vintages(vintage.level) if _drawings(one)]
        fault = Fault("shapes", "none, and no lookup to make them by", _one_of(others), load)
        return GeographyError(f"{called} cannot be drawn.", [fault])
    remedy = load if wanted is Drawing.OFFICIAL else ""
    fault = Fault("drawing", quoted(wanted), _one_of(held), remedy)
    return GeographyError(f"{called} cannot be drawn so.", [fault])


def _one_of(words: Iterable[str]) -> str:
    return f"one of: {', '.join(words)}"
