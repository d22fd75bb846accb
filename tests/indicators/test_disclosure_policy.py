"""Each source's rule for small numbers, as its publisher states it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.disclosure_earlier import range_of
from indicators.disclosure_policy import Policy, policies, policy, rounded
from indicators.errors import DisclosureError
from indicators.vocabulary import DisclosurePolicy


def test_every_policy_of_a_definition_has_its_rule() -> None:
    assert set(policies()) == {one.value for one in DisclosurePolicy}


@pytest.mark.parametrize(
    ("name", "small", "not_small"),
    [
        ("nhs england hospital", [1, 7], [0, 8]),
        ("dfe children in need", [1, 5], [0, 6]),
        ("ons mortality", [0, 2], [3]),
        ("suicide", [0, 9], [10]),
        ("none", [], [0, 1]),
    ],
)
def test_which_counts_are_small(name: str, small: list[int], not_small: list[int]) -> None:
    rule = policy(name)
    assert all(rule.is_small(count) for count in small)
    assert not any(rule.is_small(count) for count in not_small)


def test_what_is_rounded() -> None:
    """NHS England to the nearest 5; the department's national figures to the nearest 10."""
    hospital, children = policy("nhs england hospital"), policy("dfe children in need")
    assert [rounded(n, hospital.base(False)) for n in (8, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
    assert (children.base(True), children.base(False)) == (10, 1)
    assert [rounded(n, 10) for n in (404, 405)] == [400, 410]


@pytest.mark.parametrize(
    "rule",
    [
        Policy(8, rounding=5),
        Policy(3),
        Policy(5, rounding=10),
        Policy(6, national_rounding=10),
        Policy(10, zero="hidden"),
    ],
)
@pytest.mark.parametrize("is_national", [True, False])
def test_a_shown_figure_stands_for_all_counts_that_are_shown_so(
    rule: Policy, is_national: bool
) -> None:
    by_value: dict[int, list[int]] = {}
    for count in range(200):
        if not rule.is_small(count):
            by_value.setdefault(rounded(count, rule.base(is_national)), []).append(count)
    for value, counts in list(by_value.items())[:-1]:
        assert range_of(value, rule, is_national) == (min(counts), max(counts))


def test_which_rates_are_shown() -> None:
    mortality = policy(DisclosurePolicy.ONS_MORTALITY)
    crude = {n: mortality.rate_state(n, is_standardised=False) for n in (2, 3, 19, 20)}
    assert crude == {2: "hidden", 3: "unreliable", 19: "unreliable", 20: "shown"}
    standardised = {n: mortality.rate_state(n, is_standardised=True) for n in (9, 10, 20)}
    assert standardised == {9: "hidden", 10: "unreliable", 20: "shown"}


def test_a_policy_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(DisclosureError) as told:
        Policy(threshold=-1, zero="sometimes", rounding=0)  # type: ignore[arg-type]
    assert "threshold: found '-1'; expected a whole number from 0" in str(told.value)
    assert "zero: found 'sometimes'; expected 'shown' or 'hidden'" in str(told.value)
    assert "rounding: found '0'; expected a whole number from 1" in str(told.value)
    with pytest.raises(DisclosureError, match="would be known to be 1"):
        Policy(threshold=2)
    with pytest.raises(DisclosureError, match="so that 4 would be shown as 0"):
        Policy(threshold=4, rounding=10)
    with pytest.raises(DisclosureError, match="1,000 at most"):
        Policy(threshold=5_000)


def test_an_unknown_policy_is_told() -> None:
    with pytest.raises(DisclosureError, match="Did you mean 'suicide'"):
        policy("suicides")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[own]\nzero = 'shown'", "found no threshold"),
        ("[own]\nthreshold = 5\nthresold = 6", "Did you mean 'threshold'"),
        ("[own]\nthreshold = 5.5", "expected a whole number from 0"),
        ("[own", "expected a readable TOML file"),
    ],
)
def test_a_file_of_policies_is_checked(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "policies.toml"
    path.write_text(text)
    with pytest.raises(DisclosureError) as told:
        policies(path)
    assert expected in str(told.value)
