"""What is said of a file's columns where none holds the codes that its areas need.

Codes are found by what columns hold. Only to say what went wrong, a column's name is looked at: the
one that should hold codes may hold numbers, or letters that only look right.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from geo.areas import AreaType
from geo.errors import Fault, GeographyError, quoted

NAMED_COLUMNS = 8
EXAMPLES = 2
CALLED_CODES = re.compile(r"(.*(cd|codes?))|((wd|ward|lsoa|msoa)_?\d*)", re.IGNORECASE)
KINDS = {  # how a column's name begins, the areas in words, and one of their codes
    AreaType.WARD: (("wd", "ward"), "wards", "E05001341"),
    AreaType.LSOA: (("lsoa",), "LSOAs", "E01010568"),
    AreaType.MSOA: (("msoa",), "MSOAs", "E02002183"),
    AreaType.LOCAL_AUTHORITY: (("lad",), "places", "E08000032"),
}


def refuse_without_own_codes(
    where: str, rows: pd.DataFrame, taken: pd.Series, level: AreaType | None
) -> None:
    """Raise where the codes found are those of larger areas, and another column should hold codes.

    `taken` has the codes found, one for each row that has one; `level` is what the file was said to
    be of.
    """
    different = taken.nunique()
    likely = _likely(rows, more_than=different)
    if len(taken) < 2 * different or not likely:
        return
    areas, code = _areas_of(likely, level)
    found = f"none in {_named(rows)}; {quoted(likely)} holds {_examples(rows[likely])}"
    raise GeographyError(
        f"No column holds the codes of {areas}; nothing was changed.",
        [Fault(where, found, f"codes of {areas}, as {code}", _remedy(likely))],
    )


def without_codes(where: str, rows: pd.DataFrame, codes: dict[str, pd.Series]) -> GeographyError:
    """What to raise where no column holds codes of West Yorkshire; `codes` are those of others."""
    others = {
        label: ", ".join(sorted(set(held) - {""})[:EXAMPLES]) for label, held in codes.items()
    }
    coded = [f"{quoted(label)} has {examples}" for label, examples in others.items() if examples]
    likely = "" if coded else _likely(rows)
    told = f"{quoted(likely)} holds {_examples(rows[likely])}. {_remedy(likely)}" if likely else ""
    found = "; ".join(coded[:3]) if coded else f"no codes of areas in {_named(rows)}"
    expected = "codes of West Yorkshire's wards, LSOAs, MSOAs or places, as E05001341"
    return GeographyError(
        "The file holds no area of West Yorkshire that can be drawn; nothing was changed.",
        [Fault(where, found, expected, told)],
    )


def _likely(rows: pd.DataFrame, more_than: int = 0) -> str:
    """The first column called as codes are that holds more than so many values; empty for none."""
    for label in _labels(rows):
        if CALLED_CODES.fullmatch(label) and rows[label].astype("string").nunique() > more_than:
            return label
    return ""


def _areas_of(label: str, level: AreaType | None) -> tuple[str, str]:
    for kind, (begins, areas, code) in KINDS.items():
        if kind is level or (level is None and label.lower().startswith(begins)):
            return areas, code
    return "its areas", KINDS[AreaType.WARD][2]


def _examples(column: pd.Series) -> str:
    values = column.astype("string").dropna().drop_duplicates().head(EXAMPLES)
    return ", ".join(f"{quoted(value)}{_foreign(str(value))}" for value in values)


def _foreign(text: str) -> str:
    """The letters that are of another alphabet, by name, as they may look the same."""
    names = [unicodedata.name(one, "a strange letter") for one in text if not one.isascii()]
    return f" (with {names[0]})" if names else ""


def _remedy(label: str) -> str:
    return f"See that {quoted(label)} holds the codes as published, as text."


def _named(rows: pd.DataFrame) -> str:
    labels = _labels(rows)
    more = f" and {len(labels) - NAMED_COLUMNS:,} more" if len(labels) > NAMED_COLUMNS else ""
    return f"{', '.join(map(quoted, labels[:NAMED_COLUMNS])) or 'no columns'}{more}"


def _labels(rows: pd.DataFrame) -> list[str]:
    return [str(label) for label in rows.columns if label != "geometry"]
