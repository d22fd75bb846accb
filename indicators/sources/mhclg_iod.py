"""Ministry of Housing, Communities and Local Government: English Indices of Deprivation.

Each edition is published as neighbourhood tables (File 7 and its parts) and as summaries of
districts and of NHS bodies (Files 10 and 13). The edition and the table show in the headings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from geo import areas
from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import snapshot
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.mhclg_layouts import (
    CENSUS,
    DECILE,
    LONG_MEASURES,
    LONG_VALUES,
    NEIGHBOURHOODS,
    RE_DRAWN,
    RELEASED,
    SCORE,
    Layout,
    Measure,
    layout_of,
)
from indicators.sources.parquet import open_either
from indicators.sources.series import inside, none_inside
from indicators.sources.tables import Table

SCORE_ROUNDING = 0.002  # scores of 2019 were composed again from their parts


def read(path: Path, origin: Origin, besides: frozenset[str] = frozenset()) -> Reading:
    """Scores, deciles and shares of neighbourhoods in the most deprived tenth of England.

    Neighbourhoods (LSOAs) of West Yorkshire and those `besides` are kept, and districts and
    integrated care boards of all England. Scores of neighbourhoods carry the publisher's
    population weights where it gives them. The 2019 summaries re-drawn for the districts of 2023
    leave out the five places, for which the Ministry's own File 10 is to be read.
    """
    table = open_either(path, lambda names: layout_of(names).required)
    if not table.is_usable:
        return refused(*table.faults)
    layout = layout_of(list(table.frame.columns))
    table, left_out = _kept_areas(table, layout, besides)
    if not table.is_usable:
        return refused(*table.faults, none_inside(table, layout.code))
    codes = table.areas(layout.code, besides)
    if layout.rank:
        _report_other_census(table, layout, codes)
    if layout.districts_of:
        _report_other_districts(table, layout, codes)
    readings = [
        _measure(part, column, measure, layout, origin)
        for part, column, measure in _parts(table, layout)
    ]
    if not readings:
        expected = " or ".join(quoted(name) for name in layout.columns)
        found = "none of the measures wanted"
        return refused(*table.faults, Fault(f"{path.name}, column measure", found, expected))
    whole = combined(readings)
    others = _other_measures(table, layout)
    return Reading(whole.rows, whole.faults, {**left_out, **others}, whole.area_names)


def _kept_areas(
    table: Table, layout: Layout, besides: frozenset[str]
) -> tuple[Table, dict[str, int]]:
    """The rows of areas that the suite keeps, and how many there were of others."""
    kept, left_out = inside(table, layout.code, besides)
    again = kept.text(layout.code).isin(areas.PLACES) & (layout.code == RE_DRAWN)
    if again.any():
        left_out["districts for which File 10 is to be read"] = int(again.sum())
    kept = kept.only(~again)
    return kept, left_out


def _report_other_census(table: Table, layout: Layout, codes: pd.Series) -> None:
    """Report neighbourhoods that exist only in another census than the edition's."""
    census = CENSUS[layout.edition]
    other = codes.isin(areas.registry().keys()) & ~codes.isin(_neighbourhoods(census))
    table.report(
        other,
        layout.code,
        f"a neighbourhood of the {census} census, on which the {layout.edition} edition is drawn",
        "Carry figures between censuses with the published lookup, not by relabelling.",
    )


def _report_other_districts(table: Table, layout: Layout, codes: pd.Series) -> None:
    """Report districts that were not in force in the year whose districts the table is for."""
    known = [area for area in map(areas.registry().get, codes.unique()) if area]
    other = [area.code for area in known if not area.in_force(layout.districts_of)]
    table.report(codes.isin(other), layout.code, f"a district of {layout.districts_of}")


@cache
def _neighbourhoods(census: int) -> frozenset[str]:
    return frozenset(areas.codes(areas.AreaType.LSOA, vintage=census))


def _parts(table: Table, layout: Layout) -> list[tuple[Table, str, Measure]]:
    """The rows and the column in which each of the layout's measures stands."""
    if not layout.is_long:
        return [(table, column, measure) for column, measure in layout.columns.items()]
    named = table.text(LONG_MEASURES)
    return [
        (table.only(named == label), LONG_VALUES, measure)
        for label, measure in layout.columns.items()
        if (named == label).any()
    ]


def _measure(
    table: Table, column: str, measure: Measure, layout: Layout, origin: Origin
) -> Reading:
    value, reason = table.numbers(column, {}, measure.low, measure.high)
    if measure is DECILE:
        _report_wrong_deciles(table, column, value, layout)
    if measure is SCORE and layout.rank in table.frame.columns:
        _report_out_of_rank(table, column, value, layout)
    period = snapshot(RELEASED[layout.edition])
    indicator_id = f"imd_{layout.edition}_{measure.ending}"
    columns: dict[str, object] = {
        "indicator_id": origin.series.get(indicator_id, indicator_id),
        "area_code": table.text(layout.code),
        "period_start": period.start,
        "period_end": period.end,
        "period_type": period.type,
        "value": value,
        "missing_reason": reason,
        "unit": measure.unit,
    }
    if measure in (SCORE, DECILE) and layout.people in table.frame.columns:
        columns["denominator"], _ = table.numbers(layout.people, {}, low=1)
    names = table.text(layout.name) if layout.name else pd.Series(dtype="str")
    return table.reading(
        columns, origin, area_names=dict(zip(table.text(layout.code), names, strict=False))
    )


def _report_wrong_deciles(table: Table, column: str, decile: pd.Series, layout: Layout) -> None:
    """Report deciles that the national rank beside them contradicts."""
    last = NEIGHBOURHOODS[layout.edition]
    rank, _ = table.numbers(layout.rank, {}, 1, last)
    above, upto = (decile - 1) * last / 10, decile * last / 10
    wrong = (rank <= above - 1) | (rank >= upto + 1)
    table.report(
        wrong | (decile % 1 > 0),
        column,
        f"the tenth of {last:,} neighbourhoods in which its rank falls, 1 the most deprived",
        "Are columns swapped, or is 10 the most deprived here?",
    )


def _report_out_of_rank(table: Table, column: str, score: pd.Series, layout: Layout) -> None:
    """Report scores that are higher than that of the neighbourhood ranked just before."""
    rank, _ = table.numbers(layout.rank, {}, 1, NEIGHBOURHOODS[layout.edition])
    ranked = pd.DataFrame({"rank": rank, "score": score}).sort_values("rank")
    wrong = ranked["score"] > ranked["score"].shift() + SCORE_ROUNDING
    table.report(
        wrong.reindex(score.index).fillna(False).astype(bool),
        column,
        "a score no higher than that of the neighbourhood ranked before it",
        "Are codes, scores or ranks mixed up?",
    )


def _other_measures(table: Table, layout: Layout) -> dict[str, int]:
    """How many cells there were of each measure that the suite does not keep."""
    if layout.is_long:
        named = table.text(LONG_MEASURES)
        return {
            name: int(n) for name, n in named.value_counts().items() if name not in layout.columns
        }
    read_columns = {*layout.required, layout.people}
    others = [name for name in table.frame.columns if name not in read_columns]
    return {f"column {name}": len(table.frame) for name in others}


READER = Reader(
    name="mhclg-iod",
    title="English Indices of Deprivation",
    publisher="Ministry of Housing, Communities and Local Government",
    read=read,
    endings=(".csv", ".parquet"),
    nationally=read,
)
