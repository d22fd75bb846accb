"""A store of returns made by hand, whose figures are found again wherever they are served.

Calderdale's counts are so large that no other number is alike. There are no true counts in it: a
hidden cell has none, as in any safe table.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from geo.areas import CALDERDALE, LEEDS, AreaType, parent_place
from geo.vintages import lsoa_parents
from indicators.declared import write_toml
from indicators.origins import File
from indicators.restricted_folder import RAW, SAFE, for_owner_only, make
from indicators.return_origin import ReturnOrigin
from indicators.return_protect import SAFE_COLUMNS

DAY = ("2025-03-31", "2025-03-31")
POOLED = ("2018-01-01", "2022-12-31")
FACTS = MappingProxyType(
    {
        "measure": "child_protection_plans",
        "place": CALDERDALE,
        "areas": "wards of 2020 to 2025",
        "collected_on": "2025-04-30",
        "owner": "A. Person",
        "owner_address": "a.person@example.org",
    }
)  # of a return of Calderdale as it is sent in
HIDDEN = 3  # of each place's wards, the first


def wards(place: str) -> list[str]:
    """The place's wards, in the order of their codes."""
    every = sorted(set(lsoa_parents(AreaType.WARD, 2021, 2021)))
    return [code for code in every if parent_place(code) == place]


def children(place: str) -> dict[str, int]:
    """What is shown of children on a plan, by ward."""
    first = 7_300_013 if place == CALDERDALE else 11
    step = 1_013 if place == CALDERDALE else 3
    return {code: first + step * at for at, code in enumerate(wards(place)[HIDDEN:])}


def deaths(place: str) -> dict[str, int]:
    """What is shown of people who died by suicide, by ward."""
    first = 61_007 if place == CALDERDALE else 10
    return {code: first + 5 * at for at, code in enumerate(wards(place)[HIDDEN:])}


def store_of_returns(folder: Path, synthetic: bool = True) -> Path:
    """The store in the folder, which is made."""
    make(folder, is_synthetic=synthetic)
    with for_owner_only():
        for part in (f"{RAW}/origins", SAFE):
            (folder / part).mkdir(parents=True, exist_ok=True)
        for place in (LEEDS, CALDERDALE):
            add(folder, place, "child_protection_plans", "0 to 17", DAY, children(place), synthetic)
            add(folder, place, "suicide_deaths", "10 and over", POOLED, deaths(place), synthetic)
    return folder


def add(
    folder: Path,
    place: str,
    measure: str,
    age: str,
    period: tuple[str, str],
    shown: dict[str, int],
    synthetic: bool,
    collected_on: date = date(2025, 11, 3),
    tenths: Mapping[str, int | str] = MappingProxyType({}),
) -> None:
    """Add one return's origin and safe table, with sums by tenth of deprivation where given."""
    kind = "synthetic-return" if synthetic else "return"
    name = f"{kind}-{measure.replace('_', '-')}-{place.lower()}-{collected_on}-0000abcd"
    origin = ReturnOrigin(
        id=name, source="return", publisher="A place", title="The place's own return", link="",
        published_on=collected_on, published_on_basis="Stated.", retrieved_on=collected_on,
        files=[File(name="return.csv", sha256="0" * 64)], place=place, measure=measure,
        areas="wards of 2020 to 2025", collected_on=collected_on, owner="Olga Owner",
        owner_address="none", is_synthetic=synthetic,
    )  # fmt: skip
    total = sum(shown.values()) + 20
    rows = [(place, total), *((code, shown.get(code, "")) for code in wards(place))]
    rows += tenths.items()
    with for_owner_only():
        (folder / RAW / "origins" / f"{name}.toml").write_text(write_toml(origin))
        with (folder / SAFE / f"{name}.csv").open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(SAFE_COLUMNS)
            for code, count in rows:
                state = "hidden" if count == "" else "shown"
                reason = "small number, or needed to protect one" if count == "" else ""
                out.writerow(
                    (measure, code, *period, "persons", age, count, state, reason, name, synthetic)
                )
