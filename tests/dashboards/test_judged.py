"""What the indicator page says of a series agrees with the board, the methods and the figures."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from dashboards import text
from dashboards.charts.control import drawn_control
from dashboards.charts.drawn import HALF, NARROW, WIDE, drawn_trend
from dashboards.charts.fan import drawn_fan
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel.control_chart import control_chart
from dashboards.viewmodel.fan import chance_words
from dashboards.viewmodel.indicator import indicator_view
from dashboards.viewmodel.signals import direction_signal, variation_signal
from geo.areas import WEST_YORKSHIRE, successor
from indicators.backtest import decisions
from indicators.catalogue import catalogue
from indicators.control import control
from indicators.definition import Break, Target
from indicators.peers import peers
from indicators.projection import project
from indicators.trajectory import trajectory
from indicators.vocabulary import Sex, TargetKind
from tests.dashboards.grammar import faults

EVERY = list(catalogue().values())


def view(figures, indicator: str, place: str = "", sex: str = ""):
    chosen = Selection(indicator=indicator, place=place, sex=sex)
    return figures.once(("view", indicator, place, sex), lambda: indicator_view(figures, chosen))


def entries(judged) -> dict:
    return {one.asked: one.signal for one in judged.reading.entries}


@pytest.mark.parametrize("place", ["", "wakefield"])
def test_page_and_board_give_one_answer(figures, place):
    code = PLACE_SLUGS.get(place, WEST_YORKSHIRE)
    rows = figures.status("ten-ambitions")
    rows = rows[(rows["area_code"] == code) & rows["value"].notna()]
    assert len(rows)
    for row in rows.itertuples():
        sex = "" if row.sex == "persons" else row.sex
        shown = view(figures, row.indicator_id, place, sex).judged
        if shown is None:
            continue
        definition = figures.catalogue[row.indicator_id]
        found = entries(shown)
        going = direction_signal(row.direction, row.direction_reason, definition)
        assert found["Recent trend"].symbol == going.symbol
        assert found["Recent trend"].reason.startswith(going.reason)
        varies = variation_signal(row.variation, row.variation_side, row.variation_reason)
        assert found["Variation"] == varies
        if code == WEST_YORKSHIRE and shown.promise:
            assert (shown.promise.status, shown.promise.reason) == (row.status, row.status_reason)


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_every_answer_has_a_reason_in_english(figures, definition):
    for place in ("", "wakefield"):
        shown = view(figures, definition.id, place).judged
        if shown is None:
            continue
        said = [signal.reason for signal in entries(shown).values()]
        said += [shown.control_reason, shown.fan_reason, shown.chance]
        if shown.promise:
            said += [shown.promise.reason, shown.promise.pace, shown.promise.earlier]
        if shown.fan:
            said += [shown.fan.sentence, shown.fan.words]
        assert all(signal.words and signal.reason for signal in entries(shown).values())
        for one in filter(None, said):
            assert faults(one, most_words=45) == [], one


def test_a_place_is_set_against_england_west_yorkshire_and_similar_councils(figures):
    shown = view(figures, "child_protection_plan_rate", "wakefield").judged
    asked = list(entries(shown))
    assert asked[:3] == ["Against England", "Against West Yorkshire", "Against similar councils"]
    held = figures.headline(figures.catalogue["child_protection_plan_rate"], "local authorities")
    held = held[held["period"] == "31 March 2025"].set_index("area_code")["value"].dropna()
    held = held.rename(index=successor)
    held = held[~held.index.duplicated()]
    alike = held[held.index.isin([peer.code for peer in peers(PLACE_SLUGS["wakefield"])])]
    reason = entries(shown)["Against similar councils"].reason
    definition = catalogue()["child_protection_plan_rate"]
    assert f"{len(alike)} similar councils is {text.number(alike.median(), definition)}" in reason
    higher = int((alike > held[PLACE_SLUGS["wakefield"]]).sum())
    assert higher == 0
    assert f"the highest of {len(alike) + 1}" in reason


def test_suicide_is_not_ranked_among_similar_councils(figures):
    for indicator in ("suicide_rate", "suicide_rate_yearly"):
        shown = view(figures, indicator, "leeds").judged
        if shown:
            assert "highest" not in entries(shown)["Against similar councils"].reason
            assert "lowest" not in entries(shown)["Against similar councils"].reason


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_control_chart_draws_every_figure_and_names_every_broken_rule(figures, definition):
    rows = figures.headline(definition)
    for _, own in rows[rows["area_code"] == "E08000035"].groupby("sex"):
        made = control(definition, own)
        chart = control_chart(made, own, definition, "Leeds")
        assert (chart is None) == (made.chart is None)
        if chart is None:
            continue
        held = own[own["value"].notna()].sort_values("period_end")
        assert [mark.value for mark in chart.marks] == held["value"].tolist()
        assert [mark.period for mark in chart.marks] == held["period"].tolist()
        named = {rule for rule in made.chart.points["rule"] if rule}
        assert len(chart.broken) == len(named)
        assert len(chart.key) == len({m.variation for m in chart.marks} - {"common cause"})
        assert chart.low <= min(held["value"])
        assert chart.high >= max(held["value"])
        if (held["value"] >= 0).all():
            limits = [s.lower for s in chart.stretches if s.lower is not None]
            assert all(limit >= 0 for limit in (*limits, chart.low))


def test_control_chart_starts_afresh_at_a_break_and_its_line_is_broken_there():
    rows = pd.DataFrame(
        {
            "area_code": "E08000035",
            "sex": "persons",
            "age": "all ages",
            "period_type": "calendar year",
            "period": [str(year) for year in range(2010, 2020)],
            "period_start": [pd.Timestamp(year, 1, 1) for year in range(2010, 2020)],
            "period_end": [pd.Timestamp(year, 12, 31) for year in range(2010, 2020)],
            "value": [10.0, 11, 10, 12, 11, 30, 31, 30, 32, 31],
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "missing_reason": None,
        }
    )
    changed = Break(on=date(2015, 1, 1), reason="Counted anew.")
    definition = catalogue()["employment_rate"].model_copy(update={"breaks": [changed]})
    chart = control_chart(control(definition, rows), rows, definition, "Leeds")
    assert [len(run) for run in chart.runs] == [5, 5]
    assert [one.mean for one in chart.stretches] == [10.8, 30.8]
    assert any("Counted anew." in note for note in chart.notes)
    assert chart.broken == ()


def test_a_promise_says_who_made_it_when_and_what_it_asks_each_year(figures):
    shown = view(figures, "early_stage_cancer").judged.promise
    assert shown.area_name == "West Yorkshire"
    assert shown.reason
    assert "percentage points each year" in shown.pace
    assert all(one.startswith("Stated on ") for one in shown.stated)
    assert not shown.reference
    leeds = view(figures, "early_stage_cancer", "leeds").judged.promise
    assert leeds.status == shown.status
    assert "so Leeds is not judged by it" in leeds.reference


def test_no_promise_is_shown_where_none_was_made(figures):
    assert view(figures, "child_protection_plan_rate").judged.promise is None


def words_drawn(svg: str) -> list[tuple[float, float, str]]:
    """Each text of a drawing: where it begins and ends across, about, and what it says."""
    found = re.findall(r"<text ([^>]*)>([^<]*)</text>", svg)
    placed = []
    for attributes, said in found:
        x = float(re.search(r'\bx="([-\d.]+)"', attributes)[1])
        anchor = re.search(r'text-anchor="(\w+)"', attributes)
        width = 6.2 * len(said)
        shift = {"end": width, "middle": width / 2}.get(anchor[1] if anchor else "", 0)
        placed.append((x - shift, x - shift + width, said))
    return placed


@pytest.mark.parametrize("frame", [WIDE, HALF, NARROW])
@pytest.mark.parametrize(
    ("indicator", "place"),
    [
        ("antibacterial_prescriptions", ""),
        ("child_protection_plan_rate", "wakefield"),
        ("early_stage_cancer", "leeds"),
        ("median_weekly_pay", "calderdale"),
    ],
)
def test_all_words_of_a_chart_are_inside_it(figures, indicator, place, frame):
    shown = view(figures, indicator, place)
    drawn = [drawn_trend(shown.trend, shown.definition, "words", frame)]
    if shown.judged.control:
        drawn.append(drawn_control(shown.judged.control, shown.definition, frame))
    if shown.judged.fan:
        drawn.append(drawn_fan(shown.judged.fan, shown.definition, frame))
    for svg in drawn:
        for begins, ends, said in words_drawn(svg):
            assert begins >= 0, said
            assert ends <= frame.width, said


def test_a_fan_says_its_range_and_shows_its_own_record(figures):
    shown = view(figures, "child_protection_plan_rate", "wakefield")
    definition, drawn = shown.definition, shown.judged.fan
    rows = figures.headline(definition)
    own = rows[rows["area_code"] == PLACE_SLUGS["wakefield"]]
    made = project(definition, own, decisions()[definition.id, Sex.PERSONS])
    last = made.points.iloc[-1]
    ends = [text.number(last[name], definition) for name in ("lower_80", "upper_80")]
    assert f"{ends[0]} to {ends[1]} per 10,000" in drawn.sentence
    assert last["period"] in drawn.sentence
    assert "it is not an observed figure" in drawn.sentence
    assert [one.trials.replace(",", "") for one in drawn.record] == [
        str(trials) for trials in made.coverage["trials"]
    ]
    assert [one.held[1] for one in drawn.record] == [
        f"{100 * cover:.0f}" for cover in made.coverage["cover_80"]
    ]
    assert drawn.last.period == "31 March 2025"
    assert all(year.day > drawn.last.day for year in drawn.years)


def test_no_fan_is_drawn_over_overlapping_windows_or_counts(figures):
    for indicator in ("life_expectancy_at_birth", "suicide_rate", "suicide_deaths"):
        shown = view(figures, indicator, "leeds").judged
        assert shown.fan is None
        assert shown.fan_reason.endswith(".")


def test_an_open_promise_has_its_chance_or_why_there_is_none(figures):
    cancer = view(figures, "early_stage_cancer").judged
    assert cancer.fan is None
    assert cancer.chance == f"No chance of meeting the promise is given. {cancer.fan_reason}"
    assert view(figures, "suicide_deaths").judged.chance == ""  # its day is past


@pytest.mark.parametrize(("goal", "said"), [(0.01, "less than 1 in 100"), (99.0, "more than 99")])
def test_no_promise_is_called_certain_to_be_kept_or_broken(figures, goal, said):
    definition = figures.catalogue["obesity_reception"]
    rows = figures.headline(definition)
    own = rows[rows["area_code"] == PLACE_SLUGS["leeds"]]
    made = project(definition, own, decisions()[definition.id, Sex.PERSONS])
    promised = Target(
        kind=TargetKind.LEVEL,
        value=goal,
        by=made.points["period_end"].iloc[-1].date(),
        baseline_period="2018/19",
        applies_to=PLACE_SLUGS["leeds"],
        stated_on=date(2019, 1, 1),
        source="A made-up promise",
    )
    words = chance_words(made, trajectory(promised, own), definition)
    assert f"The chance of meeting the promise is {said}" in words
