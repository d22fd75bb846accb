"""What the reader has chosen: the state of every page, and its way into and out of the URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import param

from geo.areas import PLACES
from indicators.catalogue import Catalogue
from indicators.vocabulary import Sex

PLACE_SLUGS = dict(
    zip(("bradford", "calderdale", "kirklees", "leeds", "wakefield"), PLACES, strict=True)
)
LEVELS = ("ward", "msoa", "lsoa", "place")
KNOWN = {"against": "a comparison", "overdispersion": "a choice of limits"}
INSTEAD = {
    "place": "West Yorkshire as a whole is shown",
    "framework": "the ten ambitions are shown",
    "indicator": "the indicator that this page begins with is shown",
    "sex": "the people whom the measure is usually about are shown",
    "level": "the page’s usual size of area is shown",
    "against": "England is what figures are compared with",
    "overdispersion": "the usual limits are shown",
    "as_of": "what is known now is shown",
}
AGAINST = ("west-yorkshire", "peers")  # besides England, which needs no word


class Selection(param.Parameterized):
    """A page's state. Every value left at its default stays out of the URL."""

    place: Any = param.Selector(default="", objects=["", *PLACE_SLUGS], doc="One place, or all.")
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
        return tuple(name for name in cls.param if name != "name")

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
        if name == "indicator" and text not in catalogue:
            raise ValueError("an indicator we hold")
        if name == "framework" and text not in catalogue.frameworks:
            raise ValueError("a framework we hold")
        allowed = getattr(cls.param[name], "objects", None)
        if allowed is not None and text not in allowed:
            raise ValueError(f"{KNOWN.get(name, f'a {name}')} we know")
        return text

    def to_query(self, **changes: object) -> str:
        """The query string of this selection with the changes; defaults are left out."""
        values = {name: getattr(self, name) for name in self.names()} | changes
        defaults = {name: self.param[name].default for name in values}
        kept = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value not in (defaults[name], None, "")
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


def slug_of(area_code: str) -> str:
    """The place's word in the URL; empty for anything that is not one of the five."""
    return next((slug for slug, code in PLACE_SLUGS.items() if code == area_code), "")
