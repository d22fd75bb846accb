"""The form of a return: which counts a place may send in, the facts about them, the columns.

Templates, readers, checks and documentation all use this description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geo.areas import PLACES, AreaType, name
from geo.vintages import VINTAGES, Vintage
from indicators.errors import Fault, SuiteError, did_you_mean, quoted
from indicators.vocabulary import PeriodType, Sex

MOST_BYTES = 60_000_000
MOST_ROWS = 250_000
MOST_ROWS_IN_A_WORKBOOK = 30_000  # read cell by cell, slowly; CSV takes more
ABOUT, COUNTS, LISTS, INSTRUCTIONS = "About", "Counts", "Lists", "Instructions"


@dataclass(frozen=True)
class Field:
    """A fact about the return, or a column of it: its name, its meaning, and if it is needed."""

    name: str
    meaning: str
    is_required: bool = True


FACTS: tuple[Field, ...] = (
    Field("measure", "What is counted, as the list of measures has it."),
    Field("place", "Code of the place whose return this is, as E08000035."),
    Field("areas", "Which areas the codes are of, as 'wards of 2020 to 2025'."),
    Field("collected_on", "Day on which the counts were taken from the place's records."),
    Field("owner", "Name of the person who answers for the return."),
    Field("owner_address", "Address at which that person is reached."),
    Field("notes", "Anything a reader must know.", is_required=False),
    Field("synthetic", "'yes' where the counts are made up for a demonstration.", False),
)
COLUMNS: tuple[Field, ...] = (
    Field("area_code", "Code of the ward or neighbourhood (LSOA)."),
    Field("period_start", "First day covered, as 2025-03-31."),
    Field("period_end", "Last day covered; the same day for a count of one day."),
    Field("sex", "female, male or persons; empty for all persons.", is_required=False),
    Field("age", "Band as '0 to 4'; empty for all ages the measure is about.", False),
    Field("count", "Whole number, 0 or more. A count that is not known is not sent as 0."),
)
HEADINGS: tuple[str, ...] = tuple(one.name for one in COLUMNS)
AREA_NAME = Field("area_name", "Name of the area. One of another area is refused.", False)
NAMED_HEADINGS: tuple[str, ...] = (HEADINGS[0], AREA_NAME.name, *HEADINGS[1:])
SEXES: tuple[str, ...] = tuple(Sex)
VINTAGES_TAKEN: tuple[Vintage, ...] = tuple(
    one for one in VINTAGES if one.level in (AreaType.WARD, AreaType.LSOA)
)
USUAL = next(one for one in VINTAGES_TAKEN if one.includes(2025))  # wards of 2020 to 2025


@dataclass(frozen=True)
class Form:
    """One kind of template: the measures it is for, and the periods and areas it may cover."""

    name: str
    title: str
    measures: tuple[str, ...]
    period_types: tuple[PeriodType, ...]
    periods_in_words: str
    levels: tuple[AreaType, ...] = (AreaType.WARD, AreaType.LSOA)

    @property
    def patterns(self) -> tuple[Vintage, ...]:
        """The patterns of areas that the template offers."""
        return tuple(one for one in VINTAGES_TAKEN if one.level in self.levels)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.name: form
        for form in (
            Form(
                "child-protection",
                "Children known to social care on a day",
                ("child_protection_plans", "children_in_need"),
                (PeriodType.SNAPSHOT,),
                "one day, usually 31 March: first and last day are the same",
            ),
            Form(
                "suicide",
                "People who died by suicide, five years together",
                ("suicide_deaths",),
                (PeriodType.ROLLING_5_YEARS,),
                "five calendar years of registration together",
                (AreaType.WARD,),
            ),
            Form(
                "events",
                "Events counted over a stretch of time",
                (
                    "referrals",
                    "assessments_with_factors",
                    "assessments_with_domestic_abuse_of_parent",
                ),
                (
                    PeriodType.MONTH,
                    PeriodType.QUARTER,
                    PeriodType.CALENDAR_YEAR,
                    PeriodType.FINANCIAL_YEAR,
                    PeriodType.ACADEMIC_YEAR,
                    PeriodType.ROLLING_2_YEARS,
                    PeriodType.ROLLING_3_YEARS,
                    PeriodType.ROLLING_5_YEARS,
                ),
                "months, quarters, years, or 2, 3 or 5 years together; one kind in a return",
            ),
        )
    }
)
MEASURES: Mapping[str, Form] = MappingProxyType(
    {measure: form for form in FORMS.values() for measure in form.measures}
)


def form_called(name: str) -> Form:
    """The template of that name. Raises SuiteError for one there is not."""
    if name not in FORMS:
        fault = Fault("template", quoted(name), ", ".join(FORMS), did_you_mean(name, FORMS))
        raise SuiteError("There is no such template.", [fault])
    return FORMS[name]


def pattern_called(label: str, form: Form) -> Vintage:
    """The pattern of areas of that label. Raises SuiteError for one that the form does not take."""
    labels = {one.label.casefold(): one for one in form.patterns}
    if label.strip().casefold() not in labels:
        known = [one.label for one in form.patterns]
        near = did_you_mean(label, known)
        fault = Fault("areas", quoted(label), ", ".join(known), near)
        raise SuiteError(f"Returns of {form.name} are not taken by those areas.", [fault])
    return labels[label.strip().casefold()]


def place_called(words: str) -> str:
    """The code of the place, given by its code or name. Raises SuiteError for another."""
    wanted = words.strip().casefold()
    for code in PLACES:
        if wanted in (code.casefold(), name(code).casefold()):
            return code
    known = [*PLACES, *map(name, PLACES)]
    expected = ", ".join(f"{code} ({name(code)})" for code in PLACES)
    fault = Fault("place", quoted(words), expected, did_you_mean(words, known))
    raise SuiteError("There is no such place.", [fault])


@dataclass(frozen=True)
class Told:
    """What a file says in one cell, and where."""

    value: Any
    where: str


class Unreadable:
    """A cell of which a fault was already told."""


UNREADABLE = Unreadable()


@dataclass
class Read:
    """What a file says, before anything of it is believed: facts by name, rows of cells, faults.

    A row is where it stands and its cells in the order of `headings`. `is_whole` is False where
    reading stopped before the end, so that nothing is said of what the file lacks.
    """

    facts: dict[str, Told] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    rows: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_whole: bool = True
