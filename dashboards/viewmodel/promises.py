"""How the promises stand: the rows and groups of the matrix, their verdicts and the headline."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from dashboards.viewmodel.matrix_row import Row, Unheld
from indicators.definition import Framework
from indicators.vocabulary import Status

JUDGED = (Status.MET, Status.ON_TRACK, Status.MISSED, Status.OFF_TRACK)
KEPT = (Status.MET, Status.ON_TRACK)
VERDICT_WORDS = {
    Status.MET: "met",
    Status.ON_TRACK: "on track",
    Status.MISSED: "missed",
    Status.OFF_TRACK: "off track",
}


@dataclass(frozen=True)
class Group:
    """One ambition: its promise and its target in words, its rows, and what has no figures."""

    number: int
    id: str
    title: str
    short_title: str
    promise: str
    promise_source: str
    target: str
    not_judged: str
    has_target: bool
    verdict: Status
    rows: tuple[Row, ...]
    unheld: tuple[Unheld, ...]
    sources: tuple[str, ...]

    @property
    def unheld_words(self) -> str:
        """How many of its measures have no figures, as the start of their list."""
        number = sum(len(one.labels) for one in self.unheld)
        return f"No figures are held yet for {text.count(number, 'measure')}"


def verdict(has_target: bool, statuses: list[Status]) -> Status:
    """How the ambition stands: a promise that is not kept comes before one that is."""
    if not has_target:
        return Status.NO_TARGET
    for status in (Status.MISSED, Status.OFF_TRACK):
        if status in statuses:
            return status
    judged = [status for status in statuses if status in JUDGED]
    return judged[0] if judged else Status.UNDETERMINED


def summary(framework: Framework, groups: tuple[Group, ...]) -> tuple[str, str]:
    """One true sentence about the promises, and one about why some cannot be judged."""
    verdicts = [group.verdict for group in groups]
    kept = sum(one in KEPT for one in verdicts)
    open_ended = verdicts.count(Status.NO_TARGET)
    unjudged = verdicts.count(Status.UNDETERMINED)
    promised = len(groups) - open_ended
    if not promised:
        held = sum(len(group.rows) for group in groups)
        every = held + sum(len(one.labels) for group in groups for one in group.unheld)
        return f"{framework.title}: {held} of {every} measures have figures.", ""
    parts = [
        f"{text.count(number, 'is', 'are')} {word}"
        for status, word in VERDICT_WORDS.items()
        if (number := verdicts.count(status))
    ]
    if not kept:
        parts.append("none is kept")
    if unjudged:
        parts.append(text.count(unjudged, "cannot be judged", "cannot be judged"))
    with_promise = text.count(
        promised, "ambition with a numeric promise", "ambitions with a numeric promise"
    )
    headline = f"Of {with_promise}, {text.listed(parts)} from the figures held."
    named = [
        f"{text.sentence_case(word)}: {'; '.join(names)}."
        for status, word in VERDICT_WORDS.items()
        if (names := [group.short_title.lower() for group in groups if group.verdict is status])
    ]
    named += _unjudged([group for group in groups if group.verdict is Status.UNDETERMINED])
    if open_ended:
        words = text.count(open_ended, "ambition has", "ambitions have")
        named.append(f"{text.sentence_case(words)} no numeric target.")
    return headline, " ".join(named)


def _unjudged(groups: list[Group]) -> list[str]:
    """Which promises cannot be judged, by the reason: no figure, or none that can decide."""
    undecided = [g for g in groups if any(row.status is Status.UNDETERMINED for row in g.rows)]
    without = [g for g in groups if g not in undecided]
    said = [
        (without, "Not judged, as no figure for West Yorkshire shows what was promised"),
        (undecided, "Not judged, as the figures held cannot decide it"),
    ]
    return [
        f"{words}: {'; '.join(group.short_title.lower() for group in some)}."
        for some, words in said
        if some
    ]
