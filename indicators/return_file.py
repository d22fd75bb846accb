"""A return read from a file, with every fault of it told at once."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from indicators.catalogue import Catalogue
from indicators.errors import CheckError, Fault, SourceError
from indicators.return_checks import checked
from indicators.return_csv import read_csv
from indicators.return_facts import read_facts
from indicators.return_form import FORMS, MOST_BYTES, Read
from indicators.return_rows import Return, read_rows
from indicators.return_xlsx import read_xlsx
from indicators.vocabulary import ALL_AGES

TEMPLATES = "Start from a template: wy-indicators template " + "|".join(FORMS) + "."
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_return(path: Path, catalogue: Catalogue, today: date) -> Return:
    """The return in the file. Raises SourceError or CheckError with every fault found."""
    read = read_file(path)
    if read.faults and not (read.facts or read.headings):
        raise CheckError(f"Nothing of {path.name} was read.", read.faults)
    facts, sure = read_facts(read, today)
    definition = catalogue[sure.measure] if sure.measure else None
    rows = read_rows(read, definition.age if definition else ALL_AGES)
    faults = [*read.faults, *checked(rows, sure, definition)]
    if facts is None:
        raise CheckError(f"Nothing of {path.name} was stored. {TEMPLATES}", faults)
    if faults:
        raise CheckError(f"Nothing of {path.name} was stored.", faults)
    return Return(facts, rows.good)


def read_file(path: Path) -> Read:
    """What the file says, by what it is. Raises SourceError for one that is no file, or too big."""
    if not path.is_file():
        raise SourceError("There is no return to read.", [Fault(path.name, "no file", "a file")])
    size = path.stat().st_size
    if size > MOST_BYTES:
        found = f"{size / 1e6:,.0f} MB"
        fault = Fault(path.name, found, f"{MOST_BYTES / 1e6:,.0f} MB at most", "Send less at once.")
        raise SourceError("Nothing was read.", [fault])
    with path.open("rb") as file:
        start = file.read(8)
    if start[:4] == OLD_WORKBOOK:
        found = "a workbook of the old kind, or one with a password"
        return Read(faults=[Fault(path.name, found, "a plain workbook (.xlsx)")])
    if start[:2] == b"PK" or zipfile.is_zipfile(path) or path.suffix.casefold().startswith(".xl"):
        return read_xlsx(path)
    return read_csv(path)
