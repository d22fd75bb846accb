"""Directly standardised rates: what a standard population would have at the area's own rates."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import ArrayLike

from indicators.errors import MethodError
from indicators.methods.estimate import (
    Floats,
    StandardisedEstimate,
    arrays,
    in_range,
    multiplier,
    over_bands,
    refuse,
)
from indicators.methods.rate import count_limits
from indicators.vocabulary import MissingReason

# Five-year bands 0-4 to 85-89, then 90 and over. Eurostat, Revision of the European Standard
# Population, 2013.
EUROPEAN_2013 = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)
FEWEST_EVENTS = 10
METHOD = "directly standardised rate"


@in_range
def estimate(
    x: ArrayLike,
    n: ArrayLike,
    standard: ArrayLike,
    confidence: float = 0.95,
    per: float = 100_000,
) -> StandardisedEstimate:
    """The directly standardised rate of x events among n people, per `per`, with its limits.

    Bands lie along the last axis; further axes are areas or years, and are those of the result.
    `standard` has a weight for each band (`EUROPEAN_2013` for 19). Missing events count as 0.
    With fewer than 10 events in all there is no value, and `reason` says "unreliable". Raises
    MethodError, with positions, for x < 0, weights below 0 or all 0, and a population that is
    missing or not above 0.
    Limits: Dobson, Kuulasmaa, Eberle and Scherer, Stat. Med. 1991; 10: 457-462, on Byar's.
    """
    x, n, standard = over_bands(x=x, n=n, standard=standard)
    _refuse(x, n, standard)
    whole = standard.sum(axis=-1)
    events = np.nan_to_num(x)
    value = (standard * events / n).sum(axis=-1) / whole
    variance = (standard**2 * events / n**2).sum(axis=-1) / whole**2
    return _with_limits(value, variance, events.sum(axis=-1), confidence, per)


@in_range
def estimate_repeated(
    x: ArrayLike,
    n: ArrayLike,
    standard: ArrayLike,
    frequency: ArrayLike,
    confidence: float = 0.95,
    per: float = 100_000,
) -> StandardisedEstimate:
    """The directly standardised rate of events that the same person can have more than once.

    One row for each band and frequency: x people had `frequency` events each, in a band of n
    people (everybody in the band) and weight `standard`. People are independent where their
    events are not, so the limits are wider than those of `estimate` on the events. The bands are
    told by the frequency that has the most rows; another may leave out bands where x would be 0.
    Missing and too few events as for `estimate`. Raises MethodError also for a frequency below 1,
    and for bands whose population or weight differs between frequencies.
    OHID Public Health Technical Guidance, directly standardised rates of non-independent events.
    """
    x, n, standard, frequency = map(
        np.ravel, arrays(x=x, n=n, standard=standard, frequency=frequency)
    )
    if not x.size:
        raise MethodError(f"A {METHOD} needs at least one band; found none.")
    _refuse(x, n, standard)
    refuse(METHOD, [(~(frequency >= 1), "a frequency of 1 or more", frequency)])
    bands = {
        times: Counter(zip(n[rows], standard[rows], strict=True))
        for times in np.unique(frequency)
        for rows in [frequency == times]
    }
    fullest = max(bands.values(), key=Counter.total)
    if any(rows - fullest for rows in bands.values()):
        raise MethodError(
            "A band must have the same population and the same weight at every frequency, and one "
            "frequency must have a row for every band."
        )
    whole = sum(weight * count for (_, weight), count in fullest.items())
    people = np.nan_to_num(x)
    value = (frequency * standard * people / n).sum() / whole
    variance = (frequency**2 * standard**2 * people / n**2).sum() / whole**2
    return _with_limits(value, variance, (frequency * people).sum(), confidence, per)


def _refuse(x: Floats, n: Floats, standard: Floats) -> None:
    refuse(
        METHOD,
        [
            (x < 0, "a count of 0 or more", x),
            (~(n > 0), "a population above 0", n),
            (~(standard >= 0), "a weight of 0 or more", standard),
            (np.all(standard == 0, axis=-1), "a weight above 0 for some band", standard[..., 0]),
        ],
    )


def _with_limits(
    value: Floats, variance: Floats, events: Floats, confidence: float, per: float
) -> StandardisedEstimate:
    few = events < FEWEST_EVENTS
    enough = np.where(few, np.nan, events)
    spread = np.sqrt(variance / enough)
    lower, upper = (value + spread * (limit - enough) for limit in count_limits(enough, confidence))
    per = multiplier(per)
    reason = np.where(few, str(MissingReason.UNRELIABLE), "")[()]
    return StandardisedEstimate(
        np.where(few, np.nan, value)[()] * per, lower * per, upper * per, reason
    )
