"""`template`, `check return`, `ingest return` and `demo`: a place's own counts, taken in safely."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.areas import PLACES, name
from geo.errors import Fault, SuiteError, quoted

if TYPE_CHECKING:
    from indicators.disclosure import Safe

NOT_SHOWN = 2
FORMS = ("child-protection", "suicide", "events")
MADE_UP = "Synthetic: every count is made up. Nobody is in them."
ABOUT_TEMPLATE = (
    "Write the template of a place's own return: counts by ward or neighbourhood, with what is to "
    "be filled in, lists of codes and, in the workbook, rules that help while one types. With "
    "--place the rows of its areas stand there already, with their names."
)
ABOUT_DEMO = (
    "Make synthetic returns of child protection and suicide for the five places and take them in "
    "as any return, into a store of their own that no page can take for a real one. The same "
    "counts are made every time."
)
SECRET = "PANEL_COOKIE_SECRET=$(python3 -c 'import secrets; print(secrets.token_hex(32))')"
AFTER_INGEST = (
    "'wy-indicators ingest return FILE' takes in a place's own return (CSV or .xlsx, see "
    "'wy-indicators template'). It goes to a store of its own, which its owner alone may read and "
    "which --restricted or the environment variable WY_INDICATORS_RESTRICTED names (default: "
    "data/local/restricted). What may be shown of it is made safe first; where that is not proved, "
    "nothing is shown, the return is kept for its owner, and the exit status is 2."
)
AFTER_CHECK = (
    "'wy-indicators check return FILE' tries a place's own return out: it is read, checked, made "
    "safe beside all that is held and was shown, and what an ingest would keep, show and hide is "
    "said. Nothing is written. The exit status is that of 'ingest return'."
)


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add `template` and `demo` to the commands of the command line."""
    template = commands.add_parser(
        "template", help="write the template of a place's own return", description=ABOUT_TEMPLATE
    )
    template.add_argument("form", choices=FORMS, metavar="|".join(FORMS))
    template.add_argument("--format", choices=("csv", "xlsx"), help="default: by FILE, else xlsx")
    template.add_argument(
        "--out", type=Path, metavar="FILE", help="default: return-FORM.xlsx, which git ignores"
    )
    places = ", ".join(f"{code} ({name(code)})" for code in PLACES)
    template.add_argument("--place", metavar="CODE", help=f"code or name of one of {places}")
    template.add_argument(
        "--areas", metavar="AREAS", help="default: 'wards of 2020 to 2025'; the pattern of areas"
    )
    template.set_defaults(run=_template)

    demo = commands.add_parser(
        "demo", help="take in synthetic returns, into a store of their own", description=ABOUT_DEMO
    )
    demo.add_argument("--out", type=Path, metavar="FOLDER", help="default: data/local/demo")
    demo.set_defaults(run=_demo)


def add_options(ingest: argparse.ArgumentParser, check: argparse.ArgumentParser) -> None:
    """Add what only a return has to the options of `ingest` and of `check`."""
    ingest.epilog, check.epilog = AFTER_INGEST, AFTER_CHECK
    for one in (ingest, check):
        one.add_argument(
            "--restricted", type=Path, metavar="FOLDER", help="(return) the store of returns"
        )
        one.add_argument(
            "--explain", default="", metavar="REASON", help="(return) why it differs from a total"
        )


def ingest(options: argparse.Namespace, progress: Callable[[str], None] | None) -> int:
    """Take one return in. The exit status is 2 where it is kept and not shown."""
    from indicators.return_ingest import take_in
    from indicators.store import open_store

    _refuse_options(options)
    with open_store(options.store, must_exist=True) as store:
        taken = take_in(
            options.files[0],
            store,
            folder=options.restricted,
            explain=options.explain,
            audits=audits,
            progress=progress,
        )
    print(taken)
    return _status(taken.refused)


def check(options: argparse.Namespace, progress: Callable[[str], None] | None) -> int:
    """Try one return out and write nothing. The exit status is that of `ingest`."""
    from indicators.return_trial import try_out
    from indicators.store import open_store

    _refuse_options(options)
    with open_store(options.store, must_exist=True) as store:
        trial = try_out(
            options.files[0],
            store,
            folder=options.restricted,
            explain=options.explain,
            progress=progress,
        )
    print(trial)
    return _status(trial.refused)


def _status(refused: SuiteError | None) -> int:
    """The exit status; why a return is not shown is told."""
    if refused is None:
        return 0
    print(f"wy-indicators: {refused}", file=sys.stderr)
    return NOT_SHOWN


