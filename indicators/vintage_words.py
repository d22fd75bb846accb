"""Words for figures that came to areas of another vintage: how, or why there are none."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from geo.apportion import NO_FIGURE, NO_POPULATION
from geo.vintages import Vintage
from indicators.definition import Definition
from indicators.vintage_parts import Parts
from indicators.vocabulary import Kind, MissingReason

APPORTIONED = "apportioned from"
MADE_OF_WHOLE = "made of whole"
CARRIED_OVER = "carried over from"
MOVED = (APPORTIONED, MADE_OF_WHOLE, CARRIED_OVER)
NO_COUNTS = "the counts behind its figure are not held"
NO_APPORTIONING = {
    Kind.DSR: "an age-standardised rate cannot be apportioned",
    Kind.RATIO: "a ratio cannot be apportioned",
    Kind.MEAN: "a mean cannot be apportioned",
}
NO_LIMITS = "no limits, as the error of apportioning is not known"
WORST_FIRST = (
    MissingReason.SUPPRESSED,
    MissingReason.UNRELIABLE,
    MissingReason.NOT_COLLECTED,
    MissingReason.NOT_APPLICABLE,
    MissingReason.NOT_PUBLISHED,
)
SEVERITY = {reason.value: at for at, reason in enumerate(WORST_FIRST)}
REASONS = {
    NO_FIGURE: MissingReason.NOT_PUBLISHED,
    NO_POPULATION: MissingReason.NOT_PUBLISHED,
    NO_COUNTS: MissingReason.NOT_PUBLISHED,
}  # any other reason lies in the areas themselves: not applicable


def how_moved(rows: pd.DataFrame) -> str:
    """How figures came to areas of another vintage, in words for all rows; empty where none did.

    That some were apportioned is said before anything else; else what holds for most.
    """
    told = Counter(str(words).split(";")[0] for words in rows["method"].dropna())
    moved = [words for words, _ in told.most_common() if words.startswith(MOVED)]
    return next((words for words in moved if words.startswith(APPORTIONED)), (moved or [""])[0])


def explained(made: pd.DataFrame, parts: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The targets with `because`, the contract's word for why there is no value; else None.

    `parts` are by area code. What was held back of any part is held back of the whole.
    """
    said = made["missing_reason"]
    lost = said == NO_FIGURE
    if lost.any():
        gone = table[table["target"].isin(said.index[lost].tolist())]
        held = parts.reindex(gone["source"])
        no_counts = held["value"].notna().groupby(gone["target"].to_numpy()).all()
        said = said.mask(lost & no_counts.reindex(said.index, fill_value=False), NO_COUNTS)
        severity = held["missing_reason"].map(SEVERITY).astype(float)
        worst = severity.groupby(gone["target"].to_numpy()).min().dropna()
        held_back = {code: WORST_FIRST[int(at)].value for code, at in worst.items()}
    else:
        held_back = {}
    because = [
        held_back.get(code) or REASONS.get(why, MissingReason.NOT_APPLICABLE).value if why else None
        for code, why in zip(said.index.tolist(), said.tolist(), strict=True)
    ]
    return made.assign(missing_reason=said, because=because)


def how_made(
    made: pd.DataFrame, parts: Parts, target: Vintage, weighed: str, definition: Definition
) -> list[str]:
    """How each target's figure was come by."""
    label, kind = parts.vintage.label, definition.kind
    mean = ", a mean weighted by population" if kind is Kind.SCORE else ""
    by = f" weighted by {weighed}" if weighed else ""
    implied = ", people taken to be as many as count and share imply" if parts.is_implied else ""
    whole = f"{MADE_OF_WHOLE} {label} by the published lookup{mean}{implied}"
    part = f"{APPORTIONED} {label} to {target.label} by the published lookup,{by}{implied}"
    alone = f"{CARRIED_OVER} one of the {label}, in which it lies, by the published lookup"
    told = np.where(made["whole"], whole, part)
    if kind in (Kind.SCORE, Kind.CATEGORY):
        told = np.where(made["alone"], alone, told)
    missing = made["missing_reason"]
    return list(np.where(missing == "", told, f"not shown for {target.label}: " + missing))
