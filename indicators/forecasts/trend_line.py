"""The generalised linear trend: a straight line on the link scale, fitted to all the figures.

Rates are fitted as quasi-Poisson, proportions as quasi-binomial, others as normal, with the spread
estimated from the figures. Kept among the candidates to show how badly it covers.
"""

from __future__ import annotations

import warnings

import numpy as np

from indicators.forecasts.history import Past
from indicators.forecasts.link import Scale
from indicators.methods.estimate import Floats


class FitError(Exception):
    """A fit that found no answer. The backtest counts it; no user sees it."""


def fitted_trend(past: Past, ahead: Floats) -> tuple[Floats, Floats]:
    """Centre and spread on the link scale at the years ahead of the last figure.

    The spread is that of the line and of the figures about it. Raises FitError.
    """
    # Loading statsmodels takes a second, which no page should wait for that shows another method.
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    family = {
        Scale.LOG: families.Poisson,
        Scale.LOGIT: families.Binomial,
        Scale.IDENTITY: families.Gaussian,
    }[past.link.scale]()
    years = (past.years - past.years[-1]).astype(float)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PerfectSeparationWarning)  # a line without any error
            fit = GLM(past.values / past.link.per, _line(years), family=family).fit(scale="X2")
    except (np.linalg.LinAlgError, PerfectSeparationWarning, ValueError) as problem:
        raise FitError(str(problem)) from None
    line = _line(ahead)
    centre = line @ fit.params
    level = family.link.inverse(centre)
    about = fit.scale * family.variance(level) * family.link.deriv(level) ** 2
    spread = np.sqrt(np.einsum("ij,jk,ik->i", line, fit.cov_params(), line) + about)
    if not (fit.converged and np.isfinite(centre).all() and (spread > 0).all()):
        raise FitError("the fit did not settle, or is so exact that it leaves no spread")
    return centre, spread


def _line(years: Floats) -> Floats:
    return np.column_stack([np.ones_like(years), years])
