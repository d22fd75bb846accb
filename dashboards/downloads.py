"""Tables to take away: CSV whose first rows say what, where, when, from whom, and which version."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.access import Seen
from dashboards.figures import Figures
from dashboards.pages.frame import Visit
from dashboards.selection import Selection
from dashboards.viewmodel import indicator
from dashboards.viewmodel.area_map import MapView, map_view
from dashboards.viewmodel.authority_list import Entry, authority_list
from dashboards.viewmodel.compare_words import benchmark_name
from dashboards.viewmodel.inequality import inequality_view
from dashboards.viewmodel.place import place_view
from geo.areas import ENGLAND, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, name
from indicators import safe_mode
from indicators.definition import Definition

OGL = "Open Government Licence v3.0"
LONG = (
    "indicator_id", "area_code", "area_name", "period", "period_type", "sex", "age", "breakdown",
    "breakdown_value", "value", "lower_95", "upper_95", "numerator", "denominator", "unit",
    "missing_reason", "derived", "method", "published_on", "source",
)  # fmt: skip
ON_A_MAP = (*LONG[:-2], "areas_of", "shown_as", *LONG[-2:])
CHANGED = ("change", "change_lower_95", "change_upper_95")
BOARD = (
    "heading", "metric", "indicator_id", "sex", "area_code", "area_name", "period", "period_type",
    "value", "lower_95", "upper_95", "unit", "missing_reason", "derived", "status",
    "status_reason", "earlier_status", "earlier_reason", "against_path", "required_change",
    "observed_change", "observed_lower", "observed_upper", "change_unit", "change_reason",
    "direction", "direction_reason", "variation", "variation_side", "variation_reason", "assurance",
    "assurance_reason", "previous_value", "previous_period", "published_on", "source",
)  # fmt: skip
COMPARED = (
    "indicator_id", "area_code", "area_name", "period", "period_type", "sex", "age", "value",
    "lower_95", "upper_95", "numerator", "denominator", "unit", "missing_reason", "derived",
    "method", "published_on", "source",
)  # fmt: skip
JUDGED = ("rank_from_highest", "standing", "level", "compared_with", "compared_with_value")
BY_DEPRIVATION = (
    "indicator_id", "area_code", "area_name", "period", "period_type", "sex", "group", "size",
    "value", "lower_95", "upper_95", "numerator", "denominator", "share", "midpoint", "line",
    "unit", "source",
)  # fmt: skip


@dataclass(frozen=True)
class File:
    """A download: its name, its text, and what it holds that is not public."""

    name: str
    text: str
    restricted: tuple[Seen, ...] = ()


def indicator_file(visit: Visit) -> File:
    """Every figure held of one indicator for the board's areas, breakdowns included."""
    definition = _definition(visit, indicator.USUAL_INDICATOR)
    rows = visit.figures.result(definition.id)
    if rows.empty:
        rows = visit.figures.result(definition.id, "trusts")
    return _file(visit, definition.id, [definition], "West Yorkshire and its places", rows, LONG)


def map_file(visit: Visit) -> File:
    """The figures of one map, as they are drawn, with the class that each area is shown in.

    Those of areas of another vintage are marked. The second measure of a map of two, and the
    earlier period of one of change, follow in rows of their own. A range leaves out the rest.
    """
    view = map_view(visit.figures, visit.selection)
    definition, what = view.definition, f"{view.definition.id}-{view.level}"
    if view.found is None:
        none = pd.DataFrame(columns=list(LONG))
        told = [("No figures", view.finding)]
        return _file(visit, what, [definition], _where(visit.selection), none, LONG, told)
    found, coloured, _ = view.there
    words = {row.css: row.words for row in coloured.legend}
    shown_as = [words.get(coloured.css[at], "") for at in coloured.of]
    is_in = found.shown if view.kept is None else found.shown & view.kept
    columns: tuple[str, ...] = ON_A_MAP
    parts = [found.rows.assign(shown_as=shown_as)]
    if coloured.changes is not None:
        moved = coloured.changes[["change", "lower", "upper"]].to_numpy()
        parts[0] = parts[0].assign(**dict(zip(CHANGED, moved.T, strict=True)))
        columns += CHANGED
    parts += [one.rows.assign(shown_as="") for one in (coloured.before, coloured.beside) if one]
    rows = pd.concat([one[is_in] for one in parts]).reset_index(names="area_code")
    rows = rows[rows["indicator_id"].notna()].assign(areas_of=_areas_of(view))
    told = [("Finding", view.finding), ("Map", view.legend_words)]
    if view.range_said:
        told.append(("Range", f"Only {view.range_said}; the others are left out."))
    told += [("Note", note) for note in (*view.notes, *view.how)]
    definitions = [definition, *([coloured.beside.definition] if coloured.beside else [])]
    if view.marks:
        mine = rows["restricted"].eq(True)
        rows = rows.assign(marked=np.where(mine, ". ".join(view.marks), ""))
        columns += ("marked",)
    made = _file(visit, what, definitions, _where(visit.selection), rows, columns, told, view.marks)
    return replace(made, restricted=view.restricted)


