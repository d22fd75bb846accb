"""Origins: an estimated release day is never told as a fact."""

from __future__ import annotations

from pathlib import Path

from indicators.origins import read_origins


def test_an_estimated_day_is_told_as_about_a_month(root: Path) -> None:
    origins = read_origins(root / "data" / "origins")
    estimated = [origin for origin in origins.values() if origin.published_on_is_estimate]
    assert len(estimated) > 10
    for origin in estimated:
        assert f"released about {origin.published_on:%B %Y}" in origin.citation


def test_a_stated_day_is_told_as_it_is(root: Path) -> None:
    iod = read_origins(root / "data" / "origins")["mhclg-iod-2025"]
    assert iod.citation.endswith("released 30 October 2025")


def test_every_basis_that_says_estimate_is_marked(root: Path) -> None:
    for origin in read_origins(root / "data" / "origins").values():
        says = origin.published_on_basis.startswith("An estimate")
        assert origin.published_on_is_estimate or not says, origin.id
