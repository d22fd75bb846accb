"""Serving the site: what is bound, what stands before the routes, what is drawn beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn

from dashboards.app import PAGES, draw, opening_of, page_html, pages_of, visit
from dashboards.door import Door, free_port
from dashboards.figures import Figures
from dashboards.first import read_first
from dashboards.gate import stand_before
from dashboards.headers import put_on_all
from dashboards.live import DRAWING
from dashboards.memory import Tidy, settle
from dashboards.pages.ambitions import ambitions_page
from dashboards.pages.england import england_page
from dashboards.pages.map import map_page
from dashboards.routes import NotFound, patterns
from dashboards.scripts import scripts
from dashboards.selection import LEVELS
from dashboards.signing import SignIn
from indicators.restricted import Restricted
from indicators.store import Store

WARM_AFTER = 4  # seconds: the first visitor comes first
LONGEST_BODY = 1_000_000  # bytes that anybody may send at once: a form, and no upload
TITLE = "West Yorkshire indicators"


def serve(
    store: Store,
    door: Door | None = None,
    show: bool = False,
    ready: Callable[[str], None] | None = None,
    restricted: Restricted | None = None,
) -> None:
    """Serve the site until stopped; `ready` gets the address when the first page is warm.

    `restricted` is the store of places' returns: served only where people sign in.
    """
    door = door or Door()
    port = free_port(door.address, door.port)
    if door.sign_in:
        door.sign_in.log.begin()
    figures = Figures(store, restricted=restricted if door.sign_in else None)
    draw(ambitions_page, figures, {})
    read_first(partial(opening_of, figures))
    pn.state.on_session_destroyed(Tidy(DRAWING))
    server = pn.serve(
        pages_of(figures),
        port=port,
        address=door.address,
        websocket_origin=door.allowed_origins(port),
        show=show,
        start=False,
        verbose=False,
        location=False,
        title=TITLE,
        compress_response=True,
        websocket_compression_level=6,
        extra_patterns=patterns(partial(visit, figures)),
        default_handler_class=NotFound,
        default_handler_args={"figures": figures},
        use_xheaders=door.is_behind_tls,
        http_server_kwargs={"max_body_size": LONGEST_BODY},
        # A session's token stands in its page: it must not hold what scripts may not read.
        include_headers=[],
        include_cookies=[],
        **_signing_in(door.sign_in),
    )
    if door.sign_in:
        stand_before(server._tornado, door.sign_in)
    put_on_all(server._tornado, door.is_behind_tls)
    server.start()
    server.io_loop.add_callback(ready or _announce, f"http://{door.address}:{port}/")
    server.io_loop.call_later(WARM_AFTER, server.io_loop.run_in_executor, None, _warm, figures)
    server.io_loop.start()


def _signing_in(sign_in: SignIn | None) -> dict[str, Any]:
    """What Panel and Bokeh are told of it: their own checks stay on behind the gate."""
    if sign_in is None:
        return {}
    from dashboards.login import Ours

    sessions = hashlib.sha256(b"sessions of Bokeh " + sign_in.secret.encode()).hexdigest()
    return {
        "auth_provider": Ours(sign_in),
        "cookie_secret": sign_in.secret,
        "oauth_optional": False,
        "secret_key": sessions.encode(),
        "sign_sessions": True,
    }


def _announce(address: str) -> None:
    print(f"The site is at {address} (stop it with Ctrl and C).", flush=True)


def _warm(figures: Figures) -> None:
    """Every other page, map and board once, so that no visitor pays for the first drawing.

    What is held by then is held for good: the collector of garbage need not look at it again.
    """
    scripts()
    for page in PAGES.values():
        draw(page, figures, {})
    for level in LEVELS:
        page_html(draw(map_page, figures, {"level": level}))
    for framework in figures.catalogue.frameworks:
        draw(ambitions_page, figures, {"framework": framework})
    for choice in ({"level": "ward"}, {"indicator": "imd_2025_decile"}):
        draw(england_page, figures, choice)
    settle()
