"""What is said of figures by deprivation: the title, the sentences, and the facts in a list."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from dashboards import text
from dashboards.viewmodel.subject import subject
from geo.areas import name
from indicators.definition import Definition
from indicators.deprivation import Way
from indicators.gradient import Line
from indicators.inequality import Inequality

GROUP_NAMES = {5: "fifth", 10: "tenth"}
WAY_WORDS = {
    Way.NEIGHBOURHOODS: "Neighbourhoods, in tenths of England",
    Way.WARDS: "Wards, in tenths of West Yorkshire",
    Way.PUBLISHED: "As published",
}
SCALE_WORDS = {
    "identity": "The figures as they are.",
    "log": "Logarithms, as is usual for rates; the line is therefore a curve.",
    "logit": "Logits, as is usual for percentages; the line is therefore a curve.",
}
IMPLIED = (
    "Not published beside the counts; taken to be as many as count and percentage together imply."
)
BUILT_IN = (
    "The index counts low income and being out of work above all else, so a measure of money or "
    "work follows it in part because it is in it. It is the newest index that had been released "
    "when the period ended."
)
BARELY = 0.001  # a p-value below which more figures would tell nothing


def group_name(found: Inequality) -> str:
    """'tenth' or 'fifth'."""
    return GROUP_NAMES[found.size]


def group_label(found: Inequality, group: int) -> str:
    """'1, most deprived', '2', ... '10, least deprived'."""
    ends = {1: ", most deprived", found.size: ", least deprived"}
    return f"{group}{ends.get(group, '')}"


def finding(found: Inequality, definition: Definition) -> str:
    """The page's title: the figure at each end, in about ten words."""
    values, numbers = found.groups["value"], found.groups["group"]
    first = text.with_unit(values.iloc[0], definition)
    last = text.number(values.iloc[-1], definition)
    noun = group_name(found)
    most = f"the most deprived {noun}" if numbers.iloc[0] == 1 else f"its most deprived {noun}"
    is_last = numbers.iloc[-1] == found.size
    least = "the least deprived" if is_last else "the least deprived that it has"
    said = f"in {found.area_name}, {first} in {most} and {last} in {least}"
    return f"{subject(definition, found.sex)}: {said}"


def grouping(found: Inequality) -> str:
    """What the groups are: 'Tenths of England’s neighbourhoods by the Index of ...'."""
    words = f"{group_name(found)}s"
    words += f" of {found.whole} by {found.by}" if found.whole else " by deprivation, as published"
    return text.sentence_case(words)


def slope_sentence(found: Inequality, definition: Definition) -> str:
    """The line from end to end, and whether the gap may be chance; or why there is no line."""
    line = found.line
    if line is None:
        return found.reason
    gap = text.difference(line.gap, definition)
    most, least = (text.with_unit(height, definition) for height in (line.most, line.least))
    moves = "falls" if line.gap < 0 else "rises"
    if line.has_limits and not line.is_clear:
        moves = "goes"
    count = text.count(len(found.groups), "group")
    course = f"The line through the {count} {moves} from {most} at the most deprived end"
    course += f" to {least} at the least deprived"
    if not line.has_limits:
        return (
            f"{course}. That is a gap of {gap}; no limits are published for these figures, so how "
            "much of it may be chance cannot be said."
        )
    limits = _limits(line, definition)
    if not line.is_clear:
        return f"{course}. The gap of {gap} may be chance: its {limits}."
    return f"{course}. The gap of {gap} is more than chance alone would give ({limits})."


def straightness_sentence(found: Inequality) -> str:
    """Whether the groups lie on the line, so that the slope describes them."""
    if found.line is None:
        return ""
    tested, groups = found.line.linearity, f"{group_name(found)}s"
    if tested.holds:
        return f"The {groups} lie on the line as nearly as chance allows."
    accounts = f"the line accounts for {text.share(tested.explained)} of the differences"
    accounts += " between them"
    if tested.holds is None:
        return (
            f"Without limits it cannot be tested whether the {groups} lie on the line; {accounts}."
        )
    return (
        f"The {groups} do not lie on the line, even allowing for chance, so the slope does not "
        f"tell all: {accounts}."
    )


def fit_cell(line: Line) -> tuple[str, str]:
    """The share of the differences that the line accounts for, and whether the groups lie on it."""
    tested = line.linearity
    said = {True: "lies on a line", False: "does not lie on a line", None: "cannot be tested"}
    accounts = "" if math.isnan(tested.explained) else text.share(tested.explained)
    return accounts or "no differences", said[tested.holds]


