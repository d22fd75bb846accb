"""What every sentence shown must keep to, whatever it says."""

from __future__ import annotations

import re

MOST_WORDS = 40
WRONG = {
    "an unknown value": r"\b(None|nan|NaT|inf)\b",
    "two spaces": r"  ",
    "a space before a stop": r" [,.;:]",
    "two stops": r"[.;:,]{2}|\?\.",
    "'a' before a vowel sound": r"\ba (8|11\b|18\b|[aeio]|un[^i])",
    "'an' before a consonant": r"\ban ([1-79]|[bcdfgjklmnpqrstvwxyz])",
    "one of something in the plural": r"\b[Oo]ne (figures|points|years|measures|places|trials)\b",
    "a bad possessive": r"s[’']s\b|\b[a-z]+[’'] [a-z]",
    "a word twice": r"\b([a-z]+) \1\b",
    "a hyphen for a minus": r"(?<![\w–])-\d",
}


def faults(said: str, most_words: int = MOST_WORDS) -> list[str]:
    """What is wrong with sentences that stand together; nothing where all is well."""
    found = [what for what, pattern in WRONG.items() if re.search(pattern, said)]
    if not said.endswith("."):
        found.append("no full stop at the end")
    if not (said[:1].isupper() or said[:1].isdigit() or said[:1] == "£"):
        found.append("no capital at the start")
    if said.count("(") != said.count(")") or re.search(r"\(\s|\s\)", said):
        found.append("an orphan bracket")
    for sentence in re.split(r"(?<=[a-z%)\d])\. (?=[A-Z\d])", said):
        if len(sentence.split()) > most_words:
            found.append(f"{len(sentence.split())} words in one sentence")
    return found
