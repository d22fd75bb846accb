"""Figures of small areas brought together for wards, MSOAs, places and West Yorkshire.

Pure functions on Series indexed by area code. `parents` names, for every part, the area it is in
(`geo.vintages.lsoa_parents`), so a part that is absent is known to be absent. An area with any part
missing has no value and says why: missing is never zero. Ward totals built by best fit from LSOAs
differ from true ward estimates by 3% in the median and 30% at worst; say so where they are shown.
"""

from __future__ import annotations

import pandas as pd

from geo.errors import Fault, GeographyError, quoted


def totals(values: pd.Series, parents: pd.Series, skip_missing: bool = False) -> pd.DataFrame:
    """Sum of the parts' values in each area.

    Returns, by area code: value, parts, parts_missing, missing_reason (empty where there is a
    value). With `skip_missing` the parts that have a value are summed, and `parts_missing` says how
    many were not. Raises GeographyError for repeated codes or codes that are not parts.
    """
    return _summed(_aligned(values, parents), parents, skip_missing)


def weighted_means(
    values: pd.Series, weights: pd.Series, parents: pd.Series, skip_missing: bool = False
) -> pd.DataFrame:
    """Mean of the parts' values in each area, Σwx/Σw, weighted (most often) by population.

    Returns and raises as `totals`, with the column weight; weights may be zero but not negative.
    Source: the Indices of Deprivation's average score.
    """
    value, weight = _aligned(values, parents), _aligned(weights, parents)
    _refuse_negative(weight)
    known = value.notna() & weight.notna()
    summed = _summed((value * weight).where(known), parents, skip_missing)
    weight_summed = _summed(weight.where(known), parents, skip_missing)["value"]
    return _over(summed, weight_summed)


def shares(
    categories: pd.Series,
    category: object,
    parents: pd.Series,
    weights: pd.Series | None = None,
    skip_missing: bool = False,
) -> pd.DataFrame:
    """Share, 0 to 1, of each area's parts that are in the category; of its people, given weights.

    Returns and raises as `weighted_means`. Source: the Indices of Deprivation's proportion of
    LSOAs in the most deprived tenth nationally.
    """
    found = _aligned(categories, parents)
    inside = (found == category).astype(float).where(found.notna())
    each = weights if weights is not None else pd.Series(1.0, index=parents.index)
    return weighted_means(inside, each, parents, skip_missing)


def _aligned(values: pd.Series, parents: pd.Series) -> pd.Series:
    """The values in the order of the parts, missing where a part has none."""
    faults = [
        Fault("area code", f"{quoted(code)} more than once", "each part once")
        for code in values.index[values.index.duplicated()].unique()
    ]
    faults += [
        Fault(
            "area code", quoted(code), f"one of {len(parents):,} parts, such as {parents.index[0]}"
        )
        for code in values.index.difference(parents.index)
    ]
    if faults:
        summary = "The figures are not for the areas to be brought together."
        raise GeographyError(summary, faults)
    return values.reindex(parents.index)


def _refuse_negative(weights: pd.Series) -> None:
    faults = [
        Fault(str(code), f"a weight of {weight:g}", "zero or more")
        for code, weight in weights[weights < 0].items()
    ]
    if faults:
        raise GeographyError("A mean cannot have negative weights.", faults)


def _summed(values: pd.Series, parents: pd.Series, skip_missing: bool) -> pd.DataFrame:
    groups = values.groupby(parents.rename("area_code"))
    parts, known = groups.size(), groups.count()
    enough = known > 0 if skip_missing else known == parts
    missing = parts - known
    reason = (
        missing.map("{:,}".format) + " of " + parts.map("{:,}".format) + " parts have no figure"
    )
    return pd.DataFrame(
        {
            "value": groups.sum().where(enough).astype(float),
            "parts": parts,
            "parts_missing": missing,
            "missing_reason": reason.mask(enough, ""),
        }
    )


def _over(summed: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    """The sums divided by the weights; an area whose weights are all zero has no mean."""
    weightless = weight == 0
    return summed.assign(
        value=summed["value"] / weight.mask(weightless),
        weight=weight,
        missing_reason=summed["missing_reason"].mask(weightless, "its weights sum to zero"),
    )
