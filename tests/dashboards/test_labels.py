"""Names beside marks: all are written, and none lies on another."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.charts.labels import Label, Named, around, rows_above

PLACES = ("Bradford 91.2", "Calderdale 94.5", "Kirklees 77.2", "Leeds 65.0", "Wakefield 82.9")
MARKS = st.lists(st.floats(50, 950), min_size=5, max_size=5).map(
    lambda xs: [Named(x, 200, words) for x, words in zip(xs, PLACES, strict=True)]
)
SPOTS = st.lists(
    st.tuples(st.floats(80, 900), st.floats(40, 300)), min_size=5, max_size=5, unique=True
).map(lambda at: [Named(x, y, words) for (x, y), words in zip(at, PLACES, strict=True)])


def on_one_another(labels: list[Label], height: float) -> list[tuple[str, str]]:
    return [
        (one.mark.words, other.mark.words)
        for one, other in combinations(labels, 2)
        if abs(one.y - other.y) < height
        and one.x < other.x + other.width
        and other.x < one.x + one.width
    ]


@settings(max_examples=40, deadline=None)
@given(MARKS)
def test_names_above_a_plot_are_all_there_inside_it_and_apart(marks):
    labels, rows = rows_above(marks, 0, 1000)
    assert sorted(label.mark.words for label in labels) == sorted(PLACES)
    assert all(label.x >= 0 and label.x + label.width <= 1000 for label in labels)
    assert on_one_another(labels, 1) == []
    assert rows == 1 + max(label.y for label in labels)


def test_names_of_marks_side_by_side_go_on_rows_of_their_own_where_there_is_no_room():
    crowded = [Named(340 + 2 * at, 200, words) for at, words in enumerate(PLACES)]
    labels, rows = rows_above(crowded, 4, 356)
    assert rows == len(labels) == len(PLACES)
    assert all(label.x + label.width <= 356 for label in labels)


def test_one_name_stands_over_its_mark():
    (label,), rows = rows_above([Named(500, 200, "Leeds")], 0, 1000)
    assert (rows, label.x + label.width / 2) == (1, 500)


def test_without_marks_there_is_nothing_to_write():
    assert rows_above([], 0, 1000) == ([], 0)
    assert around([], [], (0, 0, 1000, 400)) == []


@settings(max_examples=40, deadline=None)
@given(SPOTS)
def test_names_beside_marks_keep_inside_the_frame(spots):
    frame = (60, 10, 1000, 340)
    labels = around(spots, [(one.x, one.y) for one in spots], frame)
    assert sorted(label.mark.words for label in labels) == sorted(PLACES)
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= frame[0]
        assert top >= frame[1]
        assert right <= frame[2]
        assert bottom <= frame[3]


def test_a_name_nearly_as_wide_as_the_frame_is_still_written():
    long = Named(180, 100, "Bournemouth, Christchurch and Poole")
    (label,) = around([long], [(180, 100)], (48, 12, 356, 310))
    assert label.box[0] >= 48
    assert label.box[2] <= 356
    assert not label.box[1] <= 100 <= label.box[3]


def test_a_name_avoids_other_names_and_other_marks():
    crowd = [(500.0 + at, 100.0) for at in range(10, 120, 5)]  # to the right of the first mark
    first, second = Named(500, 100, "Leeds"), Named(500, 110, "Wakefield")
    labels = around([first, second], [*crowd, (500, 100), (500, 110)], (0, 0, 1000, 300))
    assert on_one_another(labels, 14) == []
    for label in labels:
        left, top, right, bottom = label.box
        assert not any(left <= x <= right and top <= y <= bottom for x, y in crowd)
