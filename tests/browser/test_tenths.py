"""Shares by tenth of deprivation on a phone: the figures are on the screen, not beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo.areas import KIRKLEES
from indicators.return_deciles import Tenths
from tests.browser.served import signed, signed_in_site
from tests.returned import DAY, add, store_of_returns, wards

pytestmark = pytest.mark.browser

ACCESS = '[[person]]\nname = "anna"\nrole = "place lead"\nplaces = ["kirklees"]\n'


def test_shares_are_seen_without_scrolling_to_the_side(tmp_path: Path, chromium: Browser) -> None:
    store = store_of_returns(tmp_path / "returns")
    tenths = {Tenths(KIRKLEES, at, at, 2025).text: 100 * at for at in range(1, 6)}
    shown = dict.fromkeys(wards(KIRKLEES), 211)
    plans = "child_protection_plans"
    add(store, KIRKLEES, plans, "0 to 17", DAY, shown, synthetic=True, tenths=tenths)
    passwords = {"anna": "correct horse"}
    with signed_in_site(tmp_path, ACCESS, passwords, "--restricted", store) as site:
        context = chromium.new_context(viewport={"width": 375, "height": 812})
        cookie = {"name": "user", "value": signed("anna"), "url": site.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{site.address}map?indicator={plans}&level=ward")
        share = page.locator(".tenths__share").first.bounding_box()
        context.close()
    assert share is not None
    assert share["x"] + share["width"] < 375
