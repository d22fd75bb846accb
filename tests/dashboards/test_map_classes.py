"""Classes hold every area once, and missing areas keep their reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.viewmodel.map_classes import classes
from indicators.catalogue import catalogue

SCORE = catalogue()["imd_2025_score"]


def rows(values: list[float], reasons: list[str | None] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [f"E050{i:05d}" for i in range(len(values))],
            "value": values,
            "missing_reason": reasons or [None] * len(values),
        }
    )


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=130))
def test_every_area_has_one_class_and_the_legend_counts_them_all(values):
    by_class, legend, words = classes(rows(values), SCORE, "wards")
    assert len(by_class) == len(values)
    assert sum(row.areas for row in legend) == len(values)
    assert set(by_class.values()) <= {row.css for row in legend}
    assert words


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=30, max_size=60, unique=True))
def test_a_higher_figure_is_never_in_a_paler_class(values):
    by_class, _, _ = classes(rows(values), SCORE, "wards")
    in_order = [by_class[f"E050{i:05d}"] for i in np.argsort(values)]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize("reason", ["suppressed", "not published", "unreliable"])
def test_missing_area_is_a_pattern_with_its_reason_and_never_a_tone(reason):
    by_class, legend, _ = classes(rows([1.0, float("nan")], [None, reason]), SCORE, "wards")
    css = by_class["E05000001"]
    assert not css.startswith("c")
    assert next(row for row in legend if row.css == css).areas == 1
