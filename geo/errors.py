"""Faults: the one shape in which anything wrong with an input is told.

It stands in the lowest package so that every other can use it. A fault says where it is, what was
found there, what was expected and what to do. Faults are collected first and raised once. They are
told by kind, so that a thousand faults of one column do not hide the one of another.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SHOWN_OF_A_KIND = 3
MOST_KINDS = 40  # above it, faults that expect the same are one kind, wherever they stand
NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input, in words a person can act on."""

    where: str
    found: str
    expected: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.where}: found {self.found}; expected {self.expected}.{remedy}"

    @property
    def kind(self) -> tuple[str, str]:
        """What faults of one kind share: the column, or else the place but for its numbers; and
        what was expected there. What is lacking ('expected it') is a kind of its own.
        """
        _, found, column = self.where.rpartition("column ")
        where = column if found else self.where
        expected = self.found if self.expected == "it" else self.expected
        return NUMBER.sub("#", where), NUMBER.sub("#", expected)


class SuiteError(Exception):
    """Something a user can put right. Its text is for that user: no traceback is needed."""

    def __init__(self, summary: str, faults: Iterable[Fault] = ()) -> None:
        self.summary = summary
        self.faults = tuple(faults)
        super().__init__(summary)

    def __str__(self) -> str:
        lines = [self.summary]
        for faults in by_kind(self.faults):
            lines += [f"  {fault}" for fault in faults[:SHOWN_OF_A_KIND]]
            if len(faults) > SHOWN_OF_A_KIND:
                lines.append(f"  and {len(faults) - SHOWN_OF_A_KIND:,} more such.")
        return "\n".join(lines)


def by_kind(faults: Iterable[Fault]) -> list[list[Fault]]:
    """The faults of each kind together, in the order in which each kind was first found."""
    every = list(faults)
    kinds: dict[tuple[str, ...], list[Fault]] = {}
    for fault in every:
        kinds.setdefault(fault.kind, []).append(fault)
    if len(kinds) > MOST_KINDS:
        kinds = {}
        for fault in every:
            kinds.setdefault(fault.kind[1:], []).append(fault)
    return list(kinds.values())


class GeographyError(SuiteError):
    """An area code, vintage, lookup or shape that is not what it was taken for."""


def quoted(value: object, longest: int = 60) -> str:
    """The value as text in quotes, shortened, with control characters made visible."""
    text = str(value)
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return f"'{text.encode('unicode_escape').decode('ascii') if not text.isprintable() else text}'"


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """'Did you mean X?' for the nearest allowed spelling, or an empty string."""
    near = difflib.get_close_matches(str(word), list(allowed), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""
