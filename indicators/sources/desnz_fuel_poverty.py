"""Department for Energy Security and Net Zero: sub-regional fuel poverty, by neighbourhood.

The table does not say which year it is for; the file's name must. (Tables released in one year
hold figures for two years before, so the year of release will not do.)
"""

from __future__ import annotations

import re
from pathlib import Path

from geo import areas
from indicators.errors import Fault
from indicators.origins import Origin
from indicators.periods import calendar_year
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.series import inside, none_inside
from indicators.sources.tables import open_table

CODE, NAME = "LSOA11CD", "LSOA11NM"
HOUSEHOLDS, POOR, PERCENT = "households", "households_fuel_poor", "pct_fuel_poor"
INDICATOR = "fuel_poverty"
YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def read(path: Path, origin: Origin) -> Reading:
    """Households in fuel poverty, %, by neighbourhood of the 2011 census, with their counts."""
    years = set(YEAR_IN_NAME.findall(path.stem))
    if len(years) != 1:
        found = "years " + " and ".join(sorted(years)) if years else "no year in the file's name"
        remedy = "Put the year that the figures are for, not that of their release, in the name."
        return refused(Fault(path.name, found, "one year in the file's name", remedy))
    table = open_table(path, (CODE, HOUSEHOLDS, POOR, PERCENT))
    if not table.is_usable:
        return refused(*table.faults)
    period = calendar_year(int(years.pop()))
    table, left_out = inside(table, CODE)
    if not table.is_usable:
        return refused(*table.faults, none_inside(table, CODE))
    in_force = areas.codes(areas.AreaType.LSOA, vintage=2011)
    codes = table.areas(CODE)
    other = codes.isin(areas.registry().keys()) & ~codes.isin(in_force)
    table.report(other, CODE, "a neighbourhood of the 2011 census")
    value, reason = table.numbers(PERCENT, {}, low=0, high=100)
    poor, _ = table.numbers(POOR, {}, low=0)
    households, _ = table.numbers(HOUSEHOLDS, {}, low=1)
    table.report(poor > households, POOR, f"no more than {HOUSEHOLDS}", "Are columns swapped?")
    table.report(
        (value - poor / households * 100).abs() > 0.051,
        PERCENT,
        f"{POOR} for each 100 {HOUSEHOLDS}",
        "Are columns swapped, or percentages written as fractions?",
    )
    columns = {
        "indicator_id": origin.series.get(PERCENT, INDICATOR),
        "area_code": codes,
        "period_start": period.start,
        "period_end": period.end,
        "period_type": period.type,
        "value": value,
        "numerator": poor,
        "denominator": households,
        "missing_reason": reason,
        "unit": "%",
    }
    has_names = NAME in table.frame.columns
    names = dict(zip(codes, table.text(NAME), strict=True)) if has_names else {}
    return table.reading(columns, origin, left_out, names)


READER = Reader(
    name="desnz-fuel-poverty",
    title="Sub-regional fuel poverty",
    publisher="Department for Energy Security and Net Zero",
    read=read,
)
