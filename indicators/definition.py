"""What one indicator is: the shape of a block in `definitions/*.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from geo.areas import AreaType
from indicators.contract import AREA_CODE
from indicators.declared import Contradiction, Declared, of_form
from indicators.errors import quoted
from indicators.vocabulary import (
    ALL_AGES,
    DisclosurePolicy,
    Kind,
    Path,
    PeriodType,
    Polarity,
    Sex,
    Status,
    TargetKind,
)

Identifier = Annotated[
    str,
    Field(max_length=80),
    of_form(r"[a-z][a-z0-9_]*", "small letters, digits and underscores, a letter first"),
]
Slug = Annotated[
    str, of_form(r"[a-z][a-z0-9-]*", "small letters, digits and hyphens, a letter first")
]
AreaCode = Annotated[str, of_form(AREA_CODE.pattern, "an area code as E47000003")]
Link = Annotated[str, of_form(r"https://\S+", "a link that begins with https://")]
Text = Annotated[str, Field(min_length=1)]
PER: Mapping[Kind, tuple[int, ...]] = {Kind.PROPORTION: (1, 100), Kind.COUNT: (1,)}
REDUCTIONS = (TargetKind.PERCENT_REDUCTION, TargetKind.GAP_REDUCTION)
NO_TARGET = Status.NO_TARGET.value
WITHOUT_VALUE = (TargetKind.HALT_THE_TREND, TargetKind.MATCH_ENGLAND)


class Source(Declared):
    """The publication that holds the figures: what to cite, or what to load."""

    publisher: Text
    publication: Text
    link: Link


class Break(Declared):
    """A day from which figures cannot be compared with those before it, and why."""

    on: date
    reason: Text


class Target(Declared):
    """A promise with a number: where it starts, where it should be, by when, and for whom.

    `value` is the level, or the percentage of a reduction; 0 where the kind says it all.
    `baseline_is_stated` is false where the promise names no starting period: then it is the latest
    whose figures were out when the promise was made. `status_of` names the quantity promised where
    it is another than the indicator's, which then cannot decide it.
    """

    kind: TargetKind
    value: float
    by: date
    baseline_period: str | None = None
    baseline_is_stated: bool = True
    path: Path = Path.LINEAR
    applies_to: AreaCode
    stated_on: date
    source: Text
    status_of: Text = "value"
    sex: Sex = Sex.PERSONS

    def contradictions(self) -> Iterator[Contradiction]:
        """What in the promise cannot all be true."""
        if self.by <= self.stated_on:
            wanted = f"a day later than stated_on, {self.stated_on}"
            yield Contradiction("by", str(self.by), wanted)
        if self.kind in REDUCTIONS and not 0 < self.value <= 100:
            wanted = f"a percentage above 0 and at most 100 for a {self.kind}"
            yield Contradiction("value", f"{self.value:g}", wanted)
        if self.kind in WITHOUT_VALUE and self.value != 0:
            wanted = f"0, as '{self.kind}' needs no value"
            yield Contradiction("value", f"{self.value:g}", wanted)
        if self.path is Path.COMPOUND and self._ends_at_zero:
            wanted = "'linear', as no fixed percentage a year ever reaches 0"
            yield Contradiction("path", quoted(self.path), wanted)
        if self.baseline_period is None and not self.baseline_is_stated:
            wanted = "the period taken, as baseline_is_stated is false"
            yield Contradiction("baseline_period", "no such key", wanted)

    @property
    def _ends_at_zero(self) -> bool:
        if self.kind in REDUCTIONS:
            return self.value == 100
        return self.kind is TargetKind.LEVEL and self.value <= 0

    def why_no_direction(self, polarity: Polarity) -> str:
        """What keeps the promise from saying which way is good, or an empty text."""
        if polarity is Polarity.NO_JUDGEMENT and self.kind not in REDUCTIONS:
            return (
                "a reduction, as polarity is 'no judgement' and nothing else says which way is good"
            )
        if polarity is Polarity.HIGH_IS_GOOD and self.kind in REDUCTIONS and 0 < self.value <= 100:
            return "no reduction, as polarity is 'high is good'"
        return ""


class ShareOf(Declared):
    """A share of small areas that fall in one category of another indicator."""

    indicator: Identifier
    category: int
    weighted_by: Literal["areas", "people"] = "areas"


class Bands(Declared):
    """The classes into which its publisher parts the figures, by their edges, from low to high."""

    edges: Annotated[list[float], Field(min_length=3)]
    labels: list[Text]
    words: Text

    def contradictions(self) -> Iterator[Contradiction]:
        """What in the bands cannot all be true."""
        if any(high <= low for low, high in zip(self.edges, self.edges[1:], strict=False)):
            yield Contradiction("bands.edges", str(self.edges), "each above the one before")
        if len(self.labels) != len(self.edges) - 1:
            wanted = f"{len(self.edges) - 1}, one for each band"
            yield Contradiction("bands.labels", f"{len(self.labels)} labels", wanted)


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
    bands: Bands | None = None
    limits: Literal["computed", "published"] = "computed"
    numerator: Identifier | None = None
    denominator: Identifier | None = None
    denominator_ages: list[Text] = []
    share_of: ShareOf | None = None
    breaks: list[Break] = []
    superseded_by: Identifier | None = None
    targets: list[Target] = []
    safe_messaging: Literal["suicide"] | None = None
    related: list[Identifier] = []

    @property
    def made_of(self) -> tuple[str, ...]:
        """The indicators whose figures its own rest on, itself the first."""
        of = self.share_of.indicator if self.share_of else None
        return tuple(name for name in (self.id, self.numerator, self.denominator, of) if name)

    def contradictions(self) -> Iterator[Contradiction]:
        """What in the block cannot all be true."""
        if self.next_review <= self.reviewed_on:
            wanted = f"a day later than reviewed_on, {self.reviewed_on}"
            yield Contradiction("next_review", str(self.next_review), wanted)
        if (self.kind is Kind.CATEGORY) != bool(self.categories):
            said = f"{len(self.categories)} of them where kind is {quoted(self.kind)}"
            yield Contradiction(
                "categories", said, "categories for a category, and for nothing else"
            )
        if self.per not in PER.get(self.kind, (self.per,)):
            allowed = " or ".join(str(per) for per in PER[self.kind])
            yield Contradiction("per", str(self.per), f"{allowed} for a {self.kind}")
        if self.bands:
            yield from self.bands.contradictions()
        if self.numerator and not self.denominator:
            yield Contradiction("denominator", "no such key", "one, as there is a numerator")
        if self.denominator_ages and not self.denominator:
            yield Contradiction("denominator", "no such key", "one, as its ages are named")
        if self.disclosure is DisclosurePolicy.SUICIDE:
            yield from self._not_safe()
        for position, target in enumerate(self.targets, start=1):
            for key, found, expected in target.contradictions():
                yield Contradiction(f"targets[{position}].{key}", found, expected)
            if target.sex not in self.sexes:
                allowed = "one of the indicator's sexes, " + ", ".join(self.sexes)
                yield Contradiction(f"targets[{position}].sex", quoted(target.sex), allowed)
            if wanted := target.why_no_direction(self.polarity):
                yield Contradiction(f"targets[{position}].kind", quoted(target.kind), wanted)

    def _not_safe(self) -> Iterator[Contradiction]:
        """Ways in which a figure about suicide is declared without its safeguards."""
        if self.safe_messaging != "suicide":
            yield Contradiction("safe_messaging", "none", "'suicide', as disclosure is 'suicide'")
        if self.lowest_geography in (AreaType.LSOA, AreaType.MSOA, AreaType.WARD):
            wanted = "'local authority' or larger, as disclosure is 'suicide'"
            yield Contradiction("lowest_geography", quoted(self.lowest_geography), wanted)


class Statement(Declared):
    """The words of a promise, the number in them if any, and the day from which they hold.

    `not_judged` says which part of the number no verdict is about.
    """

    holds_from: date
    text: Text
    target: str = ""
    not_judged: str = ""
    source: Text


class Metric(Declared):
    """One line under a heading: an indicator, and for whom."""

    indicator: Identifier
    sex: Sex = Sex.PERSONS
    label: str | None = None


class Heading(Declared):
    """A heading of a framework: its name, its promise in words, its metrics."""

    id: Slug
    title: Text
    short_title: Annotated[str, Field(min_length=1, max_length=48)]
    statements: list[Statement] = []
    target: Text = NO_TARGET
    metrics: list[Metric]

    def statement_on(self, day: date) -> Statement | None:
        """The words in force on the day, or None before the first."""
        held = [one for one in self.statements if one.holds_from <= day]
        return max(held, key=lambda one: one.holds_from, default=None)

    def target_on(self, day: date) -> str:
        """The numeric target in words as it stood on the day: none before a promise was made."""
        if self.statements and self.statement_on(day) is None:
            return NO_TARGET
        said = [s for s in self.statements if s.holds_from <= day and s.target]
        return max(said, key=lambda s: s.holds_from).target if said else self.target


class Framework(Declared):
    """A list of headings, each naming indicators."""

    id: Slug
    title: Text
    description: Text
    headings: list[Heading]

    def contradictions(self) -> Iterator[Contradiction]:
        """Headings that share an id, and metrics that stand twice under one heading."""
        ids = [heading.id for heading in self.headings]
        for position, heading in enumerate(self.headings, start=1):
            if heading.id in ids[: position - 1]:
                key = f"headings[{position}].id"
                yield Contradiction(key, f"{quoted(heading.id)} a second time", "each id once")
            lines = [(metric.indicator, metric.sex) for metric in heading.metrics]
            for line, (indicator, sex) in enumerate(lines):
                if (indicator, sex) in lines[:line]:
                    key = f"headings[{position}].metrics[{line + 1}]"
                    found = f"{quoted(indicator)} for {sex} a second time"
                    yield Contradiction(key, found, "each metric once under a heading")
