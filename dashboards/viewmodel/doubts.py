"""What the checks found doubtful in an indicator's published figures, as sentences."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping

import pandas as pd

from dashboards.viewmodel.figures_table import TABLE_AREAS
from indicators.definition import Definition
from indicators.findings import SEVERAL

DONE = {"kept": "Kept as published.", "left out": "Left out."}
EVERYWHERE = ("repeats", "steps")


def doubts(findings: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    """One sentence for each finding about an area that the site shows, or about nearly all areas.

    `findings` is the table of `indicators.findings`, as text.
    """
    about = findings[findings["indicator_id"] == definition.id]
    is_shown = about["area_code"].isin(TABLE_AREAS)
    is_general = (about["area_code"] == SEVERAL) & about["rule"].isin(EVERYWHERE)
    rows = about[is_shown | is_general].to_dict("records")
    return tuple(_sentence(row, definition) for row in rows)


def _sentence(row: Mapping[Hashable, str], definition: Definition) -> str:
    where = row["where"].removeprefix(f"{definition.id}, ")
    where = re.sub(r" \([A-Z]\d{8}\)", "", where)
    done = DONE[row["outcome"]]
    return f"{where}: found {row['found']}; expected {row['expected']}. {done}"
