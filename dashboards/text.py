"""The only place where a number, a period or a date becomes text."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from indicators.definition import Definition
from indicators.vocabulary import Kind, MissingReason, PeriodType, Sex

MISSING_WORDS = {
    MissingReason.SUPPRESSED: "suppressed by the publisher",
    MissingReason.NOT_COLLECTED: "not collected",
    MissingReason.NOT_APPLICABLE: "not applicable",
    MissingReason.UNRELIABLE: "too unreliable to publish",
    MissingReason.NOT_PUBLISHED: "not published",
}
NO_ROW = "no figure held"
PERIOD_TYPE_WORDS = {
    PeriodType.CALENDAR_YEAR: "calendar year",
    PeriodType.FINANCIAL_YEAR: "financial year, April to March",
    PeriodType.ACADEMIC_YEAR: "academic year",
    PeriodType.SURVEY_YEAR: "survey year",
    PeriodType.ROLLING_2_YEARS: "two years pooled",
    PeriodType.ROLLING_3_YEARS: "three years pooled",
    PeriodType.ROLLING_5_YEARS: "five years pooled",
    PeriodType.ROLLING_12_MONTHS: "twelve months pooled",
    PeriodType.QUARTER: "quarter",
    PeriodType.MONTH: "month",
    PeriodType.SNAPSHOT: "on one day",
}
SEX_WORDS = {Sex.PERSONS: "all people", Sex.MALE: "men and boys", Sex.FEMALE: "women and girls"}
NUMBER_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


def is_missing(value: float | None) -> bool:
    """Whether there is no value; zero is a value."""
    return value is None or math.isnan(value)


def plain(value: float, decimals: int = 1) -> str:
    """The number with thousands separators and a true minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "−")


def is_percentage(definition: Definition) -> bool:
    """Whether the indicator is read as a percentage: a share kept per 1 is shown per 100."""
    return definition.kind is Kind.PROPORTION


class Form(NamedTuple):
    """How a number is written: decimals, what goes round it, and a plus where it has risen.

    `part` of 100 is what a value of 1 is shown as, where it is shown as a percentage.
    """

    decimals: int
    before: str = ""
    after: str = ""
    has_sign: bool = False
    part: int | None = None

    def scaled(self, value: float) -> float:
        """The value as it is shown: a share kept per 1 is shown per 100."""
        return value if self.part is None else value * 100 / self.part

    def digits(self, value: float) -> str:
        """The digits shown, without a point: '360' for 36.0. Browsers write the number of them."""
        return f"{self.scaled(value):.{self.decimals}f}".replace(".", "")

    def written(self, value: float) -> str:
        """The number as a reader sees it."""
        shown = plain(self.scaled(value), self.decimals)
        sign = "+" if self.has_sign and value > 0 and shown.strip("0.") else ""
        return f"{self.before}{sign}{shown}{self.after}"


def form(definition: Definition) -> Form:
    """How the indicator's figures are written in a table; not for a category."""
    if is_percentage(definition):
        decimals = definition.decimals - 2 if definition.per == 1 else definition.decimals
        return Form(max(decimals, 0), after="%", part=definition.per)
    decimals = 0 if definition.kind is Kind.COUNT else definition.decimals
    return Form(decimals, before="£" if definition.unit.startswith("£") else "")


def change_form(definition: Definition) -> Form:
    """How a difference between two of the indicator's figures is written, with its sign."""
    return form(definition)._replace(before="", after="", has_sign=True)


def number(value: float, definition: Definition) -> str:
    """The value as a reader sees it in a table: no unit, except a percentage or pound sign."""
    if definition.kind is Kind.CATEGORY:
        key = str(int(value))
        return definition.categories.get(key, key)
    return form(definition).written(value)


def with_unit(value: float, definition: Definition) -> str:
    """The value with its unit in words: '36.0 per 10,000', '54.1%', '£598.50 a week'."""
    unit = unit_after_number(definition)
    return f"{number(value, definition)} {unit}".strip()


def difference(value: float, definition: Definition) -> str:
    """How far apart two figures are, with no sign: '8.5 percentage points', '0.9 years'."""
    return f"{difference_number(value, definition)} {difference_unit(definition)}".strip()


def difference_number(value: float, definition: Definition) -> str:
    """The same without its unit: '8.5'."""
    return number(abs(value), definition).removesuffix("%")


def difference_unit(definition: Definition) -> str:
    """What a difference is counted in: 'percentage points', 'per 10,000', 'years'."""
    unit = unit_after_number(definition)
    return f"percentage points {unit}".strip() if is_percentage(definition) else unit


def ratio(value: float) -> str:
    """A ratio without a unit: '6.24', '0.87'."""
    return plain(value, 2)


def share(part: float) -> str:
    """A part of 1 as a percentage: '43%', '99.3%' where rounding would make it all."""
    return f"{plain(part * 100, 1 if 0.99 < part < 1 else 0)}%"


def unit_after_number(definition: Definition) -> str:
    """What is written after the number; empty when the number says it itself."""
    if definition.kind is Kind.CATEGORY:
        return ""
    if is_percentage(definition):
        return definition.unit.removeprefix("%").removeprefix("proportion").strip()
    unit = definition.unit.removeprefix("£").removeprefix("ratio").strip()
    return "" if unit == "score" else unit


def unit_in_words(definition: Definition) -> str:
    """The unit for a heading or an axis: '%', 'per 10,000', '£ a week'."""
    if is_percentage(definition):
        return f"% {unit_after_number(definition)}".strip()
    return definition.unit


def titled(definition: Definition) -> str:
    """The title with its unit, where the title does not say the unit itself."""
    says_it = definition.unit in definition.title or f"each {definition.per:,}" in definition.title
    return definition.title if says_it else f"{definition.title}, {unit_in_words(definition)}"


def limits(lower: float | None, upper: float | None, definition: Definition) -> str:
    """The 95% limits in words, or that none are published."""
    if lower is None or upper is None or is_missing(lower) or is_missing(upper):
        return "no limits published"
    return f"{number(lower, definition)} to {number(upper, definition)}"


def missing(reason: str | None) -> str:
    """Why there is no value, in words."""
    return NO_ROW if not isinstance(reason, str) else MISSING_WORDS[MissingReason(reason)]


def day(value: date) -> str:
    """'30 October 2025'."""
    return f"{value.day} {value:%B %Y}"


def period_type(value: str) -> str:
    """The kind of period in words, so that a rolling window is never taken for a year."""
    return PERIOD_TYPE_WORDS[PeriodType(value)]


def when(period: str, period_type: str) -> str:
    """The period after its preposition: 'on 31 March 2025', 'in 2019 to 2021'."""
    return f"{'on' if period_type == PeriodType.SNAPSHOT else 'in'} {period}"


def sex(value: str) -> str:
    """Whom the figure is about, in words."""
    return SEX_WORDS[Sex(value)]


def sentence_case(words: str) -> str:
    """The words with their first letter large and the rest as they are."""
    return words[:1].upper() + words[1:]


def count(number_of: int, singular: str, plural: str | None = None) -> str:
    """'one promise', 'three promises', '14 promises'."""
    word = NUMBER_WORDS[number_of] if number_of < len(NUMBER_WORDS) else plain(number_of, 0)
    return f"{word} {singular if number_of == 1 else plural or singular + 's'}"


def ordinal(number_of: int) -> str:
    """'1st', '2nd', '3rd', '11th'."""
    teens = 10 < number_of % 100 < 14
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number_of % 10, "th")
    return f"{plain(number_of, 0)}{ending}"


def listed(words: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
