"""What tests of readers share: reading a file, damaging a copy of it, and picking out one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from indicators.origins import Origin
from indicators.sources import READERS
from indicators.sources.base import Reading

NOTHING: Mapping[str, str] = MappingProxyType({})


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    """Read a file with the reader of that name, as one release, of 1 July 2025 if not told."""

    def reading(
        name: str,
        path: Path,
        series: Mapping[str, str] = NOTHING,
        published_on: date = date(2025, 7, 1),
    ) -> Reading:
        origin = Origin(
            id="a-release",
            source=name,
            publisher="A publisher",
            title="A title",
            link="https://example.org/",
            published_on=published_on,
            published_on_basis="Invented for a test.",
            retrieved_on=published_on,
            series=dict(series),
        )
        return READERS[name].read(path, origin)

    return reading


@pytest.fixture(scope="session")
def fixtures(root: Path) -> Path:
    """The folder of small files in publishers' layouts, with invented values."""
    return root / "tests" / "fixtures"


@pytest.fixture
def changed(fixtures: Path, tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of a fixture under its own name in which one text stands for another."""

    def copy(name: str, old: str, new: str) -> Path:
        text = (fixtures / name).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{name} does not hold {old!r}, so nothing would be changed.")
        path = tmp_path / Path(name).name
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return copy


@pytest.fixture(scope="session")
def one() -> Callable[..., pd.Series]:
    """The only row of a reading with the given cells."""

    def row(reading: Reading, **cells: object) -> pd.Series:
        rows = reading.rows
        for column, cell in cells.items():
            rows = rows[rows[column] == cell]
        if len(rows) != 1:
            raise ValueError(f"{len(rows)} rows have {cells}; one was wanted.")
        return rows.iloc[0]

    return row


@pytest.fixture(scope="session")
def told() -> Callable[[Reading], str]:
    """All errors of a reading as the text a person would see."""
    return lambda reading: "\n".join(str(fault) for fault in reading.errors)