def audits(safe: Safe, title: str, on: date) -> Mapping[str, bytes]:
    """The audit for the owner, as HTML and as CSV, by the ending of its file."""
    from dashboards.disclosure_report import report_csv, report_html

    return {
        ".html": report_html(safe, title, on).encode(),
        ".csv": report_csv(safe).encode(),
    }


def refuse_for_publishers(options: argparse.Namespace) -> None:
    """Raise SuiteError where an option of returns is given with a publisher's file."""
    faults = [
        Fault(f"--{one}", quoted(value), "only with 'ingest return FILE' or 'check return FILE'")
        for one in ("explain", "restricted")
        if (value := getattr(options, one, None))
    ]
    if faults:
        raise SuiteError("Nothing was done.", faults)


def _refuse_options(options: argparse.Namespace) -> None:
    given = {
        "published-on": options.published_on,
        "origin": options.origin,
        "title": options.title,
        "series": options.series,
        "accept-warnings": getattr(options, "accept_warnings", False),
        "leave-out-refused": getattr(options, "leave_out_refused", False),
    }
    faults = [
        Fault(f"--{one}", "given with a return", "nothing", "The return itself says what it is.")
        for one, value in given.items()
        if value
    ]
    if len(options.files) != 1:
        faults.append(Fault("FILE", f"{len(options.files)} files", "one return at a time"))
    if faults:
        raise SuiteError("Nothing was done.", faults)


def _template(options: argparse.Namespace) -> None:
    from geo.whole_file import write_whole
    from indicators.catalogue import catalogue
    from indicators.return_form import form_called, pattern_called, place_called
    from indicators.return_template import as_csv, as_workbook

    form = form_called(options.form)
    place = place_called(options.place) if options.place is not None else None
    areas = pattern_called(options.areas, form) if options.areas is not None else None
    ending = options.format or (options.out.suffix.lstrip(".") if options.out else "xlsx")
    if ending not in ("csv", "xlsx"):
        fault = Fault("--out", quoted(options.out), "a name that ends in .csv or .xlsx")
        raise SuiteError("Nothing was written.", [fault])
    parts = [form.name, name(place) if place else "", areas.label if areas else ""]
    words = "-".join(part.lower().replace(" ", "-") for part in parts if part)
    out = options.out or Path(f"return-{words}.{ending}")  # as .gitignore has it
    if out.exists():
        raise SuiteError("Nothing was written.", [Fault("--out", f"{out}, which is there", "none")])
    if not out.absolute().parent.is_dir():
        raise SuiteError(
            "Nothing was written.", [Fault("--out", quoted(out), "an existing folder")]
        )
    if ending == "csv":
        made = as_csv(form, place, areas)
    else:
        made = as_workbook(form, catalogue(), place, areas)
    write_whole(out, lambda file: file.write(made))
    print(
        f"Written to {out}. When it is filled in, try it out: wy-indicators check return {out}\n"
        f"Then take it in: wy-indicators ingest return {out}"
    )


def _demo(options: argparse.Namespace) -> int:
    from indicators.demonstration import demonstrate
    from indicators.store import open_store

    def tell(words: str) -> None:
        print(f"{words} ...", file=sys.stderr)

    print(MADE_UP)
    progress = tell if sys.stderr.isatty() else None
    with open_store() as store:
        every = demonstrate(store, options.out, audits=audits, progress=progress)
    for taken in every:
        print(f"\n{taken}")
        if taken.refused:
            print(taken.refused)
    print(f"\n{_how_to_serve(every[0].folder)}")
    return NOT_SHOWN if any(taken.refused for taken in every) else 0


def _how_to_serve(folder: Path) -> str:
    """The command that serves the returns to those who may see them, and the files it needs."""
    from indicators.store import DATA

    example, access, users = (
        _from_here(DATA / one)
        for one in ("access.example.toml", "local/access.toml", "local/users.json")
    )
    return (
        f"To see it on the site: copy {example} to {access} and say there who may see what; put "
        f'names and passwords into {users}, as {{"a.lead@example.org": "A PASSWORD"}}; make both '
        f"yours alone (chmod 600). Then:\n{SECRET} wy-indicators serve --access {access} "
        f"--basic-auth {users} --restricted {_from_here(folder)}"
    )


def _from_here(path: Path) -> str:
    """The path as it is typed: short where it is below the folder one is in."""
    whole, here = path.absolute(), Path.cwd()
    return shlex.quote(str(whole.relative_to(here) if whole.is_relative_to(here) else whole))
