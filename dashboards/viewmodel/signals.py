"""What the tests say of a series as an icon, a few words and the reason: never an icon alone."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from indicators.compare import Comparison, Standing
from indicators.definition import Definition
from indicators.vocabulary import Assurance, Polarity, RecentTrend, Variation

UNTESTED = "Not tested"


@dataclass(frozen=True)
class Signal:
    """An answer: its symbol in the page's sprite (empty where it has none), its words, and why.

    `is_news` says that the figures show more than chance or their usual range would; only that is
    worth a mark in a crowded table. `is_tested` is False where no answer could be had.
    """

    symbol: str
    words: str
    reason: str
    is_news: bool = False

    @property
    def is_tested(self) -> bool:
        """Whether there is an answer at all."""
        return bool(self.symbol)


def direction_signal(word: str, reason: str, definition: Definition) -> Signal:
    """Where the latest five figures are going. `word` is one of `RecentTrend`."""
    trend = RecentTrend(word)
    if trend is RecentTrend.CANNOT_BE_TESTED:
        return Signal("", UNTESTED, reason)
    words = text.sentence_case(trend.value)
    if trend is RecentTrend.NO_CHANGE:
        return Signal("direction-flat", words, reason)
    side = "up" if rises(trend, definition) else "down"
    judged = {RecentTrend.BETTER: "better-", RecentTrend.WORSE: "worse-"}.get(trend, "")
    if judged:
        words += f", {'rising' if side == 'up' else 'falling'}"
    return Signal(f"direction-{judged}{side}", words, reason, is_news=True)


def rises(trend: RecentTrend, definition: Definition) -> bool:
    """Whether figures with this significant trend go up: 'getting worse' is up where low is good.

    Raises ValueError for a trend that is no change or not tested.
    """
    if trend in (RecentTrend.RISING, RecentTrend.FALLING):
        return trend is RecentTrend.RISING
    if trend not in (RecentTrend.BETTER, RecentTrend.WORSE):
        raise ValueError(f"{trend.value!r} goes neither up nor down")
    return (trend is RecentTrend.BETTER) == (definition.polarity is Polarity.HIGH_IS_GOOD)


def variation_signal(word: str, side: str, reason: str) -> Signal:
    """Chance, or more than chance. `word` is one of `Variation`, `side` "high", "low" or empty."""
    variation = Variation(word)
    if variation is Variation.CANNOT_BE_TESTED:
        return Signal("", UNTESTED, reason)
    if variation is Variation.COMMON_CAUSE:
        return Signal("variation-common", "Usual ups and downs", reason)
    if variation is Variation.INSUFFICIENT:
        return Signal("variation-insufficient", "Too constant to judge", reason)
    words = {
        Variation.IMPROVEMENT: "Improvement, unusually {}",
        Variation.CONCERN: "Concern, unusually {}",
        Variation.NEUTRAL: "Unusually {}",
    }[variation].format(side)
    return Signal(f"variation-{variation.value}-{side}", words, reason, is_news=True)


def assurance_signal(word: str | None, reason: str) -> Signal:
    """Whether the process can be relied on to meet its target. `word` is one of `Assurance`."""
    if not word:
        return Signal("", UNTESTED, reason)
    symbol, words = {
        Assurance.MEETS: ("assurance-meets", "Consistently meets the target"),
        Assurance.FAILS: ("assurance-fails", "Consistently misses the target"),
        Assurance.HIT_AND_MISS: ("assurance-hit-and-miss", "Hits and misses the target"),
    }[Assurance(word)]
    return Signal(symbol, words, reason, is_news=True)


def standing_signal(comparison: Comparison) -> Signal:
    """How an area stands against a benchmark; no symbol where that is not judged."""
    words = text.sentence_case(comparison.words)
    if comparison.standing is Standing.SIMILAR:
        return Signal("standing-similar", words, comparison.reason)
    if comparison.level is None:
        return Signal("", words, comparison.reason)
    return Signal(f"standing-{comparison.standing}", words, comparison.reason, is_news=True)


# The key beside a table of signals: each icon once, with what it means.
KEY = (
    ("direction-better-up", "getting better"),
    ("direction-worse-up", "getting worse"),
    ("direction-up", "rising or falling, where neither is better"),
    ("direction-flat", "no significant change in five years"),
    ("variation-improvement-high", "improvement beyond the usual range"),
    ("variation-concern-high", "concern beyond the usual range"),
    ("variation-neutral-high", "unusual, neither good nor bad"),
    ("variation-common", "usual ups and downs"),
    ("variation-insufficient", "too constant to judge"),
    ("assurance-meets", "consistently meets its target"),
    ("assurance-fails", "consistently misses its target"),
    ("assurance-hit-and-miss", "hits and misses its target"),
)
