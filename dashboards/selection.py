"""What the reader has chosen: the state of every page, and its way into and out of the URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import param
from tornado.escape import parse_qs_bytes

from geo.areas import PLACES
from indicators.catalogue import Catalogue
from indicators.vocabulary import Sex

PLACE_SLUGS = dict(
    zip(("bradford", "calderdale", "kirklees", "leeds", "wakefield"), PLACES, strict=True)
)
WHOLE = "west-yorkshire"  # where a page begins with the reader's own place, and all is asked for
LEVELS = ("ward", "msoa", "lsoa", "place")
KNOWN = {
    "against": "a comparison",
    "overdispersion": "a choice of limits",
    "show": "a kind of map",
    "classes": "a way to make classes",
    "vintage": "a year of areas",
    "outlines": "a kind of outline",
    "labels": "a choice of names",
}
INSTEAD = {
    "place": "West Yorkshire as a whole is shown",
    "framework": "the ten ambitions are shown",
    "indicator": "the indicator that this page begins with is shown",
    "sex": "the people whom the measure is usually about are shown",
    "level": "the page’s usual size of area is shown",
    "against": "England is what figures are compared with",
    "overdispersion": "the usual limits are shown",
    "as_of": "what is known now is shown",
    "show": "the map’s usual colours are shown",
    "beside": "the first measure that can stand beside is the second",
    "classes": "the usual classes are shown",
    "palette": "the usual colours are shown",
    "drawing": "the usual shapes are shown",
    "vintage": "areas are shown as the figures were published",
    "outlines": "districts are outlined",
    "labels": "names are left out",
    "lowest": "no area is left out",
    "highest": "no area is left out",
}
AGAINST = ("west-yorkshire", "peers")  # besides England, which needs no word
SHOWS = ("england", "tenths", "compared", "two", "change", "clusters")
CLASSINGS = ("equal", "natural", "published")  # besides equal numbers of areas
PALETTES = ("cividis", "grey")  # besides the house's blues
DRAWINGS = ("official", "approximate", "hexagons")
VINTAGES = tuple(str(year) for year in range(2011, 2027))  # each in some pattern of geo.vintages
OUTLINES = ("ward", "msoa", "none")  # besides districts
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
# Python and browsers each read more as numbers than the other; this, both read alike (map.js).
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?(e-[0-9]{1,2})?")


class Selection(param.Parameterized):
    """A page's state. Every value left at its default stays out of the URL."""

    place: Any = param.Selector(
        default="", objects=["", WHOLE, *PLACE_SLUGS], doc="One place, or all."
    )
    framework = param.String(default="ten-ambitions", doc="Which arrangement of the indicators.")
    indicator = param.String(default="", doc="Indicator; empty is the page's own choice.")
    sex: Any = param.Selector(default="", objects=["", *(sex.value for sex in Sex)])
    level: Any = param.Selector(default="", objects=["", *LEVELS], doc="Size of area on the map.")
    period = param.String(default="", doc="Period as labelled; empty is the latest.")
    against: Any = param.Selector(
        default="", objects=["", *AGAINST], doc="What figures are compared with; empty is England."
    )
    overdispersion: Any = param.Selector(
        default="", objects=["", "shown"], doc="Whether a funnel shows its second pair of limits."
    )
    area = param.String(default="", doc="Area picked out on the map or in its table.")
    seek = param.String(default="", doc="Words by which an area is looked for.")
    show: Any = param.Selector(
        default="", objects=["", *SHOWS], doc="Kind of map; empty is classes of the figures."
    )
    beside = param.String(default="", doc="Second indicator of a map of two.")
    since = param.String(default="", doc="Earlier period of a map of change, as labelled.")
    classes: Any = param.Selector(
        default="", objects=["", *CLASSINGS], doc="How a map's classes are made."
    )
    palette: Any = param.Selector(default="", objects=["", *PALETTES], doc="Colours of a map.")
    drawing: Any = param.Selector(default="", objects=["", *DRAWINGS], doc="Shapes of a map.")
    vintage: Any = param.Selector(
        default="", objects=["", *VINTAGES], doc="Year of the areas drawn; empty is the figures'."
    )
    outlines: Any = param.Selector(default="", objects=["", *OUTLINES], doc="Outlines on a map.")
    labels: Any = param.Selector(
        default="", objects=["", "shown"], doc="Whether a map names its areas."
    )
    lowest: Any = param.Number(default=None, allow_None=True, doc="Figures below are left pale.")
    highest: Any = param.Number(default=None, allow_None=True, doc="Figures above are left pale.")
    as_of = param.CalendarDate(default=None, allow_None=True, doc="As known on this day.")
    version = param.String(default="", doc="Version of the figures when the link was made.")

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], catalogue: Catalogue
    ) -> tuple[Selection, tuple[str, ...]]:
        """The selection a query string asks for, and a sentence for each value not understood.

        `find` holds words: it stands for the indicator that they find best.
        """
        chosen: dict[str, object] = {}
        messages: list[str] = []
        for name, text in query.items():
            if name not in cls.names() or not text:
                continue
            try:
                chosen[name] = cls._value(name, text, catalogue)
            except ValueError as problem:
                messages.append(f"“{text[:40]}” is not {problem}, so {INSTEAD[name]}.")
        low, high = chosen.get("lowest"), chosen.get("highest")
        if isinstance(low, float) and isinstance(high, float) and low > high:
            del chosen["lowest"], chosen["highest"]
            messages.append(f"“{low:g}” is above “{high:g}”, so {INSTEAD['lowest']}.")
        if words := query.get("find"):
            found = catalogue.search(words)
            if found:
                chosen["indicator"] = found[0].id
            else:
                messages.append(f"No indicator has all the words “{words[:40]}”.")
        return cls(**chosen), tuple(messages)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all values, in the order in which the URL holds them."""
        return tuple(defaults())

    @classmethod
    def _value(cls, name: str, text: str, catalogue: Catalogue) -> object:
        if name == "as_of":
            try:
                asked = date.fromisoformat(text)
            except ValueError:
                raise ValueError("a day written as year, month, day") from None
            if asked > date.today():
                raise ValueError("a day that has come")
            return asked
        if name in ("lowest", "highest"):
            return _number(text)
        if name in ("indicator", "beside") and text not in catalogue:
            raise ValueError("an indicator we hold")
        if name == "framework" and text not in catalogue.frameworks:
            raise ValueError("a framework we hold")
        allowed = getattr(cls.param[name], "objects", None)
        if allowed is not None and text not in allowed:
            raise ValueError(f"{KNOWN.get(name, f'a {name}')} we know")
        return text

    def to_query(self, **changes: object) -> str:
        """The query string of this selection with the changes; defaults are left out."""
        values = {name: getattr(self, name) for name in defaults()} | changes
        kept = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value not in (defaults()[name], None, "")
        }
        return urlencode(kept)

    def link(self, page: str, **changes: object) -> str:
        """A relative link to the page with this selection and the changes."""
        query = self.to_query(**changes)
        return f"{page or './'}?{query}" if query else (page or "./")

    @property
    def place_code(self) -> str | None:
        """GSS code of the chosen place; None for West Yorkshire as a whole."""
        return PLACE_SLUGS.get(self.place)


@cache
def defaults() -> Mapping[str, object]:
    """Each value's default, in the order in which the URL holds them; asked of param once."""
    every = {name: Selection.param[name].default for name in Selection.param if name != "name"}
    return MappingProxyType(every)


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError("a number")
    return float(text)


def query_of(arguments: Mapping[str, list[bytes]]) -> dict[str, str]:
    """A request's values by name, for pages and files alike: of several the first."""
    return {name: _printable(values[0]) for name, values in arguments.items()}


def _printable(value: bytes) -> str:
    """What can be shown: a control character may not stand in a picture, nor in a file."""
    return CONTROLS.sub("", value.decode("utf-8", "replace"))


def query_in(address: str) -> dict[str, str]:
    """The same of an address's query as text, read as the server reads it of a page asked for."""
    sent = address.removeprefix("?").encode("utf-8", "replace")
    return query_of(parse_qs_bytes(sent, keep_blank_values=True))


def slug_of(area_code: str) -> str:
    """The place's word in the URL; empty for anything that is not one of the five."""
    return next((slug for slug, code in PLACE_SLUGS.items() if code == area_code), "")
