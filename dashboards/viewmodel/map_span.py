"""The range of figures that a reader brushed: what lies outside it is left pale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboards.viewmodel.map_columns import Column


@dataclass(frozen=True)
class Span:
    """From the lowest figure to the highest, as they are written; None at an end that is open."""

    lowest: float | None = None
    highest: float | None = None

    def kept(self, column: Column) -> np.ndarray | None:
        """Which of the column's figures, as they are written, lie in it; None where all do."""
        if column.form is None or (self.lowest is None and self.highest is None):
            return None
        written = [float(one) if one[-1:].isdigit() else np.nan for one in column.digits]
        values = np.array(written) / 10**column.form.decimals
        low = -np.inf if self.lowest is None else self.lowest
        high = np.inf if self.highest is None else self.highest
        return np.asarray((values >= low) & (values <= high))

    def words(self, column: Column) -> str:
        """Its ends, written as the column's figures are: 'from 8.7 to 20.0'."""
        if column.form is None:
            return ""
        form = column.form._replace(part=None)  # ends are given as figures are written
        ends = (("from", self.lowest), ("to", self.highest))
        return " ".join(f"{word} {form.written(end)}" for word, end in ends if end is not None)


WHOLE = Span()
