"""Which worker of pytest-xdist runs what: together what shares something dear, long things first.

A worker that is given a long file last leaves the others idle, so files known to be long are given
first. Two workers share what costs much to make once: all tests in a browser are one worker's, with
one server of the site and one browser, and all tests of what the site shows are the other's, with
one reading of the figures. More workers take them file by file, as `loadfile` does.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/browser/", "tests/dashboards/")
LONG = (
    *TOGETHER,
    "tests/indicators/test_rebuild.py",
    "tests/indicators/test_ingest_killed.py",
    "tests/benchmarks/test_site_bench.py",
    "tests/notebooks/test_served_notebooks.py",
    "tests/notebooks/test_notebooks.py",
    "tests/docs/test_readme.py",
    "tests/test_cli.py",
    "tests/indicators/test_status.py",
    "tests/indicators/test_backtest.py",
    "tests/indicators/test_another_vintage.py",
    "tests/indicators/test_published_figures.py",
    "tests/geo/test_national.py",
)


class LongestFirst(LoadFileScheduling):
    """As `loadfile`, but for what goes together and for what comes first."""

    def schedule(self) -> None:
        self.config.option.loadscopereorder = False  # which is by the number of tests
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        if self.numnodes == 2:
            for folder in TOGETHER:
                if nodeid.startswith(folder):
                    return folder
        return super()._split_scope(nodeid)


def longest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests with those of long files first; else in the order in which they were found."""

    def place(item: pytest.Item) -> int:
        return next((at for at, one in enumerate(LONG) if item.nodeid.startswith(one)), len(LONG))

    return sorted(items, key=place)
