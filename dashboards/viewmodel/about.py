"""What the figures are: each indicator's facts, and each release they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboards import text
from dashboards.figures import Figures
from geo.areas import AreaType
from indicators import safe_mode
from indicators.definition import Definition
from indicators.origins import Origin
from indicators.vocabulary import DisclosurePolicy, Polarity

LEVEL_WORDS = {
    AreaType.LSOA: "neighbourhood (lower layer super output area)",
    AreaType.MSOA: "middle layer super output area",
    AreaType.WARD: "ward",
    AreaType.LOCAL_AUTHORITY: "place (local authority); never below it",
    AreaType.TRUST: "NHS trust",
    AreaType.COMBINED_AUTHORITY: "West Yorkshire",
    AreaType.INTEGRATED_CARE_BOARD: "NHS integrated care board",
    AreaType.REGION: "region",
    AreaType.COUNTRY: "country",
}
DISCLOSURE_WORDS = {
    DisclosurePolicy.NONE: "Published in full; no person can be found in it.",
    DisclosurePolicy.NHS_ENGLAND_HOSPITAL: "Counts of 1 to 7 are hidden by the publisher and "
    "others rounded to the nearest 5.",
    DisclosurePolicy.DFE_CHILDREN: "Counts of 1 to 5 are hidden by the publisher, with others that "
    "would give them away; national figures are rounded to 10.",
    DisclosurePolicy.ONS_MORTALITY: "No rate under 3 deaths, no age-adjusted rate under 10; marked "
    "unreliable under 20.",
    DisclosurePolicy.SUICIDE: "Nothing below place. Shown with the help line, never ranked, never "
    "coloured.",
}
POLARITY_WORDS = {
    Polarity.HIGH_IS_GOOD: "A higher figure is better.",
    Polarity.LOW_IS_GOOD: "A lower figure is better.",
    Polarity.NO_JUDGEMENT: "Neither high nor low is judged better.",
}
NOT_CALLED_BETTER = "Neither higher nor lower is called better here."
Fact = tuple[str, str]


@dataclass(frozen=True)
class IndicatorEntry:
    """One indicator's facts and whether figures are held."""

    definition: Definition
    facts: tuple[Fact, ...]
    has_figures: bool
    is_overdue: bool


@dataclass(frozen=True)
class AboutView:
    """Everything the page about the data shows."""

    entries: tuple[IndicatorEntry, ...]
    origins: tuple[Origin, ...]
    loaded: int
    version: str


def about_view(figures: Figures) -> AboutView:
    """All definitions in catalogue order and all releases, newest first."""
    entries = tuple(
        IndicatorEntry(
            definition=one,
            facts=facts(one),
            has_figures=figures.has_any(one.id),
            is_overdue=one.next_review < date.today(),
        )
        for one in figures.catalogue.values()
    )
    origins = sorted(figures.origins.values(), key=lambda o: (o.published_on, o.id), reverse=True)
    loaded = sum(entry.has_figures for entry in entries)
    return AboutView(entries, tuple(origins), loaded, figures.version)


def facts(definition: Definition) -> tuple[Fact, ...]:
    """The definition as terms and words; of suicide nothing is called better."""
    is_suicide = safe_mode.applies(definition)
    held = [
        ("Unit", definition.unit),
        ("Kind of period", text.sentence_case(text.period_type(definition.period_type))),
        ("For", text.sentence_case(text.listed([text.sex(s) for s in definition.sexes]))),
        ("Age", text.sentence_case(definition.age)),
        (
            "Reading it",
            NOT_CALLED_BETTER if is_suicide else POLARITY_WORDS[definition.polarity],
        ),
        ("Smallest area published", text.sentence_case(LEVEL_WORDS[definition.lowest_geography])),
        ("Small numbers", DISCLOSURE_WORDS[definition.disclosure]),
    ]
    for target in definition.targets:
        if target.status_of == "value":
            held.append(("Target", target.source))
    held.append(
        (
            "Reviewed",
            f"{text.day(definition.reviewed_on)}; "
            f"next review by {text.day(definition.next_review)}",
        )
    )
    return tuple(held)
