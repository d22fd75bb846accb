"""What every interval method returns, and how each refuses bad input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from indicators.errors import Fault, MethodError, quoted

Floats = NDArray[np.float64]
POSITIONS_SHOWN = 5


class Estimate(NamedTuple):
    """A value with its lower and upper limit; arrays of one shape, NaN where missing."""

    value: Floats
    lower: Floats
    upper: Floats


def z_score(confidence: float) -> float:
    """The standard normal quantile that leaves `confidence` between -z and z."""
    if not 0 < confidence < 1:
        raise MethodError(f"Confidence must lie between 0 and 1; found {quoted(confidence)}.")
    return float(ndtri(0.5 + confidence / 2))


def arrays(**named: ArrayLike) -> list[Floats]:
    """The inputs as float arrays of one shape. Raises MethodError when they do not fit."""
    try:
        return list(np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in named.values())))
    except (ValueError, TypeError) as problem:
        raise MethodError(
            f"{' and '.join(named)} must be numbers in arrays of one shape: {problem}."
        ) from None


def refuse(method: str, rules: Iterable[tuple[NDArray[np.bool_], str, Floats]]) -> None:
    """Raise one MethodError for all rules that are broken, with the offending positions."""
    faults = []
    for broken, expected, values in rules:
        at = np.flatnonzero(np.atleast_1d(broken))
        if at.size:
            shown = ", ".join(str(position) for position in at[:POSITIONS_SHOWN])
            more = f" and {at.size - POSITIONS_SHOWN} more" if at.size > POSITIONS_SHOWN else ""
            found = quoted(f"{np.atleast_1d(values).ravel()[at[0]]:g}")
            faults.append(Fault(f"position {shown}{more}", found, expected))
    if faults:
        raise MethodError(f"No {method} can be given:", faults)
