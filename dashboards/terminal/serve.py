"""The command `wy-indicators serve`: the site, open or for people who sign in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.restricted import Restricted

NOT_SERVED = "Returns of places are not served: nobody signs in to this site."
AFTER = (
    "Signing in needs PANEL_COOKIE_SECRET in the environment (32 characters or more), and --oauth "
    "also PANEL_OAUTH_KEY, PANEL_OAUTH_SECRET and the provider's addresses, as README.md says; "
    "data/access.example.toml says who may see what. "
    "It is refused on an address that other machines reach, unless a proxy speaks TLS before it. "
    "Without signing in, a site shows public figures only. Places' own returns are read from "
    "--restricted, or from where WY_INDICATORS_RESTRICTED says (default: data/local/restricted)."
)


def add_to(
    commands: argparse._SubParsersAction, port: Callable[[str], int]
) -> argparse.ArgumentParser:
    """Add `serve` to the commands of the command line."""
    words = "Serve the site until stopped."
    made: argparse.ArgumentParser = commands.add_parser(
        "serve", help=words, description=words, epilog=AFTER
    )
    made.add_argument("--port", type=port, default=5006, help="default: 5006; 0 for any free")
    made.add_argument("--address", default="localhost", help="default: this machine only")
    made.add_argument("--open-browser", action="store_true", help="open the site in a browser")
    made.add_argument(
        "--origin",
        action="append",
        default=[],
        metavar="HOST",
        help="a name (with :PORT) by which readers reach the site; may be repeated",
    )
    made.add_argument("--access", type=Path, metavar="FILE", help="who has which role where (TOML)")
    made.add_argument(
        "--basic-auth", type=Path, metavar="FILE", help="sign in by names and passwords (JSON)"
    )
    made.add_argument(
        "--oauth", default="", metavar="PROVIDER", help="sign in by azurev2, okta ..."
    )
    made.add_argument(
        "--behind-tls", action="store_true", help="a proxy before the site speaks TLS to readers"
    )
    made.add_argument(
        "--access-log", type=Path, metavar="FILE", help="default: data/local/access.log"
    )
    made.add_argument(
        "--restricted",
        type=Path,
        metavar="FOLDER",
        help="places' own returns, for those who sign in and may see them",
    )
    made.set_defaults(run=run)
    return made


def _returns(asked: Path | None, signs_in: bool) -> Restricted | None:
    """The store of returns to serve, told in a line; none where nobody signs in."""
    from indicators.errors import Fault, SuiteError
    from indicators.restricted import open_restricted
    from indicators.restricted_folder import restricted_folder

    folder = restricted_folder(asked)
    if asked is not None and not folder.is_dir():
        fault = Fault("--restricted", f"no folder {folder}", "a store of places' returns")
        raise SuiteError("The site was not started.", [fault])
    if not signs_in:
        if folder.exists():
            print(NOT_SERVED, file=sys.stderr)
        return None
    store = open_restricted(folder)
    held = ", ".join(store.measures()) or "none"
    made_up = " (synthetic: made up for a demonstration)" if store.is_synthetic else ""
    print(f"Returns of places, for those who may see them{made_up}: {held}.", file=sys.stderr)
    return store


def run(options: argparse.Namespace) -> None:
    """Serve the site as asked for."""
    from dashboards.audit_log import USUAL
    from dashboards.door import Asked, door
    from dashboards.server import serve
    from indicators.store import open_store

    asked = Asked(
        options.port,
        options.address,
        tuple(options.origin),
        options.behind_tls,
        options.access,
        options.basic_auth,
        options.oauth,
        options.access_log or USUAL,
    )
    made, warnings = door(asked)
    for one in warnings:
        print(f"Warning: {one}", file=sys.stderr)
    restricted = _returns(options.restricted, made.sign_in is not None)
    try:
        store = open_store(options.store, must_exist=True)
        serve(store, made, options.open_browser, restricted=restricted)
    except KeyboardInterrupt:
        print("Stopped.")
