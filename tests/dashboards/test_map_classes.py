"""Classes hold every area once, the legend counts them, and missing areas keep their reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.viewmodel.map_classes import Coloured, around_england, classes, tenths
from dashboards.viewmodel.map_figures import AreaFigures
from indicators.catalogue import catalogue
from indicators.vocabulary import Sex

SCORE = catalogue()["imd_2025_score"]
VALUES = st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=130)
DIFFERENT = st.lists(st.floats(0, 100, allow_nan=False), min_size=30, max_size=60, unique=True)


def made(values: list[float], reasons: list[str | None] | None = None) -> AreaFigures:
    codes = [f"E050{i:05d}" for i in range(len(values))]
    told = {"value": values, "missing_reason": reasons or [None] * len(values)}
    return AreaFigures(SCORE, Sex.PERSONS, "ward", "2025", pd.DataFrame(told, index=codes))


def css_of(found: Coloured) -> list[str]:
    return [found.css[one] for one in found.of]


@pytest.mark.parametrize("by", ["", "equal", "natural", "published"])
@given(values=VALUES)
def test_every_area_has_one_class_and_the_legend_counts_them_all(by, values):
    found = classes(made(values), by, "", "wards")
    assert len(found.of) == len(values)
    assert sum(row.areas for row in found.legend) == len(values)
    assert set(css_of(found)) <= {row.css for row in found.legend}
    assert found.words


@pytest.mark.parametrize("by", ["", "equal", "natural", "published"])
@given(values=DIFFERENT)
def test_a_higher_figure_is_never_in_a_paler_class(by, values):
    found = classes(made(values), by, "", "wards")
    assert (np.diff(found.of[np.argsort(values)]) >= 0).all()


@given(values=DIFFERENT)
def test_tenths_have_as_many_areas_but_for_one(values):
    counts = [row.areas for row in tenths(made(values), "", "wards").legend]
    assert len(counts) == 10
    assert max(counts) - min(counts) <= 1


@given(values=DIFFERENT, england=st.floats(0, 100))
def test_no_class_reaches_across_englands_figure(values, england):
    found = around_england(made(values), england, "wards")
    said = [found.said[one] for one in found.of]
    assert said == ["below England" if v < england else "at or above England" for v in values]


@pytest.mark.parametrize("reason", ["suppressed", "not published", "unreliable"])
def test_missing_area_is_a_pattern_with_its_reason_and_never_a_tone(reason):
    found = classes(made([1.0, float("nan")], [None, reason]), "", "", "wards")
    css = css_of(found)[1]
    assert not css.startswith("k")
    assert next(row for row in found.legend if row.css == css).areas == 1


def test_the_four_missing_states_have_four_patterns_with_words():
    reasons = [None, "suppressed", "unreliable", "not applicable", "not collected"]
    found = classes(made([1.0, *[float("nan")] * 4], reasons), "", "", "wards")
    gaps = found.legend[1:]
    assert len({row.css for row in gaps}) == 4
    assert {row.words for row in gaps} == {
        "suppressed by the publisher",
        "too unreliable to publish",
        "not applicable",
        "not collected",
    }


def test_published_bands_are_those_where_englands_tenths_begin():
    """Scores at which the tenths of 2025 begin, from the published file: 17.451, ... 44.914."""
    values = [17.450, 17.451, 26.604, 26.605, 33.514, 44.913, 44.914]
    found = classes(made(values), "published", "", "wards")
    assert list(found.of) == [0, 1, 1, 2, 3, 3, 4]
    assert "most deprived tenth" in found.legend[4].words
