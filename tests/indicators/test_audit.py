"""The audit of what is held: true to its own descriptions, and not overdue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators import catalogue, contract
from indicators.audit import audit
from indicators.origins import Origin
from indicators.store import Store, open_store

ORIGIN = Origin(
    id="a-release",
    source="transcribed",
    publisher="A publisher",
    title="A publication",
    link="https://example.org",
    published_on=date(2025, 10, 30),
    published_on_basis="stated",
    retrieved_on=date(2025, 10, 30),
)
BEFORE_ANY_REVIEW = date(2020, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def rows(**changed: object) -> pd.DataFrame:
    about = {"origin_id": ORIGIN.id, "published_on": pd.Timestamp("2025-10-30"), "numerator": None}
    return contract.sample().assign(**{**about, **changed})


def told(store: Store, today: date = BEFORE_ANY_REVIEW) -> str:
    return "\n".join(f"{f.severity}: {f}" for f in audit(store, catalogue(), today))


def test_sound_figures_have_nothing_to_tell(store: Store) -> None:
    store.append(rows(), ORIGIN)
    assert told(store) == ""


def test_an_indicator_that_nobody_defined(store: Store) -> None:
    store.append(rows(indicator_id="made_up"), ORIGIN)
    assert "error: made_up, 1 rows: found an indicator that is not defined" in told(store)


def test_another_unit_than_the_definition(store: Store) -> None:
    store.append(rows(unit="per 1,000"), ORIGIN)
    assert "found 'per 1,000'; expected per 10,000, as the definition says" in told(store)


def test_another_release_day_than_the_origin(store: Store) -> None:
    store.append(rows(published_on=pd.Timestamp("2025-11-30")), ORIGIN)
    assert "released on 2025-10-30, as the origin says" in told(store)


def test_figures_without_an_origin(store: Store) -> None:
    store.append(rows(), ORIGIN)
    (Path(store.where) / "origins" / "a-release.toml").unlink()
    assert "error: origin 'a-release': found figures without an origin" in told(store)


def test_an_overdue_review_is_a_warning(store: Store) -> None:
    words = told(store, date(2100, 1, 1))
    assert words.count("warning: definition ") == len(catalogue())
    assert "error" not in words