def file_words(marks: Sequence[str]) -> tuple[str, ...]:
    """What the name of a file says of figures that are not for everyone, or not of anybody."""
    return tuple(one.partition(":")[0].casefold() for one in marks)


def _areas_of(view: MapView) -> str:
    """Which pattern of areas the figures are for, as the map draws them."""
    return "" if view.choices.vintage is None else view.choices.vintage.label


def inequality_file(visit: Visit) -> File:
    """The groups by deprivation of the chosen measure, and the line through them."""
    view = inequality_view(visit.figures, visit.selection)
    found = view.found
    if found is None:
        told = [("No figures", view.reason)]
        none = pd.DataFrame(columns=list(BY_DEPRIVATION))
        where = _where(visit.selection)
        return _file(visit, "inequality", [view.definition], where, none, BY_DEPRIVATION, told)
    line = found.line
    rows = found.groups.assign(
        indicator_id=found.indicator_id,
        area_code=found.area_code,
        area_name=found.area_name,
        period=found.period,
        period_type=found.period_type,
        period_end=found.period_end,
        sex=found.sex.value,
        size=found.size,
        line=[line.at(at) if line else math.nan for at in found.groups["midpoint"]],
        unit=view.definition.unit,
        source=found.source,
    )
    told = [("Finding", " ".join(view.sentences)), *view.facts]
    told += [(f"Line, {place.name}", place.line_words) for place in view.places]
    what = f"{view.definition.id}-inequality"
    return _file(visit, what, [view.definition], found.area_name, rows, BY_DEPRIVATION, told)


def compare_file(visit: Visit) -> File:
    """The authorities of the Compare page and where each stands; those of suicide by name alone."""
    made = authority_list(visit.figures, visit.selection)
    what, where = f"{made.definition.id}-compared", "English authorities"
    if made.listed is None:
        none = pd.DataFrame(columns=list(COMPARED))
        told = [("No figures", made.reason)]
        return _file(visit, what, [made.definition], where, none, COMPARED, told)
    rows = made.listed.rows.set_index("area_code", drop=False)
    rows = rows.loc[[one.code for one in made.entries]]
    if made.is_suicide:
        return _file(visit, what, [made.definition], where, rows, COMPARED)
    judged = zip(*map(_judged, made.entries), strict=True)
    # As objects, because a rank that is missing beside others would turn them all into fractions.
    columns = [pd.Series(values, rows.index, dtype=object) for values in judged]
    rows = rows.assign(**dict(zip(JUDGED, columns, strict=True)))
    told = [("Compared with", benchmark_name(made))]
    return _file(visit, what, [made.definition], where, rows, (*COMPARED, *JUDGED), told)


def _judged(one: Entry) -> tuple[object, ...]:
    """What the columns JUDGED hold of an authority."""
    found = one.comparison
    if found is None:
        return one.rank, "", None, "", None
    values = found.standing.value, found.level, found.benchmark_name, found.benchmark_value
    return one.rank, *values


