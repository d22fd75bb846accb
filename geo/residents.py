"""What kind of place each English authority is: how many live there, of what age, on what ground.

Read from data/places/residents.csv, which `geo.restate` makes: one row for each authority of
2024, counties left out.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from geo.areas import PLACES_FOLDER


@dataclass(frozen=True, slots=True)
class Residents:
    """An authority's people at the census of 2021, their ages, and its land."""

    code: str
    total: int
    aged_under_16: int
    aged_65_and_over: int
    square_km: float

    @property
    def is_single_tier(self) -> bool:
        """Whether its council runs all services of its area: no county stands above it."""
        return not self.code.startswith("E07")


@cache
def residents() -> Mapping[str, Residents]:
    """Every authority by code, read-only."""
    with open(PLACES_FOLDER / "residents.csv", encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: _residents(row) for row in csv.DictReader(file)})


def _residents(row: dict[str, str]) -> Residents:
    return Residents(
        code=row["code"],
        total=int(row["residents"]),
        aged_under_16=int(row["aged_under_16"]),
        aged_65_and_over=int(row["aged_65_and_over"]),
        square_km=float(row["square_km"]),
    )
