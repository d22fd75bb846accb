"""The figures that ship, read once for all tests of what is shown of them."""

from __future__ import annotations

import pytest

from dashboards.figures import Figures
from indicators.store import open_store


@pytest.fixture(scope="session")
def figures() -> Figures:
    return Figures(open_store())
