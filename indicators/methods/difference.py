"""The difference of two independent estimates, with limits from theirs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from indicators.methods.estimate import Estimate, arrays, in_range, refuse

Triple = tuple[ArrayLike, ArrayLike, ArrayLike]


@in_range
def estimate(one: Triple, other: Triple) -> Estimate:
    """One minus the other, each a value with its lower and upper limit, of one confidence.

    The limits lie from the difference as far as those of the two together: sqrt((a - la)^2 +
    (ub - b)^2) below, sqrt((ua - a)^2 + (b - lb)^2) above (MOVER). The two must be independent: no
    person or event counted in both. Missing stays missing. Raises MethodError, with positions, for
    a value outside its own limits.
    Newcombe, Stat. Med. 1998; 17: 873-890 (method 10); Zou and Donner, Stat. Med. 2008; 27: 1693.
    """
    (a, la, ua), (b, lb, ub) = one, other
    a, la, ua, b, lb, ub = arrays(value=a, lower=la, upper=ua, less=b, less_lower=lb, less_upper=ub)
    refuse(
        "difference",
        [
            ((a < la) | (a > ua), "a value between its own limits", a),
            ((b < lb) | (b > ub), "a value between its own limits", b),
        ],
    )
    difference = a - b
    return Estimate(
        difference,
        difference - np.sqrt((a - la) ** 2 + (ub - b) ** 2),
        difference + np.sqrt((ua - a) ** 2 + (b - lb) ** 2),
    )
