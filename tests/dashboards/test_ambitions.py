"""The board matrix says what the status table says, and its headline is true."""

from __future__ import annotations

import re
from datetime import date

import pytest
from markupsafe import escape

from dashboards.app import visit
from dashboards.pages.ambitions import ambitions_page
from dashboards.selection import Selection
from dashboards.viewmodel.about import facts
from dashboards.viewmodel.ambitions import board
from dashboards.viewmodel.promises import Group, summary
from indicators.catalogue import catalogue
from indicators.vocabulary import Status

FRAMEWORK = catalogue().framework("ten-ambitions")


def group(number: int, verdict: Status) -> Group:
    has_target = verdict is not Status.NO_TARGET
    names = (f"g{number}", f"Title {number}", f"Name {number}")
    return Group(number, *names, "", "", "", "", has_target, verdict, (), (), ())


def cell(made, label: str, area: str):
    row = next(r for g in made.groups for r in g.rows if r.label == label)
    return next(c for c in row.cells if c.area_name == area)


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        (
            [Status.MISSED, Status.UNDETERMINED, Status.UNDETERMINED, Status.NO_TARGET],
            "Of three ambitions with a numeric promise, one is missed, none is kept and two cannot "
            "be judged from the figures held.",
        ),
        (
            [Status.MET, Status.ON_TRACK, Status.OFF_TRACK],
            "Of three ambitions with a numeric promise, one is met, one is on track and one is off "
            "track from the figures held.",
        ),
        (
            [Status.NO_TARGET, Status.NO_TARGET],
            "The ten ambitions: 0 of 0 measures have figures.",
        ),
    ],
)
def test_headline_counts_the_promises(verdicts, headline):
    groups = tuple(group(number, verdict) for number, verdict in enumerate(verdicts, start=1))
    assert summary(FRAMEWORK, groups)[0] == headline


def test_every_promise_is_accounted_for_once_with_why_it_cannot_be_judged(figures):
    made = board(figures, Selection())
    for group in made.groups:
        named = made.explanation.count(group.short_title.lower())
        assert named == (group.verdict is not Status.NO_TARGET), group.short_title
    why = dict(part.split(": ") for part in made.explanation.split(". ") if ": " in part)
    undecided = why["Not judged, as the figures held cannot decide it"]
    for group in made.groups:
        if group.verdict is Status.UNDETERMINED:
            decides = any(row.status is Status.UNDETERMINED for row in group.rows)
            assert (group.short_title.lower() in undecided) == decides


def test_headline_of_the_shipped_figures_agrees_with_the_rows(figures):
    made = board(figures, Selection())
    missed = [g for g in made.groups if g.verdict is Status.MISSED]
    assert [g.id for g in missed] == [
        g.id for g in made.groups if any(r.status is Status.MISSED for r in g.rows)
    ]
    assert len(made.groups) == 10


@pytest.mark.parametrize(
    ("label", "area", "value"),
    [
        ("Cancers found at stage 1 or 2", "Leeds", "55.1%"),
        ("Cancers found at stage 1 or 2", "West Yorkshire", "54.1%"),
        ("Died by suicide, three-year rate", "West Yorkshire", "12.5"),
    ],
)
def test_cells_hold_the_published_figures(figures, label, area, value):
    assert cell(board(figures, Selection()), label, area).value == value


@pytest.mark.parametrize(
    ("label", "limits"),
    [
        ("Healthy life expectancy at birth, men", "56.8 to 59.6"),
        ("Died by suicide, three-year rate", "no limits published"),
    ],
)
def test_chosen_areas_figure_has_its_limits_or_says_there_are_none(figures, label, limits):
    made = board(figures, Selection())
    assert cell(made, label, "West Yorkshire").limits == limits
    page = ambitions_page(visit(figures, {}))
    assert limits in page.fragments["matrix"].html


