"""What every interval method returns, and how each refuses bad input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from numbers import Real
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from indicators.errors import Fault, MethodError, did_you_mean, quoted

P = ParamSpec("P")
Result = TypeVar("Result")
Floats = NDArray[np.float64]
POSITIONS_SHOWN = 5


class Estimate(NamedTuple):
    """A value with its lower and upper limit; arrays of one shape, NaN where missing."""

    value: Floats
    lower: Floats
    upper: Floats


class StandardisedEstimate(Estimate):
    """An estimate that can lack a value: `reason` says why for each, and is empty where it has one.

    It unpacks, like any estimate, to value, lower and upper limit.
    """

    reason: NDArray[np.str_]

    def __new__(
        cls, value: Floats, lower: Floats, upper: Floats, reason: NDArray[np.str_]
    ) -> StandardisedEstimate:
        made = super().__new__(cls, value, lower, upper)
        made.reason = reason
        return made


def in_range(method: Callable[P, Result]) -> Callable[P, Result]:
    """The method, refusing numbers so large or so small that its arithmetic would overflow."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Result:
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return method(*args, **kwargs)
        except (FloatingPointError, OverflowError):
            raise MethodError("The numbers are too large or too small to calculate with.") from None

    return guarded


def z_score(confidence: float) -> float:
    """The standard normal quantile that leaves `confidence` between -z and z."""
    if not is_number(confidence) or not 0 < confidence < 1:
        raise MethodError(
            f"Confidence must lie between 0 and 1, as 0.95; found {quoted(confidence)}."
        )
    # From the tail, so that a confidence within a hair of 1 keeps its digits.
    return -float(ndtri((1 - confidence) / 2))


def multiplier(per: float) -> float:
    """`per` as a number; a rate is so many per this. Raises MethodError unless it is above 0."""
    if not is_number(per) or not 0 < per <= sys.float_info.max:
        raise MethodError(f"A rate needs a multiplier above 0; found {quoted(per)}.")
    return float(per)


def is_number(value: object) -> bool:
    """Whether this is one real number: not text, not None, not True or False, not an array."""
    return isinstance(value, Real) and not isinstance(value, bool)


def one_of(what: str, word: str, allowed: Iterable[str]) -> None:
    """Raise MethodError, with the nearest spelling, unless `word` is one of those allowed."""
    words = list(allowed)
    if not isinstance(word, str) or word not in words:
        raise MethodError(
            f"There is no {what} {quoted(word)}; it is one of {', '.join(words)}. "
            f"{did_you_mean(word, words)}".rstrip()
        )


def arrays(**named: ArrayLike) -> list[Floats]:
    """The inputs as float arrays of one shape. Raises MethodError when they do not fit.

    Missing is NaN. Text, None, dates, True and False are not taken for numbers, even among numbers,
    and no number is infinite.
    """
    faults: list[Fault] = []
    found = [_numbers(name, values, faults) for name, values in named.items()]
    if faults:
        raise MethodError("A statistic can be made of numbers alone:", faults)
    try:
        return list(np.broadcast_arrays(*found))
    except ValueError:
        shapes = " and ".join(str(values.shape) for values in found)
        raise MethodError(
            f"{' and '.join(named)} must be arrays of one shape; found shapes {shapes}."
        ) from None


def over_bands(**named: ArrayLike) -> list[Floats]:
    """The inputs as `arrays`, each with a figure of its own for every band along the last axis.

    One figure is not repeated for all bands: a total taken for each band's count would pass unseen.
    """
    shapes = {name: _array(name, values).shape for name, values in named.items()}
    lengths = {shape[-1] if shape else 0 for shape in shapes.values()}
    if len(lengths) > 1 or 0 in lengths:
        found = ", ".join(f"{name} of shape {shape}" for name, shape in shapes.items())
        raise MethodError(
            f"Each input needs one figure for every band, in the same order; found {found}."
        )
    return arrays(**named)


def refuse(method: str, rules: Iterable[tuple[NDArray[np.bool_], str, Floats]]) -> None:
    """Raise one MethodError for all rules that are broken, with the offending positions."""
    faults = []
    for broken, expected, values in rules:
        at = np.argwhere(np.atleast_1d(broken))
        if len(at):
            where = _positions(at)
            found = quoted(f"{np.atleast_1d(values)[tuple(at[0])]:g}")
            faults.append(Fault(where, found, expected))
    if faults:
        raise MethodError(f"No {method} can be given:", faults)


def _positions(at: NDArray[np.intp]) -> str:
    shown = ", ".join(
        str(tuple(index)) if len(index) > 1 else str(index[0])
        for index in at[:POSITIONS_SHOWN].tolist()
    )
    more = f" and {len(at) - POSITIONS_SHOWN} more" if len(at) > POSITIONS_SHOWN else ""
    return f"position {shown}{more}"


def _array(name: str, values: ArrayLike) -> NDArray[Any]:
    try:
        if isinstance(values, np.ma.MaskedArray):  # what is masked is missing
            return np.ma.filled(values.astype(np.float64), np.nan)
        return np.asarray(values)
    except ValueError:
        raise MethodError(f"{name} must be an array whose rows are of one length.") from None


def _numbers(name: str, values: ArrayLike, faults: list[Fault]) -> Floats:
    found = _array(name, values)
    if found.dtype.kind not in "iuf":
        odd = [i for i, v in enumerate(found.ravel().tolist()) if not is_number(v)]
        if odd or found.dtype.kind != "O":
            where = f"{name}, {_positions(np.array(odd or [0])[:, None])}"
            first = found.ravel()[odd[0]] if odd else found.dtype
            faults.append(Fault(where, quoted(first), "a number, or NaN where missing"))
            return np.full(found.shape, np.nan)
        found = _as_floats(name, found, faults)
    infinite = np.argwhere(np.isinf(np.atleast_1d(found)))
    if len(infinite):
        faults.append(Fault(f"{name}, {_positions(infinite)}", "infinity", "a finite number"))
    return found.astype(np.float64, copy=False)


def _as_floats(name: str, numbers: NDArray[np.object_], faults: list[Fault]) -> Floats:
    """Numbers kept as objects, as pandas keeps those of a mixed table, as floats."""
    try:
        return numbers.astype(np.float64)
    except OverflowError:
        faults.append(Fault(name, "a number too large to calculate with", "smaller numbers"))
        return np.full(numbers.shape, np.nan)
