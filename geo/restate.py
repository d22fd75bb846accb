"""Make the tables and shapes of data/places from the published lookups.

The figures, codes and names are the publishers'; the tables, their columns and their order are the
suite's own. The same published folder always gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.areas import AreaType
from geo.errors import Fault, GeographyError
from geo.restate_authorities import NEEDED, authorities
from geo.restate_residents import RESIDENTS_NEEDED, resident_table

AREA_COLUMNS = [
    "code",
    "name",
    "type",
    "place",
    "region",
    "valid_from",
    "valid_to",
    "successor",
    "other_name",
    "nhs_code",
    "dfe_number",
]
LOOKUPS = Path("lookups")
WARDS_OF_LSOAS_2011 = {
    2017: ("wy_lsoa11_wd17.csv", "lsoa11_code", "ward17_code"),
    2019: ("wy_lsoa11_wd19_lad19.csv", "LSOA11CD", "WD19CD"),
    2021: ("wy_lsoa11_wd21_lad21.csv", "LSOA11CD", "WD21CD"),
}
CHANGES = {"U": "unchanged", "S": "split", "M": "merged", "X": "irregular"}
WARD_YEARS = (2013, 2017, 2019, 2021, 2022, 2024, 2025, 2026)


def restate_places(published: Path, out: Path) -> list[Path]:
    """The files written, under `out`: areas, LSOAs and their changes, residents, shapes, hexagons.

    `published` is the folder that holds the publishers' `lookups`, `indicators` and `national`
    folders.
    Raises GeographyError, naming every absent file, before anything is written.
    """
    _refuse_absent(published)
    lsoas = lsoa_table(published)
    tables = {
        "areas.csv": area_table(published, lsoas),
        "lsoas.csv": lsoas.drop(columns=["name_2011", "name_2021", "place"]),
        "lsoa_changes.csv": change_table(published),
        "residents.csv": resident_table(published),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(out / name, index=False, lineterminator="\n", float_format="%.5f")
    from geo.boundaries import write_shapes  # slow to import, and needed here only
    from geo.restate_hexagons import write_hexagons

    shapes = write_shapes(lsoas, out)
    return [*(out / name for name in tables), *shapes, write_hexagons(lsoas, out)]


def area_table(published: Path, lsoas: pd.DataFrame) -> pd.DataFrame:
    """One row per area, with AREA_COLUMNS, by type and code."""
    parts = [
        authorities(published),
        ward_areas(published),
        msoa_areas(published),
        lsoa_areas(lsoas),
    ]
    table = pd.concat(parts, ignore_index=True).reindex(columns=AREA_COLUMNS)
    for column in ("valid_from", "valid_to", "dfe_number"):
        table[column] = table[column].astype("Int64")
    order = {kind.value: position for position, kind in enumerate(reversed(AreaType))}
    return table.sort_values(
        ["type", "code"], key=lambda c: c.map(order) if c.name == "type" else c
    )


def ward_areas(published: Path) -> pd.DataFrame:
    """West Yorkshire's wards of every year from 2013, with the first and last year of each code."""
    history = _read(published / LOOKUPS / "wy_ward_code_history.csv")
    made = history["SOURCEFILE"].astype(int)
    seen = [year for year in WARD_YEARS if f"in_WD{year % 100}" in history]
    last = pd.Series(0, index=history.index)
    for year in seen:
        last = last.mask(history[f"in_WD{year % 100}"] == "1", year)
    # A pattern holds until the year before the next that lacks it; 2018 was never flagged.
    until = {0: 2018, 2017: 2017, 2019: 2019, 2025: 2025, 2026: pd.NA}
    return pd.DataFrame(
        {
            "code": history["WDCD"],
            "name": history["WDNM"].str.replace(" & ", " and "),
            "type": AreaType.WARD.value,
            "place": history["LADCD"],
            "valid_from": made.where(made > 2016).astype("Int64"),
            "valid_to": last.map(until).astype("Int64"),
        }
    )


def msoa_areas(published: Path) -> pd.DataFrame:
    """Middle layer areas of both censuses, by their House of Commons Library names."""
    names = _read(published / LOOKUPS / "wy_msoa_names_hcl.csv")
    return pd.DataFrame(
        {
            "code": names["MSOACD"],
            "name": names["MSOAHCLNM"],
            "other_name": names["MSOANM"],
            "type": AreaType.MSOA.value,
            "place": names["LADCD_ACTIVE"],
            "valid_from": (names["MSOA11CD"] != "").map({True: 2011, False: 2021}),
            "valid_to": pd.Series(pd.NA, names.index, "Int64").mask(names["MSOA21CD"] == "", 2020),
        }
    )


