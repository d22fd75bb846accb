"""What was measured, as one table in plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.benchmarks.peers.job import AREAS
from tests.benchmarks.site.contestants import CONTESTANTS
from tests.benchmarks.site.documents import Document
from tests.benchmarks.site.england import England
from tests.benchmarks.site.load import Load, Soak
from tests.benchmarks.site.race import Score

ROWS = {
    "readable": ("map readable, ms", "{:,.0f}"),
    "alive": ("choice alive, ms", "{:,.0f}"),
    "repaint": ("repaint, ms", "{:,.0f}"),
    "repaint_p95": ("repaint, 95th, ms", "{:,.0f}"),
    "work": ("repaint, work alone, ms", "{:,.1f}"),
    "first_visit": ("first visit, kB", "{:,.0f}"),
    "a_change": ("a change, kB", "{:,.1f}"),
    "memory": ("memory a session, MB", "{:,.1f}"),
}
IN_KILOBYTES = ("first_visit", "a_change")
COMPARED = {
    "readable": "map readable",
    "repaint": "repaint",
    "work": "repaint, work alone",
    "a_change": "bytes a change",
}
LIMITS = {
    "readable": {"ward": 250, "lsoa": 250},
    "alive": {"ward": 1_100, "lsoa": 1_100},
    "repaint": {"ward": 25, "lsoa": 60},
    "first_visit": {"ward": 1_300_000, "lsoa": 1_300_000},
    "a_change": {"ward": 1_000, "lsoa": 8_000},
    "memory": {"ward": 3, "lsoa": 3},
}
DOCUMENT_LIMITS = {"ward": 60_000, "lsoa": 350_000}
P95_LIMIT, SOAK_LIMIT = 300, 20
ENGLAND_SEEN, ENGLAND_REPAINT = 2_000, 300


@dataclass
class Measured:
    """Everything that one run found; what was not asked for stays empty."""

    machine: str
    missing: list[str] = field(default_factory=list)
    races: dict[str, dict[str, Score]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    soak: Soak | None = None
    england: England | None = None
    failed: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same in plain values."""
        return asdict(self)


def report(found: Measured) -> str:
    """The tables and sentences."""
    parts = [found.machine]
    if found.missing:
        parts.append(f"Not installed, so not measured: {', '.join(found.missing)}.")
    parts += [_race(level, scores) for level, scores in found.races.items()]
    if found.documents:
        parts.append("\n".join(map(_document, found.documents)))
    parts += [_load(load) for load in found.loads]
    if found.soak is not None:
        parts.append(_soak(found.soak))
    if found.england is not None:
        parts.append(_england(found.england))
    if found.failed:
        parts.append("\n".join(["DID NOT WORK:", *found.failed]))
    return "\n\n".join(parts)


def ratios(scores: Mapping[str, Score]) -> dict[str, tuple[float, float]]:
    """How many times ours each measure is in plain HoloViews, and in the best of the others."""
    ours, found = scores["ours"], {}
    others = [scores[key] for key in ("dash", "streamlit") if key in scores]
    for name in COMPARED:
        own = getattr(ours, name)
        best = min((getattr(other, name) for other in others), default=float("nan"))
        found[name] = (getattr(scores["holoviews"], name) / own, best / own)
    return found


def _race(level: str, scores: Mapping[str, Score]) -> str:
    titles = [one.title for one in CONTESTANTS if one.key in scores]
    rows = [[f"{AREAS[level]:,} {level}s", *titles, "asked of ours"]]
    for name, (words, form) in ROWS.items():
        scale = 1_000 if name in IN_KILOBYTES else 1
        values = [getattr(score, name) / scale for score in scores.values()]
        limit = LIMITS.get(name, {}).get(level)
        asked = f"under {limit / scale:,.0f}" if limit else ""
        rows.append([words, *(form.format(value) for value in values), asked])
    lines = _columns(rows)
    if {"ours", "holoviews"} <= scores.keys():
        lines += ["", "Ours is 1; plain HoloViews / best of Dash and Streamlit:"]
        for name, (plain, best) in ratios(scores).items():
            other = f"{best:.1f}" if best == best else "not measured"
            lines.append(f"  {COMPARED[name]}: {plain:.1f} / {other}")
    return "\n".join(lines)


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def line(row: Iterable[str]) -> str:
        first, *others = (
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join([first, *others]).rstrip()

    return [line(rows[0]), line("-" * width for width in widths), *map(line, rows[1:])]


def _document(one: Document) -> str:
    kept = "kept by the browser" if one.is_kept else "NOT kept by the browser"
    limit = DOCUMENT_LIMITS[one.level] / 1_000
    return (
        f"Shapes of {one.areas:,} {one.level}s: {one.sent / 1_000:,.1f} kB on the wire "
        f"(asked: under {limit:,.0f}), {kept}."
    )


def _load(one: Load) -> str:
    servers = "one process" if one.processes == 1 else f"{one.processes} processes"
    return (
        f"{one.visitors:,} sessions on {servers}, each changing a filter every 2 s "
        f"({one.changes:,} changes): p50 {one.p50:,.0f} ms, p95 {one.p95:,.0f} ms "
        f"(asked: under {P95_LIMIT}); {one.memory:.2f} MB a session (asked: under 3)."
    )


def _soak(one: Soak) -> str:
    return (
        f"{one.visitors:,} sessions came and left: {one.left} stay (asked: 0); memory "
        f"{one.before:,.0f} MB before, {one.after:,.0f} MB after "
        f"(asked: within {SOAK_LIMIT})."
    )


def _england(one: England) -> str:
    return (
        f"England, {one.areas:,} LSOAs: map readable after {one.readable:,.0f} ms "
        f"(asked: under {ENGLAND_SEEN:,}), drawn in full after {one.drawn:,.0f} ms, repaint "
        f"{one.repaint:,.0f} ms (asked: under {ENGLAND_REPAINT}); dragged, 95 of 100 frames "
        f"came within {one.frame_p95:,.0f} ms of the last."
    )
