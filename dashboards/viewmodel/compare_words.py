"""What a Compare page says of its authorities: its title, and a sentence for each chart."""

from __future__ import annotations

from collections import Counter

from dashboards import text
from dashboards.viewmodel.authority_list import AuthorityList, Entry
from dashboards.viewmodel.subject import subject
from geo.areas import PLACES
from indicators.compare import Standing
from indicators.limits import USUAL, WIDE
from indicators.outliers import Funnel

DECIDED = (Standing.WORSE, Standing.BETTER, Standing.HIGHER, Standing.LOWER)
ENOUGH_FOR_CHANCE = 20
SIDES = {"high": "above", "low": "below", "": "inside"}


def finding(made: AuthorityList) -> str:
    """The page's title: how the chosen places stand, in about ten words."""
    named = subject(made.definition, made.sex)
    if made.reason:
        return f"{named}: authorities are not compared"
    if made.is_suicide:
        return f"{named}: {len(made.held)} authorities by name, not ranked"
    places = [one for one in made.chosen if one.is_place]
    if len(places) == 1:
        return f"{named}: {_one_place(places[0], made)}"
    return f"{named}: {_five_places(places, made)}"


def _one_place(place: Entry, made: AuthorityList) -> str:
    if place.value is None:
        return f"no figure for {place.name} in {made.period}"
    standing = standing_of(place)
    if place.comparison is not None and standing in (*DECIDED, Standing.SIMILAR):
        others = sum(standing_of(one) is standing for one in made.entries) - 1
        if others <= 0 or made.against == "peers":
            return f"{place.name} is {place.comparison.words}"
        verb = _verb(others)
        return f"{place.name} is {place.comparison.words}, as {verb} {text.count(others, 'other')}"
    value = text.number(place.value, made.definition)
    if standing is Standing.NO_LIMITS and made.line is not None:
        other = text.number(made.line[1], made.definition)
        return f"{value} in {place.name}, {other} for {benchmark_name(made)}, not judged"
    return f"{value} in {place.name}, not judged"


def _five_places(places: list[Entry], made: AuthorityList) -> str:
    if not any(one.value is not None for one in places):
        return f"no figures for West Yorkshire’s places in {made.period}"
    standings = Counter(standing_of(one) for one in places)
    decided = sorted(((standings[one], one) for one in DECIDED if standings[one]), key=_first)
    other = benchmark_name(made)
    if decided:
        count, word = decided[0]
        if count == len(PLACES):
            return f"all five places are {word} than {other}"
        parts = [f"{_of_five(count)} {_verb(count)} {word} than {other}"]
        parts += [f"{text.count(n, 'is', 'are')} {one}" for n, one in decided[1:]]
        return ", ".join(parts)
    if standings[Standing.SIMILAR]:
        judged = standings[Standing.SIMILAR]
        if judged == len(PLACES):
            return f"all five places are similar to {other}"
        return f"{_of_five(judged)} {_verb(judged)} similar to {other}, the rest not judged"
    if standings[Standing.NO_LIMITS]:
        return "no limits are published, so no place is judged"
    return f"no figure for {other} to judge places by"


def _first(one: tuple[int, Standing]) -> tuple[int, int]:
    return -one[0], DECIDED.index(one[1])


def _word(count: int) -> str:
    return text.NUMBER_WORDS[count] if count < len(text.NUMBER_WORDS) else text.plain(count, 0)


def _of_five(count: int) -> str:
    return f"{_word(count)} of the five places"


def _verb(count: int) -> str:
    return "is" if count == 1 else "are"


def standing_of(one: Entry) -> Standing | None:
    """The authority's standing; None where nothing is judged."""
    return None if one.comparison is None else one.comparison.standing


def benchmark_name(made: AuthorityList) -> str:
    """What figures are set against, as a sentence says it."""
    judged = (one.comparison for one in made.entries if one.comparison is not None)
    return next((one.benchmark_name for one in judged), "England")


def ranked_sentence(made: AuthorityList) -> str:
    """How many authorities stand where, where the chosen ones are in the list, who is missing."""
    if made.is_suicide:
        said = (
            f"Figures are held for {len(made.held)} authorities. They stand by name; none is "
            "ranked, and none is called better or worse."
        )
        return f"{said} {_gone(made)}".strip()
    parts = [_by_peers(made) if made.against == "peers" else _by_standing(made), _positions(made)]
    return " ".join(part for part in [*parts, _gone(made)] if part)


def _by_standing(made: AuthorityList) -> str:
    counts = Counter(standing_of(one) for one in made.held)
    judged = sum(counts[one] for one in (*DECIDED, Standing.SIMILAR))
    whole = len(made.held)
    if not judged and counts[Standing.NO_LIMITS]:
        return (
            f"Figures are held for {whole} authorities. No limits are published, so differences "
            "cannot be told from chance and none is judged."
        )
    if not judged:
        return (
            f"Figures are held for {whole} authorities, and none for {benchmark_name(made)} to "
            "judge them by."
        )
    other = benchmark_name(made)
    first, *rest = [one for one in (*DECIDED, Standing.SIMILAR) if counts[one]]
    than = "to" if first is Standing.SIMILAR else "than"
    said = [f"{text.count(counts[first], 'is', 'are')} {first} {than} {other}"]
    said += [f"{_word(counts[one])} {one}" for one in rest]
    unjudged = whole - judged
    left = f"; {text.count(unjudged, 'is', 'are')} not judged" if unjudged else ""
    sentence = f"Of {whole} authorities, {text.listed(said)}{left}."
    if judged >= ENOUGH_FOR_CHANCE and any(counts[one] for one in DECIDED):
        by_chance = _word(round(judged * (1 - USUAL)))
        sentence += (
            f" If all were in truth the same as {other}, about {by_chance} would still be called "
            "different by chance."
        )
    return sentence