def test_measures_without_figures_are_named_with_the_publication_that_has_them(figures):
    made = board(figures, Selection())
    for group, heading in zip(made.groups, FRAMEWORK.headings, strict=True):
        named = [label for one in group.unheld for label, _ in one.labels]
        without = [m for m in heading.metrics if not figures.has_any(m.indicator)]
        assert len(named) == len(without)
        assert len(named) + len(group.rows) == len(heading.metrics)
        assert all(one.link.startswith("https://") for one in group.unheld)
    html = ambitions_page(visit(figures, {})).fragments["matrix"].html
    assert "No figures are held yet for six measures." in html
    assert not re.search(r"loaded|[Mm]etric\b|Course\b", re.sub(r"<[^>]*>", " ", html))


def test_ambition_without_numeric_target_is_said_and_never_coloured(figures):
    made = board(figures, Selection())
    for one in made.groups:
        if one.target == "No numeric target":
            assert one.verdict is Status.NO_TARGET
            assert all(row.status not in (Status.MET, Status.MISSED) for row in one.rows)


def test_sources_of_a_verdict_cite_every_figure_it_rests_on(figures):
    group = next(g for g in board(figures, Selection()).groups if g.id == "suicide")
    cited = " ".join(group.sources)
    # 235 in 2020 against 227 in 2015; beside them 250 in 2022 and 110 in Leeds in 2019
    for release in ("2022 registrations", "2021 registrations", "2019 registrations"):
        assert release in cited
    assert "West Yorkshire Health and Care Partnership" in cited


def test_second_promise_of_an_ambition_is_said_not_to_be_judged(figures):
    html = ambitions_page(visit(figures, {})).fragments["matrix"].html
    assert "The verdict is on the promise for 2020/21, the last with a date" in html


def test_places_are_never_given_west_yorkshires_status(figures):
    made = board(figures, Selection(place="leeds"))
    row = next(r for g in made.groups for r in g.rows if r.status is Status.MISSED)
    assert "227" in row.reason or "204" in row.reason
    leeds = next(c for c in row.cells if c.area_name == "Leeds")
    assert "For reference" in leeds.title


def test_board_as_known_on_an_earlier_day_has_what_was_known_then(figures):
    before = board(figures.known_on(date(2023, 1, 31)), Selection())
    rate = cell(before, "Died by suicide, three-year rate", "West Yorkshire")
    assert (rate.value, rate.period) == ("13.2", "2019 to 2021")


@pytest.mark.parametrize("framework", list(catalogue().frameworks))
def test_every_framework_has_its_board(figures, framework):
    made = board(figures, Selection(framework=framework))
    assert made.headline
    assert all(group.rows or group.unheld for group in made.groups)


@pytest.mark.parametrize("place", ["", "leeds"])
def test_every_mark_of_another_area_is_told_in_words_with_its_reason(figures, place):
    made = board(figures, Selection(place=place))
    html = str(ambitions_page(visit(figures, {"place": place})).fragments["matrix"].html)
    told = 0
    for row in (row for group in made.groups for row in group.rows):
        for cell in row.cells:
            for one in () if cell.is_chosen else cell.marks:
                told += 1
                (areas,) = [areas for areas, said in row.others if said == one]
                assert cell.area_name in areas
                assert f"{areas}: {one.words}.</strong> {escape(one.reason)}" in html
    assert told > 20


def test_the_course_of_the_nhs_board_is_told_under_its_own_name(figures):
    rows = {r.label: r for g in board(figures, Selection()).groups for r in g.rows}
    by_board = [
        r for r in rows.values() if any(c.is_chosen and c.note for c in r.cells) and r.course
    ]
    assert {r.course_of for r in by_board if "NHS" in r.cells[0].note} == {
        "NHS West Yorkshire Integrated Care Board"
    }
    assert rows["Cancers found at stage 1 or 2"].course_of == "West Yorkshire"


def test_of_suicide_neither_way_is_called_better():
    """A number for one year is not said to be for three."""
    for name in ("suicide_deaths", "suicide_rate", "suicide_rate_yearly"):
        told = dict(facts(catalogue()[name]))
        assert told["Reading it"] == "Neither higher nor lower is called better here."
        assert "three years" not in told["Small numbers"]
