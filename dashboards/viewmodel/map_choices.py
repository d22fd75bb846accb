"""What a map is asked to show, made whole: each choice with what there is to choose from.

A choice that the measure does not allow is not an error: the usual one stands in its place, and a
note says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.map_figures import own_vintage, periods_of
from dashboards.viewmodel.map_levels import (
    LEVEL_TYPES,
    LEVEL_WORDS,
    at_level,
    levels_of,
    mappable,
)
from dashboards.viewmodel.map_notes import (
    no_level,
    no_shapes,
    not_beside,
    shown_instead,
    unheld,
    unnamed,
)
from dashboards.viewmodel.map_offers import SHOW_WORDS, classings, palettes, refusals
from dashboards.viewmodel.subject import sex_shown
from geo.shapes import Drawing, Shapes, drawings, shapes
from geo.vintages import Vintage, vintage_in
from indicators import safe_mode
from indicators.another_vintage import reachable
from indicators.definition import Definition
from indicators.return_measures import as_returned
from indicators.vocabulary import Kind, Sex

USUAL_INDICATOR = "imd_2025_score"
DRAWING_WORDS = {
    Drawing.OFFICIAL: "Official boundaries",
    Drawing.APPROXIMATE: "Approximate shapes",
    Drawing.HEXAGONS: "One hexagon an area",
}
OUTLINE_WORDS = {
    "": "Districts",
    "ward": "Wards",
    "msoa": "Neighbourhood groups",
    "none": "No outlines",
}
OTHER_PEOPLE = "rates of a place’s own return are for other ages than England’s."
NAMED = ("ward", "msoa")  # whose names there is room for
OUTLINES_BY_LEVEL = {
    "place": (),
    "ward": ("",),
    "msoa": ("",),
    "lsoa": ("", "ward", "msoa", "none"),
}


@dataclass(frozen=True)
class Choices:
    """A map's choices. Where nothing can be drawn, `shapes` is None and `why_not` says why.

    `shows` are the kinds of map that the measure allows; `refused` those it does not, with the
    reason. `besides` are the measures that can stand beside the measure on a map of two.
    """

    definition: Definition
    level: str
    levels: tuple[str, ...]
    sex: Sex
    sexes: tuple[Sex, ...]
    period: str
    periods: tuple[str, ...]
    vintage: Vintage | None
    vintages: tuple[Vintage, ...]
    usual_vintage: Vintage | None
    shapes: Shapes | None
    drawings: tuple[Drawing, ...]
    show: str
    shows: tuple[str, ...]
    refused: dict[str, str]
    beside: Definition | None
    besides: tuple[Definition, ...]
    since: str
    classes: str
    classings: dict[str, str]
    palette: str
    outlines: str
    palettes: tuple[str, ...]
    names: bool
    beside_period: str
    notes: tuple[str, ...]
    why_not: str = ""

    @property
    def is_suicide(self) -> bool:
        """Whether the figures must be neither coloured, ranked nor sorted."""
        return safe_mode.applies(self.definition)

    def without_kind(self, why: str) -> Choices:
        """The choices of the usual kind of map, where the figures turned out not to allow theirs.

        `why` is a sentence.
        """
        areas = len(self.shapes.codes) if self.shapes else 0
        return replace(
            self,
            show="",
            shows=tuple(one for one in self.shows if one != self.show),
            refused={**self.refused, self.show: why[:1].casefold() + why[1:]},
            beside=None,
            beside_period="",
            since="",
            classings=classings(self.definition, "", areas),
            palettes=palettes(self.definition, ""),
            notes=(*self.notes, f"Shown in classes instead: {why}"),
        )

    @property
    def nouns(self) -> tuple[str, str]:
        """'ward' and 'wards'."""
        return LEVEL_WORDS[self.level]


def choices(figures: Figures, selection: Selection) -> Choices:
    """The selection's choices, each at its usual value where it is not made or not possible."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    notes: list[str] = []
    levels = levels_of(figures, definition)
    level = selection.level if selection.level in levels else next(iter(levels), "place")
    if selection.level and selection.level != level and levels:
        notes.append(no_level(definition, selection.level, level))
    if figures.is_own(definition.id, level):
        definition = as_returned(definition)
    rows = at_level(figures, definition, level)
    held = set(rows["sex"].unique())
    sexes = tuple(sex for sex in definition.sexes if sex.value in held)
    sex = sex_shown(selection, definition, rows)
    periods = periods_of(figures, definition, level, sex)
    period = selection.period if selection.period in periods else next(iter(periods), "")
    notes += shown_instead(selection, definition, sex, period)
    vintage, vintages = _vintage(figures, definition, level, sex, selection, notes)
    offered = drawings(LEVEL_TYPES[level], vintage.year if vintage else None) if periods else ()
    drawing = selection.drawing if selection.drawing in offered else next(iter(offered), "")
    if selection.drawing and selection.drawing != drawing and offered:
        notes.append(unheld(selection.drawing, LEVEL_WORDS[level][1]))
    drawn = (
        shapes(LEVEL_TYPES[level], vintage.year if vintage else None, drawing) if drawing else None
    )
    besides = _besides(figures, definition, level) if periods else ()
    has_limits = rows.loc[rows["period"] == period, ["lower_95", "upper_95"]].notna().any(axis=None)
    areas = len(drawn.codes) if drawn else 0
    refused = refusals(figures, definition, sex, period, periods, besides, bool(has_limits), areas)
    if figures.is_own(definition.id, level) and not safe_mode.applies(definition):
        refused = {**dict.fromkeys(("england", "compared"), OTHER_PEOPLE), **refused}
    shows = tuple(one for one in SHOW_WORDS if one not in refused)
    show = selection.show if selection.show in shows else ""
    if selection.show and selection.show != show:
        notes.append(f"“{SHOW_WORDS[selection.show]}” is not shown: {refused[selection.show]}")
    beside = _beside(figures, selection, besides) if show == "two" else None
    if beside and selection.beside and beside.id != selection.beside:
        notes.append(not_beside(figures.catalogue[selection.beside], beside))
    since = _since(selection, period, periods) if show == "change" else ""
    if since and selection.since and since != selection.since:
        notes.append(f"“{selection.since[:40]}” is no earlier period with figures: since {since}.")
    ways = classings(definition, show, areas)
    names = bool(selection.labels) and level in NAMED
    if selection.labels and not names and level in LEVEL_WORDS and periods:
        notes.append(unnamed(level))
    return Choices(
        definition=definition,
        level=level,
        levels=levels,
        sex=sex,
        sexes=sexes,
        period=period,
        periods=periods,
        vintage=vintage,
        vintages=vintages,
        usual_vintage=own_vintage(figures, definition, level, sex),
        shapes=drawn,
        drawings=offered,
        show=show,
        shows=shows,
        refused=refused,
        beside=beside,
        besides=besides,
        since=since,
        classes=selection.classes if selection.classes in ways else "",
        classings=ways,
        palette=selection.palette,
        outlines=selection.outlines if selection.outlines in OUTLINES_BY_LEVEL[level] else "",
        palettes=palettes(definition, show),
        names=names,
        beside_period=_newest(figures, beside, level) if beside else "",
        notes=tuple(notes),
        why_not="" if drawn or not periods else no_shapes(vintage),
    )


