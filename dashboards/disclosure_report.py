"""The audit of a table made safe, for its owner and the governance lead: as HTML and as CSV.

It tells small counts from those that protect them, and so it must never be published itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from datetime import date

from dashboards import text
from dashboards.html import render
from geo.areas import is_known, name
from indicators import safe_mode
from indicators.disclosure import Safe
from indicators.disclosure_audit import Finding
from indicators.disclosure_publish import plain
from indicators.disclosure_safe import SMALL, TO_PROTECT

OWNERS_ONLY = (
    "For the owner of the figures only. It tells which cells are small, and must not be published."
)
WHY = {
    SMALL: "Small count",
    TO_PROTECT: "Protects small counts",
}
KNOWN = "Given away by an earlier release"
ASSUMED = (
    "Every figure of this table that is shown, and which cells are sums of which.",
    "That counts are whole numbers and none is below zero.",
    "The rule itself, its threshold and how figures are rounded.",
    "Nothing of which hidden cell is small and which protects another: both are marked alike.",
    "Nothing of anybody's circumstances, and not how the cells to hide were chosen.",
)
ZERO_SHOWN = "That zeros are always shown, so that a hidden count is 1 or more."
ZERO_HIDDEN = "That zeros are hidden as small counts are, so that a hidden count may be zero."
SAME = "Which counts were revised since, and that all others are what they were."
FIELDS = (
    "why_hidden", "low", "high", "low_by_counts", "low_by_zeros", "exact", "protected",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One hidden cell in words."""

    key: tuple[str, ...]
    why: str
    interval: str
    proof: str
    protected: str


def report_html(safe: Safe, title: str, on: date) -> str:
    """The audit as one page that needs nothing beside it, and runs no script."""
    findings = {one.cell: one for one in safe.findings}
    return str(
        render(
            "disclosure.html",
            title=title,
            on=text.day(on),
            owners_only=OWNERS_ONLY,
            verdict=verdict(safe),
            claims=safe.claims_protection,
            facts=facts(safe),
            assumed=assumed(safe),
            columns=[text.sentence_case(name.replace("_", " ")) for name in _columns(safe)],
            rows=[_row(safe, one) for one in findings.values()],
            threshold=safe.policy.threshold,
            help_lines=safe_mode.HELP if safe.policy.name == "suicide" else (),
        )
    )


def report_csv(safe: Safe) -> str:
    """The audit as CSV: what it is in its first rows, then a row for each hidden cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["note", OWNERS_ONLY])
    writer.writerow(["verdict", verdict(safe)])
    writer.writerows((name.lower(), plain(words)) for name, words in facts(safe))
    writer.writerows(("attacker knows", words) for words in assumed(safe))
    if safe.policy.name == "suicide":
        writer.writerows(("help", words) for words in safe_mode.HELP)
    writer.writerow([])
    writer.writerow([*_columns(safe), *FIELDS])
    for one in safe.findings:
        key = [plain(value) for value in safe.table.cells.keys[one.cell]]
        ends = (one.low, one.high, one.low_by_counts, one.floor)
        numbers = ["" if math.isinf(value) else int(value) for value in ends]
        exact = "yes" if one.is_exact else "no, at least so wide"
        writer.writerow([*key, _why(safe, one), *numbers, exact, _protected(safe, one)])
    return out.getvalue()


def verdict(safe: Safe) -> str:
    """What is proved and what is not, in a sentence or two."""
    small = [one for one in safe.findings if one.cell in safe.small]
    if not small:
        return "The table has no small counts, and all of it is shown."
    held = sum(one.protected for one in small)
    noun = "small count is" if len(small) == 1 else "small counts are"
    words = f"{held:,} of {len(small):,} {noun} proved protected."
    if safe.known:
        were = "was" if len(safe.known) == 1 else "were"
        words += (
            f" Protection is not claimed for {len(safe.known):,}, which {were} given away by an "
            "earlier release and cannot be made secret again."
        )
    return words


def facts(safe: Safe) -> list[tuple[str, str]]:
    """The policy, what was hidden, and how sure it is, as terms and words."""
    rule, choice = safe.policy, safe.choice
    published = sum(safe.table.cells.is_published)
    hidden = [at for at, state in enumerate(safe.published.states) if state == "hidden"]
    small = sum(at in safe.small for at in hidden)
    zeros = "Zero is shown." if rule.shows_zero else "Zero is hidden as well."
    if choice.is_fallback:
        how = (
            "No cheapest choice was proved in time, so totals were hidden instead. "
            f"A cheaper choice could save {choice.gap:.0%} of its cost at most; with more time "
            "(--seconds) it may be found."
        )
    else:
        how = "Proved: no other choice of further cells costs less (optimality gap 0)."
    releases = "; ".join(one.name for one in safe.releases) or "none"
    return [
        ("Policy", rule.words or f"Counts from 1 to {rule.threshold - 1} are hidden. {zeros}"),
        ("Wide enough", f"from 1 or less to {max(rule.threshold - 1, 0)} or more"),
        ("Cells", f"{published:,}: {published - len(hidden):,} shown, {len(hidden):,} hidden"),
        ("Hidden as small", f"{small:,}"),
        ("Hidden to protect them", f"{len(hidden) - small:,}"),
        ("Cheapest choice", how),
        ("Earlier releases taken into account", releases),
        ("Fingerprint of what may be shown", f"SHA-256 {hashlib.sha256(safe.data).hexdigest()}"),
        ("Time", f"{safe.seconds:.1f} seconds"),
    ]


def assumed(safe: Safe) -> list[str]:
    """What the attacker was assumed to know."""
    zero = ZERO_SHOWN if safe.policy.shows_zero else ZERO_HIDDEN
    earlier = [f"Everything shown before: {one.name}." for one in safe.releases]
    same = [SAME] if safe.releases else []
    return [*ASSUMED[:3], zero, *earlier, *same, *ASSUMED[3:]]


def _columns(safe: Safe) -> tuple[str, ...]:
    return safe.table.cells.columns


def _why(safe: Safe, one: Finding) -> str:
    if one.cell in safe.known:
        return KNOWN
    if not safe.table.cells.is_published[one.cell]:
        return "Not published"
    return WHY[SMALL if one.cell in safe.small else TO_PROTECT]


def _protected(safe: Safe, one: Finding) -> str:
    if one.cell not in safe.small:
        return "need not be"
    return "yes" if one.protected else "no"


def _row(safe: Safe, one: Finding) -> Row:
    high = "no upper end" if math.isinf(one.high) else f"{one.high:,.0f}"
    # What only the rule on zeros adds: the page says so above the table.
    tells = one.cell in safe.small and one.low_by_counts < one.low
    alone = f" (from {one.low_by_counts:,.0f} by the figures alone)" if tells else ""
    proof = "exact" if one.is_exact else "at least so wide"
    key = tuple(
        f"{name(value)} ({value})" if is_known(value) else value
        for value in safe.table.cells.keys[one.cell]
    )
    return Row(
        key,
        _why(safe, one),
        f"{one.low:,.0f} to {high}{alone}",
        proof,
        _protected(safe, one),
    )
