"""Checking: figures that were read are judged before they are kept.

The rules are general: none names an area, a publisher or an indicator. An error says that the rows
must not be kept; a warning, that a person should look and may accept. Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from indicators.rules import coverage, history, names, parts, possible, releases
from indicators.rules.case import Case, Finding
from indicators.rules.coverage import without_predecessors

__all__ = ["CHECKS", "Case", "Finding", "judge", "without_predecessors", "without_rows"]

CHECKS: tuple[Callable[[Case], list[Finding]], ...] = (
    possible.defined,
    possible.as_defined,
    possible.possible,
    possible.ended,
    possible.fractions,
    history.scale,
    parts.outside_its_parts,
    parts.unlike_its_sum,
    releases.contradicted,
    releases.restated,
    names.named_as_coded,
    coverage.of_one_vintage,
    coverage.twice_under_two_codes,
    coverage.fewer_areas,
    coverage.incomplete,
    history.repeats,
    history.steps,
    history.outliers,
)


def judge(case: Case) -> list[Finding]:
    """Everything that the rules find, errors first, each kind in the order of `CHECKS`.

    A warning that is only about rows with an error is left out: the error says more.
    """
    found = [finding for check in CHECKS for finding in check(case)]
    errors = [one for one in found if one.is_error]
    bad = {row for one in errors for row in one.rows}
    warnings = [one for one in found if not one.is_error and not (one.rows and bad >= {*one.rows})]
    return [*errors, *warnings]


def without_rows(rows: pd.DataFrame, findings: Iterable[Finding]) -> pd.DataFrame:
    """The rows that no error is about."""
    bad = {row for finding in findings if finding.is_error for row in finding.rows}
    return rows[~rows.index.isin(bad)]