def _by_peers(made: AuthorityList) -> str:
    """How each chosen place stands against the middle figure of its own similar councils."""
    said = []
    for one in sorted(made.chosen, key=lambda entry: entry.name):
        if one.code not in made.by_peers or one.comparison is None:
            continue
        value = one.comparison.benchmark_value
        if value is None:
            said.append(f"{one.name}: {one.comparison.reason}")
            continue
        middle = text.number(value, made.definition)
        if standing_of(one) is Standing.NO_LIMITS:
            said.append(
                f"{one.name} is not judged, for want of limits, against the middle of its similar "
                f"councils, {middle}."
            )
        else:
            said.append(f"{one.name} is {one.comparison.words}, {middle}.")
    return " ".join(said)


def _positions(made: AuthorityList) -> str:
    ranked = sorted((one for one in made.chosen if one.rank), key=lambda one: one.rank or 0)
    whole = len(made.held)
    if not ranked:
        return ""
    said = [f"{one.name} {text.ordinal(one.rank or 0)}" for one in ranked]
    said[0] = f"{ranked[0].name} is {text.ordinal(ranked[0].rank or 0)}"
    return f"Counted from the highest figure, {text.listed(said)} of {whole}."


def _gone(made: AuthorityList) -> str:
    why = Counter(one.missing for one in made.entries if one.value is None)
    if not why:
        return ""
    count = sum(why.values())
    if len(why) == 1:
        reason = f": {next(iter(why))}"
    else:
        reason = ": " + text.listed([f"{n} {words}" for words, n in why.most_common()])
    return f"{text.sentence_case(text.count(count, 'has', 'have'))} no figure{reason}."


def funnel_sentence(funnel: Funnel, made: AuthorityList) -> str:
    """How many lie outside the limits, how many chance would put there, and where places lie."""
    if funnel.reason:
        return funnel.reason
    average = text.with_unit(funnel.average, made.definition)
    outside, far = (_outside(funnel, level) for level in (USUAL, WIDE))
    return (
        f"Around England’s {average}, {outside} of {len(funnel.points)} authorities lie outside "
        f"the 95% limits, and {far} of them outside the 99.8% limits. Chance alone would put "
        f"{_about(funnel.by_chance(USUAL))} outside the first and "
        f"{_about(funnel.by_chance(WIDE))} outside the second. "
        f"{_where(funnel, made)}"
    ).strip()


def overdispersion_sentence(funnel: Funnel, is_shown: bool) -> str:
    """How much more the authorities vary than chance, and what the second pair of limits does."""
    if funnel.reason:
        return ""
    phi = funnel.overdispersion.phi
    if funnel.overdispersion.tau2 == 0:
        return "The figures vary no more than chance alone would have them vary."
    times = text.plain(phi, 0 if phi >= 10 else 1)
    said = (
        f"The figures vary more than chance explains: measured by variance, {times} times as much."
    )
    if not is_shown:
        return said
    outside, far = (_outside(funnel, level, True) for level in (USUAL, WIDE))
    return (
        f"{said} The second pair of limits allows for that, and {_lie(outside)} outside its 95% "
        f"limits, {_word(far) if far else 'none'} outside its 99.8% limits."
    )


def _lie(count: int) -> str:
    return f"{_word(count) if count else 'none'} {'lies' if count in (0, 1) else 'lie'}"


def _outside(funnel: Funnel, level: float, is_wide: bool = False) -> int:
    return sum(funnel.outside(level, side, is_wide) for side in ("high", "low"))


def _about(expected: float) -> str:
    return f"about {_word(round(expected))}" if expected >= 0.5 else "hardly any"


def _where(funnel: Funnel, made: AuthorityList) -> str:
    """Where each chosen authority lies, those that lie alike together."""
    lies: dict[str, list[str]] = {}
    by_code = funnel.points.set_index("area_code")
    for one in made.chosen:
        if one.code in by_code.index:
            side, level = by_code.loc[one.code, ["side", "level"]]
            lies.setdefault(lies_where(side, level), []).append(one.name)
    said = [
        f"{text.listed(names)} {'lies' if len(names) == 1 else 'lie'} {words}"
        for words, names in lies.items()
    ]
    return f"{'; '.join(said)}." if said else ""


def lies_where(side: str, level: float) -> str:
    """Where a mark of the funnel lies: 'above the 99.8% limits', 'inside the 95% limits'."""
    return f"{SIDES[side]} the {(level if side else USUAL) * 100:g}% limits"
