"""Areas found by what a person types: a name, a code, or a postcode district.

A name is only a way to find codes: where several areas have the name, all of them come back, each
with its place.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from geo.areas import USUAL_YEAR, WEST_YORKSHIRE, AreaType, area, codes, parent_place
from geo.postcodes import areas_of, district_of
from geo.vintages import lsoa_parents

LONGEST = 80  # of what is typed; the rest is not looked at
SHORTEST_CODE = 6
SHORTEST_MISSPELT = 4
NEAR_ENOUGH = 0.75  # difflib's ratio of a word to one that may be meant
WHOLE, START, INSIDE, SCATTERED = range(4)  # how the words typed lie in a name, the best first


@dataclass(frozen=True, slots=True)
class Match:
    """An area that was found: its code, its name, the name of its place, and why it was."""

    code: str
    name: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class _Key:
    """A name as it is compared, with a space before each word, and the areas it stands for."""

    words: str
    place: str
    why: str
    codes: tuple[str, ...]
    is_numbered: bool

    def rank(self, typed: str, asked: list[str]) -> int | None:
        """How the words typed lie in the name, each at a word's start; None where they do not."""
        if f" {typed}" in self.words:
            if self.words == f" {typed}":
                return WHOLE
            return START if self.words.startswith(f" {typed}") else INSIDE
        if len(asked) > 1 and any(f" {word}" in self.words for word in asked):
            anywhere = self.words + self.place
            return SCATTERED if all(f" {word}" in anywhere for word in asked) else None
        return None


def find(
    words: str, level: AreaType | str, vintage: int | None = None, limit: int = 8
) -> tuple[Match, ...]:
    """The areas of a level that the words may mean, the likeliest first; empty where none is.

    By postcode district, or that of a postcode, approximately; by GSS code; by name, whole or by
    the start of its words; and where nothing is found so, by words of nearly that spelling. Middle
    layer areas are found by both their names, and LSOAs by the names of theirs as well.
    `level` is LSOA, MSOA, ward or place; `vintage` a year, by default the usual one of the level.
    """
    kind = AreaType.LOCAL_AUTHORITY if level == "place" else AreaType(level)
    year = USUAL_YEAR.get(kind, 2021) if vintage is None else vintage
    district = district_of(words)
    if district:
        why = f"postcode district {district}, approximately"
        return tuple(_match(code, why) for code in areas_of(district, kind, year)[:limit])
    typed = _plain(words[:LONGEST])
    if not typed:
        return ()
    if len(typed) >= SHORTEST_CODE:
        found = [code for code in _codes(kind, year) if code.casefold().startswith(typed)]
        if found:
            return tuple(_match(code, "code") for code in found[:limit])
    return tuple(_by_name(typed, kind, year)[:limit] or _by_likeness(typed, kind, year)[:limit])


def _by_name(typed: str, kind: AreaType, year: int) -> list[Match]:
    asked = typed.split()
    has_number = any(letter.isdigit() for letter in typed)
    best: dict[str, tuple[int, str]] = {}
    for key in _keys(kind, year):
        if key.is_numbered and not has_number:
            continue  # 'Leeds' alone means none of Leeds 001 to Leeds 112
        rank = key.rank(typed, asked)
        if rank is not None:
            for code in key.codes:
                best[code] = min(best.get(code, (rank, key.why)), (rank, key.why))
    found = [(rank, _match(code, why)) for code, (rank, why) in best.items()]
    found.sort(key=lambda one: (one[0], one[1].name, one[1].place, one[1].code))
    return [match for _, match in found]


def _by_likeness(typed: str, kind: AreaType, year: int) -> list[Match]:
    meant = _meant(typed, kind, year)
    if not meant:
        return []
    why = f"spelt like ‘{meant}’"
    return [Match(one.code, one.name, one.place, why) for one in _by_name(meant, kind, year)]


@lru_cache(maxsize=512)
def _meant(typed: str, kind: AreaType, year: int) -> str:
    """The words, with each that starts no known one put right; empty if one cannot be."""
    known = _vocabulary(kind, year)
    meant = []
    for word in typed.split():
        near = [word] if any(one.startswith(word) for one in known) else _near(word, known)
        if not near:
            return ""
        meant += near
    return " ".join(meant)


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    """The nearest known word of about that length that starts or ends alike, if any is near."""
    if len(word) < SHORTEST_MISSPELT:
        return []
    alike = [
        one
        for one in known
        if abs(len(one) - len(word)) <= 2 and (one[0] == word[0] or one[-2:] == word[-2:])
    ]
    return difflib.get_close_matches(word, alike, n=1, cutoff=NEAR_ENOUGH)


@cache
def _vocabulary(kind: AreaType, year: int) -> tuple[str, ...]:
    """Every word of the names and places that is made of letters."""
    words = {word for key in _keys(kind, year) for word in (key.words + key.place).split()}
    return tuple(sorted(word for word in words if word.isalpha()))


@cache
def _keys(kind: AreaType, year: int) -> tuple[_Key, ...]:
    """The names by which West Yorkshire's areas of a level and year are found."""
    msoas = _msoas(year) if kind is AreaType.LSOA else {}
    found: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for code in _codes(kind, year):
        one = area(code)
        place = _place(code)
        found[one.name, place, "name", kind is AreaType.LSOA].append(code)
        if one.other_name:
            found[one.other_name, place, f"census name {one.other_name}", True].append(code)
        if code in msoas:
            called = area(msoas[code]).name
            found[called, place, f"in {called}", False].append(code)
    return tuple(
        _Key(f" {_plain(called)}", f" {_plain(place)}", why, tuple(members), is_numbered)
        for (called, place, why, is_numbered), members in found.items()
    )


@cache
def _codes(kind: AreaType, year: int) -> tuple[str, ...]:
    return tuple(codes(kind, within=WEST_YORKSHIRE, vintage=year))


@cache
def _msoas(year: int) -> dict[str, str]:
    return lsoa_parents(AreaType.MSOA, 2021 if year >= 2021 else 2011).to_dict()


def _match(code: str, why: str) -> Match:
    return Match(code, area(code).name, _place(code), why)


def _place(code: str) -> str:
    """The name of the area's place; empty for a place."""
    place = parent_place(code)
    return area(place).name if place and place != code else ""


def _plain(words: str) -> str:
    """The words as they are compared: small letters, no marks, 'and' for '&', 45b for 045B."""
    spelt = words.casefold().replace("&", " and ").replace("’", "").replace("'", "")
    spelt = re.sub(r"[^\w]+", " ", spelt).strip()
    return re.sub(r"\b0+(?=\d)", "", spelt)
