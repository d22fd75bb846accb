"""From a safe table of a place's own return to figures as `indicators.compute` gives them.

All is worked out from what the safe table shows and from published residents, and from nothing
else: a rate, a limit or a shrunk figure tells no more than the shown count it is made of, and a
hidden count has none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.areas import AreaType, area_type, is_known, name, parent_place
from geo.errors import GeographyError
from indicators import contract, periods, safe_mode
from indicators.another_vintage import vintage_of_rows
from indicators.compute import ADDED, Reads
from indicators.definition import Definition
from indicators.disclosure_cells import SHOWN
from indicators.methods import rate
from indicators.return_known import residents
from indicators.return_measures import BY_INDICATOR, Shown
from indicators.return_origin import ReturnOrigin
from indicators.return_periods import period_type
from indicators.return_shrunk import shrunk
from indicators.vocabulary import NO_BREAKDOWN, MissingReason, Sex

MARKS = ("restricted", "is_synthetic")
COLUMNS = (*contract.NAMES, *ADDED, *MARKS)


def figures_of(
    table: pd.DataFrame,
    origins: Mapping[str, ReturnOrigin],
    definition: Definition,
    kind: AreaType,
    store: Reads,
) -> pd.DataFrame:
    """Figures of the areas of one kind, in the columns of `compute` and those of `MARKS`.

    `table` is a safe table with the place of each row under place_code. A cell that is hidden,
    rounded or an interval has no value, and why stands in `method`. Without residents there are no
    rates, and no rows.
    """
    made = BY_INDICATOR[definition.id]
    own = table[(table["sex"] == Sex.PERSONS) & (table["age"] == definition.age)]
    own = own[[is_known(code) for code in own["area_code"]]].copy()  # tenths are no areas
    own["kind"] = [area_type(code) for code in own["area_code"]]
    wanted = own[(own["kind"] == kind) & (_places(own["area_code"]) == own["place_code"])].copy()
    if wanted.empty:
        return _typed([])
    people = _people(wanted, made, store)
    if made.bands and people is None:
        return _typed([])
    frames = []
    for (place, start, end), cells in wanted.groupby(["place_code", "period_start", "period_end"]):
        wholes = own[
            (own["area_code"] == place)
            & (own["period_start"] == start)
            & (own["period_end"] == end)
            & (own["state"] == SHOWN)
        ]
        total = float(wholes["published"].iloc[-1]) if len(wholes) else np.nan
        frames.append(_figures(cells, total, str(place), people, made, definition))
    rows = pd.concat(frames, ignore_index=True)
    return _stamped(rows, definition, origins)


def _figures(
    cells: pd.DataFrame,
    total: float,
    place: str,
    people: pd.Series | None,
    made: Shown,
    definition: Definition,
) -> pd.DataFrame:
    """One place's cells of one period with value, limits and how they were come by."""
    counts = cells["published"].where(cells["state"] == SHOWN).astype(float)
    rows = cells.assign(lower_95=np.nan, upper_95=np.nan, numerator=np.nan, denominator=np.nan)
    if people is None:
        return rows.assign(value=counts, how="the number counted")
    n = cells["area_code"].map(people).astype(float)
    if safe_mode.applies(definition):
        counts = counts.where(safe_mode.pooled_enough(cells))
        everyone = float(people[_places(people.index.to_series()).to_numpy() == place].sum())
        span = cells.iloc[0]["period_start"], cells.iloc[0]["period_end"]
        found = shrunk(counts.to_numpy(), n.to_numpy(), total, everyone, span, definition.per)
        return rows.assign(
            value=found.value,
            lower_95=found.lower,
            upper_95=found.upper,
            how=f"for each {definition.per:,} {made.people}; {found.words}",
        )
    value, lower, upper = rate.estimate(counts.to_numpy(), n.to_numpy(), per=definition.per)
    return rows.assign(
        value=value,
        lower_95=lower,
        upper_95=upper,
        numerator=counts,
        denominator=n.where(counts.notna()),
        how=f"for each {definition.per:,} {made.people}; 95% limits by Byar's method",
    )


def _stamped(
    rows: pd.DataFrame, definition: Definition, origins: Mapping[str, ReturnOrigin]
) -> pd.DataFrame:
    held = rows["value"].notna()
    reason = rows["reason"].fillna("").astype(str).replace("", "not shown")
    spans = list(zip(rows["period_start"], rows["period_end"], strict=True))
    types = [str(period_type(start.date(), end.date()) or "") for start, end in spans]
    of = [origins[one] for one in rows["origin_id"]]
    made = pd.DataFrame(
        {
            **{one: rows[one] for one in ("area_code", "period_start", "period_end", "sex")},
            **{one: rows[one] for one in ("value", "lower_95", "upper_95")},
            "numerator": rows["numerator"].where(held),
            "denominator": rows["denominator"].where(held),
            "indicator_id": definition.id,
            "age": definition.age,
            "breakdown": NO_BREAKDOWN,
            "breakdown_value": contract.ALL_OF_BREAKDOWN,
            "unit": definition.unit,
            "period_type": types,
            "missing_reason": [None if one else MissingReason.SUPPRESSED.value for one in held],
            "origin_id": rows["origin_id"],
            "published_on": pd.to_datetime([one.collected_on for one in of]),
            "area_name": [name(code) for code in rows["area_code"]],
            "area_type": [area_type(code).value for code in rows["area_code"]],
            "period": [periods.label(*s, t) for s, t in zip(spans, types, strict=True)],
            "derived": False,
            "method": np.where(
                held, "made safe from the place's own return; " + rows["how"], "hidden: " + reason
            ),
            "source": [_source(one) for one in of],
            "restricted": True,
            "is_synthetic": rows["is_synthetic"].astype(bool),
        }
    )
    return _typed([made])


def _source(origin: ReturnOrigin) -> str:
    day = origin.collected_on
    said = f"{origin.publisher}, {origin.title}, collected on {day.day} {day:%B %Y}"
    differs = (
        f"; differs from the published total: {origin.explanation}" if origin.explanation else ""
    )
    return f"{said}, owner: {origin.owner}{differs}"


def _people(wanted: pd.DataFrame, made: Shown, store: Reads) -> pd.Series | None:
    """Residents of the ages of every area of the rows' vintage; None where they are not held."""
    if not made.bands:
        return None
    try:
        table = residents(vintage_of_rows(wanted), store)
    except GeographyError:
        return None
    if table is None or not set(made.bands) <= set(table.columns):
        return None
    found = table[list(made.bands)].sum(axis=1)
    return found if set(wanted["area_code"]) <= set(found.index) else None


def _places(codes: pd.Series) -> pd.Series:
    of = {code: parent_place(code) for code in codes.unique()}
    return codes.map(of)


def _typed(frames: list[pd.DataFrame]) -> pd.DataFrame:
    if not frames:
        empty = contract.empty()
        return empty.assign(**{one: pd.Series(dtype=object) for one in (*ADDED, *MARKS)})
    made = frames[0]
    columns = contract.conform(made[list(contract.NAMES)])
    rest = made[[*ADDED, *MARKS]].reset_index(drop=True)
    whole = pd.concat([columns, rest], axis=1)
    order = ["area_code", "sex", "age", "period_end"]
    return whole.sort_values(order, ignore_index=True)[list(COLUMNS)]
