"""One indicator from the most to the least deprived: profile, line, places and table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection, slug_of
from dashboards.viewmodel import inequality_words as words
from dashboards.viewmodel import life_gap
from dashboards.viewmodel.inequality_table import Cell, Row, columns, line_cells, line_columns, rows
from dashboards.viewmodel.profile import Profile, profile
from dashboards.viewmodel.subject import subtitle
from geo.areas import PLACES, WEST_YORKSHIRE
from indicators.definition import Definition
from indicators.deprivation import Way, why_not
from indicators.inequality import Inequality

USUAL_INDICATOR = "claimant_count_by_ward"


@dataclass(frozen=True)
class PlacePanel:
    """One place's profile, and its line as the cells of a table."""

    name: str
    link: str
    is_chosen: bool
    profile: Profile
    gap: str
    cells: tuple[Cell, ...]
    words: str
    line_words: str


@dataclass(frozen=True)
class InequalityView:
    """Everything the page shows of the chosen indicator. Without `found`, `reason` says why."""

    definition: Definition
    found: Inequality | None
    finding: str
    subtitle: str
    sentences: tuple[str, ...]
    reason: str
    profile: Profile | None
    profile_words: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    places: tuple[PlacePanel, ...]
    places_sentence: str
    course: tuple[Row, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def unit(self) -> str:
        """What the figures are in, as a sentence; empty where the figures say it themselves."""
        unit = text.unit_after_number(self.definition)
        return f"{text.sentence_case(unit)}." if unit else ""

    @property
    def gap_unit(self) -> str:
        """What the places' gaps are counted in."""
        return text.difference_unit(self.definition)

    @property
    def line_columns(self) -> tuple[str, ...]:
        """The headings of the places' table."""
        return line_columns(self.definition)

    @property
    def has_limits(self) -> bool:
        """Whether any bar has limits."""
        return self.profile is not None and any(b.lower is not None for b in self.profile.bars)

    @property
    def caption(self) -> str:
        """What the table holds, where and when."""
        if self.found is None:
            return ""
        measure = subtitle(self.definition, self.found.sex)
        return f"{measure}, {self.found.area_name}, {self.found.period}"


def inequality_view(figures: Figures, selection: Selection) -> InequalityView:
    """The view of the chosen indicator for the chosen place, sex, period and way."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    wanted = selection.place_code or WEST_YORKSHIRE
    found = _found(figures, definition, wanted, selection)
    if found is None:
        return _nothing(figures, definition)
    period = f"{found.period} ({text.period_type(found.period_type)})"
    sentences = (
        words.elsewhere(found, wanted),
        words.slope_sentence(found, definition),
        words.straightness_sentence(found),
    )
    places = tuple(_in_places(figures, definition, found))
    return InequalityView(
        definition=definition,
        found=found,
        finding=words.finding(found, definition),
        subtitle=f"{subtitle(definition, found.sex)}. {words.grouping(found)}. {period}.",
        sentences=tuple(filter(None, sentences)),
        reason="",
        profile=profile(found, definition),
        profile_words=words.profile_words(found, definition),
        columns=tuple(columns(found, definition)),
        rows=tuple(rows(found, definition)),
        places=tuple(_panel(one, definition, selection) for one in places),
        places_sentence=words.fit_sentence(places),
        course=tuple(_course(figures, definition, found)),
        facts=tuple(words.facts(found, definition)),
    )


def offered(figures: Figures) -> tuple[Definition, ...]:
    """The indicators that can be read by deprivation, in the catalogue's order."""
    return tuple(one for one in figures.catalogue.values() if figures.ways_by_deprivation(one.id))


def not_offered(figures: Figures) -> dict[str, list[Definition]]:
    """The others, under the reason why they cannot."""
    return figures.once(("not by deprivation",), lambda: _not_offered(figures))


def _not_offered(figures: Figures) -> dict[str, list[Definition]]:
    others: dict[str, list[Definition]] = {}
    for one in figures.catalogue.values():
        if not figures.ways_by_deprivation(one.id):
            others.setdefault(_reason(figures, one), []).append(one)
    return others


def _found(
    figures: Figures, definition: Definition, area_code: str, selection: Selection
) -> Inequality | None:
    """What is known for the choices; a choice that the indicator does not have is passed over."""
    ways = figures.ways_by_deprivation(definition.id)
    if not ways:
        return None
    way = selection.level if selection.level in ways else ways[0].value
    usual = figures.inequality(definition.id, area_code, way=way)
    sex = selection.sex if selection.sex in usual.sexes else ""
    period = selection.period if selection.period in usual.periods else ""
    return figures.inequality(definition.id, area_code, sex, period, way)


def _nothing(figures: Figures, definition: Definition) -> InequalityView:
    return InequalityView(
        definition=definition,
        found=None,
        finding=f"{definition.short_title}: no figures by deprivation",
        subtitle=f"{text.titled(definition)}.",
        sentences=(),
        reason=_reason(figures, definition),
        profile=None,
        profile_words="",
        columns=(),
        rows=(),
        places=(),
        places_sentence="",
        course=(),
        facts=(),
    )


def _reason(figures: Figures, definition: Definition) -> str:
    if definition.id == life_gap.INDICATOR:
        return "It is itself a gap between the most and least deprived, shown below as published."
    if not figures.has_any(definition.id):
        return "No figures are held yet."
    return why_not(definition)


def _in_places(figures: Figures, definition: Definition, found: Inequality) -> Iterator[Inequality]:
    """The five places by the same groups, where they have figures of their own."""
    if found.way is not Way.PUBLISHED:
        for code in PLACES:
            yield figures.inequality(
                definition.id, code, found.sex.value, found.period, found.way.value
            )


def _panel(own: Inequality, definition: Definition, selection: Selection) -> PlacePanel:
    slug = slug_of(own.area_code)
    return PlacePanel(
        name=own.area_name,
        link=selection.link("inequality", place=slug),
        is_chosen=slug == selection.place,
        profile=profile(own, definition),
        cells=line_cells(own, definition),
        gap=text.difference_number(own.line.gap, definition) if own.line else "",
        words=words.profile_words(own, definition),
        line_words=words.line_words(own, definition),
    )


def _course(figures: Figures, definition: Definition, found: Inequality) -> Iterator[Row]:
    """The line of each period, newest first, where there are several."""
    if len(found.periods) < 2:
        return
    for period in reversed(found.periods):
        then = figures.inequality(
            definition.id, found.area_code, found.sex.value, period, found.way.value
        )
        yield Row(period, f"{then.period_end:%Y%m%d}", line_cells(then, definition))
