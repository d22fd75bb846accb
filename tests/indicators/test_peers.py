"""Statistical neighbours: a distance like any other, the same every time, and sensible."""

from __future__ import annotations

import math

import pytest

from geo import areas as geography
from geo.areas import BRADFORD, LEEDS, PLACES, WEST_YORKSHIRE
from geo.errors import GeographyError
from geo.residents import residents
from indicators import peers as module
from indicators.peers import METHOD, PEERS, WEIGHTS, peers, traits


def test_census_totals_are_the_published_ones() -> None:
    """Usual residents on census day, as the Office for National Statistics gives them by place."""
    totals = [residents()[code].total for code in PLACES]
    assert totals == [546_373, 206_656, 433_206, 811_960, 353_378]
    assert sum(one.total for one in residents().values()) == pytest.approx(56_490_000, rel=1e-4)


def test_land_is_near_the_published_measurements() -> None:
    """The standard area measurements: Bradford 366 km2, Leeds 552 km2."""
    assert residents()[BRADFORD].square_km == pytest.approx(366, rel=0.02)
    assert residents()[LEEDS].square_km == pytest.approx(552, rel=0.02)


def test_every_single_tier_council_has_fifteen_neighbours() -> None:
    councils = traits().index
    assert len(councils) == 130  # 62 unitary, 36 metropolitan and 32 London boroughs
    for code in councils:
        nearest = peers(code)
        assert len({peer.code for peer in nearest}) == PEERS
        assert code not in {peer.code for peer in nearest}
        distances = [peer.distance for peer in nearest]
        assert distances == sorted(distances)


def test_the_distance_between_two_councils_by_hand() -> None:
    """Bradford and Oldham, added up in plain Python from the four traits."""
    table = traits()
    oldham = next(peer for peer in peers(BRADFORD) if peer.name == "Oldham")
    squares = 0.0
    for name, weight in WEIGHTS.items():
        values = [float(v) for v in table[name]]
        mean = math.fsum(values) / len(values)
        deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values))
        apart = (table.at[BRADFORD, name] - table.at[oldham.code, name]) / deviation
        squares += weight * apart**2
    assert oldham.distance == pytest.approx(math.sqrt(squares), rel=1e-12)


def test_distances_are_the_same_from_both_sides() -> None:
    pairs = 0
    for code in traits().index:
        for peer in peers(code):
            back = {other.code: other.distance for other in peers(peer.code)}
            if code in back:
                assert back[code] == pytest.approx(peer.distance, rel=1e-12)
                pairs += 1
    assert pairs > 1_000


def test_the_same_figures_give_the_same_neighbours() -> None:
    first = {code: peers(code) for code in PLACES}
    module._nearest.cache_clear()
    assert {code: peers(code) for code in PLACES} == first


def test_bradford_is_like_the_mill_towns() -> None:
    nearest = [peer.name for peer in peers(BRADFORD)]
    assert nearest[:3] == ["Oldham", "Blackburn with Darwen", "Rochdale"]
    assert not {"Richmond upon Thames", "Rutland", "Wokingham"} & set(nearest)


def test_an_old_code_has_the_neighbours_of_the_new() -> None:
    assert peers("E08000016") == peers("E08000038")  # Barnsley
    assert all(geography.area(peer.code).valid_to is None for peer in peers(BRADFORD))


@pytest.mark.parametrize("code", [WEST_YORKSHIRE, "E10000014", "E07000163", "E09000001"])
def test_other_areas_have_none(code: str) -> None:
    """A combined authority, a county, a district merged with others, and the City of London."""
    assert peers(code) == ()


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(GeographyError, match="No area has the code 'E08999999'"):
        peers("E08999999")


def test_the_method_is_one_sentence() -> None:
    assert METHOD.count(".") == 1
    assert METHOD.endswith("as one measure.")
