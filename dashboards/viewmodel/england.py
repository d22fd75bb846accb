"""The map of England: which areas and figures, their classes, and what is told of authorities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.map_classes import RAMPS, LegendRow, pattern
from geo.areas import AreaType
from geo.national import National, held, national
from geo.official_store import folder
from indicators.definition import Definition
from indicators.england import England, NationalFigures
from indicators.methods import breaks
from indicators.vocabulary import Kind

CLASSES = 5
FEWEST_TO_NAME = 10  # areas of an authority, for it to stand in the finding
NOUNS = {
    "lsoa": ("neighbourhood (LSOA)", "neighbourhoods (LSOAs)"),
    "ward": ("ward", "wards"),
}
LEVELS = {"lsoa": AreaType.LSOA, "ward": AreaType.WARD}
TENTHS = ((9, 10), (7, 8), (5, 6), (3, 4), (1, 2))  # of deprivation: the darkest are the most
SHARED = (
    "classed", "css", "legend", "as_classes", "as_digits", "_order", "_shares", "_members",
    "authorities",
)  # fmt: skip
NO_FIGURE = "no figure for this vintage"


@dataclass(frozen=True)
class Authority:
    """One row of the twin table: an authority and its areas' figures, as written."""

    name: str
    areas: int
    in_last: int
    share: str
    share_sorted: str
    middle: str


@dataclass(frozen=True, eq=False)
class EnglandView:
    """What the page shows. `shown` is None where nothing is loaded, or no figures are held."""

    levels: tuple[str, ...]
    level: str
    drawn: National | None = None
    offered: tuple[Definition, ...] = ()
    periods: tuple[str, ...] = ()
    shown: NationalFigures | None = None
    palette: str = ""
    area: str = ""

    @property
    def nouns(self) -> tuple[str, str]:
        """What an area is called, and many."""
        return NOUNS[self.level]

    @property
    def figures(self) -> NationalFigures:
        """The figures shown; only where there are some."""
        if self.shown is None:
            raise ValueError("no figures are shown")
        return self.shown

    @property
    def definition(self) -> Definition:
        return self.figures.definition

    @property
    def map(self) -> National:
        """The areas drawn; only where they are loaded."""
        if self.drawn is None:
            raise ValueError("no areas are drawn")
        return self.drawn

    @cached_property
    def classed(self) -> tuple[np.ndarray, tuple[str, ...], str]:
        """The class of each area (-1 without a figure), the classes' words, and how they came."""
        values, definition = self.figures.values, self.definition
        if definition.kind is Kind.CATEGORY:
            of = np.full(len(values), -1)
            for at, (first, last) in enumerate(TENTHS):
                of[(values >= first) & (values <= last)] = at
            words = tuple(
                f"{text.ordinal(first)} and {text.ordinal(last)} tenth" for first, last in TENTHS
            )
            return of, words, "Fifths of England’s neighbourhoods, the most deprived darkest."
        made = breaks.quantile(values, CLASSES)
        ends = [values[made.class_of == at] for at in range(len(made.counts))]
        words = tuple(_range(inside, definition) for inside in ends)
        how = f"Five classes with about as many of England’s {self.nouns[1]} in each."
        return made.class_of, words, made.reason or how

    @cached_property
    def css(self) -> tuple[str, ...]:
        """The class in the style sheet of each class; the last that of areas without a figure."""
        return (*(f"k{at}" for at in range(len(self.classed[1]))), pattern(None))

    @property
    def of(self) -> np.ndarray:
        """Position in `css` of each area."""
        return np.where(self.classed[0] < 0, len(self.css) - 1, self.classed[0])

    @cached_property
    def as_classes(self) -> str:
        """The class of each area as one digit, in the order of the codes."""
        return "".join(map(str, self.of.tolist()))

    @cached_property
    def as_digits(self) -> str:
        """Each area's digits, empty where it has no figure, with commas between."""
        form = None if self.definition.kind is Kind.CATEGORY else text.form(self.definition)
        return ",".join(
            "" if np.isnan(one) else form.digits(one) if form else str(int(one))
            for one in self.figures.values.tolist()
        )

    @property
    def colours(self) -> tuple[str, ...]:
        return tuple(tone.colour for tone in RAMPS[self.palette].tones(len(self.classed[1])))

    @cached_property
    def legend(self) -> tuple[LegendRow, ...]:
        """Each class with its number of areas; the areas without a figure where there are any."""
        counts = np.bincount(self.of, minlength=len(self.css)).tolist()
        words = (*self.classed[1], NO_FIGURE)
        rows = [LegendRow(*row) for row in zip(self.css, words, counts, strict=True)]
        return tuple(rows if counts[-1] else rows[:-1])

    @cached_property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority, by how many of its areas are in the last class."""
        return tuple(self._authority(at) for at in self._order)

    @cached_property
    def _order(self) -> list[int]:
        share, name = self._shares, [one for _, one in self.map.places]
        return sorted(range(len(share)), key=lambda at: (-share[at], name[at]))

    @cached_property
    def _shares(self) -> np.ndarray:
        place, many = np.array(self.map.place), len(self.map.places)
        has = (place >= 0) & (self.classed[0] >= 0)
        held = np.bincount(place[has], minlength=many)
        last = np.bincount(place[has & self._is_last], minlength=many)
        return last / np.maximum(held, 1)

    @property
    def _is_last(self) -> np.ndarray:
        return self.classed[0] == len(self.classed[1]) - 1

    @cached_property
    def _members(self) -> list[np.ndarray]:
        place = np.array(self.map.place)
        order = np.argsort(place, kind="stable")
        ends = np.searchsorted(place[order], np.arange(len(self.map.places) + 1))
        return [order[start:end] for start, end in pairwise(ends.tolist())]

    def _authority(self, at: int) -> Authority:
        inside = self._members[at]
        values = self.figures.values[inside]
        values = values[~np.isnan(values)]
        in_last = int(self._is_last[inside].sum())
        if not values.size:
            return Authority(self.map.places[at][1], len(inside), 0, "", "", NO_FIGURE)
        middle = float(np.sort(values)[(values.size - 1) // 2])
        is_category = self.definition.kind is Kind.CATEGORY
        words = f"{text.ordinal(int(middle))} tenth" if is_category else self._number(middle)
        share = in_last / values.size
        name = self.map.places[at][1]
        return Authority(name, len(inside), in_last, text.share(share), f"{share:.4f}", words)

    def _number(self, value: float) -> str:
        return text.number(value, self.definition)

    @property
    def last_words(self) -> str:
        """What the last class is called in a heading."""
        if self.definition.kind is Kind.CATEGORY:
            return "most deprived fifth"
        return "highest class"

    @property
    def finding(self) -> str:
        """What the map shows, in a sentence."""
        place = self.map.places
        big = [at for at in self._order if len(self._members[at]) >= FEWEST_TO_NAME]
        if not big or not self._shares[big[0]]:
            return f"{self.definition.short_title} in England’s {self.nouns[1]}"
        first = self._authority(big[0])
        held = int((self.classed[0] >= 0).sum())
        of = "" if held == len(self.map.codes) else f", of the {held:,} with a figure"
        return (
            f"{self.definition.short_title}: {place[big[0]][1]} has the largest share of its "
            f"{self.nouns[1].split(' (')[0]} in England’s {self.last_words}, {first.share}{of}"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of areas that are drawn without a figure, or not drawn."""
        found = self.figures
        said = []
        if found.without_code or found.undrawn:
            said.append(
                f"{found.without_code:,} of the {len(self.map.codes):,} {self.map.label} drawn "
                f"have no figure: their codes are not in the published lookup, whose wards are of "
                f"another year. Of the lookup, {_wards(found.undrawn)} not drawn."
            )
        return tuple(said)

    def told(self, at: int) -> str:
        """What is said of one area: its name, authority and figure."""
        place = self.map.place[at]
        where = f", {self.map.places[place][1]}" if place >= 0 else ""
        value = self.figures.values[at]
        figure = NO_FIGURE if np.isnan(value) else text.with_unit(value, self.definition)
        return f"{self.map.names[at]}{where}: {figure}, {self.figures.period}"


