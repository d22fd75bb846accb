"""All England's published files, loaded into a folder of their own as a user would load them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from geo.official_store import FOLDER_VARIABLE

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT.parent / "shared" / "data" / "national"
INDEX = ("england_iod2025_lsoa21.parquet", "mhclg-iod", "2025-10-30")
PEOPLE = ("ew_lsoa21_census2021_age_groups.parquet", "census", "2022-11-02")


def england(published: Path, folder: Path) -> dict[str, str]:
    """The environment variables with which the site shows England; about 20 s of work.

    Raises CalledProcessError where a file is refused.
    """
    around = {FOLDER_VARIABLE: str(folder / "boundaries")}

    def run(*words: str | Path) -> None:
        command = [sys.executable, "-u", "-m", "dashboards.cli", *map(str, words)]
        subprocess.run(
            command, cwd=ROOT, env=os.environ | around, check=True, stdout=subprocess.DEVNULL
        )

    for file in ("ew_lsoa21_bsc.parquet", "uk_wd21_bsc.parquet"):
        run("boundaries", "load", published / file)
    run("boundaries", "lookup", published / "ew_lsoa21_wd24_lad24.parquet")
    for file, reader, day in (INDEX, PEOPLE):
        run("ingest", reader, published / file, "--published-on", day,
            "--store", folder / "store", "--accept-warnings")  # fmt: skip
    return around
