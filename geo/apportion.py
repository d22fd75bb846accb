"""Figures of one vintage on another's areas, by the published lookups and with weights.

Counts are shared out by the people or households in each part of an area. Scores are averaged by
population, a part taking the score of its whole. Proportions and rates follow from their counts.
What an area takes in must all be known: a missing figure makes every area that it reaches missing.
Irregular changes between the censuses are not comparable. METHODS.md, Geography.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from geo.common_ground import UNKNOWN
from geo.errors import Fault, GeographyError, quoted
from geo.vintages import names_are_no_keys, told, vintages_of

NOT_COMPARABLE = "changed irregularly between the censuses"
NO_LOOKUP = "no lookup is published for all of its ground"
NO_FIGURE = "no figure for an area it was made from"
NO_POPULATION = "no population to weight by"
NOBODY = "nobody is counted there"
UNUSABLE = "These figures cannot be brought to other areas."
COLUMNS = ("source", "target", "share", "comparable")
ROUNDING = 1e-6
SEVERAL = "made of several areas, whose categories cannot be averaged"


def apportion_counts(counts: pd.Series, lookup: pd.DataFrame) -> pd.DataFrame:
    """Counts by source code, as counts of every target; what is shared out may become fractions.

    Returns, by target code: value, counted (the same, also where it is not comparable, so that
    places keep their totals), whole (whether only undivided sources make it up), alone (whether it
    lies in one source), missing_reason (empty where there is a value). Raises GeographyError for
    codes that the lookup does not lead from, names among them, and for a code that stands twice.
    """
    return _counts(counts, _joined(lookup))


def apportion_scores(
    scores: pd.Series, lookup: pd.DataFrame, people: pd.Series | None = None
) -> pd.DataFrame:
    """Scores by source code, as scores of every target: means weighted by population.

    `people` are by source code; a target that lies in one source takes its score without them.
    Not for categories such as deciles. Returns and raises as `apportion_counts`, without `counted`.
    """
    joined = _joined(lookup)
    figure = joined.figure_of(scores)
    weight = joined.figure_of(people if people is not None else pd.Series(dtype=float))
    weight = np.where(joined.alone[joined.at], 1.0, weight * joined.share)
    value = _divided(joined.total(weight * figure), joined.total(weight))
    return joined.result(value, figure).drop(columns="counted")


def apportion_rates(
    numerators: pd.Series, denominators: pd.Series, lookup: pd.DataFrame, per: float = 1
) -> pd.DataFrame:
    """Proportions or rates of every target from the counts above and below the line, each shared.

    Returns and raises as `apportion_counts`, with numerator and denominator in place of `counted`.
    """
    joined = _joined(lookup)
    above, below = _counts(numerators, joined), _counts(denominators, joined)
    value = pd.Series(
        _divided(above["value"].to_numpy(), below["value"].to_numpy()) * per, index=above.index
    )
    reason = above["missing_reason"].where(above["missing_reason"] != "", below["missing_reason"])
    reason = reason.mask((reason == "") & value.isna(), NOBODY)
    return pd.DataFrame(
        {
            "value": value,
            "numerator": above["value"].where(value.notna()),
            "denominator": below["value"].where(value.notna()),
            "whole": above["whole"],
            "alone": above["alone"],
            "missing_reason": reason,
        }
    )


def apportion_categories(categories: pd.Series, lookup: pd.DataFrame) -> pd.DataFrame:
    """Categories by source code, for the targets that lie in one source only.

    Returns and raises as `apportion_scores`; all other targets are missing.
    """
    joined = _joined(lookup)
    figure = joined.figure_of(categories)
    value = np.where(joined.alone, joined.total(figure), np.nan)
    made = joined.result(value, figure).drop(columns="counted")
    return made.assign(missing_reason=made["missing_reason"].replace(NO_POPULATION, SEVERAL))


@dataclass(frozen=True, eq=False)
class _Joined:
    """The lookup's rows that lead to a target; `at` is each row's place among the `targets`."""

    targets: pd.Index
    at: np.ndarray
    sources: list[str]
    known: frozenset[str]
    share: np.ndarray
    placed: np.ndarray
    comparable: np.ndarray

    def figure_of(self, figures: pd.Series) -> np.ndarray:
        """The source's figure for each row; NaN where there is none."""
        codes, numbers = _as_numbers(figures)
        _refuse_strangers(codes, self.known)
        given = dict(zip(codes, numbers.tolist(), strict=True))
        return np.array([given.get(code, np.nan) for code in self.sources])

    def total(self, parts: np.ndarray) -> np.ndarray:
        """The sum for each target; NaN where any part is."""
        return np.bincount(self.at, parts, len(self.targets))

    def any(self, is_so: np.ndarray) -> np.ndarray:
        """Whether it is so of any part of each target."""
        return np.bincount(self.at, is_so, len(self.targets)) > 0

    @cached_property
    def alone(self) -> np.ndarray:
        """Whether each target lies in one source, and so all of it in a place that is known."""
        single = np.bincount(self.at, minlength=len(self.targets)) == 1
        return single & ~self.any(~self.placed)

    def result(self, value: np.ndarray, figure: np.ndarray) -> pd.DataFrame:
        """The values by target with what is to be known of them: see `apportion_counts`."""
        irregular = self.any(~self.comparable)
        reason = np.where(np.isnan(value), NO_POPULATION, "")
        reason = np.where(self.any(np.isnan(figure)), NO_FIGURE, reason)
        reason = np.where(self.any(~self.placed), NO_LOOKUP, reason)
        reason = np.where(irregular, NOT_COMPARABLE, reason)
        return pd.DataFrame(
            {
                "value": np.where(reason == "", value, np.nan),
                "counted": value,
                "whole": ~self.any(~(self.share == 1)),
                "alone": self.alone,
                "missing_reason": reason,
            },
            index=self.targets,
        )


