"""Colours are told apart by everybody, in grey as well, or a symbol, stripe or line helps."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import colour, palettes
from dashboards.theme import THEME
from indicators.change_map import Direction
from indicators.compare import Standing
from indicators.methods.clusters import Cluster
from tests.dashboards.vision import VISIONS, distances, nearest, seen

SQUARE = palettes.BLUE_BY_ORANGE
NINE = [tone.colour for tone in (SQUARE.tone(i, j) for i, j in product(range(3), repeat=2))]
colours = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


def told(tones: tuple[palettes.Tone, ...]) -> list[str]:
    return [tone.colour for tone in tones]


RAMPS = {f"{r.name} {k}": told(r.tones(k)) for r in palettes.RAMPS.values() for k in range(1, 10)}
SCALES = {
    **RAMPS,
    **{
        f"{d.name} {half} {middle}": told(d.tones(half, half, middle))
        for d in palettes.DIVERGING.values()
        for half in (1, 2, 3, 4)
        for middle in (False, True)
    },
    SQUARE.name: NINE,
    "standings": told(tuple(palettes.STANDINGS.values())),
    "changes": told(tuple(palettes.CHANGES.values())),
    "clusters": told(tuple(palettes.CLUSTERS.values())),
}


@pytest.mark.parametrize(
    ("name", "lab", "luminance"),
    [  # colour-science 0.4.7
        ("#12436D", (0.373761, -0.031931, -0.082438), 0.052470),
        ("#FFDD00", (0.898688, -0.025401, 0.183852), 0.729730),
        ("#D4351C", (0.573011, 0.169321, 0.104694), 0.166271),
        ("#28A197", (0.642931, -0.102276, -0.011920), 0.281752),
    ],
)
def test_the_arithmetic_agrees_with_another_implementation(name, lab, luminance) -> None:
    assert colour.oklab(name) == pytest.approx(lab, abs=2e-3)
    assert colour.contrast(name, "#FFFFFF") == pytest.approx(1.05 / (luminance + 0.05), rel=1e-3)
    assert tuple(seen([name])[0]) == pytest.approx(lab, abs=2e-3)


@given(colours, colours)
def test_a_colour_comes_back_from_oklab_and_lies_between_its_ends(one, other) -> None:
    assert colour.of_oklab(colour.oklab(one)) == one
    assert (colour.between(one, other, 0), colour.between(one, other, 1)) == (one, other)
    apart = distances([one, colour.between(one, other, 0.5), other])
    assert apart[0, 1] + apart[1, 2] == pytest.approx(apart[0, 2], abs=0.03)


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert colour.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # as WCAG has it


@given(colours)
def test_text_and_outline_are_read_on_any_colour(one) -> None:
    tone = palettes.Tone(one)
    assert {tone.ink, tone.outline} <= {"#000000", "#FFFFFF"}
    assert colour.contrast(tone.ink, one) >= 4.5
    assert colour.contrast(tone.outline, one) >= 3


@given(colours, colours)
def test_a_line_parts_two_colours_or_they_part_themselves_nearly(one, other) -> None:
    line = palettes.parting(one, other)
    if line:
        assert min(colour.contrast(line, one), colour.contrast(line, other)) >= 3
    else:
        # Where neither black nor white is seen on both, one is dark and the other pale.
        assert colour.contrast(one, other) > 0.35 / 0.15


@pytest.mark.parametrize("name", SCALES)
def test_neighbouring_areas_of_any_two_classes_are_told_apart(name) -> None:
    fewest = 3 if len(SCALES[name]) <= 6 or name not in RAMPS else 2.7
    for one, other in combinations(SCALES[name], 2):
        assert palettes.parting(one, other) or colour.contrast(one, other) >= fewest


@pytest.mark.parametrize("vision", VISIONS)
def test_the_nine_of_two_indicators_are_told_apart_by_everybody(vision) -> None:
    assert nearest(NINE, vision) >= 0.13


@pytest.mark.parametrize("vision", VISIONS)
def test_the_nine_darken_with_either_indicator(vision) -> None:
    lightness = seen(NINE, vision)[:, 0].reshape(3, 3)
    assert (np.diff(lightness, axis=0) < -0.03).all()
    assert (np.diff(lightness, axis=1) < -0.03).all()


def test_a_black_line_parts_any_two_of_the_nine_and_of_a_diverging_scale() -> None:
    every = [*NINE, *(c for name, scale in SCALES.items() if " and " in name for c in scale)]
    assert min(colour.contrast("#000000", one) for one in every) >= 3


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("ramp", palettes.RAMPS.values(), ids=lambda ramp: ramp.name)
def test_a_ramp_darkens_step_by_step_for_everybody_and_in_grey(ramp, vision) -> None:
    assert nearest(told(ramp.tones(5)), vision) >= 0.09
    for classes in range(2, 10):
        lightness = seen(told(ramp.tones(classes)), vision)[:, 0]
        assert (np.diff(lightness) < -0.02).all()
        grey = [colour.contrast(one, "#000000") for one in told(ramp.tones(classes))]
        assert all(one > other for one, other in pairwise(grey))


def test_five_classes_are_the_stops_and_one_class_is_neither_end() -> None:
    assert told(palettes.BLUES.tones(5)) == list(THEME.sequential)
    for ramp in palettes.RAMPS.values():
        for classes in range(2, 10):
            tones = told(ramp.tones(classes))
            assert (tones[0], tones[-1], len(set(tones))) == (
                ramp.stops[0],
                ramp.stops[-1],
                classes,
            )
        assert not set(told(ramp.tones(1))) & {ramp.stops[0], ramp.stops[-1]}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("scale", palettes.DIVERGING.values(), ids=lambda scale: scale.name)
def test_a_diverging_scale_is_told_apart_and_equally_dark_on_both_sides(scale, vision) -> None:
    tones = told(scale.tones(3, 3))
    assert nearest(tones, vision) >= {"blue and brown": 0.11, "purple and orange": 0.07}[scale.name]
    lightness = seen(told(scale.tones(3, 3, middle=True)), vision)[:, 0]
    assert (np.diff(lightness[:4]) > 0.04).all()
    assert (np.diff(lightness[3:]) < -0.04).all()
    if vision == "normal":
        np.testing.assert_allclose(lightness, lightness[::-1], atol=0.01)


def test_a_shorter_side_of_a_diverging_scale_keeps_the_tones_of_its_distance() -> None:
    scale = palettes.PURPLE_ORANGE
    whole, short = scale.tones(3, 3), scale.tones(1, 3)
    assert short == whole[2:]
    assert scale.tones(0, 3) == whole[3:]
    assert scale.tones(2, 2, middle=True)[2].colour == scale.middle


@pytest.mark.parametrize("vision", VISIONS)
def test_what_is_neither_better_nor_worse_is_told_apart_by_colour_alone(vision) -> None:
    standings = [Standing.LOWER, Standing.SIMILAR, Standing.HIGHER]
    assert nearest([palettes.STANDINGS[one].colour for one in standings], vision) >= 0.2
    ways = [Direction.FELL, Direction.NOT_CLEAR, Direction.ROSE]
    assert nearest([palettes.CHANGES[one].colour for one in ways], vision) >= 0.2
    found = [Cluster.HIGH, Cluster.LOW, Cluster.NONE]
    assert nearest([palettes.CLUSTERS[one].colour for one in found], vision) >= 0.2


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (palettes.STANDINGS[Standing.BETTER], palettes.STANDINGS[Standing.WORSE]),
        (palettes.CHANGES[Direction.BETTER], palettes.CHANGES[Direction.WORSE]),
    ],
)
def test_better_and_worse_do_not_rest_on_red_and_green(better, worse) -> None:
    assert nearest([better.colour, worse.colour], "protanopia") < 0.05
    assert (better.texture, worse.texture) == ("", "striped")
    assert colour.contrast(worse.outline, worse.colour) >= 3


def test_every_word_has_a_tone() -> None:
    assert set(palettes.STANDINGS) == set(Standing)
    assert set(palettes.CHANGES) == set(Direction)


def test_every_judged_tone_has_a_symbol_of_its_own() -> None:
    for tones in (palettes.STANDINGS, palettes.CHANGES, palettes.CLUSTERS):
        judged = {tone.colour: tone.symbol for tone in tones.values() if tone != palettes.PLAIN}
        assert all(judged.values())
        assert len(set(judged.values())) == len(judged)


def test_every_symbol_is_in_the_sprite(sprite: str) -> None:
    for tones in (palettes.STANDINGS, palettes.CHANGES, palettes.CLUSTERS):
        for tone in tones.values():
            assert not tone.symbol or f'id="{tone.symbol}"' in sprite


@pytest.fixture(scope="module")
def sprite() -> str:
    folder = Path(__file__).parents[2] / "dashboards" / "templates"
    return (folder / "sprite.html").read_text(encoding="utf-8")
