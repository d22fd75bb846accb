"""Indirect standardisation: events against those expected at a reference population's rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from indicators.errors import MethodError
from indicators.methods.estimate import (
    Estimate,
    Floats,
    arrays,
    in_range,
    multiplier,
    over_bands,
    refuse,
)
from indicators.methods.rate import count_limits

METHOD = "indirectly standardised figure"


@in_range
def ratio(
    x: ArrayLike,
    n: ArrayLike,
    x_ref: ArrayLike,
    n_ref: ArrayLike,
    confidence: float = 0.95,
    per: float = 100,
) -> Estimate:
    """The events for every `per` that were expected, with limits: 100 is the reference itself.

    Bands lie along the last axis; further axes are areas or years, and are those of the result.
    x is the events in each band or, with one axis fewer, their total. A missing count in one band
    is taken as 0; where all are missing, or the total, so is the result. Limits are those of the
    count: exact below 10 events, Byar's from 10. Raises MethodError, with positions, for x < 0,
    for n or x_ref missing or below 0, n_ref missing or not above 0, and when none are expected.
    Breslow and Day, Statistical Methods in Cancer Research II, 1987, pp. 65-72.
    """
    observed, expected, _ = _counts(x, n, x_ref, n_ref)
    return _over_expected(observed, expected, confidence, multiplier(per))


@in_range
def rate(
    x: ArrayLike,
    n: ArrayLike,
    x_ref: ArrayLike,
    n_ref: ArrayLike,
    confidence: float = 0.95,
    per: float = 100_000,
) -> Estimate:
    """The same ratio times the reference population's own rate, per `per`. Refusals as `ratio`."""
    observed, expected, reference = _counts(x, n, x_ref, n_ref)
    return _over_expected(observed, expected, confidence, reference * multiplier(per))


def _counts(
    x: ArrayLike, n: ArrayLike, x_ref: ArrayLike, n_ref: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Observed and expected events, and the crude rate of the reference population."""
    n, x_ref, n_ref = over_bands(n=n, x_ref=x_ref, n_ref=n_ref)
    (x,) = arrays(x=x)
    if x.shape not in (n.shape, n.shape[:-1]):
        raise MethodError(
            "The events must be given for every band, or as a total for all bands; "
            f"found x of shape {x.shape} for populations of shape {n.shape}."
        )
    refuse(
        METHOD,
        [
            (x < 0, "a count of 0 or more", x),
            (~(n >= 0), "a population of 0 or more", n),
            (~(x_ref >= 0), "a reference count of 0 or more", x_ref),
            (~(n_ref > 0), "a reference population above 0", n_ref),
        ],
    )
    expected = (n * x_ref / n_ref).sum(axis=-1)
    refuse(
        METHOD,
        [(expected == 0, "a population and rates by which events are to be expected", expected)],
    )
    if x.shape == n.shape:
        x = np.where(np.isnan(x).all(axis=-1), np.nan, np.nansum(x, axis=-1))
    return x, expected, x_ref.sum(axis=-1) / n_ref.sum(axis=-1)


def _over_expected(
    observed: Floats, expected: Floats, confidence: float, scale: Floats | float
) -> Estimate:
    lower, upper = count_limits(observed, confidence)
    return Estimate(*(count / expected * scale for count in (observed, lower, upper)))
