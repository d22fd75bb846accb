"""What one indicator is: the shape of a block in `definitions/*.toml`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo.areas import AreaType
from indicators.declared import Declared
from indicators.vocabulary import (
    ALL_AGES,
    DisclosurePolicy,
    Kind,
    Path,
    PeriodType,
    Polarity,
    Sex,
    TargetKind,
)

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]


class Source(Declared):
    """The publication that holds the figures: what to cite, or what to load."""

    publisher: Text
    publication: Text
    link: Annotated[str, Field(pattern=r"^https://")]


class Target(Declared):
    """A promise with a number: where it starts, where it should be, by when, and for whom."""

    kind: TargetKind
    value: float
    by: date
    baseline_period: str | None = None
    path: Path = Path.LINEAR
    applies_to: str
    stated_on: date
    source: Text
    status_of: Text = "value"
    sex: Sex = Sex.PERSONS


class ShareOf(Declared):
    """A share of small areas that fall in one category of another indicator."""

    indicator: Identifier
    category: int
    weighted_by: Literal["areas", "people"] = "areas"


class Definition(Declared):
    """One indicator. See DATA DICTIONARY in `data/README.md` for each key in words."""

    id: Identifier
    title: Text
    short_title: Annotated[str, Field(min_length=1, max_length=48)]
    definition: Text
    unit: Text
    per: Literal[1, 100, 1_000, 10_000, 100_000]
    polarity: Polarity
    kind: Kind
    period_type: PeriodType
    lowest_geography: AreaType
    disclosure: DisclosurePolicy
    source: Source
    caveats: list[Text]
    reviewed_on: date
    next_review: date
    decimals: Annotated[int, Field(ge=0, le=4)] = 1
    sexes: list[Sex] = [Sex.PERSONS]
    age: str = ALL_AGES
    categories: dict[str, str] = {}
    limits: Literal["computed", "published"] = "computed"
    numerator: Identifier | None = None
    denominator: Identifier | None = None
    share_of: ShareOf | None = None
    targets: list[Target] = []
    safe_messaging: Literal["suicide"] | None = None
    related: list[Identifier] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Definition:
        if self.next_review <= self.reviewed_on:
            raise ValueError("a next_review later than reviewed_on")
        if (self.kind is Kind.CATEGORY) != bool(self.categories):
            raise ValueError("categories for a category, and for nothing else")
        if self.kind is Kind.PROPORTION and self.per not in (1, 100):
            raise ValueError("per = 1 or per = 100 for a proportion")
        if self.disclosure is DisclosurePolicy.SUICIDE and self.safe_messaging != "suicide":
            raise ValueError('safe_messaging = "suicide" where disclosure is "suicide"')
        return self


class Statement(Declared):
    """The words of a promise, and the day from which they hold."""

    holds_from: date
    text: Text
    source: Text


class Metric(Declared):
    """One line under a heading: an indicator, and for whom."""

    indicator: Identifier
    sex: Sex = Sex.PERSONS
    label: str | None = None


class Heading(Declared):
    """A heading of a framework: its name, its promise in words, its metrics."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    short_title: Annotated[str, Field(min_length=1, max_length=48)]
    statements: list[Statement] = []
    target: Text = "no numeric target"
    metrics: list[Metric]


class Framework(Declared):
    """A list of headings, each naming indicators."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    description: Text
    headings: list[Heading]
