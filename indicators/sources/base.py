"""What every reader is: one publisher's layout in, contract rows and faults out.

A reader changes names and codes; it does no arithmetic. It reads the whole file even when rows are
bad, and returns the good rows beside the faults. Nothing is stored while there are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from indicators import contract
from indicators.errors import Fault
from indicators.origins import Origin


@dataclass(frozen=True)
class Reading:
    """What came of reading one file."""

    rows: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    area_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "error")


@dataclass(frozen=True)
class Reader:
    """A reader as the rest of the suite sees it.

    `nationally` reads the same file for other areas too: those of the codes it is given.
    """

    name: str
    title: str
    publisher: str
    read: Callable[[Path, Origin], Reading]
    endings: tuple[str, ...] = (".csv",)
    nationally: Callable[[Path, Origin, frozenset[str]], Reading] | None = None


def refused(*faults: Fault) -> Reading:
    """The reading of a file that is not what it claims to be: no rows, only the reasons."""
    return Reading(contract.empty(), tuple(faults))


def combined(readings: Iterable[Reading]) -> Reading:
    """The readings of one file's several measures as one: each row and each fault told once."""
    parts = list(readings)
    rows = pd.concat([part.rows for part in parts], ignore_index=True)
    faults = dict.fromkeys(fault for part in parts for fault in part.faults)
    left_out: dict[str, int] = {}
    names: dict[str, str] = {}
    for part in parts:
        left_out |= part.left_out
        names |= part.area_names
    return Reading(rows, tuple(faults), left_out, names)
