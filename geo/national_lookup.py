"""The published lookup from LSOAs to wards and authorities that a person has loaded for England.

Columns are found by what they hold. Which ward an LSOA is in is never found out from shapes.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pyarrow import ArrowException

from geo.areas import AreaType
from geo.errors import Fault, GeographyError, quoted
from geo.official_store import folder, keep, state
from geo.vintages import VINTAGES

KINDS = {"lsoa": r"[EW]01\d{6}", "ward": r"[EW]05\d{6}", "authority": r"(E0[6-9]|W06)\d{6}"}
ENDINGS = (".csv", ".parquet")
REFUSED = "The lookup cannot be loaded; nothing was changed."
FILE = re.compile(r"england-lookup-lsoa-(\d{4})-ward-(\d{4})\.json")
NAMED_AT_MOST = 3
FIRST_WARDS = 2011
NAMES = (("CD", "NM"), ("cd", "nm"), ("code", "name"), ("Code", "Name"), ("CODE", "NAME"))


@dataclass(frozen=True, eq=False)
class Lookup:
    """Which ward and authority each LSOA of England is in, as published.

    `ward` and `authority` are positions in `wards` and `authorities`, of code and name.
    """

    census: int
    ward_year: int
    codes: tuple[str, ...]
    ward: tuple[int, ...]
    wards: tuple[tuple[str, str], ...]
    authority: tuple[int, ...]
    authorities: tuple[tuple[str, str], ...]
    file: str


def lookup_from(census: int) -> Lookup | None:
    """The newest loaded lookup of a census's LSOAs; None where none is loaded."""
    years = [ward_year for held, ward_year in held_lookups() if held == census]
    return lookup(census, max(years)) if years else None


def has_lookup() -> bool:
    """Whether any lookup is loaded."""
    return bool(held_lookups())


def held_lookups() -> tuple[tuple[int, int], ...]:
    """The census and the year of wards of every lookup that is loaded, by the files' names alone,
    the newest first.
    """
    found = [FILE.fullmatch(path.name) for path in folder().glob("england-lookup-*.json")]
    return tuple(sorted(((int(one[1]), int(one[2])) for one in found if one), reverse=True))


def lookup(census: int, ward_year: int) -> Lookup:
    """A lookup that is loaded. Raises GeographyError for one that was damaged since."""
    path = lookup_path(census, ward_year)
    return _read(path, state(path))


def lookup_path(census: int, ward_year: int) -> Path:
    """The file that holds, or would hold, the lookup."""
    return folder() / f"england-lookup-lsoa-{census}-ward-{ward_year}.json"


def load_lookup(file: Path) -> tuple[Lookup, Path, int]:
    """The lookup of a file, stored, where it is kept, and how many rows lie outside England.

    Raises GeographyError, and stores nothing, for a file without codes of LSOAs, wards and
    authorities beside each other, or that puts an LSOA into two wards.
    """
    table = _table(file)
    columns = {kind: _column(file, table, kind, pattern) for kind, pattern in KINDS.items()}
    rows = pd.DataFrame({kind: table[name].str.strip() for kind, name in columns.items()})
    for kind in ("ward", "authority"):
        beside = name_column(columns[kind], list(table.columns))
        rows[f"{kind}_name"] = table[beside].str.strip() if beside else ""
    is_english = rows["lsoa"].str.startswith("E01")
    english = rows[is_english].drop_duplicates().sort_values("lsoa", ignore_index=True)
    _refuse_unusable(file, columns, english)
    made = _lookup(file, columns, english)
    path = lookup_path(made.census, made.ward_year)
    held = _held_codes(made.census, made.ward_year)
    if len(made.codes) < held:
        found = f"{len(made.codes):,} LSOAs, fewer than the {held:,} of the lookup loaded before"
        remedy = f"To load it all the same: 'boundaries remove lookup {made.ward_year}' first."
        raise GeographyError(REFUSED, [Fault(file.name, found, f"{held:,} or more", remedy)])
    keep(path, json.dumps(vars(made), ensure_ascii=False, separators=(",", ":")))
    return made, path, int((~is_english).sum())


def _held_codes(census: int, ward_year: int) -> int:
    """How many LSOAs the lookup loaded before has; none where it is damaged, or not there."""
    if (census, ward_year) not in held_lookups():
        return 0
    try:
        return len(lookup(census, ward_year).codes)
    except GeographyError:
        return 0


