"""The areas above the ward: authorities, regions, integrated care boards, trusts and England.

Codes and names are gathered from the publishers' own indicator files, so that any code a reader
meets in them is known.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from geo.areas import ENGLAND, AreaType
from geo.reorganisations import first_and_last_years

CODE = re.compile(r"^E(06|07|08|09|10|12|13|47)\d{6}$")
TYPE_BY_PREFIX = {
    **dict.fromkeys(("E06", "E07", "E08", "E09", "E10"), AreaType.LOCAL_AUTHORITY),
    **dict.fromkeys(("E12", "E13"), AreaType.REGION),  # E13 halves London, as education figures do
    "E47": AreaType.COMBINED_AUTHORITY,
}
# Publishers in the order in which their spelling of a name is preferred: ONS, DfE, OHID.
NAMED_IN = (
    ("ons_els", "areacd", "areanm"),
    ("dfe_csc", "region_code", "region_name"),
    ("dfe_csc", "new_la_code", "la_name"),
    ("fingertips_trafford_2026", "area_code", "area_name"),
    ("fingertips_trafford_2020", "area_code", "area_name"),
)
INDICATORS = Path("indicators")
CARE_BOARDS = INDICATORS / "ukhsa" / "annual_epi_commentary_2024_Table_S6.csv"
NEEDED = (CARE_BOARDS, *sorted({INDICATORS / publisher for publisher, _, _ in NAMED_IN}))
TRUSTS = {  # by NHS organisation code: the providers of West Yorkshire's board report
    "RAE": "Bradford Teaching Hospitals NHS Foundation Trust",
    "RCD": "Harrogate and District NHS Foundation Trust",
    "RCF": "Airedale NHS Foundation Trust",
    "RGD": "Leeds and York Partnership NHS Foundation Trust",
    "RR8": "Leeds Teaching Hospitals NHS Trust",
    "RWY": "Calderdale and Huddersfield NHS Foundation Trust",
    "RX8": "Yorkshire Ambulance Service NHS Trust",
    "RXF": "Mid Yorkshire Teaching NHS Trust",
    "RXG": "South West Yorkshire Partnership NHS Foundation Trust",
    "RY6": "Leeds Community Healthcare NHS Trust",
    "TAD": "Bradford District Care NHS Foundation Trust",
}


def authorities(published: Path) -> pd.DataFrame:
    """Rows for England, regions, combined and local authorities, care boards and trusts."""
    boards = _care_board_areas(published / CARE_BOARDS)
    areas = pd.concat([_authority_areas(published / INDICATORS), boards, _other_areas()])
    first, last, successor = first_and_last_years()
    areas["valid_from"] = areas["code"].map(first)
    areas["valid_to"] = areas["code"].map(last)
    areas["successor"] = areas["code"].map(successor)
    return areas


def _authority_areas(folder: Path) -> pd.DataFrame:
    names: dict[str, str] = {}
    regions: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for publisher, code_column, name_column in NAMED_IN:
        for path in sorted((folder / publisher).glob("*.csv")):
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
            if code_column not in table:
                continue
            named = table.drop_duplicates(code_column)
            for code, name in zip(named[code_column], named[name_column], strict=True):
                if CODE.match(code):
                    names.setdefault(code, name)
            if code_column == "new_la_code":
                regions.update(zip(named[code_column], named["region_code"], strict=True))
                numbers.update(zip(named[code_column], named["old_la_code"], strict=True))
    return pd.DataFrame(
        {
            "code": code,
            "name": name,
            "type": TYPE_BY_PREFIX[code[:3]].value,
            "region": _whole_region(regions.get(code, "")),
            "dfe_number": pd.to_numeric(numbers.get(code)),
        }
        for code, name in names.items()
    )


def _whole_region(code: str) -> str:
    """London for its two halves; other regions as they are."""
    return "E12000007" if code.startswith("E13") else code


def _care_board_areas(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, skiprows=2)
    boards = table.iloc[:, 1:4].set_axis(["code", "nhs_code", "name"], axis=1).drop_duplicates()
    boards = boards[boards["code"].str.match(r"^E54\d{6}$", na=False)]
    return boards.assign(type=AreaType.INTEGRATED_CARE_BOARD.value)


def _other_areas() -> pd.DataFrame:
    england = {"code": ENGLAND, "name": "England", "type": AreaType.COUNTRY.value}
    trusts = [
        {"code": code, "name": name, "type": AreaType.TRUST.value, "nhs_code": code}
        for code, name in TRUSTS.items()
    ]
    return pd.DataFrame([england, *trusts])
