"""What a map is asked to show, made whole: each choice with what there is to choose from.

A choice that the measure does not allow is not an error: the usual one stands in its place, and a
note says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.map_classes import ENOUGH_FOR_GROUPS, TENTHS
from dashboards.viewmodel.map_figures import own_vintage, periods_of
from dashboards.viewmodel.map_levels import (
    LEVEL_TYPES,
    LEVEL_WORDS,
    at_level,
    levels_of,
    mappable,
)
from dashboards.viewmodel.subject import sex_shown
from geo.areas import ENGLAND
from geo.shapes import Drawing, Shapes, drawings, shapes
from geo.vintages import Vintage, vintage_in
from indicators import safe_mode
from indicators.another_vintage import reachable
from indicators.definition import Definition
from indicators.return_measures import as_returned
from indicators.vocabulary import Kind, Sex

USUAL_INDICATOR = "imd_2025_score"
SHOW_WORDS = {
    "": "Figures, in classes",
    "england": "Above or below England",
    "tenths": "Tenths",
    "compared": "Better or worse than England",
    "two": "Two measures at once",
    "change": "Change between two periods",
    "clusters": "Clusters of high and low",
}
CLASSING_WORDS = {
    "": "Equal numbers of areas",
    "equal": "Equal steps",
    "natural": "Natural breaks",
    "published": "The publisher’s bands",
}
PALETTE_WORDS = {"": "Blues", "cividis": "Blue to yellow", "grey": "Greys, for paper"}
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
            classings=_classings(self.definition, "", areas),
            palettes=_palettes(self.definition, ""),
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
        notes.append(_no_level(definition, selection.level, level))
    if figures.is_own(definition.id, level):
        definition = as_returned(definition)
    rows = at_level(figures, definition, level)
    held = set(rows["sex"].unique())
    sexes = tuple(sex for sex in definition.sexes if sex.value in held)
    sex = sex_shown(selection, definition, rows)
    periods = periods_of(figures, definition, level, sex)
    period = selection.period if selection.period in periods else next(iter(periods), "")
    notes += _instead(selection, definition, sex, period)
    vintage, vintages = _vintage(figures, definition, level, sex, selection, notes)
    offered = drawings(LEVEL_TYPES[level], vintage.year if vintage else None) if periods else ()
    drawing = selection.drawing if selection.drawing in offered else next(iter(offered), "")
    if selection.drawing and selection.drawing != drawing and offered:
        notes.append(_unheld(selection.drawing, LEVEL_WORDS[level][1]))
    drawn = (
        shapes(LEVEL_TYPES[level], vintage.year if vintage else None, drawing) if drawing else None
    )
    besides = _besides(figures, definition, level) if periods else ()
    has_limits = rows.loc[rows["period"] == period, ["lower_95", "upper_95"]].notna().any(axis=None)
    areas = len(drawn.codes) if drawn else 0
    refused = _refused(figures, definition, sex, period, periods, besides, bool(has_limits), areas)
    if figures.is_own(definition.id, level) and not safe_mode.applies(definition):
        refused = {**dict.fromkeys(("england", "compared"), OTHER_PEOPLE), **refused}
    shows = tuple(one for one in SHOW_WORDS if one not in refused)
    show = selection.show if selection.show in shows else ""
    if selection.show and selection.show != show:
        notes.append(f"“{SHOW_WORDS[selection.show]}” is not shown: {refused[selection.show]}")
    beside = _beside(figures, selection, besides) if show == "two" else None
    if beside and selection.beside and beside.id != selection.beside:
        notes.append(_not_beside(figures.catalogue[selection.beside], beside))
    since = _since(selection, period, periods) if show == "change" else ""
    if since and selection.since and since != selection.since:
        notes.append(f"“{selection.since[:40]}” is no earlier period with figures: since {since}.")
    classings = _classings(definition, show, areas)
    names = bool(selection.labels) and level in NAMED
    if selection.labels and not names and level in LEVEL_WORDS and periods:
        notes.append(_unnamed(level))
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
        classes=selection.classes if selection.classes in classings else "",
        classings=classings,
        palette=selection.palette,
        outlines=selection.outlines if selection.outlines in OUTLINES_BY_LEVEL[level] else "",
        palettes=_palettes(definition, show),
        names=names,
        beside_period=_newest(figures, beside, level) if beside else "",
        notes=tuple(notes),
        why_not="" if drawn or not periods else _no_shapes(vintage),
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
        why = _no_shapes(asked) if asked in known else "no published lookup leads there."
        if is_own:
            why = "a place’s own figures are shown only on the areas that they were made safe for."
        notes.append(f"These figures are not shown on the {asked.label}: {why}")
    return own, offered


def _no_shapes(vintage: Vintage | None) -> str:
    which = vintage.label if vintage else "these areas"
    return (
        f"No shapes of {which} are held. Official boundaries can be loaded with "
        "“wy-indicators boundaries load FILE”."
    )


def _no_level(definition: Definition, asked: str, instead: str) -> str:
    title = text.sentence_case(definition.short_title)
    return (
        f"{title} has no figures for {LEVEL_WORDS[asked][1]}; {LEVEL_WORDS[instead][1]} are shown."
    )


def _instead(
    selection: Selection, definition: Definition, sex: Sex, period: str
) -> tuple[str, ...]:
    """What is shown in place of a sex or period that has no figures."""
    notes = []
    if selection.sex and selection.sex != sex.value and period:
        asked, shown = text.sex(selection.sex), text.sex(sex.value)
        notes.append(f"No figures are held for {asked} here; those for {shown} are shown.")
    if selection.period and selection.period != period and period:
        title = text.sentence_case(definition.short_title)
        notes.append(f"{title} has no figures for “{selection.period[:40]}”; {period} is shown.")
    return tuple(notes)


def _not_beside(asked: Definition, instead: Definition) -> str:
    title = text.sentence_case(asked.short_title)
    return f"{title} cannot be a second measure here; {instead.short_title} is."


def _unheld(drawing: str, areas: str) -> str:
    if drawing == Drawing.OFFICIAL:
        return (
            f"No official boundaries of these {areas} are loaded, so approximate shapes are drawn."
        )
    return f"There is no drawing of these {areas} as {drawing}, so their shapes are drawn."


def _besides(figures: Figures, definition: Definition, level: str) -> tuple[Definition, ...]:
    """Other measures with figures of the level that can be parted into three classes."""
    return tuple(
        as_returned(one) if figures.is_own(one.id, level) else one
        for one in mappable(figures)
        if one.id != definition.id
        and one.kind not in (Kind.CATEGORY, Kind.COUNT)
        and one.safe_messaging is None
        and level in levels_of(figures, one)
    )


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


def england_row(
    figures: Figures, definition: Definition, sex: Sex, period: str
) -> pd.Series | None:
    """England's row for the same period, age and sex, or None."""
    rows = figures.headline(definition, "places")
    rows = rows[
        (rows["area_code"] == ENGLAND)
        & (rows["period"] == period)
        & (rows["sex"] == sex.value)
        & rows["value"].notna()
    ]
    return None if rows.empty else rows.iloc[-1]


