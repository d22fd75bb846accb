"""Names on the map: none touches another or leaves the frame, and the weightiest come first."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.viewmodel.map_labels import PlacedLabel, overlaps, placed, width
from geo.areas import PLACES, name
from geo.shapes import Shapes, shapes

BOX = (0, 0, 6000, 4500)
# Adobe's metrics of Helvetica Bold, in thousandths of the size.
HELVETICA_BOLD = {
    **dict.fromkeys("abdeghnopquu", 611) | dict.fromkeys("ackesvxy", 556),
    **dict.fromkeys(" ,.ijlI", 278) | dict.fromkeys("ft-()", 333),
    "r": 389,
    "w": 778,
    "m": 889,
    "z": 500,
    "'": 278,
    "&": 722,
    **dict.fromkeys("ABCDHKNRU", 722) | dict.fromkeys("EPSVXY", 667) | dict.fromkeys("FLTZ", 611),
    **dict.fromkeys("GOQ", 778) | {"J": 556, "M": 833, "W": 944},
}

words = st.lists(st.text("abcimwHW", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)
points = st.tuples(st.floats(-500, 6500), st.floats(-500, 5000))
names = st.lists(st.tuples(words, points, st.floats(0, 9)), max_size=40)
sizes = st.floats(20, 300)
wholes = st.integers(0, 4000)
extents = st.tuples(wholes, wholes, wholes, wholes).map(
    lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3])
)


def assert_apart(labels: tuple[PlacedLabel, ...], size: float, box: tuple[int, ...]) -> None:
    found = [label.extent(size) for label in labels]
    assert not any(overlaps(one, other) for one, other in combinations(found, 2))
    for left, top, right, bottom in found:
        assert box[0] <= left < right <= box[2]
        assert box[1] <= top < bottom <= box[3]


@given(names, sizes, st.lists(extents, max_size=4))
def test_no_two_names_overlap_and_none_leaves_the_box(
    wanted: list, size: float, avoid: list
) -> None:
    labels = placed(wanted, size, BOX, avoid)
    assert_apart(labels, size, BOX)
    assert not any(overlaps(label.extent(size), one) for label in labels for one in avoid)


@given(names, sizes)
def test_the_order_of_the_names_does_not_matter(wanted: list, size: float) -> None:
    assert placed(wanted[::-1], size, BOX) == placed(wanted, size, BOX)


@given(names, sizes)
def test_the_weightiest_name_that_fits_alone_is_never_pushed_out(wanted: list, size: float) -> None:
    fitting = [one for one in wanted if placed([one], size, BOX)]
    if fitting:
        heaviest = max(fitting, key=lambda one: one[2])
        alone = placed([one for one in fitting if one[2] == heaviest[2]], size, BOX)
        assert alone[0] in placed(wanted, size, BOX)


@pytest.mark.parametrize("year", [2017, 2019, 2025])
def test_letters_are_given_at_least_the_room_they_take(year: int) -> None:
    for code in shapes("ward", year, "approximate").codes:
        called = name(code)
        assert width(called) * 1000 >= sum(HELVETICA_BOLD[letter] for letter in called), called


def ward_names(drawn: Shapes, place: str = "") -> list[tuple[str, tuple[int, int], float]]:
    return [
        (name(code), drawn.labels[code], float(number % 7))
        for number, code in enumerate(drawn.codes)
        if not place or drawn.parents["place"][number] == place
    ]


@pytest.mark.parametrize("drawing", ["approximate", "hexagons"])
def test_ward_names_stand_apart_on_the_whole_map(drawing: str) -> None:
    drawn = shapes("ward", 2025, drawing)
    wanted = ward_names(drawn)
    assert len(wanted) == 124
    size = (drawn.box[2] - drawn.box[0]) * 0.012
    labels = placed(wanted, size, drawn.box)
    assert_apart(labels, size, drawn.box)
    assert len(labels) > 40


@pytest.mark.parametrize("drawing", ["approximate", "hexagons"])
@pytest.mark.parametrize("place", PLACES)
def test_most_ward_names_have_room_on_a_place_alone(drawing: str, place: str) -> None:
    drawn = shapes("ward", 2025, drawing)
    wanted = ward_names(drawn, place)
    box = drawn.place_box(place)
    size = (box[2] - box[0]) * 0.02
    labels = placed(wanted, size, box)
    assert_apart(labels, size, box)
    assert {label.words for label in labels} <= {words for words, _, _ in wanted}
    assert len(labels) > 0.6 * len(wanted)


def test_a_long_name_is_broken_where_a_reader_would() -> None:
    (label,) = placed([("Little London and Woodhouse", (3000, 2000), 1)], 100, BOX)
    assert label.lines == ("Little London", "and Woodhouse")
    (short,) = placed([("Ossett", (3000, 2000), 1)], 100, BOX)
    assert (short.lines, short.x, short.y) == (("Ossett",), 3000, 2000)


def test_of_two_names_at_one_point_the_weightier_keeps_it() -> None:
    both = [("Ossett", (3000.0, 2000.0), 1.0), ("Horbury", (3000.0, 2000.0), 2.0)]
    first, second = placed(both, 100, BOX)
    assert (first.words, first.x, first.y) == ("Horbury", 3000, 2000)
    assert (second.x, second.y) != (3000, 2000)


def test_a_name_without_room_is_left_out() -> None:
    assert placed([("Luddendenfoot", (50, 50), 1)], 100, (0, 0, 100, 100)) == ()
