"""Faults: the one shape in which anything wrong with an input is told.

It stands in the lowest package so that every other can use it. A fault says where it is, what was
found there, what was expected and what to do. Faults are collected first and raised once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SHOWN_AT_MOST = 40


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


class SuiteError(Exception):
    """Something a user can put right. Its text is for that user: no traceback is needed."""

    def __init__(self, summary: str, faults: Iterable[Fault] = ()) -> None:
        self.summary = summary
        self.faults = tuple(faults)
        super().__init__(summary)

    def __str__(self) -> str:
        lines = [self.summary, *(f"  {fault}" for fault in self.faults[:SHOWN_AT_MOST])]
        if len(self.faults) > SHOWN_AT_MOST:
            lines.append(f"  and {len(self.faults) - SHOWN_AT_MOST:,} more of the same kind.")
        return "\n".join(lines)


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
