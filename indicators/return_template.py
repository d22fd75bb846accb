"""Templates of returns: the facts, the headings and the lists, as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
from typing import Any

from geo.areas import PLACES, codes, name
from geo.vintages import told
from indicators.catalogue import Catalogue
from indicators.return_form import (
    ABOUT,
    COLUMNS,
    COUNTS,
    FACTS,
    HEADINGS,
    INSTRUCTIONS,
    LISTS,
    MOST_ROWS_IN_A_WORKBOOK,
    SEXES,
    VINTAGES_TAKEN,
    Form,
)

GUIDED_ROWS = 20_000  # rows of the workbook that are guided by lists and rules
BOLD_WIDTHS = {"A": 26, "B": 60, "C": 44, "D": 34}
HELD = (
    "What you send is kept for its owner alone and is never published as it is. What is shown of "
    "it is made safe first: small counts are hidden, and others that would give them away."
)


def steps(form: Form) -> list[str]:
    """What to do, in order."""
    return [
        f"Sheet '{ABOUT}': fill in what the return is about. All but notes are needed.",
        f"Sheet '{COUNTS}': one row for each count, each area of the place in each period.",
        "An area without anyone is sent as 0. Where a count is not known, the return cannot be "
        "taken: missing is never zero.",
        "Codes are of one kind: wards of one pattern, or neighbourhoods (LSOAs) of one census, as "
        "'areas' says. Totals of the place are not sent; they are added up.",
        f"Periods: {form.periods_in_words}.",
        "Leave sex and age empty for everyone. If you send them, send female and male, and age "
        "bands that follow on each other.",
        "Values only: no formulas, no merged cells, nothing hidden, no macros.",
        f"Up to {MOST_ROWS_IN_A_WORKBOOK:,} rows; send more as CSV.",
        "Then: wy-indicators ingest return FILE. It says all that is wrong at once.",
        HELD,
    ]


def as_csv(form: Form) -> bytes:
    """The template as CSV: facts to fill in above the heading."""
    out = io.StringIO()
    for fact in FACTS[:-1]:
        given = form.measures[0] if fact.name == "measure" else ""
        given = VINTAGES_TAKEN[1].label if fact.name == "areas" else given
        out.write(f"#{fact.name}: {given}".rstrip() + "\n")
    csv.writer(out, lineterminator="\n").writerow(HEADINGS)
    return out.getvalue().encode()


def as_workbook(form: Form, known: Catalogue, place: str | None = None) -> bytes:
    """The template as a workbook, with instructions, lists of one place or all, and rules."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = INSTRUCTIONS
    _put(sheet, [[form.title], [], *([words] for words in steps(form)), []])
    _put(sheet, [["Column", "Meaning"], *([one.name, one.meaning] for one in COLUMNS)])
    about, counts, lists = (book.create_sheet(title) for title in (ABOUT, COUNTS, LISTS))
    filled = {"measure": form.measures[0], "areas": VINTAGES_TAKEN[1].label, "place": place}
    _put(about, [["Fact", "Value", "Meaning"]])
    _put(about, [[one.name, filled.get(one.name), one.meaning] for one in FACTS[:-1]])
    _put(counts, [list(HEADINGS)])
    columns = _lists(form, known, place)
    for at, (heading, values) in enumerate(columns.items(), start=1):
        for row, value in enumerate([heading, *values], start=1):
            lists.cell(row, at, value)
    _guide(about, counts, {key: len(values) for key, values in columns.items()})
    for one in book.worksheets:
        for letter, width in BOLD_WIDTHS.items():
            one.column_dimensions[letter].width = width
    for one in (about, counts, lists):
        one.freeze_panes = "A2"
        for cell in one[1]:
            cell.font = openpyxl.styles.Font(bold=True)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _lists(form: Form, known: Catalogue, place: str | None) -> dict[str, list[str]]:
    places = [place] if place else list(PLACES)
    areas = sorted(
        {
            code
            for where in places
            for one in VINTAGES_TAKEN
            for code in codes(one.level, within=where, vintage=one.year)
        }
    )
    return {
        "area_code": areas,
        "which area": [told(code) for code in areas],
        "sex": list(SEXES),
        "measure": list(form.measures),
        "which measure": [known[one].title for one in form.measures],
        "place": places,
        "which place": [name(one) for one in places],
        "areas": [one.label for one in VINTAGES_TAKEN],
    }


def _put(sheet: Any, rows: list[list[Any]]) -> None:
    for row in rows:
        sheet.append(row)


def _guide(about: Any, counts: Any, lengths: dict[str, int]) -> None:
    """Rules that the spreadsheet keeps while one types; the suite checks everything again."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    def add(sheet: Any, cells: str, words: str, **rule: Any) -> None:
        made = DataValidation(allow_blank=True, showErrorMessage=True, error=words, **rule)
        made.errorTitle = "Not as expected"
        sheet.add_data_validation(made)
        made.add(cells)

    def listed(column: str) -> str:
        letter = get_column_letter(list(lengths).index(column) + 1)
        return f"{LISTS}!${letter}$2:${letter}${lengths[column] + 1}"

    last = GUIDED_ROWS + 1
    at = {one: get_column_letter(number) for number, one in enumerate(HEADINGS, start=1)}
    for column in ("area_code", "sex"):
        words = f"Choose from the list of sheet {LISTS}."
        cells = f"{at[column]}2:{at[column]}{last}"
        add(counts, cells, words, type="list", formula1=listed(column))
    for column in ("period_start", "period_end"):
        cells = f"{at[column]}2:{at[column]}{last}"
        rule = {"type": "date", "operator": "between", "formula1": "32874", "formula2": "73415"}
        add(counts, cells, "A day, as 2025-03-31.", **rule)
        for row in range(2, 202):
            counts[f"{at[column]}{row}"].number_format = "yyyy-mm-dd"
    cells = f"{at['count']}2:{at['count']}{last}"
    rule = {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"}
    add(counts, cells, "A whole number, 0 or more.", **rule)
    for number, fact in enumerate(FACTS[:-1], start=2):
        if fact.name in ("measure", "place", "areas"):
            words = f"Choose from the list of sheet {LISTS}."
            add(about, f"B{number}", words, type="list", formula1=listed(fact.name))
        if fact.name == "collected_on":
            about[f"B{number}"].number_format = "yyyy-mm-dd"