def _vintage(
    figures: Figures,
    definition: Definition,
    level: str,
    sex: Sex,
    selection: Selection,
    notes: list[str],
) -> tuple[Vintage | None, tuple[Vintage, ...]]:
    """The vintage of the areas to draw, and those to which the figures can be brought."""
    own = own_vintage(figures, definition, level, sex)
    if own is None:
        return None, ()
    is_own = figures.is_own(definition.id, level)  # safe on these areas, and proved on no others
    known = (own,) if is_own else reachable(own.level, own)
    offered = tuple(one for one in known if drawings(one.level, one.year))
    if selection.vintage:
        asked = vintage_in(own.level, int(selection.vintage))
        if asked in offered or asked == own:
            return asked, offered
        why = no_shapes(asked) if asked in known else "no published lookup leads there."
        if is_own:
            why = "a place’s own figures are shown only on the areas that they were made safe for."
        notes.append(f"These figures are not shown on the {asked.label}: {why}")
    return own, offered


def _besides(figures: Figures, definition: Definition, level: str) -> tuple[Definition, ...]:
    """Other measures with figures of the level that can be parted into three classes.

    Deprivation as it is measured now comes first: it is what most are looked at beside.
    """
    found = (
        as_returned(one) if figures.is_own(one.id, level) else one
        for one in mappable(figures)
        if one.id != definition.id
        and one.kind not in (Kind.CATEGORY, Kind.COUNT)
        and one.safe_messaging is None
        and level in levels_of(figures, one)
    )
    return tuple(sorted(found, key=lambda one: one.id != USUAL_INDICATOR))


def _beside(
    figures: Figures, selection: Selection, besides: tuple[Definition, ...]
) -> Definition | None:
    named = {one.id: one for one in besides}
    return named.get(selection.beside) or next(iter(besides), None)


def _newest(figures: Figures, beside: Definition, level: str) -> str:
    """The newest period of the second measure."""
    return next(iter(periods_of(figures, beside, level, second_sex(beside))), "")


def second_sex(beside: Definition) -> Sex:
    """For whom a second measure is shown: for all people where it can be."""
    return Sex.PERSONS if Sex.PERSONS in beside.sexes else beside.sexes[0]


def _since(selection: Selection, period: str, periods: tuple[str, ...]) -> str:
    """The earlier period asked for, or the earliest that is held."""
    earlier = periods[periods.index(period) + 1 :] if period in periods else ()
    if selection.since in earlier:
        return str(selection.since)
    return earlier[-1] if earlier else ""
