"""A table made safe, with its proof; and the audit as a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from indicators.disclosure_audit import Finding
from indicators.disclosure_cells import Published
from indicators.disclosure_choice import Choice
from indicators.disclosure_earlier import Release
from indicators.disclosure_policy import Policy
from indicators.disclosure_publish import frame_of
from indicators.disclosure_table import Table

SMALL, TO_PROTECT, NOT_PUBLISHED = "small", "to protect", "not published"


@dataclass(frozen=True)
class Safe:
    """A table made safe, and its proof, which is for its owner alone.

    `frame` and `data` (the same as CSV) may be published; nothing else may. `known` are small
    counts that earlier releases gave away for ever: nothing is claimed of them.
    """

    table: Table
    policy: Policy
    published: Published
    data: bytes
    findings: tuple[Finding, ...]
    choice: Choice
    known: tuple[int, ...]
    releases: tuple[Release, ...]
    seconds: float

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row for each published cell: its values, `published`, `state` and `reason`."""
        return frame_of(self.published)

    @cached_property
    def small(self) -> frozenset[int]:
        """The small counts, published as hidden or not at all; other hidden cells protect them."""
        return frozenset(small_counts(self.table, self.policy))

    @property
    def claims_protection(self) -> bool:
        """Whether every small count is proved protected; False where some were given away."""
        return not self.known

    @cached_property
    def audit(self) -> pd.DataFrame:
        """Each hidden cell with why it is hidden and what can be worked out; for the owner."""
        return audit_frame(self.published, self.findings, self.small, frozenset(self.known))


def audit_frame(
    shown: Published,
    findings: Sequence[Finding],
    small: frozenset[int] | None = None,
    known: frozenset[int] = frozenset(),
) -> pd.DataFrame:
    """A row for each finding: the cell's values and what can be worked out of its count.

    For the owner, who knows the `small` counts, also why it is hidden and whether it was given
    away by earlier releases.
    """
    cells = shown.cells
    made: dict[str, list[object]] = {
        name: [cells.keys[one.cell][place] for one in findings]
        for place, name in enumerate(cells.columns)
    }
    for name in ("low", "high", "low_by_counts", "floor", "is_exact", "protected"):
        made[name] = [getattr(one, name) for one in findings]
    if small is not None:
        made["hidden_as"] = [_why(one.cell, shown, small) for one in findings]
        made["given_away"] = [one.cell in known for one in findings]
    return pd.DataFrame(made, columns=list(made))


def small_counts(table: Table, rule: Policy) -> list[int]:
    """The cells whose counts are small, whether they are published or not."""
    return [at for at, count in enumerate(table.counts) if rule.is_small(count)]


def _why(cell: int, shown: Published, small: frozenset[int]) -> str:
    if cell in small:
        return SMALL
    return TO_PROTECT if shown.cells.is_published[cell] else NOT_PUBLISHED
