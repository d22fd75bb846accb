"""Comparison and inequality in a notebook: the site's own pieces, refused as the site refuses."""

from __future__ import annotations

import re

import pytest

from dashboards import explore
from dashboards.cell import Cell, without_site
from dashboards.figures import Figures
from dashboards.pages.compare import compare_page
from dashboards.pages.frame import Visit
from dashboards.selection import Selection
from geo.errors import SuiteError
from indicators.errors import UnknownIndicatorError

LEEDS = "E08000035"
RATE = "child_protection_plan_rate"


def words(shown: Cell) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.html))


def test_authorities_are_the_sites_own_picture(figures: Figures) -> None:
    shown = explore.compared(figures, RATE, LEEDS, against="peers")
    chosen = Selection(indicator=RATE, place="leeds", against="peers")
    page = compare_page(Visit(figures, chosen))
    for piece in ("finding", "ranked", "table"):
        assert without_site(page.fragments[piece].html) in shown.html


def test_a_funnel_has_both_pairs_of_limits(figures: Figures) -> None:
    shown = words(explore.funnel(figures, RATE, LEEDS))
    assert "second pair, allowing for overdispersion" in shown
    assert "Leeds" in shown


def test_without_counts_the_reason_stands_in_place_of_the_funnel(figures: Figures) -> None:
    shown = words(explore.funnel(figures, "early_stage_cancer"))
    assert "a funnel needs both" in shown


def test_suicide_is_listed_by_name_with_where_to_find_help(figures: Figures) -> None:
    shown = words(explore.compared(figures, "suicide_rate"))
    assert "Samaritans, call 116 123" in shown
    assert "Rank" not in shown


def test_inequality_is_englands_where_the_area_has_none_of_its_own(figures: Figures) -> None:
    shown = words(explore.inequality(figures, "injury_admissions_under_15"))
    assert "England" in shown
    # Group 1 of England's ten, 2023/24, as published by the Fingertips service.
    assert "83.5" in shown


def test_without_a_breakdown_the_reason_is_given(figures: Figures) -> None:
    shown = words(explore.inequality(figures, "early_stage_cancer"))
    assert "not broken down by deprivation" in shown


def test_a_benchmark_that_is_none_is_refused_with_those_there_are(figures: Figures) -> None:
    with pytest.raises(SuiteError, match=r"against: found 'peer'; .*Did you mean 'peers'"):
        explore.compared(figures, RATE, against="peer")


def test_an_area_or_indicator_that_is_none_is_refused(figures: Figures) -> None:
    with pytest.raises(SuiteError, match=r"found 'Leeds'; expected one of.*E08000035 \(Leeds\)"):
        explore.compared(figures, RATE, area="Leeds")
    for ask in (explore.compared, explore.funnel, explore.inequality):
        with pytest.raises(UnknownIndicatorError, match="Did you mean 'suicide_rate'"):
            ask(figures, "suicide_rat")
