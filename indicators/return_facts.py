"""The facts about a return as a whole: what is counted, where, when, and who answers for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from geo.areas import PLACES, name
from geo.vintages import Vintage
from indicators.errors import Fault, did_you_mean, quoted
from indicators.return_form import (
    FACTS,
    MEASURES,
    UNREADABLE,
    VINTAGES_TAKEN,
    Form,
    Read,
    Told,
)

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
ISO = "a day as 2025-03-31"
ACCEPTED_YES, ACCEPTED_NO = ("yes", "true"), ("", "no", "false")


@dataclass(frozen=True)
class Facts:
    """What is said about the return as a whole."""

    measure: str
    place: str
    vintage: Vintage
    collected_on: date
    owner: str
    owner_address: str
    notes: str
    is_synthetic: bool

    @property
    def form(self) -> Form:
        return MEASURES[self.measure]


@dataclass(frozen=True)
class Sure:
    """Of the facts those that are as they should be, so that rows are checked as far as they can.

    None is a fact that is not given, or of which a fault was told.
    """

    measure: str | None
    place: str | None
    vintage: Vintage | None
    collected_on: date | None

    @property
    def form(self) -> Form | None:
        return MEASURES[self.measure] if self.measure else None


def read_facts(read: Read, today: date) -> tuple[Facts | None, Sure]:
    """The facts, None where any is wrong, and those that are sure; faults go to the file's."""
    found = read.faults
    known = [one.name for one in FACTS]
    for key, told in read.facts.items():
        if key not in known:
            near = did_you_mean(key, known)
            found.append(
                Fault(told.where, f"an unknown fact {quoted(key)}", ", ".join(known), near)
            )
    said: dict[str, Any] = {}
    before = len(found)
    for one in FACTS:
        told = read.facts.get(one.name, Told(None, f"about the return, {one.name}"))
        value = "" if told.value is None or told.value is UNREADABLE else told.value
        if isinstance(value, str) and value.startswith("="):
            found.append(Fault(told.where, "a formula", "plain text"))
        elif one.is_required and value == "" and told.value is not UNREADABLE:
            found.append(Fault(told.where, "nothing", one.meaning[:1].lower() + one.meaning[1:-1]))
        said[one.name] = Told(value, told.where)
    measure = _one_of(said["measure"], tuple(MEASURES), found)
    place = _one_of(said["place"], PLACES, found, ", ".join(f"{p} ({name(p)})" for p in PLACES))
    labels = {one.label: one for one in VINTAGES_TAKEN}
    areas = _one_of(said["areas"], tuple(labels), found)
    day = said["collected_on"]
    collected = day_of(day.value)
    if day.value != "" and (collected is None or not FIRST <= collected <= today):
        found.append(Fault(day.where, quoted(day.value), f"{ISO}, not after today"))
    synthetic = str(said["synthetic"].value).casefold()
    if synthetic not in (*ACCEPTED_YES, *ACCEPTED_NO):
        found.append(Fault(said["synthetic"].where, quoted(synthetic), "yes or no"))
    sure = Sure(
        measure if measure in MEASURES else None,
        place if place in PLACES else None,
        labels.get(areas),
        collected if collected and FIRST <= collected <= today else None,
    )
    if len(found) > before or collected is None:
        return None, sure
    facts = Facts(
        measure,
        place,
        labels[areas],
        collected,
        str(said["owner"].value),
        str(said["owner_address"].value),
        str(said["notes"].value),
        synthetic in ACCEPTED_YES,
    )
    return facts, sure


def day_of(value: Any) -> date | None:
    """The value as a day; None for what is not one, or is one in another writing."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, str) and DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def _one_of(told: Told, allowed: tuple[str, ...], found: list[Fault], words: str = "") -> str:
    value = str(told.value).strip()
    if value and value not in allowed:
        near = did_you_mean(value, allowed)
        found.append(Fault(told.where, quoted(value), words or ", ".join(allowed), near))
    return value
