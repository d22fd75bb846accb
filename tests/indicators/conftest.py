"""What tests of judgements share: one area's series, as `compute` gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from indicators import periods
from indicators.periods import Period
from indicators.vocabulary import MissingReason

NAN = float("nan")


@pytest.fixture(scope="session")
def series() -> Callable[..., pd.DataFrame]:
    """Makes a series: one row for each span, limits of value ± width; NaN is a missing value."""

    def make(
        values: Sequence[float],
        spans: Sequence[Period],
        width: float = NAN,
        numerators: Sequence[float] | None = None,
        denominator: float = NAN,
        missing: MissingReason = MissingReason.SUPPRESSED,
    ) -> pd.DataFrame:
        counts = numerators if numerators is not None else [NAN] * len(values)
        return pd.DataFrame(
            {
                "area_code": "E08000035",
                "sex": "persons",
                "age": "all ages",
                "breakdown_value": "all",
                "period": periods.label(*span),
                "period_start": pd.Timestamp(span.start),
                "period_end": pd.Timestamp(span.end),
                "period_type": span.type.value,
                "value": value,
                "lower_95": value - width,
                "upper_95": value + width,
                "numerator": count,
                "denominator": denominator,
                "missing_reason": missing.value if pd.isna(value) else None,
            }
            for value, span, count in zip(values, spans, counts, strict=True)
        )

    return make