def lsoa_areas(lsoas: pd.DataFrame) -> pd.DataFrame:
    """Lower layer areas of both censuses, from `lsoa_table`."""
    in_2011, in_2021 = lsoas["census_2011_msoa"] != "", lsoas["census_2021_msoa"] != ""
    return pd.DataFrame(
        {
            "code": lsoas["code"],
            "name": lsoas["name_2021"].where(in_2021, lsoas["name_2011"]),
            "type": AreaType.LSOA.value,
            "place": lsoas["place"],
            "valid_from": in_2011.map({True: 2011, False: 2021}),
            "valid_to": pd.Series(pd.NA, lsoas.index, "Int64").mask(~in_2021, 2020),
        }
    )


def lsoa_table(published: Path) -> pd.DataFrame:
    """One row per LSOA of either census: MSOA, wards and point; empty in the census it is not of.

    The published lookups of the two censuses put eight unchanged LSOAs in different wards, so both
    are kept.
    """
    folder = published / LOOKUPS
    points = _read(folder / "wy_lsoa_latlong.csv").set_index("LSOACD").astype(float)
    table = pd.DataFrame(index=points.index.sort_values().rename("code"))
    msoas = _read(folder / "wy_lsoa11_msoa11.csv").set_index("lsoa11_code")
    table["name_2011"], table["census_2011_msoa"] = msoas["lsoa11_name"], msoas["msoa11_code"]
    for year, (file, lsoa, ward) in WARDS_OF_LSOAS_2011.items():
        table[f"census_2011_ward_{year}"] = _read(folder / file).set_index(lsoa)[ward]
    wards = _read(folder / "wy_lsoa21_wd24_lad24.csv").set_index("LSOA21CD")
    table["name_2021"] = wards["LSOA21NM"]
    table["census_2021_msoa"] = wards["LSOA21NM"].str[:-1].map(_msoa_2021_codes(folder))
    table["census_2021_ward_2021"] = wards["WD24CD"]
    changes = _read(folder / "wy_lsoa11_lsoa21_lad22.csv")
    place = pd.concat([wards["LAD24CD"], changes.set_index("lsoa11_code")["ltla22_code"]])
    table["place"] = place[~place.index.duplicated()]
    table = table.fillna("")
    table[["latitude", "longitude"]] = points[["latitude", "longitude"]].round(5)
    return table.reset_index()


def change_table(published: Path) -> pd.DataFrame:
    """LSOAs of 2011 beside those of 2021, with the kind of change in words."""
    changes = _read(published / LOOKUPS / "wy_lsoa11_lsoa21_lad22.csv")
    table = pd.DataFrame(
        {
            "lsoa_2011": changes["lsoa11_code"],
            "lsoa_2021": changes["lsoa21_code"],
            "change": changes["change_code"].map(CHANGES),
        }
    )
    return table.sort_values(["lsoa_2011", "lsoa_2021"])


def _msoa_2021_codes(folder: Path) -> dict[str, str]:
    """MSOA codes of 2021 by name: an LSOA's name is its MSOA's name and a letter."""
    names = _read(folder / "wy_msoa_names_hcl.csv")
    current = names[names["MSOA21CD"] != ""]
    return dict(zip(current["MSOANM"], current["MSOA21CD"], strict=True))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _refuse_absent(published: Path) -> None:
    lookups = [
        "wy_ward_code_history.csv",
        "wy_msoa_names_hcl.csv",
        "wy_lsoa_latlong.csv",
        "wy_lsoa11_msoa11.csv",
        "wy_lsoa21_wd24_lad24.csv",
        "wy_lsoa11_lsoa21_lad22.csv",
        *(file for file, _, _ in WARDS_OF_LSOAS_2011.values()),
    ]
    needed = [*(LOOKUPS / name for name in lookups), *NEEDED, *RESIDENTS_NEEDED]
    faults = [
        Fault(str(published / path), "nothing there", "a published file or folder")
        for path in needed
        if not (published / path).exists()
    ]
    if faults:
        raise GeographyError("The published files are not all there; nothing was written.", faults)
