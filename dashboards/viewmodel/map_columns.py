"""What a map's table has beside its areas: columns of figures or of words, one entry an area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dashboards import text
from dashboards.viewmodel.map_figures import AreaFigures
from indicators.definition import Definition
from indicators.vocabulary import Kind, MissingReason

# One letter stands for a reason where figures travel as digits.
LETTERS: Mapping[MissingReason | None, str] = {
    MissingReason.SUPPRESSED: "s",
    MissingReason.UNRELIABLE: "u",
    MissingReason.NOT_APPLICABLE: "a",
    MissingReason.NOT_COLLECTED: "c",
    MissingReason.NOT_PUBLISHED: "p",
    None: "x",
}


@dataclass(frozen=True, eq=False)
class Column:
    """A column of figures; `form` is how they are written, None for a category's words."""

    heading: str
    unit: str
    values: np.ndarray
    gaps: Mapping[int, MissingReason | None]
    form: text.Form | None
    definition: Definition
    missing: Callable[[MissingReason | None], str] = text.missing

    @cached_property
    def digits(self) -> tuple[str, ...]:
        """Each figure's digits without a point, or the letter of the reason for having none."""
        if self.form is None:
            return tuple(
                LETTERS[self.gaps.get(at)] if np.isnan(value) else str(int(value))
                for at, value in enumerate(self.values)
            )
        form = self.form
        return tuple(
            LETTERS[self.gaps.get(at)] if np.isnan(value) else form.digits(value)
            for at, value in enumerate(self.values.tolist())
        )

    def words(self, at: int) -> str:
        """The area's figure as written, or why there is none."""
        value = self.values[at]
        if np.isnan(value):
            return self.missing(self.gaps.get(at))
        return self.form.written(value) if self.form else text.number(value, self.definition)

    @property
    def reasons(self) -> dict[str, str]:
        """The letters of the reasons that stand in the column, in words."""
        gone = np.flatnonzero(np.isnan(self.values))
        return {LETTERS[self.gaps.get(at)]: self.missing(self.gaps.get(at)) for at in gone.tolist()}

    @property
    def coded(self) -> list[object]:
        """How the browser writes the digits: decimals, before, after and sign, or words."""
        if self.form is None:
            return [0, dict(self.definition.categories), None]
        return [*self.form[:3], int(self.form.has_sign)]


@dataclass(frozen=True)
class Words:
    """A column of words: what is said of the class that an area is in, by class."""

    heading: str
    by_class: tuple[str, ...]


def figure_column(found: AreaFigures, heading: str = "Figure") -> Column:
    """The figures themselves."""
    definition = found.definition
    gaps = {found.position[code]: reason for code, reason in found.reasons.items()}
    is_category = definition.kind is Kind.CATEGORY
    return Column(
        heading=heading,
        unit=text.unit_after_number(definition),
        values=found.values,
        gaps=gaps,
        form=None if is_category else text.form(definition),
        definition=definition,
        missing=found.missing,
    )