def england_view(figures: Figures, selection: Selection) -> EnglandView:
    """The view for the choices; what is not held falls back to what is."""
    kinds = held()
    levels = tuple(slug for slug, kind in LEVELS.items() if kind in {one for one, _ in kinds})
    if not levels:
        return EnglandView((), "lsoa")
    level = selection.level if selection.level in levels else levels[0]
    drawn = national(LEVELS[level], next(year for kind, year in kinds if kind is LEVELS[level]))
    known = _known(figures)
    offered = figures.once(
        ("england offers", drawn.fingerprint, _stamp()), lambda: known.indicators(drawn)
    )
    if not offered:
        return EnglandView(levels, level, drawn)
    ids = [one.id for one in offered]
    definition = (
        offered[ids.index(selection.indicator)] if selection.indicator in ids else offered[0]
    )
    periods = figures.once(
        ("england periods", definition.id, drawn.fingerprint, _stamp()),
        lambda: known.periods(definition, drawn),
    )
    period = selection.period if selection.period in periods else periods[0]
    palette = selection.palette if selection.palette in RAMPS else ""
    area = selection.area if selection.area in drawn.position else ""
    key = ("england", definition.id, drawn.fingerprint, _stamp(), period)
    view: EnglandView = figures.once(
        key,
        lambda: EnglandView(
            levels, level, drawn, offered, periods, known.figures(definition, drawn, period)
        ),
    )
    return _with(view, palette, area)


def can_be_seen() -> bool:
    """Whether there is anything of England to show, as far as can be told without reading it."""
    return bool(held()) and any(folder().glob("figures/observations/*.parquet"))


def _with(view: EnglandView, palette: str, area: str) -> EnglandView:
    """The view in other colours or with an area picked, sharing what was worked out."""
    made = EnglandView(
        view.levels, view.level, view.drawn, view.offered, view.periods, view.shown, palette, area
    )
    for name in SHARED:
        made.__dict__[name] = getattr(view, name)
    return made


def _known(figures: Figures) -> England:
    """What is held nationally, read again only when there is more."""
    made: England = figures.once(
        ("england figures", _stamp()), lambda: England(figures.catalogue, figures.as_known_on)
    )
    return made


def _stamp() -> str:
    """What changes when figures are ingested for England, or a lookup is loaded."""
    files = [*folder().glob("figures/observations/*.parquet"), *folder().glob("england-lookup*")]
    return " ".join(sorted(f"{one.name} {one.stat().st_mtime_ns}" for one in files))


def _wards(number: int) -> str:
    return "1 ward is" if number == 1 else f"{number:,} wards are"


def _range(inside: np.ndarray, definition: Definition) -> str:
    ends = [text.number(end, definition) for end in (inside.min(), inside.max())]
    return " to ".join(dict.fromkeys(ends))
