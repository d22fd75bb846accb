"""An ingest killed at random moments leaves the former state, and can be repeated."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo import areas as geography
from indicators.ingest import ingest
from indicators.store import open_store

KILLS = 20
Write = Callable[..., Path]


def held(folder: Path) -> pd.DataFrame:
    return open_store(folder).observations(all_releases=True)


def test_killed_at_twenty_random_moments(made_release: Write, tmp_path: Path) -> None:
    authorities = geography.codes("local authority")
    former = tmp_path / "former"
    first = made_release("first.csv", authorities, range(2001, 2024))
    ingest("ons-els", [first], open_store(former), published_on="2024-01-20", accept_warnings=True)
    second = made_release("second.csv", authorities, range(2001, 2025))
    command = [
        *(sys.executable, "-m", "dashboards.cli", "ingest", "ons-els", str(second)),
        *("--published-on", "2025-01-20", "--accept-warnings", "--store"),
    ]
    complete = tmp_path / "complete"
    shutil.copytree(former, complete)
    started = time.monotonic()
    subprocess.run([*command, str(complete)], check=True, capture_output=True)
    whole = time.monotonic() - started
    before, after = held(former), held(complete)
    assert len(after) > len(before) > 5_000

    chance = random.Random(20251121)
    outcomes = set()
    for number in range(KILLS):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(former, folder)
        running = subprocess.Popen(
            [*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Half the moments are in the last third, where the writing is.
        time.sleep(whole * chance.uniform(0.66 * (number % 2), 1.0))
        running.kill()
        running.wait()
        left = held(folder)
        was_stored = len(left) == len(after)
        pd.testing.assert_frame_equal(left, after if was_stored else before)
        outcomes.add(was_stored)
        ingest(
            "ons-els", [second], open_store(folder), published_on="2025-01-20", accept_warnings=True
        )
        pd.testing.assert_frame_equal(held(folder), after)
        assert not list(folder.rglob("*.unfinished"))
    assert False in outcomes, "no ingest was killed before its end"


@pytest.mark.parametrize("moment", ["written", "renamed"])
def test_killed_between_writing_and_renaming(
    made_release: Write, tmp_path: Path, moment: str
) -> None:
    """The two moments that chance is least likely to find: they are met by stopping there."""
    folder = tmp_path / "store"
    program = f"""
import os, signal, sys
from pathlib import Path
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rename = Path.replace
def stop(self, target):
    if str(target).endswith(".parquet"):
        if {moment!r} == "renamed":
            rename(self, target)
        kill()
    return rename(self, target)
Path.replace = stop
from dashboards.cli import main
main(sys.argv[1:])
"""
    path = made_release()
    asked = ["ingest", "ons-els", str(path), "--published-on", "2025-01-20", "--store", str(folder)]
    killed = subprocess.run([sys.executable, "-c", program, *asked], capture_output=True)
    assert killed.returncode == -9
    assert len(held(folder)) == (50 if moment == "renamed" else 0)
    report = ingest("ons-els", [path], open_store(folder))
    assert report.added == (0 if moment == "renamed" else 50)
    assert len(held(folder)) == 50