def _as_numbers(figures: pd.Series) -> tuple[list[str], np.ndarray]:
    """Codes and figures; NaN is no figure. Raises GeographyError for what is no number."""
    if not isinstance(figures, pd.Series):
        fault = Fault("figures", quoted(type(figures).__name__), "a Series, its index area codes")
        raise GeographyError(UNUSABLE, [fault])
    codes = figures.index.tolist()
    numbers = pd.to_numeric(figures, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    strange = (np.isnan(numbers) & figures.notna().to_numpy()) | np.isinf(numbers)
    faults = [
        Fault(str(codes[at]), quoted(figures.iloc[at]), "a number, or none")
        for at in np.flatnonzero(strange)
    ]
    if faults:
        raise GeographyError(UNUSABLE, faults)
    return codes, numbers


def _refuse_lookup(lookup: pd.DataFrame) -> None:
    """Raise for what no lookup is: columns that lack, shares outside 0 to 1 or of more than all."""
    absent = [one for one in COLUMNS if one not in getattr(lookup, "columns", ())]
    if absent:
        faults = [Fault("lookup", f"no column {one}", ", ".join(COLUMNS)) for one in absent]
        raise GeographyError(UNUSABLE, faults)
    faults = []
    share = pd.to_numeric(lookup["share"], errors="coerce")
    led = lookup["target"] != UNKNOWN
    known = lookup["share"].notna() & led & (lookup["source"] != UNKNOWN)
    if number := int((known & ~share.between(0, 1)).sum()):
        faults.append(Fault("share", f"{number:,} that are no part of a whole", "0 to 1"))
    if number := int(lookup[["source", "target"]].isna().any(axis=1).sum()):
        faults.append(Fault("source and target", f"{number:,} rows without a code", "two codes"))
    whole = share[lookup["source"] != UNKNOWN].groupby(lookup["source"]).sum()
    for source, total in whole[whole > 1 + ROUNDING].items():
        faults.append(Fault(str(source), f"shares of {total:.3g} in all", "no more than 1"))
    if faults:
        raise GeographyError(UNUSABLE, faults)


def _joined(lookup: pd.DataFrame) -> _Joined:
    _refuse_lookup(lookup)
    used = lookup[(lookup["target"] != UNKNOWN).to_numpy()]
    sources = used["source"].tolist()
    at, targets = pd.factorize(np.array(used["target"].tolist(), dtype=object), sort=True)
    return _Joined(
        targets=pd.Index(targets, name="area_code"),
        at=at,
        sources=sources,
        known=frozenset(lookup["source"].tolist()) - {UNKNOWN},
        share=used["share"].to_numpy(),
        placed=np.array([code != UNKNOWN for code in sources], dtype=bool),
        comparable=used["comparable"].to_numpy(dtype=bool),
    )


def _counts(counts: pd.Series, joined: _Joined) -> pd.DataFrame:
    figure = joined.figure_of(counts)
    return joined.result(joined.total(figure * joined.share), figure)


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """The quotient; NaN where there is nothing to divide by."""
    return above / np.where(below > 0, below, np.nan)


def _refuse_strangers(codes: list[str], known: frozenset[str]) -> None:
    if len(known.intersection(codes)) == len(codes):
        return
    expected = f"one of the {len(known):,} areas that the lookup leads from, each once"
    strangers = sorted(frozenset(codes) - known, key=str)
    twice = sorted((code for code, times in Counter(codes).items() if times > 1), key=str)
    looks = f" They look like {found[0].label}." if (found := vintages_of(codes)) else ""
    raise GeographyError(
        f"These figures are not for the areas that the lookup leads from.{looks}",
        [
            *(
                Fault("area code", told(code), expected, names_are_no_keys(code))
                for code in strangers
            ),
            *(Fault("area code", f"{told(code)} more than once", expected) for code in twice),
        ],
    )
