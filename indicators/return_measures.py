"""Which indicators returns give figures of: what was counted, among whom, and words true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from geo.areas import AreaType
from indicators.definition import Definition
from indicators.disclosure import Standing

EVERYONE = ("0 to 15", "16 to 24", "25 to 34", "35 to 49", "50 to 64", "65 and over")


@dataclass(frozen=True)
class Shown:
    """One indicator that returns give figures of: what was counted, and among whom.

    `form` is what rights are given by. Without `bands` the figure is the count itself.
    """

    indicator: str
    measure: str
    form: str
    kinds: tuple[AreaType, ...]
    bands: tuple[str, ...] = ()
    people: str = ""
    words: Mapping[str, str] = field(default_factory=dict)  # where the definition's are not true


SMALL = (AreaType.WARD, AreaType.LSOA)
UNDER_16 = (
    "residents aged 0 to 15 at the 2021 census; the children counted are aged 0 to 17, so that "
    "these rates are higher than the published ones"
)
OF_ALL_AGES = "residents of all ages at the 2021 census a year, not adjusted for age"
BY_INDICATOR: Mapping[str, Shown] = MappingProxyType(
    {
        one.indicator: one
        for one in (
            Shown(
                "child_protection_plans", "child_protection_plans", "child-protection", SMALL,
                words={
                    "title": "Children on a child protection plan",
                    "definition": "The number of children who were the subject of a child "
                    "protection plan on the day.",
                },
            ),
            Shown(
                "child_protection_plan_rate", "child_protection_plans", "child-protection", SMALL,
                EVERYONE[:1], UNDER_16,
                {
                    "title": "Children on a child protection plan for each 10,000 residents aged 0 "
                    "to 15",
                    "definition": "Children who were the subject of a child protection plan on the "
                    "day, for each 10,000 residents aged 0 to 15 at the 2021 census.",
                },
            ),
            Shown(
                "children_in_need", "children_in_need", "child-protection", SMALL,
                words={
                    "title": "Children in need",
                    "definition": "The number of open episodes of need with children's social care "
                    "on the day.",
                },
            ),
            Shown(
                "children_in_need_rate", "children_in_need", "child-protection", SMALL,
                EVERYONE[:1], UNDER_16,
                {
                    "title": "Children in need for each 10,000 residents aged 0 to 15",
                    "definition": "Children assessed as needing help from children's social care "
                    "on the day, for each 10,000 residents aged 0 to 15 at the 2021 census.",
                },
            ),
            Shown(
                "suicide_rate", "suicide_deaths", "suicide", (AreaType.WARD,),
                EVERYONE, OF_ALL_AGES,
                {
                    "title": "People who died by suicide a year, for each 100,000, over five "
                    "years, drawn towards their place",
                    "short_title": "Died by suicide, five years together",
                    "definition": "People aged 10 and over whose death was registered as suicide "
                    "in these five years, for each 100,000 residents of all ages a year, not "
                    "adjusted for age and drawn towards the place's figure.",
                },
            ),
        )
    }
)  # fmt: skip

# Whoever is counted in the one is counted in the other as well.
PART_OF: Mapping[str, str] = MappingProxyType(
    {
        "child_protection_plans": "children_in_need",
        "assessments_with_domestic_abuse_of_parent": "assessments_with_factors",
    }
)


def nested_with(measure: str) -> dict[str, Standing]:
    """The measures of which this one is a part, or which are parts of it, and how they stand."""
    parts = {one: Standing.PART for one, whole in PART_OF.items() if whole == measure}
    return parts | ({PART_OF[measure]: Standing.WHOLE} if measure in PART_OF else {})


def as_returned(definition: Definition) -> Definition:
    """The definition in words that are true of a return's figures."""
    made = BY_INDICATOR.get(definition.id)
    return definition.model_copy(update=dict(made.words)) if made else definition
