"""The board matrix in a terminal, and as objects for scripts."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.viewmodel.signals import assurance_signal, direction_signal, variation_signal
from geo import areas as geography
from indicators import safe_mode
from indicators.catalogue import Catalogue
from indicators.compute import BOARD_AREAS
from indicators.definition import Definition, Heading
from indicators.status import COLUMNS
from indicators.vocabulary import Status

WIDTH = 100
INDENT = 4
COLUMN = (WIDTH - INDENT) // len(BOARD_AREAS)
HEADINGS = {
    geography.WEST_YORKSHIRE: ("West", "Yorkshire"),
    geography.YORKSHIRE_AND_THE_HUMBER: ("Yorks and", "The Humber"),
}
JUDGED = (Status.MET, Status.MISSED, Status.ON_TRACK, Status.OFF_TRACK, Status.UNDETERMINED)
TESTS = ("Recent trend", "Latest figure", "Assurance of meeting the target")
PROVISIONAL = (
    "Each latest figure is read against the usual range of its own series. On fewer than 12 "
    "figures that reading is provisional; --json gives the reason for each."
)
# The period's words tell its days, and each figure names its own source.
LEFT_OUT = ("period_start", "period_end", "status_source", "change_source", "previous_source")
FIELDS = tuple(name for name in COLUMNS if name not in LEFT_OUT)


def objects(status: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, object]]:
    """One object for each metric and area, ready for JSON: None where there is nothing.

    An object about suicide has a `note` with the caveat and the help line, wherever it goes.
    """
    rows = [{name: plain(row[name]) for name in FIELDS} for row in status.to_dict(orient="records")]
    for row in rows:
        is_suicide = safe_mode.applies(catalogue[str(row["indicator_id"])])
        row["note"] = " ".join(safe_mode.HELP) if is_suicide else None
    return rows


def table(status: pd.DataFrame, catalogue: Catalogue, known_on: datetime.date) -> str:
    """The matrix as text of at most 100 columns, by heading, values before status."""
    framework = catalogue.framework(str(status["framework"].iloc[0]))
    lines = [f"{framework.title}, as known on {text.day(known_on)}"]
    help_is_needed = False
    for heading in framework.headings:
        lines += ["", *_wrapped(heading.title, 0), *_promise(heading, known_on)]
        rows = status[status["ambition"] == heading.id]
        lines += _column_headings() if rows["period"].notna().any() else []
        for _, metric in rows.groupby(["indicator_id", "sex", "metric"], sort=False):
            definition = catalogue[metric["indicator_id"].iloc[0]]
            help_is_needed |= safe_mode.applies(definition)
            lines += _metric(metric, definition)
        if any(safe_mode.applies(catalogue[m.indicator]) for m in heading.metrics):
            lines += [line for words in safe_mode.HELP for line in _wrapped(words, 2)]
    lines += ["", *_wrapped(PROVISIONAL, 0)] if status["variation"].notna().any() else []
    return "\n".join(lines)


def _promise(heading: Heading, known_on: datetime.date) -> Iterator[str]:
    """The words and the number of the promise as they stood on the day."""
    statement = heading.statement_on(known_on)
    if heading.statements and statement is None:
        yield from _wrapped(f"No promise had been made by {text.day(known_on)}.", 2)
        return
    if statement is not None:
        since = f"(since {text.day(statement.holds_from)})"
        yield from _wrapped(f"Promise {since}: {statement.text}", 2)
    yield from _wrapped(f"Target: {heading.target_on(known_on)}", 2)
    if statement is not None and statement.not_judged:
        yield from _wrapped(statement.not_judged, 2)


def _metric(rows: pd.DataFrame, definition: Definition) -> Iterator[str]:
    """A metric's name, its values across, and its status."""
    held = rows[rows["period"].notna()]
    name = f"{rows['metric'].iloc[0]} ({text.unit_in_words(definition)})"
    if held.empty:
        yield from _wrapped(name, 2)
        yield from _wrapped(str(rows["status_reason"].iloc[0]), INDENT)
        return
    by_area = rows.set_index("area_code")
    main = held[held["area_code"] == geography.WEST_YORKSHIRE]["period"]
    usual = main.iloc[0] if len(main) else held["period"].mode().iloc[0]
    yield from _wrapped(f"{name}, {usual}", 2)
    across = [code for code in BOARD_AREAS if code in by_area.index]
    if any(code in set(held["area_code"]) for code in across):
        cells = [_value(by_area.loc[code], definition) for code in across]
        yield " " * INDENT + "".join(f"{cell:>{COLUMN}}" for cell in cells)
    yield from _wrapped("; ".join(_notes(rows, definition, str(usual), across)), INDENT)
    yield from _verdict(rows)
    for words in _signals(rows, definition):
        yield from _wrapped(words, INDENT)


