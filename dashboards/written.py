"""What a notebook writes in the site's type: sentences, columns, arithmetic beside a result."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.cell import Cell, cell
from dashboards.pages.frame import part
from indicators.definition import Definition
from indicators.errors import SuiteError

NUMBERS = ("value", "lower_95", "upper_95", "previous_value")
HEADINGS = {
    "area_name": "Area",
    "value": "Figure",
    "lower_95": "95% limits, from",
    "upper_95": "to",
    "derived": "Derived here",
    "published_on": "Published",
}
FIGURES = 6  # shown of each number
AGREE_TO = 1e-10
Step = tuple[str, Any, Any]


def said(title: str, *sentences: str) -> Cell:
    """Sentences under a title, each a paragraph."""
    return cell(part("notebook.html", "said", title, sentences).html)


def worked(title: str, steps: Sequence[Step], refused: str = "") -> Cell:
    """A table of steps under the title: in words, by hand, and by the suite's own function.

    A step holds its words and two numbers or texts; None stands for one that is not worked out.
    Beneath stands whether the two agree to ten figures wherever there are both, and `refused`: what
    the method answers when it is asked for what cannot be.
    """
    rows = [(words, *(_written(one) for one in both)) for words, *both in steps]
    pairs = [step for step in steps if not any(one is None for one in step)]
    apart = [words for words, by_hand, by_function in pairs if not agree(by_hand, by_function)]
    return cell(part("notebook.html", "worked", title, rows, apart, refused).html)


def agree(by_hand: Any, by_function: Any) -> bool:
    """Whether two texts are the same, or two numbers to ten figures; two that are missing agree."""
    if isinstance(by_hand, str) or isinstance(by_function, str):
        return str(by_hand) == str(by_function)
    one, other = float(by_hand), float(by_function)
    return math.isclose(one, other, rel_tol=AGREE_TO) or (math.isnan(one) and math.isnan(other))


def refusal(method: Callable[..., Any], *args: Any, **named: Any) -> str:
    """What the method says when it refuses. Raises ValueError where it does not refuse."""
    try:
        method(*args, **named)
    except SuiteError as refused:
        return str(refused)
    raise ValueError(f"{method.__module__}.{method.__name__} did not refuse.")


def heading(column: str) -> str:
    """The heading of a column of `compute` or `status`."""
    return HEADINGS.get(column, text.sentence_case(column.replace("_", " ")))


def in_words(value: Any, column: str, definition: Definition) -> str:
    """A value in words: numbers as their definition has them, days as days."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if pd.isna(value):
        return text.NO_ROW
    if isinstance(value, date):
        return text.day(value)
    return text.number(value, definition) if column in NUMBERS else str(value)


def _written(value: Any) -> str:
    """Texts as they are, whole numbers whole, others with six figures; nothing for None."""
    if value is None or isinstance(value, str):
        return str(value or "")
    number = float(value)
    if math.isnan(number):
        return "none"
    if number == round(number):
        return text.plain(number, 0)
    before = math.floor(math.log10(abs(number))) + 1
    return text.plain(number, max(FIGURES - before, 0))
