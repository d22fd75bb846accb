"""Areas: their codes, names, kinds, parents and lives."""

from __future__ import annotations

from enum import StrEnum


class AreaType(StrEnum):
    """The kinds of area a figure may be for, smallest first."""

    LSOA = "lsoa"
    MSOA = "msoa"
    WARD = "ward"
    LOCAL_AUTHORITY = "local authority"
    TRUST = "NHS trust"
    COMBINED_AUTHORITY = "combined authority"
    INTEGRATED_CARE_BOARD = "integrated care board"
    REGION = "region"
    COUNTRY = "country"


BRADFORD = "E08000032"
CALDERDALE = "E08000033"
KIRKLEES = "E08000034"
LEEDS = "E08000035"
WAKEFIELD = "E08000036"
PLACES: tuple[str, ...] = (BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD)
WEST_YORKSHIRE = "E47000003"
WEST_YORKSHIRE_ICB = "E54000054"
YORKSHIRE_AND_THE_HUMBER = "E12000003"
ENGLAND = "E92000001"
