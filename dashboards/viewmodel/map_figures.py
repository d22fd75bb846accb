"""One measure in one period for every area that a map draws: figures that fit their shapes.

Figures carry the vintage of their areas. Where the map's areas are of another, the figures are
apportioned by the published lookups and say so; areas are never joined by anything but their code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.map_levels import at_level
from geo.errors import GeographyError
from geo.shapes import Shapes
from geo.vintages import Vintage
from indicators.another_vintage import how_moved, vintage_of_rows
from indicators.definition import Definition
from indicators.vocabulary import MissingReason, Sex

# What is said of areas without a figure where a place's own return is shown.
OF_RETURNS: Mapping[MissingReason | None, str] = MappingProxyType(
    {
        MissingReason.SUPPRESSED: "hidden: a small number, or needed to protect one",
        None: "not available: no figures that you may see",
    }
)


@dataclass(frozen=True, eq=False)
class AreaFigures:
    """A measure's figures, one row for each area drawn, in the order of the shapes' codes.

    `rows` are of `indicators.compute`, reindexed: an area without a row has no value and no reason.
    `moved` says how figures of another vintage came to these areas; empty where they are their own.
    `inside` are the areas shown: those of the chosen place, or all. `told` are words of its own for
    reasons why an area has no figure.
    """

    definition: Definition
    sex: Sex
    level: str
    period: str
    rows: pd.DataFrame
    moved: str = ""
    inside: np.ndarray | None = None
    told: Mapping[MissingReason | None, str] = field(default_factory=dict)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Area codes, in the shapes' order."""
        return tuple(self.rows.index)

    @cached_property
    def values(self) -> np.ndarray:
        """The figures; NaN where there is none."""
        return self.rows["value"].to_numpy(dtype=float)

    @cached_property
    def shown(self) -> np.ndarray:
        """Whether each area is among those shown."""
        return np.ones(len(self.codes), dtype=bool) if self.inside is None else self.inside

    @cached_property
    def reasons(self) -> Mapping[str, MissingReason | None]:
        """Why each area without a figure has none; None where no row is held at all."""
        gone = self.rows.loc[self.rows["value"].isna(), "missing_reason"]
        return {
            code: MissingReason(reason) if isinstance(reason, str) else None
            for code, reason in gone.items()
        }

    def missing(self, reason: MissingReason | None) -> str:
        """Why there is no figure, in words."""
        return self.told.get(reason) or text.missing(reason)

    def reasons_with(self, other: AreaFigures) -> dict[str, MissingReason | None]:
        """Why an area has no figure here or in the other, whichever tells the more."""
        told = {code: why for code, why in self.reasons.items() if why is not None}
        return {**self.reasons, **other.reasons, **told}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each code stands."""
        return {code: at for at, code in enumerate(self.codes)}

    @cached_property
    def period_words(self) -> str:
        """The kind of period in words; empty where no area has a row."""
        kinds = self.rows["period_type"].dropna()
        return text.period_type(kinds.iloc[0]) if len(kinds) else ""

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Whom to cite."""
        return tuple(dict.fromkeys(self.rows["source"].dropna()))


def rows_of(figures: Figures, definition: Definition, level: str, sex: Sex) -> pd.DataFrame:
    """The level's figures for that sex, oldest first."""

    def chosen() -> pd.DataFrame:
        rows = at_level(figures, definition, level)
        return rows[rows["sex"] == sex.value].sort_values("period_end")

    return figures.once(("rows of", definition.id, level, sex), chosen)


def periods_of(figures: Figures, definition: Definition, level: str, sex: Sex) -> tuple[str, ...]:
    """The periods with figures, newest first."""
    return figures.once(
        ("periods of", definition.id, level, sex),
        lambda: tuple(dict.fromkeys(rows_of(figures, definition, level, sex)["period"]))[::-1],
    )


def own_vintage(figures: Figures, definition: Definition, level: str, sex: Sex) -> Vintage | None:
    """The vintage of the areas that the newest figures are for; None for places.

    Raises GeographyError where one period mixes vintages: such figures are never joined to a map.
    """
    if level == "place":
        return None

    def found() -> Vintage | None:
        periods = periods_of(figures, definition, level, sex)
        rows = rows_of(figures, definition, level, sex)
        return vintage_of_rows(rows[rows["period"] == periods[0]]) if periods else None

    return figures.once(("vintage of", definition.id, level, sex), found)


def area_figures(
    figures: Figures, definition: Definition, level: str, sex: Sex, period: str, drawn: Shapes
) -> AreaFigures:
    """The figures of the period for the areas drawn, apportioned where their vintages differ.

    Raises SuiteError with the reason where figures cannot be brought to those areas.
    """
    key = ("area figures", definition.id, level, sex, period, drawn)
    return figures.once(key, lambda: _area_figures(figures, definition, level, sex, period, drawn))


def _area_figures(
    figures: Figures, definition: Definition, level: str, sex: Sex, period: str, drawn: Shapes
) -> AreaFigures:
    rows = rows_of(figures, definition, level, sex)
    rows = rows[rows["period"] == period]
    moved = ""
    if level != "place" and len(rows):
        own = vintage_of_rows(rows)
        if own != drawn.vintage and not set(drawn.codes) >= set(rows["area_code"]):
            rows = figures.on_vintage(rows, definition, drawn.vintage)
            moved = how_moved(rows)
    if strangers := set(rows["area_code"]) - set(drawn.codes):
        named = ", ".join(sorted(strangers)[:3])
        raise GeographyError(
            f"{len(strangers)} areas with figures are not among the shapes drawn: {named}."
        )
    aligned = rows.set_index("area_code").reindex(list(drawn.codes))
    told = OF_RETURNS if figures.is_own(definition.id, level) else {}
    return AreaFigures(definition, sex, level, period, aligned, moved, told=told)
