"""English local government reorganisations that figures in use here straddle.

Written by hand from the Office for National Statistics' code history: which codes ended, in which
year their successor began, and what it is. It feeds `geo.restate`; nothing reads it at run time.
"""

from __future__ import annotations

from typing import NamedTuple


class Reorganisation(NamedTuple):
    """Codes that gave way to one successor in a year."""

    year: int
    successor: str
    codes: tuple[str, ...]


def _districts(*numbers: int) -> tuple[str, ...]:
    return tuple(f"E07{number:06d}" for number in numbers)


REORGANISATIONS: tuple[Reorganisation, ...] = (
    Reorganisation(2013, "E06000057", ("E06000048",)),  # Northumberland
    Reorganisation(2013, "E08000037", ("E08000020",)),  # Gateshead
    Reorganisation(2019, "E06000058", ("E06000028", "E06000029", *_districts(48))),
    Reorganisation(2019, "E06000059", ("E10000009", *_districts(49, 50, 51, 52, 53))),  # Dorset
    Reorganisation(2019, "E07000244", _districts(205, 206)),  # East Suffolk
    Reorganisation(2019, "E07000245", _districts(201, 204)),  # West Suffolk
    Reorganisation(2019, "E07000246", _districts(190, 191)),  # Somerset West and Taunton
    Reorganisation(2020, "E06000060", ("E10000002", *_districts(4, 5, 6, 7))),  # Buckinghamshire
    Reorganisation(2021, "E06000061", _districts(150, 152, 153, 156)),  # North Northamptonshire
    Reorganisation(2021, "E06000062", _districts(151, 154, 155)),  # West Northamptonshire
    Reorganisation(2023, "E06000063", _districts(26, 28, 29)),  # Cumberland
    Reorganisation(2023, "E06000064", _districts(27, 30, 31)),  # Westmorland and Furness
    Reorganisation(2023, "E06000065", ("E10000023", *_districts(*range(163, 170)))),
    Reorganisation(2023, "E06000066", ("E10000027", *_districts(187, 188, 189, 246))),  # Somerset
    Reorganisation(2024, "E47000014", ("E47000010", "E47000011")),  # North East, North of Tyne
    Reorganisation(2025, "E08000038", ("E08000016",)),  # Barnsley, new boundary
    Reorganisation(2025, "E08000039", ("E08000019",)),  # Sheffield, new boundary
)

# Counties whose area was divided between several successors, so that none can stand for them.
DIVIDED: dict[str, int] = {"E10000006": 2023, "E10000021": 2021}  # Cumbria, Northamptonshire


def first_and_last_years() -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """First year by successor's code, last year by ended code, and successor by ended code.

    A code is in force in a year when it is in force at that year's end.
    """
    first = {change.successor: change.year for change in REORGANISATIONS}
    last = {code: change.year - 1 for change in REORGANISATIONS for code in change.codes}
    last |= {code: year - 1 for code, year in DIVIDED.items()}
    successor = {code: change.successor for change in REORGANISATIONS for code in change.codes}
    return first, last, successor
