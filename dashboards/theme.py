"""The suite's colours and marks, described once for the style sheet, the charts and the maps.

The palette is the Analysis Function's. No colour is ever the only carrier of a meaning: each status
has a symbol and a word, each missing state a pattern and a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from indicators.vocabulary import MissingReason, Status


@dataclass(frozen=True)
class Mark:
    """How a status is drawn: the symbol in the page's sprite, its colour and its word."""

    symbol: str
    colour: str
    word: str


def _marks() -> Mapping[Status, Mark]:
    good, bad, plain = "#00703C", "#D4351C", "#3D3D3D"
    return MappingProxyType(
        {
            Status.MET: Mark("tick", good, "Met"),
            Status.ON_TRACK: Mark("up", good, "On track"),
            Status.MISSED: Mark("cross", bad, "Missed"),
            Status.OFF_TRACK: Mark("down", bad, "Off track"),
            Status.UNDETERMINED: Mark("question", plain, "Cannot be judged"),
            Status.NO_TARGET: Mark("dash", plain, "No numeric target"),
            Status.NO_FIGURE: Mark("ring", plain, "No West Yorkshire figure"),
            Status.NO_DATA: Mark("ring", plain, "No figures held"),
            Status.FOR_REFERENCE: Mark("dot", plain, "For reference"),
        }
    )


def _patterns() -> Mapping[MissingReason, str]:
    return MappingProxyType(
        {
            MissingReason.SUPPRESSED: "hatched",
            MissingReason.UNRELIABLE: "dotted",
            MissingReason.NOT_APPLICABLE: "crossed",
            MissingReason.NOT_COLLECTED: "ruled",
            MissingReason.NOT_PUBLISHED: "ruled",
        }
    )


@dataclass(frozen=True)
class Theme:
    """Colours by the job they do."""

    ink: str = "#0B0C0C"
    quiet_ink: str = "#484949"
    rule: str = "#CFCBC2"
    paper: str = "#FFFFFF"
    tint: str = "#F5F3EE"
    brand: str = "#12436D"
    focus: str = "#12436D"
    background_line: str = "#BFBFBF"
    categorical: tuple[str, ...] = (
        "#12436D",
        "#28A197",
        "#801650",
        "#F46A25",
        "#3D3D3D",
        "#A285D1",
    )
    sequential: tuple[str, ...] = ("#DCE9F5", "#A8CBEA", "#6BACE6", "#2073BC", "#12436D")
    neutral_area: str = "#E4E0D8"
    better: str = "#00703C"
    worse: str = "#D4351C"
    similar: str = "#FFDD00"
    lower: str = "#5694CA"
    higher: str = "#003078"
    improvement: str = "#00B0F0"  # special causes, as NHS boards know them
    concern: str = "#E46C0A"
    unjudged: str = "#490092"
    common_cause: str = "#A6A6A6"
    marks: Mapping[Status, Mark] = field(default_factory=_marks)
    patterns: Mapping[MissingReason, str] = field(default_factory=_patterns)

    def custom_properties(self) -> str:
        """The colours as CSS custom properties, for the style sheet to use by name."""
        plain = {name: value for name, value in vars(self).items() if isinstance(value, str)}
        steps = {f"step-{i}": colour for i, colour in enumerate(self.sequential, start=1)}
        series = {f"series-{i}": colour for i, colour in enumerate(self.categorical, start=1)}
        every = {**plain, **steps, **series}
        return ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in every.items())


THEME = Theme()
