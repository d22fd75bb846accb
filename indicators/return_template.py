"""Templates of returns: the facts, the headings and the lists, as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
from typing import Any

from geo.areas import PLACES, AreaType, codes, name
from geo.vintages import Vintage, told
from indicators.catalogue import Catalogue
from indicators.return_form import (
    ABOUT,
    AREA_NAME,
    COLUMNS,
    COUNTS,
    FACTS,
    HEADINGS,
    INSTRUCTIONS,
    LISTS,
    MOST_ROWS_IN_A_WORKBOOK,
    NAMED_HEADINGS,
    SEXES,
    USUAL,
    Field,
    Form,
)

GUIDED_ROWS = 20_000  # rows of the workbook that are guided by lists and rules
BOLD_WIDTHS = {"A": 26, "B": 60, "C": 44, "D": 34}
HELD = (
    "What you send is kept for its owner alone and is never published as it is. What is shown of "
    "it is made safe first: small counts are hidden, and others that would give them away."
)


def steps(form: Form, has_areas: bool = False) -> list[str]:
    """What to do, in order; `has_areas` where the rows of the areas stand there already."""
    there = "The areas stand there already: copy their rows for each further period. "
    kinds = "wards of one pattern"
    if AreaType.LSOA in form.levels:
        kinds += ", or neighbourhoods (LSOAs) of one census"
    return [
        f"Sheet '{ABOUT}': fill in what the return is about. All but notes are needed. The measure "
        f"is {' or '.join(form.measures)}.",
        f"Sheet '{COUNTS}': one row for each count, each area of the place in each period. "
        + there * has_areas,
        "An area without anyone is sent as 0. Where a count is not known, the return cannot be "
        "taken: missing is never zero.",
        f"Codes are of one kind: {kinds}, as 'areas' says. Totals of the place are not sent; "
        "they are added up.",
        f"Periods: {form.periods_in_words}.",
        "Leave sex and age empty for everyone. If you send them, send female and male, and age "
        "bands that follow on each other.",
        "Values only: no formulas, no merged cells, nothing hidden, no macros.",
        f"Up to {MOST_ROWS_IN_A_WORKBOOK:,} rows; send more as CSV.",
        "Then: wy-indicators check return FILE. It says all that is wrong at once, or what would "
        "be shown and hidden, and writes nothing. wy-indicators ingest return FILE takes it in.",
        HELD,
    ]


def as_csv(form: Form, place: str | None = None, areas: Vintage | None = None) -> bytes:
    """The template as CSV: facts above the heading, and the rows of a place's areas below it."""
    out = io.StringIO()
    filled = _filled(form, place, areas)
    for fact in FACTS[:-1]:
        out.write(f"#{fact.name}: {filled.get(fact.name, '')}".rstrip() + "\n")
    csv.writer(out, lineterminator="\n").writerows(_rows(place, areas))
    return out.getvalue().encode()


def _filled(form: Form, place: str | None, areas: Vintage | None) -> dict[str, str]:
    """The facts that are known before anyone fills them in."""
    made = {"measure": form.measures[0], "areas": (areas or USUAL).label}
    return made | ({"place": place} if place else {})


def _rows(place: str | None, areas: Vintage | None) -> list[list[str]]:
    """The heading and, where a place is given, a row for each of its areas, with its name."""
    if not place:
        return [list(HEADINGS)]
    pattern = areas or USUAL
    blank = [""] * (len(NAMED_HEADINGS) - 2)
    every = codes(pattern.level, within=place, vintage=pattern.year)
    return [list(NAMED_HEADINGS), *([code, name(code), *blank] for code in every)]


def _columns(form: Form) -> list[Field]:
    """The columns with their meanings; areas that the form does not take are not spoken of."""
    first = COLUMNS[0]
    if AreaType.LSOA not in form.levels:
        first = Field(first.name, "Code of the ward.")
    return [first, AREA_NAME, *COLUMNS[1:]]


def as_workbook(
    form: Form, known: Catalogue, place: str | None = None, areas: Vintage | None = None
) -> bytes:
    """The template as a workbook, with instructions, lists of one place or all, and rules.

    Where a place is given its areas stand there already, and the list of codes has those alone.
    """
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = INSTRUCTIONS
    _put(sheet, [[form.title], [], *([words] for words in steps(form, bool(place))), []])
    _put(sheet, [["Column", "Meaning"], *([one.name, one.meaning] for one in _columns(form))])
    about, counts, lists = (book.create_sheet(title) for title in (ABOUT, COUNTS, LISTS))
    filled, rows = _filled(form, place, areas), _rows(place, areas)
    _put(about, [["Fact", "Value", "Meaning"]])
    _put(about, [[one.name, filled.get(one.name), one.meaning] for one in FACTS[:-1]])
    _put(counts, [[value or None for value in row] for row in rows])
    pattern = areas or (USUAL if place else None)
    columns = _lists(form, known, place, (pattern,) if pattern else form.patterns)
    for at, (heading, values) in enumerate(columns.items(), start=1):
        for row, value in enumerate([heading, *values], start=1):
            lists.cell(row, at, value)
    _guide(about, counts, {key: len(values) for key, values in columns.items()}, rows[0], len(rows))
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


def _lists(
    form: Form, known: Catalogue, place: str | None, patterns: tuple[Vintage, ...]
) -> dict[str, list[str]]:
    places = [place] if place else list(PLACES)
    areas = sorted(
        {
            code
            for where in places
            for one in patterns
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
        "areas": [one.label for one in patterns],
    }


def _put(sheet: Any, rows: list[list[Any]]) -> None:
    for row in rows:
        sheet.append(row)


def _guide(
    about: Any, counts: Any, lengths: dict[str, int], headings: list[str], rows: int
) -> None:
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
    at = {one: get_column_letter(number) for number, one in enumerate(headings, start=1)}
    for column in ("area_code", "sex"):
        words = f"Choose from the list of sheet {LISTS}."
        cells = f"{at[column]}2:{at[column]}{last}"
        add(counts, cells, words, type="list", formula1=listed(column))
    for column in ("period_start", "period_end"):
        cells = f"{at[column]}2:{at[column]}{last}"
        rule = {"type": "date", "operator": "between", "formula1": "32874", "formula2": "73415"}
        add(counts, cells, "A day, as 2025-03-31.", **rule)
        for row in range(2, max(202, 2 * rows)):
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
