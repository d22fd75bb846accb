"""Residents, ages and land of each English authority, summed from its neighbourhoods.

Census counts are added up by the published lookup of neighbourhoods to authorities; the land is
measured on the published generalised boundary, which differs from the exact one by about 1%.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

NATIONAL = Path("national")
AGES = NATIONAL / "ew_lsoa21_census2021_age_groups.parquet"
AUTHORITIES = NATIONAL / "ew_lsoa21_wd24_lad24.parquet"
BOUNDARIES = NATIONAL / "uk_lad24_buc.parquet"
RESIDENTS_NEEDED = (AGES, AUTHORITIES, BOUNDARIES)
YOUNG, OLD = "Aged 15 years and under", "Aged 65 years and over"


def resident_table(published: Path) -> pd.DataFrame:
    """One row per English authority of 2024: residents, those under 16 and from 65, land in km2."""
    from geo.boundaries import square_km  # slow to import, and needed here only

    lookup = pd.read_parquet(published / AUTHORITIES, columns=["LSOA21CD", "LAD24CD"])
    ages = pd.read_parquet(published / AGES).merge(
        lookup, left_on="lsoa21_code", right_on="LSOA21CD", validate="many_to_one"
    )
    counts = ages.pivot_table(
        index="LAD24CD", columns="age_group", values="usual_residents", aggfunc="sum"
    )
    table = pd.DataFrame(
        {
            "residents": counts.sum(axis=1),
            "aged_under_16": counts[YOUNG],
            "aged_65_and_over": counts[OLD],
            "square_km": square_km(published / BOUNDARIES, "LAD24CD"),
        }
    )
    english = table[table.index.str.startswith("E")].rename_axis("code").sort_index()
    whole = ["residents", "aged_under_16", "aged_65_and_over"]
    english["square_km"] = english["square_km"].map("{:.1f}".format)
    return english.astype(dict.fromkeys(whole, int)).reset_index()
