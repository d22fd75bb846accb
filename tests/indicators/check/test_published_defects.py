"""Defects known to be in the published files: the general rules find them without being told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators import catalogue, contract
from indicators.findings import read_findings
from indicators.ingest import IngestReport, judged
from indicators.origins import Origin, read_origins
from indicators.sources import READERS

Examined = Callable[..., IngestReport]


@pytest.fixture(scope="module")
def examined(shared_data: Path, root: Path) -> Examined:
    """Reads one shipped release's files again, against what is given as held."""
    origins = read_origins(root / "data" / "origins")

    def read(
        origin_id: str, held: pd.DataFrame | None = None, series: dict[str, str] | None = None
    ) -> IngestReport:
        origin: Origin = origins[origin_id]
        if series is not None:
            origin = origin.model_copy(update={"series": series})
        paths = [next(shared_data.rglob(file.name)) for file in origin.files]
        readings = [READERS[origin.source].read(path, origin) for path in paths]
        known = contract.empty() if held is None else held
        return judged(readings, origin, known, catalogue())

    return read


def test_englands_first_time_entrants_are_refused_in_every_year(examined: Examined) -> None:
    report = examined("dfe-lait-2026-02")
    errors = [one for one in report.findings if one.is_error]
    refused = report.rows.loc[sorted({row for one in errors for row in one.rows})]
    every = report.rows[
        (report.rows["indicator_id"] == "first_time_entrants_to_youth_justice")
        & (report.rows["area_code"] == "E92000001")
    ]
    assert refused.index.tolist() == every.index.tolist()
    assert 1258 in refused["value"].tolist()
    assert any(
        "found 1258; expected 98 to 181, as its regions allow" in str(e) for e in report.errors
    )


def test_calderdales_reception_figure_is_doubted(examined: Examined) -> None:
    report = examined("dfe-lait-2026-02")
    told = [str(fault) for fault in report.warnings if "overweight_reception" in fault.where]
    assert len(told) == 1
    assert "Calderdale (E08000033), 2021/22: found 13.1; expected something near 22" in told[0]


def test_a_repeated_year_of_self_harm_is_told(examined: Examined) -> None:
    report = examined("ons-health-index-2023-06")
    told = [one for one in report.findings if one.rule == "repeats"]
    assert [one.indicator_id for one in told] == ["self_harm_admissions"]
    assert "2021/22: found exactly the figures of 2020/21 in 307 of 307 areas" in str(told[0].fault)


def test_two_areas_under_two_codes_are_told(examined: Examined) -> None:
    report = examined("ons-els-children-in-relative-low-income-2026-05")
    told = " ".join(
        str(one.fault) for one in report.findings if one.rule == "twice under two codes"
    )
    assert "Barnsley (E08000016) and Barnsley (E08000038)" in told
    assert "Sheffield (E08000019) and Sheffield (E08000039)" in told


def test_the_old_low_income_series_cannot_be_taken_for_the_new(examined: Examined) -> None:
    """For 2023/24 Bradford is 44.2 in the old series and 40.6 in the new."""
    new = examined("ons-els-children-in-relative-low-income-2026-03")
    held = new.rows
    bradford = held[(held["area_code"] == "E08000032") & (held["period_end"] == "2024-03-31")]
    assert bradford["value"].round(1).tolist() == [40.6]
    old = examined(
        "ons-els-children-in-relative-low-income-2014-series-2025-03",
        held,
        {"Children in poverty": "children_in_relative_low_income"},
    )
    told = [str(one.fault) for one in old.findings if one.rule == "restated"]
    assert len(told) == 1
    assert "This is another series" in told[0]


def test_the_later_release_of_the_new_series_is_no_other_series(examined: Examined) -> None:
    first = examined("ons-els-children-in-relative-low-income-2026-03")
    later = examined("ons-els-children-in-relative-low-income-2026-05", first.rows)
    assert later.errors == ()


def test_the_rules_doubt_few_figures(root: Path) -> None:
    """Fewer than one figure in a thousand that ship is called an outlier."""
    written = read_findings(root / "data" / "findings.csv")
    assert 0 < (written["rule"] == "outliers").sum() < 60