def _refused(
    figures: Figures,
    definition: Definition,
    sex: Sex,
    period: str,
    periods: tuple[str, ...],
    besides: tuple[Definition, ...],
    has_limits: bool,
    areas: int,
) -> dict[str, str]:
    """The kinds of map that the measure does not allow, and why."""
    if safe_mode.applies(definition):
        why = "figures on suicide are never ranked, classed or coloured."
        return {one: why for one in SHOW_WORDS if one}
    refused: dict[str, str] = {}
    if definition.kind is Kind.CATEGORY:
        why = f"{text.sentence_case(definition.short_title)} is a category, not an amount."
        return dict.fromkeys((one for one in SHOW_WORDS if one), why)
    if definition.kind is Kind.COUNT:
        why = "numbers of people depend on how many live in an area."
        refused |= dict.fromkeys(("england", "compared", "two", "clusters"), why)
    held = figures.once(
        ("england held", definition.id, sex, period),
        lambda: england_row(figures, definition, sex, period) is not None,
    )
    if not held:
        why = f"no figure for England is held for {period}."
        refused = {"england": why, "compared": why, **refused}
    if not has_limits and "compared" not in refused:
        refused["compared"] = "without limits, no difference can be told from chance."
    if not besides:
        refused["two"] = "no other measure has figures for these areas."
    if areas < TENTHS:
        refused["tenths"] = f"{areas} areas make no tenths."
    if len(periods) < 2:
        refused["change"] = "only one period is held."
    return refused


def _classings(definition: Definition, show: str, areas: int) -> dict[str, str]:
    """How classes can be made, in words, the usual way first: equal steps where areas are few."""
    if show or definition.kind is Kind.CATEGORY or safe_mode.applies(definition):
        return {}
    offered = dict(CLASSING_WORDS)
    if areas < ENOUGH_FOR_GROUPS:
        offered[""] = offered.pop("equal")
    if not definition.bands:
        del offered["published"]
    return offered


def _palettes(definition: Definition, show: str) -> tuple[str, ...]:
    """The colours there are to choose from: none where the kind of map decides them."""
    return () if show not in ("", "tenths") or definition.safe_messaging else tuple(PALETTE_WORDS)


def _unnamed(level: str) -> str:
    if level == "place":
        return "Places are always named, so nothing changes."
    return f"There is no room to name {LEVEL_WORDS[level][1]}, so names are left out."
