"""Figures and limits as words: the unit once, and where it belongs."""

from __future__ import annotations

import pandas as pd
import pytest

import indicators as wy
from indicators.vocabulary import Kind
from indicators.words import figure, limits


@pytest.mark.parametrize(
    ("kind", "unit", "one", "both"),
    [
        (Kind.PROPORTION, "%", "595.0%", "590.0% to 600.0%"),
        (Kind.MEAN, "£ a week", "£595.0 a week", "£590.0 to £600.0 a week"),
        (Kind.DSR, "per 100,000", "595.0 per 100,000", "590.0 to 600.0 per 100,000"),
        (Kind.RATIO, "ratio (general population = 100)", "595.0", "590.0 to 600.0"),
        (Kind.SCORE, "score", "595.0", "590.0 to 600.0"),
    ],
)
def test_a_unit_is_said_once(kind: Kind, unit: str, one: str, both: str) -> None:
    changes = {"kind": kind, "unit": unit, "decimals": 1}
    definition = wy.catalogue()["infant_mortality"].model_copy(update=changes)
    row = pd.Series({"lower_95": 590.0, "upper_95": 600.0})
    assert figure(595.0, definition) == one
    assert limits(row, definition) == both
