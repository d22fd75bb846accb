"""The figures of England's map to take away: one row for each area, with where they come from."""

from __future__ import annotations

import csv
import io

import numpy as np

from dashboards import text
from dashboards.pages.frame import Visit
from dashboards.viewmodel.england import NO_FIGURE, england_view

HEADINGS = (
    "area_code", "area_name", "authority_code", "authority_name", "indicator_id", "period", "value",
    "unit", "missing_reason",
)  # fmt: skip


def england_table(visit: Visit) -> tuple[str, str]:
    """The file's name and its text as CSV; only what it is about where nothing is held."""
    view = england_view(visit.figures, visit.selection)
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n").writerow
    if view.shown is None:
        write(("No figures", "England’s areas or their figures are not loaded here"))
        return "england.csv", out.getvalue()
    definition, figures = view.definition, view.figures
    write(("Indicator", text.titled(definition)))
    write(("Areas", f"{len(view.map.codes):,} {view.map.label} of England"))
    write(("Period", figures.period))
    write(("Finding", view.finding))
    write(("Method", figures.method))
    for source in figures.sources:
        write(("Source", source))
    for note in view.notes:
        write(("Note", note))
    write(("Figures version", visit.figures.version))
    write(())
    write(HEADINGS)
    places = view.map.places
    rows = zip(view.map.codes, view.map.names, view.map.place, figures.values.tolist(), strict=True)
    for at, (code, name, place, value) in enumerate(rows):
        authority = places[place] if place >= 0 else ("", "")
        is_missing = bool(np.isnan(value))
        reason = figures.reasons.get(at) or NO_FIGURE if is_missing else ""
        figure = "" if is_missing else f"{value:.10g}"
        write(
            (code, name, *authority, definition.id, figures.period, figure, definition.unit, reason)
        )
    return f"{definition.id}-england-{view.level}.csv", out.getvalue()
