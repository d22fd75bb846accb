"""One map: what it was asked for, its figures, classes, finding and the table beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.access import Seen
from dashboards.figures import Figures
from dashboards.restricted_rows import SYNTHETIC, marks, own, seen_of
from dashboards.selection import Selection
from dashboards.viewmodel.map_choices import Choices, choices
from dashboards.viewmodel.map_classes import Coloured, LegendRow
from dashboards.viewmodel.map_columns import Column, Words
from dashboards.viewmodel.map_drawn import drawn
from dashboards.viewmodel.map_figures import AreaFigures, area_figures
from dashboards.viewmodel.map_finding import finding_of, subject_of
from dashboards.viewmodel.map_levels import place_name
from dashboards.viewmodel.map_span import WHOLE, Span
from dashboards.viewmodel.subject import subtitle
from geo.areas import is_known, name, parent_place
from geo.official_store import stamps
from geo.shapes import Shapes
from indicators.definition import Definition
from indicators.errors import SuiteError
from indicators.vocabulary import Kind, Sex

FEW = 10  # rows that a reader sees without scrolling


@dataclass(frozen=True)
class MapArea:
    """One area as drawn and as listed."""

    code: str
    name: str
    place: str
    value: str
    sort: str
    css: str
    is_chosen: bool
    is_beyond: bool
    cells: tuple[tuple[str, str, bool], ...] = ()  # words, what to sort by, whether missing


@dataclass(frozen=True, eq=False)
class MapView:
    """Everything the map shows. `found` and `coloured` are None where nothing can be drawn."""

    choices: Choices
    place: str
    area: str
    found: AreaFigures | None
    coloured: Coloured | None
    columns: tuple[Column | Words, ...]
    finding: str
    subtitle: str
    notes: tuple[str, ...]
    span: Span = WHOLE
    how: tuple[str, ...] = ()  # figures of a return were made

    @property
    def definition(self) -> Definition:
        return self.choices.definition

    @property
    def level(self) -> str:
        return self.choices.level

    @property
    def levels(self) -> tuple[str, ...]:
        return self.choices.levels

    @property
    def sex(self) -> Sex:
        return self.choices.sex

    @property
    def sexes(self) -> tuple[Sex, ...]:
        return self.choices.sexes

    @property
    def period(self) -> str:
        return self.choices.period

    @property
    def periods(self) -> tuple[str, ...]:
        return self.choices.periods

    @property
    def shapes(self) -> Shapes | None:
        return self.choices.shapes

    @property
    def there(self) -> tuple[AreaFigures, Coloured, Shapes]:
        """Figures, classes and shapes of a drawn map. Raises LookupError where nothing is drawn."""
        if self.found is None or self.coloured is None or self.shapes is None:
            raise LookupError("This map is not drawn.")
        return self.found, self.coloured, self.shapes

    def words(self, at: int, column: Column | Words) -> str:
        """What stands in the column for the area at that position."""
        if isinstance(column, Column):
            return column.words(at)
        return column.by_class[self.there[1].of[at]]

    @property
    def period_words(self) -> str:
        return self.found.period_words if self.found else ""

    @property
    def sources(self) -> tuple[str, ...]:
        shown = [one for one in (self.found, self.beside) if one]
        return tuple(dict.fromkeys(source for one in shown for source in one.sources))

    @property
    def beside(self) -> AreaFigures | None:
        """The second measure's figures, on a map of two."""
        return self.coloured.beside if self.coloured else None

    @property
    def _course(self) -> str:
        """The period, and on a map of change the one that it is compared with."""
        since = self.choices.since
        return f"{self.period} against {since}" if since else self.period

    @property
    def told_period(self) -> str:
        """The period with its kind, of both measures on a map of two."""
        if not self.period:
            return ""
        told = f"{self._course} ({self.period_words})"
        if self.beside is None:
            return told
        second = subtitle(self.beside.definition, self.beside.sex)
        return f"{told}. {second}. {self.beside.period} ({self.beside.period_words})"

    @cached_property
    def frames(self) -> tuple[pd.DataFrame, ...]:
        """The rows of every measure and period that the map shows."""
        before = self.coloured.before if self.coloured else None
        return tuple(one.rows for one in (self.found, before, self.beside) if one is not None)

    @cached_property
    def restricted(self) -> tuple[Seen, ...]:
        """Whose restricted figures the map shows, and of what."""
        return seen_of(self.frames)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What must stand over the map, its table and its files; nothing for public figures."""
        return marks(self.frames)

    @property
    def legend(self) -> tuple[LegendRow, ...]:
        return self.coloured.legend if self.coloured else ()

    @property
    def legend_words(self) -> str:
        return self.coloured.words if self.coloured else ""

    @property
    def shows_values(self) -> bool:
        """Whether figures are written on the map: only the five places have room for them."""
        return self.level == "place"

    @property
    def caption(self) -> str:
        """What the table says of itself."""
        lead = "".join(f"{one}. " for one in self.marks)
        if self.beside is None:
            return f"{lead}{self.subtitle}, {self._course}"
        second = subtitle(self.beside.definition, self.beside.sex)
        return f"{lead}{self.subtitle}, {self.period}; {second}, {self.beside.period}"

    @property
    def order(self) -> int:
        """How the table is sorted: -1 highest first, 1 lowest first, 0 by name."""
        if self.choices.is_suicide:
            return 0
        return 1 if self.definition.kind is Kind.CATEGORY and len(self.columns) == 1 else -1

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The place of each area drawn, by code."""
        return tuple(parent_place(code) or "" for code in self.found.codes) if self.found else ()

    def is_beyond(self, at: int) -> bool:
        """Whether the area lies outside the chosen place."""
        return bool(self.place) and self.places[at] != self.place

    @cached_property
    def kept(self) -> np.ndarray | None:
        """Which areas' first figures lie in the range asked for; None for no range.

        Figures that are not ranked, and categories, have none.
        """
        first = self.columns[0] if self.columns else None
        if self.choices.is_suicide or not isinstance(first, Column):
            return None
        return self.span.kept(first)

    def is_out(self, at: int) -> bool:
        """Whether the area is left pale: its figure lies outside the range asked for."""
        return self.kept is not None and not self.kept[at]

    @property
    def range_said(self) -> str:
        """What the range leaves in, as 'figures from 8.7: 34 of 124 wards'; empty for no range."""
        first = self.columns[0] if self.columns else None
        if self.kept is None or self.found is None or not isinstance(first, Column):
            return ""
        number, every = int((self.kept & self.found.shown).sum()), int(self.found.shown.sum())
        return f"figures {self.span.words(first)}: {number:,} of {every:,} {self.choices.nouns[1]}"

    def label(self, at: int) -> str:
        """What is said of an area: name, place, figures, standing, period."""
        found, coloured, _ = self.there
        own, place = name(found.codes[at]), place_name(found.codes[at])
        where = own if place in ("", own) else f"{own}, {place}"
        told = []
        for number, column in enumerate(self.columns):
            if isinstance(column, Words):
                continue  # it says what is said of the class
            has_unit = column.unit and not np.isnan(column.values[at])
            unit = f" {column.unit}" if has_unit else ""
            lead = f"{column.heading} " if number else ""
            told.append(f"{lead}{column.words(at)}{unit}")
        said = coloured.said[coloured.of[at]]
        return f"{where}: {'; '.join(told)}{f', {said}' if said else ''}, {self.periods_said}"

    @property
    def periods_said(self) -> str:
        """The period, or both of a map of two."""
        both = [self.period, self.beside.period if self.beside else ""]
        return " and ".join(dict.fromkeys(filter(None, both)))

    @property
    def listed(self) -> str:
        """How many areas the table lists, where a reader must scroll to see them all."""
        number = sum(not self.is_beyond(at) for at in range(len(self.places)))
        if number <= FEW:
            return ""
        return f"{number:,} {self.choices.nouns[1]}: scroll inside the table to see them all."

    @cached_property
    def areas(self) -> tuple[MapArea, ...]:
        """The areas in the order of the table."""
        if self.found is None or self.coloured is None:
            return ()
        made = [self._area(at) for at in range(len(self.found.codes))]
        first = self.columns[0]
        if not self.order or isinstance(first, Words):
            return tuple(sorted(made, key=_by_name))
        # By the figures as they are shown, so that what looks alike stands in the order of codes.
        shown = [int(one) if one.lstrip("-").isdigit() else None for one in first.digits]
        held = sorted(
            (at for at, digits in enumerate(shown) if digits is not None),
            key=lambda at: (shown[at] or 0) * self.order,
        )
        gone = sorted((one for one, d in zip(made, shown, strict=True) if d is None), key=_by_name)
        return (*(made[at] for at in held), *gone)

    def _area(self, at: int) -> MapArea:
        found, coloured, _ = self.there
        code = found.codes[at]
        cells = tuple(self._cell(column, at) for column in self.columns)
        return MapArea(
            code=code,
            name=name(code),
            place=place_name(code),
            value=cells[0][0],
            sort=cells[0][1],
            css=coloured.css[coloured.of[at]],
            is_chosen=code == self.area,
            is_beyond=self.is_beyond(at),
            cells=cells,
        )

    def _cell(self, column: Column | Words, at: int) -> tuple[str, str, bool]:
        words = self.words(at, column)
        if isinstance(column, Words):
            return words, words, False
        value = column.values[at]
        return words, "" if np.isnan(value) else f"{value:.6g}", bool(np.isnan(value))

    @property
    def told(self) -> str:
        """What is said of the area picked out; empty where none is."""
        held = self.found is not None and self.area in self.found.position
        return self.label(self.found.position[self.area]) if held else ""  # type: ignore[union-attr]

    @property
    def chosen(self) -> MapArea | None:
        """The area picked out, where it is drawn."""
        if self.found is None or self.area not in self.found.position:
            return None
        return self._area(self.found.position[self.area])


