"""Findings that were looked at and written down: what is doubtful in the figures that ship.

`data/findings.csv` has one line for each thing that the rules found in the published files, and
what was done: figures with a warning are kept, figures with an error are left out. A rebuild that
finds anything that is not written there stops, so no defect is accepted unseen.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geo.whole_file import write_whole
from indicators.origins import Origin
from indicators.rules.case import Finding

COLUMNS = (
    "outcome",
    "rule",
    "indicator_id",
    "area_code",
    "period_start",
    "period_end",
    "rows",
    "origin_id",
    "where",
    "found",
    "expected",
)
SEVERAL = "several"
KEPT = "kept"
LEFT_OUT = "left out"


def written_down(origin: Origin, findings: Sequence[Finding], rows: pd.DataFrame) -> pd.DataFrame:
    """The findings as lines of the table; `rows` are those that were judged."""
    return pd.DataFrame(
        [_line(origin, finding, rows.loc[list(finding.rows)]) for finding in findings],
        columns=list(COLUMNS),
    )


def read_findings(path: Path) -> pd.DataFrame:
    """The findings that are written down, as text; no rows when there is no such file."""
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def write_findings(findings: pd.DataFrame, path: Path) -> None:
    """Write the findings, in an order that does not depend on how they were come by."""
    text = io.StringIO()
    _sorted(findings).to_csv(text, index=False, lineterminator="\n")
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8")))


def not_written_down(findings: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Those of the findings that the file at the path does not have, in the file's own order."""
    known = set(read_findings(path).itertuples(index=False, name=None))
    lines = _sorted(findings)
    is_new = [line not in known for line in lines.itertuples(index=False, name=None)]
    return lines[is_new]


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    order = ["outcome", "rule", "indicator_id", "area_code", "period_start", "where", "origin_id"]
    return findings.astype("str").sort_values(order, ascending=[False, *[True] * 6])


def _line(origin: Origin, finding: Finding, rows: pd.DataFrame) -> dict[str, object]:
    areas = rows["area_code"].unique()
    return {
        "outcome": LEFT_OUT if finding.is_error else KEPT,
        "rule": finding.rule,
        "indicator_id": finding.indicator_id,
        "area_code": areas[0] if len(areas) == 1 else SEVERAL,
        "period_start": f"{rows['period_start'].min():%Y-%m-%d}" if len(rows) else "",
        "period_end": f"{rows['period_end'].max():%Y-%m-%d}" if len(rows) else "",
        "rows": len(rows),
        "origin_id": origin.id,
        "where": finding.fault.where,
        "found": finding.fault.found,
        "expected": finding.fault.expected,
    }