def fit_sentence(places: Sequence[Inequality]) -> str:
    """In which places the line misleads, because the groups do not lie on it; empty where none."""
    bent = [
        (one.area_name, text.share(one.line.linearity.explained))
        for one in places
        if one.line is not None and one.line.linearity.holds is False
    ]
    if not bent:
        return ""
    (first, share), *others = bent
    where = [f"{first} (it accounts for {share} of the differences)"]
    where += [f"{name} ({share})" for name, share in others]
    return (
        f"A line fits the {group_name(places[0])}s of these places less well than chance allows: "
        f"{text.listed(where)}. The ends of such a line are not observed figures and can lie well "
        "beyond them, so read the bars first."
    )


def line_words(found: Inequality, definition: Definition) -> str:
    """One place's line in a sentence, with how well it fits; or why there is none."""
    return " ".join(filter(None, (slope_sentence(found, definition), straightness_sentence(found))))


def profile_words(found: Inequality, definition: Definition) -> str:
    """The chart for those who do not see it."""
    values = [
        f"{group_label(found, int(row.group))} {text.number(row.value, definition)}"
        for row in found.groups.itertuples()
    ]
    drawn = "Bar chart" if found.line is None else "Bar chart with a fitted line"
    return (
        f"{drawn}: {subject(definition, found.sex)} in {found.area_name} by {group_name(found)}: "
        f"{'; '.join(values)}."
    )


def facts(found: Inequality, definition: Definition) -> Iterator[tuple[str, str]]:
    """The slope and relative index by their names, with limits, and how the groups were made."""
    yield "Groups", f"{grouping(found)}."
    if found.way is not Way.PUBLISHED:
        yield "What the index holds", BUILT_IN
    if found.line is not None:
        yield from _line_facts(found.line, definition)
    if found.is_implied:
        yield "People counted among", IMPLIED
    if found.left_out:
        left = text.sentence_case(text.count(found.left_out, "area"))
        yield "Left out", f"{left} without a figure."


def _line_facts(line: Line, definition: Definition) -> Iterator[tuple[str, str]]:
    limits, ratio = "no limits", ""
    if line.has_limits:
        limits = _limits(line, definition)
        ratio = f" (95% limits {text.ratio(line.ratio_lower)} to {text.ratio(line.ratio_upper)})"
    way = "lower" if line.gap < 0 else "higher"
    gap = f"{text.difference(line.gap, definition)} {way}"
    yield (
        "Slope index of inequality",
        f"{gap} at the least deprived end than at the most deprived ({limits}).",
    )
    yield "Relative index of inequality", f"{text.ratio(line.ratio)}{ratio}: {line.ratio_is}."
    yield "Scale of the fit", SCALE_WORDS[line.scale]
    if line.linearity.holds is not None:
        p = line.linearity.p
        said = f"p below {BARELY}" if p < BARELY else f"p of {text.plain(p, 3)}"
        yield "Test of the line", f"Chi-squared {text.plain(line.linearity.statistic)}, {said}."


def elsewhere(found: Inequality, wanted: str) -> str:
    """That the figures are England's where the reader chose another area; empty where not."""
    if found.area_code == wanted:
        return ""
    return f"Published for {found.area_name} only: there is no breakdown for {name(wanted)}."


def gap_cell(line: Line, definition: Definition) -> tuple[str, str]:
    """The gap for a table whose heading tells the unit, and its limits beneath."""
    return _bare(line.gap, definition), _between(line, definition) if line.has_limits else ""


def gap_heading(definition: Definition) -> str:
    """The unit of the gap, for that heading: 'Gap, percentage points'."""
    return f"Gap, {text.difference_unit(definition)}"


def _limits(line: Line, definition: Definition) -> str:
    """The limits of the gap in words; where they take in no gap, with the way each lies."""
    verb = "" if line.is_clear else "run from "
    return f"95% limits {verb}{_between(line, definition)} {text.difference_unit(definition)}"


def _between(line: Line, definition: Definition) -> str:
    """'8.3 to 8.6'; where the limits take in no gap, '0.4 lower to 0.2 higher'."""
    if not line.is_clear:
        ends = (line.gap_lower, line.gap_upper)
        return " to ".join(_bare(limit, definition) for limit in ends)
    low, high = sorted((abs(line.gap_lower), abs(line.gap_upper)))
    return (
        f"{text.difference_number(low, definition)} to {text.difference_number(high, definition)}"
    )


def _bare(gap: float, definition: Definition) -> str:
    """'8.5 lower': the least deprived end beside the most deprived."""
    return f"{text.difference_number(gap, definition)} {'lower' if gap < 0 else 'higher'}"
