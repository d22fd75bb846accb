"""The origin of a return: what was sent in, by whom, when, and what was said of it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from geo.areas import name
from indicators.origins import RETURN, SYNTHETIC_RETURN, File, Origin
from indicators.return_facts import Facts

CHUNK = 1 << 20


class ReturnOrigin(Origin):
    """One return of one place. Kept in the store of returns and in no other."""

    place: str
    measure: str
    areas: str
    collected_on: date
    owner: str
    owner_address: str
    explanation: str = ""
    is_synthetic: bool


def return_origin(facts: Facts, path: Path, explanation: str, today: date) -> ReturnOrigin:
    """The origin of the file; its id tells returns from releases, and made-up ones from real."""
    digest = sha256(path)
    prefix = SYNTHETIC_RETURN if facts.is_synthetic else RETURN
    measure = facts.measure.replace("_", "-")
    counted = facts.measure.replace("_", " ")
    made_up = "Synthetic: made up for a demonstration. " if facts.is_synthetic else ""
    return ReturnOrigin(
        id=f"{prefix}{measure}-{facts.place.lower()}-{facts.collected_on}-{digest[:8]}",
        source="return",
        publisher=name(facts.place),
        title=f"{made_up}The place's own return of {counted}, not published",
        link="",
        licence="Not published; held for the place",
        published_on=facts.collected_on,
        published_on_basis="The collection date that the return states.",
        retrieved_on=today,
        notes=facts.notes,
        files=[File(name=path.name, sha256=digest)],
        place=facts.place,
        measure=facts.measure,
        areas=facts.vintage.label,
        collected_on=facts.collected_on,
        owner=facts.owner,
        owner_address=facts.owner_address,
        explanation=explanation,
        is_synthetic=facts.is_synthetic,
    )


def sha256(path: Path) -> str:
    """The fingerprint of the file."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()
