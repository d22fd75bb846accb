"""Who may see what: the table of roles, measures and places, and the seam before the store."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.access import (
    PUBLIC,
    Access,
    Grant,
    Group,
    Measure,
    Rights,
    Role,
    Seen,
    may_see,
    restricted_for,
    rights_of,
    same,
)
from dashboards.selection import PLACE_SLUGS

LEEDS, BRADFORD = PLACE_SLUGS["leeds"], PLACE_SLUGS["bradford"]
USUAL = Access().allowed


def rights(role: Role, *places: str) -> Rights:
    return rights_of([Grant(role, frozenset(places))], USUAL)


class Held:
    """A store that gives rows of all places, whatever it is asked for, and notes what that was."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def safe(self, measure: str, place: str | None = None) -> pd.DataFrame:
        self.asked.append((measure, place))
        return pd.DataFrame({"place_code": [LEEDS, BRADFORD], "count": [11, 12]})


# Written by hand from the task: a board sees nothing below what is published; a place lead and an
# analyst see the places that they were given.
@pytest.mark.parametrize("measure", ["child-protection", "suicide", "events"])
@pytest.mark.parametrize(
    ("role", "given", "sees"),
    [
        (Role.BOARD, [], []),
        (Role.PLACE_LEAD, [LEEDS], [LEEDS]),
        (Role.ANALYST, [BRADFORD], [BRADFORD]),
        (Role.ANALYST, list(PLACE_SLUGS.values()), list(PLACE_SLUGS.values())),
    ],
)
def test_a_role_sees_its_places_and_no_others(role, given, sees, measure):
    held = rights(role, *given)
    assert [place for place in PLACE_SLUGS.values() if may_see(held, measure, place)] == sees


def test_a_board_sees_nothing_restricted_even_if_it_were_given_places():
    assert rights(Role.BOARD, LEEDS) == PUBLIC


@pytest.mark.parametrize(
    ("measure", "place"),
    [("crime", LEEDS), ("suicide", "E99999999"), ("", LEEDS), ("suicide", ""), ("SUICIDE", LEEDS)],
)
def test_what_is_not_known_is_denied(measure, place):
    assert not may_see(rights(Role.ANALYST, *PLACE_SLUGS.values()), measure, place)


def test_somebody_who_is_not_in_the_file_sees_public_figures_only():
    person = Access({"anna": (Grant(Role.ANALYST, frozenset({LEEDS})),)}).person("eve")
    assert (person.rights, person.roles, person.words) == (PUBLIC, (), "public figures only")


def test_a_group_counts_only_where_the_provider_claims_it():
    group = Group("team", Grant(Role.ANALYST, frozenset({LEEDS})), claim="g-1")
    access = Access(groups=(group, Group("unclaimed", group.grant)))
    assert may_see(access.person("anna", ["g-1"]).rights, "events", LEEDS)
    assert access.person("anna", ["g-2", ""]).rights == PUBLIC


def test_grants_add_up_and_equal_rights_are_equal_keys():
    both = rights_of(
        [Grant(Role.PLACE_LEAD, frozenset({LEEDS})), Grant(Role.ANALYST, frozenset({BRADFORD}))],
        USUAL,
    )
    assert both == rights(Role.ANALYST, LEEDS, BRADFORD)
    assert hash(both) == hash(rights(Role.ANALYST, BRADFORD, LEEDS))


def test_names_are_the_same_in_large_and_small_letters_of_ascii_alone():
    assert same(" Anna@Example.ORG ") == "anna@example.org"
    assert same("\u212aate") != "kate"  # the sign of kelvin, which lower() makes a k


def test_the_store_is_asked_for_nothing_that_may_not_be_seen():
    store = Held()
    rows, seen = restricted_for(rights(Role.PLACE_LEAD, LEEDS), store, "suicide")
    assert store.asked == [("suicide", LEEDS)]
    assert rows.to_dict("list") == {"place_code": [LEEDS], "count": [11]}
    assert seen == (Seen("suicide", LEEDS),)


@pytest.mark.parametrize("held", [PUBLIC, rights(Role.BOARD), rights(Role.ANALYST, BRADFORD)])
def test_another_place_by_name_gives_nothing(held):
    store = Held()
    rows, seen = restricted_for(held, store, Measure.SUICIDE, [LEEDS])
    assert (len(rows), seen, store.asked) == (0, (), [])


def test_without_a_store_there_is_nothing():
    rows, seen = restricted_for(rights(Role.ANALYST, LEEDS), None, "events")
    assert (len(rows), seen) == (0, ())