def name_column(code_column: str, names: list[str]) -> str:
    """The column of names beside a column of codes, as publishers call them; empty for none."""
    for code, name in NAMES:
        start, found, end = code_column.rpartition(code)
        if found and (beside := f"{start}{name}{end}") in names:
            return beside
    return ""


def _table(file: Path) -> pd.DataFrame:
    if not file.is_file():
        raise _refused(file, "nothing there", "a lookup as .csv or .parquet")
    if file.suffix.lower() not in ENDINGS:
        raise _refused(file, f"a file that ends in {quoted(file.suffix)}", ".csv or .parquet")
    try:
        if file.suffix.lower() == ".csv":
            return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return pd.read_parquet(file).astype("str").fillna("")
    except (ValueError, OSError, ArrowException) as problem:
        words = " ".join(str(problem).split())[:160]
        raise _refused(file, f"not readable ({words})", "a whole table") from None


def _column(file: Path, table: pd.DataFrame, kind: str, pattern: str) -> str:
    """The column of which most cells are codes of the kind."""
    share = {
        str(name): float(table[name].str.strip().str.fullmatch(pattern).mean()) for name in table
    }
    best = max(share, key=lambda name: share[name], default="")
    if not best or share[best] < 0.5:
        expected = f"a column of codes of the kind {kind}, as those of ONS lookups"
        raise _refused(file, f"no codes of the kind {kind}", expected)
    return best


def _refuse_unusable(file: Path, columns: dict[str, str], rows: pd.DataFrame) -> None:
    faults = []
    if rows.empty:
        faults.append(Fault(file.name, "no LSOA of England", "England's LSOAs"))
    twice = rows.loc[rows["lsoa"].duplicated(), "lsoa"].unique()
    faults += [
        Fault(file.name, f"{code} in two wards or authorities", "each LSOA once: a best fit")
        for code in twice[:NAMED_AT_MOST]
    ]
    for kind in ("ward", "authority"):
        odd = rows.loc[~rows[kind].str.fullmatch(KINDS[kind]), kind]
        if len(odd):
            where = f"{file.name}, column {columns[kind]}, {len(odd):,} rows"
            faults.append(Fault(where, quoted(odd.iloc[0]), f"the code of a {kind}"))
    if faults:
        raise GeographyError(REFUSED, faults)


def _lookup(file: Path, columns: dict[str, str], rows: pd.DataFrame) -> Lookup:
    codes = tuple(rows["lsoa"])
    ward, wards = _positions(rows, "ward")
    authority, authorities = _positions(rows, "authority")
    year = _year(file, columns["ward"])
    return Lookup(_census(codes), year, codes, ward, wards, authority, authorities, file.name)


def _positions(
    rows: pd.DataFrame, kind: str
) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    listed = rows[[kind, f"{kind}_name"]].drop_duplicates(kind).sort_values(kind)
    at = {code: position for position, code in enumerate(listed[kind])}
    return tuple(rows[kind].map(at)), tuple(listed.itertuples(index=False, name=None))


def _census(codes: tuple[str, ...]) -> int:
    """The census of the LSOAs, told by those of West Yorkshire; the newest where none is there."""
    small = [one for one in VINTAGES if one.level is AreaType.LSOA]
    return max(small, key=lambda one: len(one.codes().intersection(codes))).year


def _year(file: Path, column: str) -> int:
    digits = re.search(r"(?<!\d)\d\d(?!\d)", column)
    if digits is None:
        expected = "the year in the name of the column of wards, as WD24CD"
        raise _refused(file, f"a column called {quoted(column)}", expected)
    year = 2000 + int(digits.group())
    if not FIRST_WARDS <= year <= datetime.date.today().year:
        expected = f"a year from {FIRST_WARDS} to this one in its name, as WD24CD"
        raise _refused(file, f"a column called {quoted(column)}", expected)
    return year


def _refused(file: Path, found: str, expected: str) -> GeographyError:
    return GeographyError(REFUSED, [Fault(file.name, found, expected)])


@lru_cache(maxsize=4)
def _read(path: Path, _state: str) -> Lookup:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Lookup(
            kept["census"],
            kept["ward_year"],
            tuple(kept["codes"]),
            tuple(kept["ward"]),
            tuple((code, name) for code, name in kept["wards"]),
            tuple(kept["authority"]),
            tuple((code, name) for code, name in kept["authorities"]),
            kept["file"],
        )
    except (ValueError, KeyError, TypeError):
        remedy = "Remove it, and load the lookup again."
        fault = Fault(str(path), "a damaged file", "what 'boundaries lookup' wrote", remedy)
        raise GeographyError("The loaded lookup cannot be read.", [fault]) from None
