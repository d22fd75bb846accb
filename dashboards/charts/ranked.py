"""Authorities in the order of their figures, each with its limits, drawn by the server as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import Frame, ticks
from dashboards.charts.labels import LINE, Label, Named, rows_above
from dashboards.html import environment
from dashboards.viewmodel.authority_list import AuthorityList, Entry
from dashboards.viewmodel.compare_words import standing_of
from indicators.compare import Standing

WIDE = Frame(width=1000, height=400, left=64, right=12, top=0, bottom=26)
NARROW = Frame(width=360, height=330, left=46, right=6, top=0, bottom=24)
BESIDE_LINE = 150  # how much of the plot the benchmark's name takes
Place = Callable[[float], float]  # from a figure to where it is drawn
STANDING_CSS = {
    Standing.WORSE: "is-worse",
    Standing.BETTER: "is-better",
    Standing.HIGHER: "is-higher",
    Standing.LOWER: "is-lower",
    Standing.SIMILAR: "is-similar",
}


@dataclass(frozen=True)
class DrawnMark:
    """One authority as drawn: its place, its limits' places, its colour class, shape and words."""

    x: float
    y: float
    upper: float | None
    lower: float | None
    css: str
    shape: str
    words: str


def drawn_ranked(made: AuthorityList, words: str) -> tuple[Markup, Markup]:
    """The chart for a wide and for a narrow page; `words` say to a screen reader what it shows."""
    return _drawn(made, words, WIDE), _drawn(made, words, NARROW)


def _drawn(made: AuthorityList, words: str, frame: Frame) -> Markup:
    low, high = _reach(made)
    step = (frame.width - frame.left - frame.right) / len(made.held)
    across = [frame.left + (at + 0.5) * step for at in range(len(made.held))]
    names = [
        Named(x, 0.0, _label(one, made, frame))
        for x, one in zip(across, made.held, strict=True)
        if one.is_place or one.is_chosen
    ]
    labels, rows = rows_above(names, 4, frame.width - 4)
    frame = replace(frame, top=rows * LINE + 16)

    def y(value: float) -> float:
        room = frame.height - frame.top - frame.bottom
        return frame.top + room * (high - min(max(value, low), high)) / (high - low)

    marks = [_mark(one, x, y, made) for x, one in zip(across, made.held, strict=True)]
    tops = {mark.x: mark.y if mark.upper is None else mark.upper for mark in marks}
    line = None
    if made.line is not None:
        name, value = made.line
        is_left = _is_free_at_left(made.held, value, int(BESIDE_LINE / step))
        line = (y(value), f"{name} {text.number(value, made.definition)}", is_left)
    ends = ("A", "Z") if made.is_suicide else ("Lowest figure", "Highest figure")
    return draw(
        "ranked",
        frame,
        [(y(t), text.number(t, made.definition)) for t in ticks(low, high)],
        sorted(marks, key=lambda mark: mark.shape != "plain"),
        [_placed(label, frame, tops[label.mark.x]) for label in labels],
        line,
        ends,
        words,
        frame.width == WIDE.width,
    )


def _reach(made: AuthorityList) -> tuple[float, float]:
    """The ends of the scale: over all figures and limits, from zero where that is near."""
    ends = [v for one in made.held for v in (one.value, one.lower, one.upper) if v is not None]
    ends += [made.line[1]] if made.line else []
    low, high = min(ends), max(ends)
    room = (high - low or abs(high) or 1.0) * 0.03
    return (0.0 if 0 <= low < high / 3 else low - room), high + room


def _label(one: Entry, made: AuthorityList, frame: Frame) -> str:
    """The name, with its figure where there is room for it."""
    if frame.width == NARROW.width or one.value is None:
        return one.name
    return f"{one.name} {text.number(one.value, made.definition)}"


def _is_free_at_left(held: Sequence[Entry], value: float, marks: int) -> bool:
    """Whether the marks at the left all lie under the line, so that its name fits there."""
    return all((one.upper or one.value or 0.0) < value for one in held[: max(marks, 1)])


def _mark(one: Entry, x: float, y: Place, made: AuthorityList) -> DrawnMark:
    standing = standing_of(one)
    value = one.value or 0.0
    limits = text.limits(one.lower, one.upper, made.definition)
    said = [f"{one.name}: {text.number(value, made.definition)}"]
    if one.lower is not None:
        said.append(f"95% limits {limits}")
    if one.comparison is not None and standing in STANDING_CSS:
        said.append(one.comparison.words)
    return DrawnMark(
        x=x,
        y=y(value),
        upper=None if one.upper is None else y(one.upper),
        lower=None if one.lower is None else y(one.lower),
        css=STANDING_CSS.get(standing, "is-plain") if standing else "is-plain",
        shape=shape_of(one),
        words=", ".join(said),
    )


def shape_of(one: Entry) -> str:
    """The shape by which an authority is picked out: chosen, peer, another place, or none."""
    if one.is_chosen:
        return "chosen"
    if one.is_peer:
        return "peer"
    return "place" if one.is_place else "plain"


def _placed(label: Label, frame: Frame, top: float) -> tuple[float, float, str, float, float]:
    """Where the name is written, and the ends of the line down to the mark's top."""
    baseline = frame.top - 14 - label.y * LINE
    return label.x, baseline, label.mark.words, label.mark.x, top


def draw(macro: str, *arguments: object) -> Markup:
    """What the macro of the Compare drawings' template makes of the arguments."""
    return Markup(getattr(environment().get_template("compared.html").module, macro)(*arguments))