def board_file(visit: Visit) -> File:
    """The board matrix."""
    figures, selection = visit.figures, visit.selection
    framework = figures.catalogue.framework(selection.framework)
    return _matrix(visit, framework.id, figures.status(framework.id), "West Yorkshire")


def place_file(visit: Visit) -> File:
    """The board matrices' rows of one place and of England."""
    figures, selection = visit.figures, visit.selection
    code = selection.place_code or WEST_YORKSHIRE
    every = pd.concat([figures.status(one) for one in figures.catalogue.frameworks])
    every = every.drop_duplicates(["indicator_id", "sex", "area_code"])
    own = [code, WEST_YORKSHIRE_ICB] if code == WEST_YORKSHIRE else [code]
    rows = every[every["area_code"].isin([*own, ENGLAND])]
    shown = [row for group in place_view(figures, selection).groups for row in group.rows]
    differences = {(row.indicator, row.sex): row.standing_words for row in shown}
    said = [
        differences.get((row.indicator_id, row.sex), "")
        if row.area_code in own and not text.is_missing(row.value)
        else ""
        for row in rows.itertuples()
    ]
    rows = rows.assign(difference=said)
    return _matrix(visit, "against-england", rows, _where(selection), (*BOARD, "difference"))


def _matrix(
    visit: Visit, what: str, rows: pd.DataFrame, where: str, columns: Sequence[str] = BOARD
) -> File:
    named = [visit.figures.catalogue[one] for one in dict.fromkeys(rows["indicator_id"])]
    return _file(visit, what, named, where, rows, columns)


def _definition(visit: Visit, usual: str) -> Definition:
    return visit.figures.catalogue[visit.selection.indicator or usual]


def _where(selection: Selection) -> str:
    return name(selection.place_code or WEST_YORKSHIRE)


def _file(
    visit: Visit,
    what: str,
    definitions: Sequence[Definition],
    where: str,
    rows: pd.DataFrame,
    columns: Sequence[str],
    told: Sequence[tuple[str, str]] = (),
    marks: Sequence[str] = (),
) -> File:
    figures = visit.figures
    licence = "Not published; held for the places" if marks else OGL
    head = [("Marked", one) for one in marks]
    head += [*_head(figures, definitions, where, rows), ("Licence", licence), *told]
    head += zip(("Help", "Read with care"), safe_mode.help_lines(definitions), strict=False)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(head)
    writer.writerow([])
    writer.writerow(columns)
    for row in rows[list(columns)].itertuples(index=False, name=None):
        writer.writerow([_plain(value) for value in row])
    slug = where.casefold().replace(" ", "-")
    called = "-".join((*file_words(marks), what, slug, figures.version))
    return File(f"{called}.csv".replace("_", "-"), out.getvalue())


def _head(
    figures: Figures, definitions: Sequence[Definition], where: str, rows: pd.DataFrame
) -> Iterable[tuple[str, str]]:
    if len(definitions) == 1:
        yield "Indicator", definitions[0].title
        yield "Definition", definitions[0].definition
    else:
        yield "Indicators", f"{len(definitions)}, one or more rows each"
    yield "Area", where
    ends = rows["period_end"].dropna() if "period_end" in rows else pd.Series(dtype=object)
    if len(ends):
        first, last = text.day(min(ends)), text.day(max(ends))
        yield "Period", f"ending {first}" if first == last else f"ending from {first} to {last}"
    yield "Source", "; ".join(dict.fromkeys(s for s in rows["source"] if isinstance(s, str)))
    yield "Data version", f"{figures.version}, as known on {text.day(figures.known_day)}"


def _plain(value: object) -> object:
    """The value for a spreadsheet: dates as days, missing as nothing beside its reason."""
    if isinstance(value, pd.Timestamp):
        return "" if pd.isna(value) else f"{value:%Y-%m-%d}"
    return "" if value is None or value is pd.NaT or value != value else value


DOWNLOADS: dict[str, Callable[[Visit], File]] = {
    "ambitions": board_file,
    "compare": compare_file,
    "indicator": indicator_file,
    "inequality": inequality_file,
    "map": map_file,
    "place": place_file,
}
