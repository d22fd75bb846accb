"""One indicator's figures to take away, as CSV or JSON, with what they are and where from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from dashboards.downloads import LONG
from dashboards.terminal.matrix import plain
from indicators import safe_mode
from indicators.catalogue import Catalogue
from indicators.compute import compute
from indicators.store import Store


def exported(
    indicator_id: str,
    store: Store,
    catalogue: Catalogue,
    areas: str | Sequence[str] = "places",
    as_known_on: str | None = None,
    form: str = "csv",
) -> str:
    """The indicator's figures as text: CSV with what they are in its first rows, or JSON.

    Raises as `compute` does.
    """
    definition = catalogue[indicator_id]
    rows = compute(indicator_id, store, areas, as_known_on, catalogue)
    rows = safe_mode.without_small_areas(rows, definition)
    about = {
        "indicator": definition.title,
        "definition": definition.definition,
        "unit": definition.unit,
        "caveats": " ".join(definition.caveats),
        "source": "; ".join(dict.fromkeys(rows["source"])),
    }
    if safe_mode.applies(definition):
        about |= {"help": safe_mode.HELP[0], "read with care": safe_mode.HELP[1]}
    figures = [{name: plain(row[name]) for name in LONG} for row in rows.to_dict(orient="records")]
    if form == "json":
        return json.dumps(
            {**about, "figures": figures}, indent=2, ensure_ascii=False, allow_nan=False
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(about.items())
    writer.writerow([])
    writer.writerow(LONG)
    writer.writerows([["" if v is None else v for v in figure.values()] for figure in figures])
    return out.getvalue()
