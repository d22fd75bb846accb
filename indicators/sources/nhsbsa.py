"""NHS Business Services Authority: antibacterial prescriptions by integrated care board and month.

Boards stand under their NHS codes (QWO), which become area codes (E54000054) here.
"""

from __future__ import annotations

import re
from pathlib import Path

from geo import areas
from indicators.origins import Origin
from indicators.periods import Period, month
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.tables import open_table

YEARS = range(2000, 2101)
MONTHS = range(1, 13)
VALUE = "TOTAL_PRESCRIPTIONS"
PATIENTS = "UNIQUE_PATIENTS"
INDICATOR = "antibacterial_prescriptions"


def read(path: Path, origin: Origin) -> Reading:
    """Prescriptions of antibacterial medicines a month, all ages, by integrated care board."""
    table = open_table(path, ("YEAR_MONTH", "ICB_NAME", "ICB_CODE", VALUE))
    if not table.is_usable:
        return refused(*table.faults)
    by_nhs_code = {
        area.nhs_code: area.code
        for area in areas.registry().values()
        if area.type is areas.AreaType.INTEGRATED_CARE_BOARD and area.nhs_code
    }
    codes = table.text("ICB_CODE").map(by_nhs_code)
    table.report(
        codes.isna(),
        "ICB_CODE",
        "the NHS code of an integrated care board, as 'QWO'",
        "Take out total rows; check that the columns are not swapped.",
    )
    value, reason = table.numbers(VALUE, {}, low=0)
    table.report(value % 1 > 0, VALUE, "a whole number of prescriptions")
    if PATIENTS in table.frame.columns:
        patients, _ = table.numbers(PATIENTS, {}, low=0)
        table.report(
            value < patients,
            VALUE,
            f"at least as many prescriptions as {PATIENTS}",
            "Are columns swapped?",
        )
    columns: dict[str, object] = {
        "indicator_id": origin.series.get(VALUE, INDICATOR),
        "area_code": codes,
        **table.periods("YEAR_MONTH", _period, "a year and month, as '202312'"),
        "value": value,
        "missing_reason": reason,
        "unit": "prescriptions",
    }
    known = {"YEAR_MONTH", "ICB_NAME", "ICB_CODE", VALUE}
    others = [name for name in table.frame.columns if name not in known]
    left_out = {f"column {name}": len(table.frame) for name in others}
    present = codes.notna()
    names = zip(codes[present], table.text("ICB_NAME")[present], strict=True)
    return table.reading(columns, origin, left_out, dict(names))


def _period(cell: str) -> Period | None:
    match = re.fullmatch(r"(\d{4})(\d{2})", cell)
    if not match or int(match[1]) not in YEARS or int(match[2]) not in MONTHS:
        return None
    return month(int(match[1]), int(match[2]))


READER = Reader(
    name="nhsbsa",
    title="Antibacterial prescriptions by integrated care board",
    publisher="NHS Business Services Authority",
    read=read,
)