def _verdict(rows: pd.DataFrame) -> Iterator[str]:
    """How the promise stands for the area it was made for, and how fast the figure must move."""
    own = rows[~rows["status"].isin([Status.FOR_REFERENCE.value, Status.NO_DATA.value])]
    judged = own[own["status"].isin(JUDGED)]
    promised = (judged if len(judged) else own).iloc[:1]
    for row in promised.to_dict(orient="records"):
        if row["status"] == Status.NO_FIGURE.value:
            yield from _wrapped(str(row["status_reason"]), INDENT)
        elif row["status"] in JUDGED:
            for words in (
                f"{row['area_name']}: {row['status']}. {row['status_reason']}",
                str(row["change_reason"]),
                f"The promise before it: {row['earlier_status']}. {row['earlier_reason']}"
                if isinstance(row["earlier_status"], str)
                else "",
            ):
                yield from _wrapped(words, INDENT)


def _signals(rows: pd.DataFrame, definition: Definition) -> Iterator[str]:
    """Which areas share a reading, in the site's words, each kind of reading in one line."""
    held = rows[rows["direction"].notna()]
    tested = [_tested(row, definition) for row in held.to_dict(orient="records")]
    readings = {
        **pd.DataFrame(tested, index=held.index, columns=list(TESTS)).to_dict(orient="series"),
        "Against the same path, for reference": rows["against_path"].where(
            rows["status"] == Status.FOR_REFERENCE.value
        ),
    }
    for name, words in readings.items():
        told = words[words.notna()]
        parts = [
            f"{word}: {text.listed([geography.short_name(code) for code in codes])}"
            for word, codes in rows.loc[told.index, "area_code"].groupby(told, sort=False)
        ]
        if parts:
            yield f"{name}. {text.sentence_case('; '.join(parts))}."


def _tested(row: Mapping[Hashable, Any], definition: Definition) -> list[str | None]:
    """What each of `TESTS` says of one area; None where it was not made."""
    signals = (
        direction_signal(row["direction"], "", definition),
        variation_signal(row["variation"], row["variation_side"], ""),
        assurance_signal(row["assurance"] if isinstance(row["assurance"], str) else None, ""),
    )
    return [one.words[:1].lower() + one.words[1:] if one.is_tested else None for one in signals]


def _notes(
    rows: pd.DataFrame, definition: Definition, usual: str, across: list[str]
) -> Iterator[str]:
    """Other areas' values, other periods than the usual, and why a figure is missing."""
    for row in rows.to_dict(orient="records"):
        notes = []
        if row["area_code"] not in across:
            notes.append(_value(pd.Series(row), definition))
        if isinstance(row["period"], str) and row["period"] != usual:
            notes.append(row["period"])
        if isinstance(row["missing_reason"], str):
            notes.append(text.missing(row["missing_reason"]))
        if notes:
            yield f"{geography.short_name(row['area_code'])}: {', '.join(notes)}"


def _value(row: pd.Series, definition: Definition) -> str:
    return "-" if text.is_missing(row["value"]) else text.number(row["value"], definition)


def _column_headings() -> list[str]:
    pairs = [HEADINGS.get(code, ("", geography.name(code))) for code in BOARD_AREAS]
    return [" " * INDENT + "".join(f"{pair[line]:>{COLUMN}}" for pair in pairs) for line in (0, 1)]


def _wrapped(words: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(words, WIDTH, initial_indent=space, subsequent_indent=space)


def plain(value: object) -> object:
    """The value as JSON has it: no NaN, days as text."""
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    return value.item() if hasattr(value, "item") else value
