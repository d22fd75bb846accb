"""How long who guesses is refused; by a clock that the tests set."""

from __future__ import annotations

import pytest

from dashboards import attempts as module
from dashboards.attempts import FROM_AN_ADDRESS, OF_A_NAME, WHILE, Attempts

HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    """A clock that stands until it is set."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def attempts(clock):
    return Attempts(clock)


def guess(attempts: Attempts, times: int, name: str = "anna", address: str = HERE) -> None:
    for _ in range(times):
        attempts.wrong(name, address)


def test_five_for_a_name_are_allowed_and_then_a_quarter_of_an_hour_passes(attempts, clock):
    assert (OF_A_NAME, FROM_AN_ADDRESS, WHILE) == (5, 20, 900)
    guess(attempts, 4)
    assert attempts.wait("anna", HERE) == 0
    guess(attempts, 1)
    assert attempts.wait("anna", HERE) == attempts.wait("anna", THERE) == 900
    assert attempts.wait("bob", HERE) == 0
    clock.now += 899
    assert attempts.wait("anna", THERE) == 1
    clock.now += 1
    assert attempts.wait("anna", THERE) == 0
    guess(attempts, 4)
    assert attempts.wait("anna", HERE) == 0


def test_what_was_long_ago_does_not_add_up(attempts, clock):
    for _ in range(50):
        guess(attempts, 1)
        assert attempts.wait("anna", HERE) == 0
        clock.now += WHILE / (OF_A_NAME - 1)


def test_a_right_sign_in_clears_the_name_and_not_the_address(attempts):
    for number in range(5):
        guess(attempts, 4, f"name {number}")
        attempts.right(f"name {number}")
        guess(attempts, 0 if number == 4 else 1, f"name {number}", THERE)
    assert attempts.wait("name 0", THERE) == 0
    assert attempts.wait("anybody", HERE) == WHILE


@pytest.mark.parametrize("other", ["ANNA", " anna ", "Anna"])
def test_a_name_is_one_however_it_is_written(attempts, other):
    guess(attempts, OF_A_NAME, other)
    assert attempts.wait("anna", THERE) == WHILE


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
        ("no address", "no address", True),
    ],
)
def test_addresses_that_one_household_has_are_one(attempts, address, other, same):
    for number in range(FROM_AN_ADDRESS):
        guess(attempts, 1, f"name {number}", address)
    assert (attempts.wait("anna", other) > 0) is same


@pytest.mark.parametrize("name", ["", "x" * 1_000_000, "\ud800", "a\x00b"])
def test_any_name_is_counted(attempts, name):
    guess(attempts, OF_A_NAME, name)
    assert attempts.wait(name, THERE) == WHILE


def test_a_flood_of_names_takes_no_more_room_and_frees_none_that_is_refused(
    attempts, clock, monkeypatch
):
    monkeypatch.setattr(module, "MOST_KEPT", 50)
    guess(attempts, OF_A_NAME)
    for number in range(500):
        clock.now += 0.5
        guess(attempts, 1, f"name {number}", f"192.0.2.{number % 200}")
    assert len(attempts._wrong) <= 50
    assert attempts.wait("anna", THERE) > 0


def test_what_has_passed_is_forgotten_first(attempts, clock, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    guess(attempts, OF_A_NAME)
    clock.now += WHILE + 1
    guess(attempts, 1, "bob", THERE)
    assert len(attempts._wrong) == 2