def _by_name(one: MapArea) -> str:
    return one.name


def map_view(figures: Figures, selection: Selection) -> MapView:
    """The map of the chosen measure, areas and period; the usual one where none is chosen."""
    asked = selection.to_query(
        area="", lowest=None, highest=None, version="", seek="", framework="ten-ambitions",
        against="", overdispersion="", as_of=None,
    )  # fmt: skip
    made = figures.lately(("map", asked, stamps()), lambda: _map_view(figures, selection))
    place = selection.place_code if made.level == "place" else ""
    note = _not_drawn(made, selection.area)
    notes = (*made.notes, note) if note else made.notes
    return replace(
        made,
        area=selection.area or place or "",
        notes=notes,
        span=Span(selection.lowest, selection.highest),
    )


def _not_drawn(made: MapView, code: str) -> str:
    """Why the area asked for is not picked out, or an empty text."""
    if not code or made.found is None or code in made.found.position:
        return ""
    if not is_known(code):
        return f"No area has the code “{code[:40]}”, so none is picked out."
    return f"{name(code)} ({code}) is not among the {made.choices.nouns[1]} drawn here."


def _map_view(figures: Figures, selection: Selection) -> MapView:
    made = choices(figures, selection)
    place = "" if made.level == "place" else selection.place_code or ""
    told = subtitle(made.definition, made.sex)
    if made.shapes is None:
        finding = subject_of(made, "no figures" if not made.periods else made.why_not)
        return MapView(made, place, "", None, None, (), finding, told, made.notes)
    try:
        found = area_figures(
            figures, made.definition, made.level, made.sex, made.period, made.shapes
        )
    except SuiteError as problem:
        notes = (*made.notes, str(problem))
        finding = subject_of(made, "cannot be shown on these areas")
        return MapView(made, place, "", None, None, (), finding, told, notes)
    if place:
        inside = np.array([parent_place(code) == place for code in found.codes])
        found = replace(found, inside=inside)
    plural = made.nouns[1] + (f" of {name(place)}" if place else "")
    made, coloured, columns = drawn(figures, made, found, plural)
    finding = coloured.finding or finding_of(made, found, selection.place_code or "")
    beside = coloured.beside.moved if coloured.beside else ""
    moved = [f"{text.sentence_case(one)}." for one in (found.moved, beside) if one]
    notes = (*made.notes, *moved)
    view = MapView(made, place, "", found, coloured, columns, finding, told, notes)
    return _marked(view) if view.marks else view


def _marked(view: MapView) -> MapView:
    """The view with its marks in its finding, and what must be known of a return's figures."""
    made_up = [one for one in view.marks if one == SYNTHETIC]
    shown = [own(one).dropna(subset="value") for one in view.frames]
    how = dict.fromkeys(words for rows in shown for words in rows["method"])
    told = tuple(f"{text.sentence_case(words)}." for words in how)
    return replace(view, finding=". ".join((*made_up, view.finding)), how=told)
