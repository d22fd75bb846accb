"""The rules for small numbers, one for each source, as data in `disclosure_policies.toml`."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from indicators.errors import DisclosureError, Fault, did_you_mean, quoted
from indicators.vocabulary import DisclosurePolicy

FILE = Path(__file__).parent / "disclosure_policies.toml"
LARGEST_THRESHOLD = 1000
RateState = Literal["shown", "unreliable", "hidden"]


@dataclass(frozen=True)
class Policy:
    """One source's rule for small numbers. Raises DisclosureError where it contradicts itself."""

    threshold: int
    zero: Literal["shown", "hidden"] = "shown"
    rounding: int = 1
    national_rounding: int = 1
    secondary: bool = True
    minimum_years: int = 0
    crude_rate_from: int = 0
    standardised_rate_from: int = 0
    unreliable_under: int = 0
    name: str = "own"
    words: str = ""

    def __post_init__(self) -> None:
        faults = [
            Fault(f"policy {self.name}, {name}", quoted(value), f"a whole number from {least}")
            for name, least in _NUMBERS.items()
            for value in [getattr(self, name)]
            if isinstance(value, bool) or not isinstance(value, int) or value < least
        ]
        if self.zero not in ("shown", "hidden"):
            faults.append(
                Fault(f"policy {self.name}, zero", quoted(self.zero), "'shown' or 'hidden'")
            )
        if not faults and self.threshold > LARGEST_THRESHOLD:
            faults.append(
                Fault(
                    f"policy {self.name}, threshold",
                    f"{self.threshold:,}",
                    f"{LARGEST_THRESHOLD:,} at most",
                )
            )
        if not faults and self.threshold == 2 and self.shows_zero:
            faults.append(
                Fault(
                    f"policy {self.name}, threshold",
                    "2, with zero shown",
                    "3 or more",
                    "Only 1 would be hidden, and a hidden count would be known to be 1.",
                )
            )
        coarsest = max(self.rounding, self.national_rounding) if not faults else 1
        if not faults and self.threshold > 1 and rounded(self.threshold, coarsest) == 0:
            faults.append(
                Fault(
                    f"policy {self.name}, rounding",
                    f"to the nearest {coarsest}, so that {self.threshold} would be shown as 0",
                    "a multiple that leaves every shown count above 0",
                )
            )
        if faults:
            raise DisclosureError("This policy cannot be used.", faults)

    @property
    def shows_zero(self) -> bool:
        """Whether a zero always stands in the open, so that what is hidden is 1 or more."""
        return self.zero == "shown" or self.threshold == 0

    def is_small(self, count: int) -> bool:
        """Whether the rule itself hides the count."""
        return (0 if not self.shows_zero else 1) <= count < self.threshold

    def base(self, is_national: bool) -> int:
        """What a shown count is rounded to a multiple of."""
        return max(self.rounding, self.national_rounding) if is_national else self.rounding

    def rate_state(self, deaths: int, *, is_standardised: bool) -> RateState:
        """Whether a rate from so many deaths is shown, shown as unreliable, or not at all."""
        fewest = self.standardised_rate_from if is_standardised else self.crude_rate_from
        if deaths < fewest or self.is_small(deaths):
            return "hidden"
        return "unreliable" if deaths < self.unreliable_under else "shown"

    def refuse_period(self, years: int | None) -> None:
        """Raise DisclosureError unless enough years are pooled."""
        if self.minimum_years and (years is None or years < self.minimum_years):
            fault = Fault(
                "years",
                "none stated" if years is None else f"{years} pooled",
                f"{self.minimum_years} or more pooled years",
                "Pool more years, or show places only.",
            )
            raise DisclosureError(f"Nothing may be shown by this rule: {self.words}", [fault])


_NUMBERS = {
    "threshold": 0,
    "rounding": 1,
    "national_rounding": 1,
    "minimum_years": 0,
    "crude_rate_from": 0,
    "standardised_rate_from": 0,
    "unreliable_under": 0,
}


def rounded(count: int, base: int) -> int:
    """The nearest multiple of the base; a half goes up."""
    return (count + base // 2) // base * base


@cache
def policies(path: Path = FILE) -> Mapping[str, Policy]:
    """Every policy of the file by name. Raises DisclosureError with every fault of the file."""
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        fault = Fault(path.name, str(problem), "a readable TOML file")
        raise DisclosureError("The policies cannot be read.", [fault]) from None
    known = {one.name for one in dataclasses.fields(Policy)} - {"name"}
    made: dict[str, Policy] = {}
    faults: list[Fault] = []
    for name, table in raw.items():
        strange = [key for key in table if key not in known] if isinstance(table, dict) else []
        if not isinstance(table, dict) or "threshold" not in table:
            faults.append(Fault(f"{path.name}, {name}", "no threshold", "a table with a threshold"))
        faults += [
            Fault(f"{path.name}, {name}", quoted(key), "a known key", did_you_mean(key, known))
            for key in strange
        ]
        if not faults:
            try:
                made[name] = Policy(**table, name=name)
            except DisclosureError as problem:
                faults += problem.faults
    if faults:
        raise DisclosureError("The policies cannot be used.", faults)
    return MappingProxyType(made)


def policy(name: str | DisclosurePolicy | Policy) -> Policy:
    """The policy of that name. Raises DisclosureError for one that is not known."""
    if isinstance(name, Policy):
        return name
    known = policies()
    if str(name) not in known:
        fault = Fault("policy", quoted(name), ", ".join(known), did_you_mean(name, known))
        raise DisclosureError("There is no such policy.", [fault])
    return known[str(name)]
