"""The command `wy-indicators`. What a command needs is imported when it runs, so help is quick."""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dashboards.terminal import boundaries, disclose, returns
from dashboards.terminal import serve as serving
from geo.errors import SuiteError
from geo.whole_file import no_room

REFUSED = 1
WRONG_INPUT = 2
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, 1 for refused figures, 2 for wrong input."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except SuiteError as problem:
        print(f"wy-indicators: {problem}", file=sys.stderr)
        return REFUSED if type(problem).__name__ == "CheckError" else WRONG_INPUT
    except KeyboardInterrupt:
        print("wy-indicators: stopped; nothing is half-written.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, as `head` does
        return 0
    except OSError as problem:
        print(f"wy-indicators: {_in_words(problem)}", file=sys.stderr)
        return WRONG_INPUT


def program() -> int:
    """The command as a process of its own: one that serves begins with memory it can give back."""
    if sys.argv[1:2] == ["serve"]:
        from dashboards.memory import begin_anew

        begin_anew()
    return main()


def parser() -> argparse.ArgumentParser:
    """The command line: each command with its options and what it does."""
    top = argparse.ArgumentParser(
        prog="wy-indicators",
        description="Health indicators for West Yorkshire, and the ten ambitions.",
        epilog="'wy-indicators COMMAND --help' tells more of a command.",
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], object], words: str):  # type: ignore[no-untyped-def]
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    serve = serving.add_to(commands, _port)
    status = command("status", _status, "Print the board matrix.")
    status.add_argument("--framework", default="ten-ambitions", metavar="F")
    status.add_argument("--as-of", metavar="DATE", help="as known on that day, as 2024-03-31")
    status.add_argument("--json", action="store_true", help="one object for each metric and area")

    ingest = command("ingest", _ingest, "Read, check and store a publisher's files.")
    _reading_options(ingest, "+")
    ingest.add_argument(
        "--accept-warnings", action="store_true", help="store although there are warnings"
    )
    ingest.add_argument(
        "--leave-out-refused", action="store_true", help="store the rows that no check refuses"
    )

    check = command(
        "check",
        _check,
        "Read and check files and store nothing; without files, check what is held.",
    )
    _reading_options(check, "*")
    returns.add_options(ingest, check)

    export = command("export", _export, "Print one indicator's figures as CSV or JSON.")
    export.add_argument("indicator", metavar="INDICATOR")
    export.add_argument(
        "--areas", default="places", help="places, wards, lsoas, 'local authorities' ..., or codes"
    )
    export.add_argument("--format", choices=("csv", "json"), default="csv")
    export.add_argument("--as-of", metavar="DATE", help="as known on that day, as 2024-03-31")

    rebuild = command("rebuild", _rebuild, "Make the figures that ship again, from their files.")
    rebuild.add_argument("folder", type=Path, metavar="FOLDER", help="holds the published files")
    rebuild.add_argument(
        "--accept-warnings", action="store_true", help="write new findings down and go on"
    )
    backtest = command(
        "backtest", _backtest, "Try every projection on past figures, and decide which to show."
    )
    backtest.add_argument(
        "--indicator",
        action="append",
        metavar="ID",
        help="only this one (may be repeated); what the table says of others is kept",
    )
    backtest.add_argument("--out", type=Path, metavar="FILE", help="default: data/projections.csv")
    boundaries.add_to(commands)
    disclose.add_to(commands)
    returns.add_to(commands)
    for one in (serve, status, ingest, check, export, backtest):
        one.add_argument(
            "--store", metavar="URL", help="folder or database; default: the figures that ship"
        )
    return top


def _reading_options(command: argparse.ArgumentParser, files: str) -> None:
    optional = "?" if files == "*" else None
    command.add_argument("source", nargs=optional, metavar="SOURCE", help="the reader, as ons-els")
    command.add_argument("files", nargs=files, type=Path, metavar="FILE")
    command.add_argument(
        "--published-on", metavar="DATE", help="day the publisher released the files"
    )
    command.add_argument("--origin", metavar="ID", help="name of the release; default: made up")
    command.add_argument("--title", help="title of the publication, for captions")
    command.add_argument(
        "--series",
        action="append",
        default=[],
        metavar="LABEL=INDICATOR",
        help="the indicator that a label of the file stands for",
    )


def _status(options: argparse.Namespace) -> None:
    import datetime

    from dashboards.terminal.matrix import objects, table
    from indicators import catalogue, open_store, status
    from indicators.store import day

    known_on = day(options.as_of) if options.as_of else datetime.date.today()
    known = catalogue()
    rows = status(options.framework, open_store(options.store, must_exist=True), options.as_of)
    if options.json:
        print(json.dumps(objects(rows, known), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(table(rows, known, known_on))


def _ingest(options: argparse.Namespace) -> int:
    if options.source == "return":
        return returns.ingest(options, _progress())
    returns.refuse_for_publishers(options)
    from indicators.england_ingest import keep_nationally
    from indicators.ingest import keep
    from indicators.store import open_store

    store = open_store(options.store)
    report = _examined(options, store)
    if options.leave_out_refused:
        report = report.without_refused()
    try:
        report = keep(report, store, accept_warnings=options.accept_warnings)
    except SuiteError:
        print(report.summary)  # the error that follows tells the faults
        raise
    print(report)
    if (england := keep_nationally(options.source, options.files, report.origin)) is not None:
        print(england)
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.source == "return" and options.files:
        return returns.check(options, _progress())
    returns.refuse_for_publishers(options)
    import datetime

    from indicators import catalogue
    from indicators.store import open_store

    store = open_store(options.store, must_exist=not options.files)
    if options.source and not options.files:
        raise SuiteError(f"Which files of {options.source} should be checked? Name at least one.")
    if options.files:
        report = _examined(options, store)
        print(report)
        return REFUSED if report.errors else 0
    from indicators.audit import audit

    faults = audit(store, catalogue(), datetime.date.today())
    for fault in faults:
        print(f"{fault.severity.capitalize()}: {fault}")
    errors = sum(fault.severity == "error" for fault in faults)
    rows = len(store.observations(all_releases=True))
    print(
        f"Checked {len(catalogue())} definitions, {len(catalogue().frameworks)} frameworks, "
        f"{len(store.origins())} releases and {rows:,} figures: "
        f"{errors} errors, {len(faults) - errors} warnings."
    )
    return REFUSED if errors else 0


def _examined(options: argparse.Namespace, store):  # type: ignore[no-untyped-def]
    from indicators.ingest import examine

    series = dict(_pair(words) for words in options.series)
    return examine(
        options.source,
        options.files,
        store,
        published_on=options.published_on,
        origin_id=options.origin,
        title=options.title,
        series=series,
        progress=_progress(),
    )


def _export(options: argparse.Namespace) -> None:
    from dashboards.terminal.export import exported
    from indicators import catalogue, open_store

    areas = (
        options.areas.split(",")
        if "," in options.areas or _is_code(options.areas)
        else options.areas
    )
    store = open_store(options.store, must_exist=True)
    print(
        exported(
            options.indicator, store, catalogue(), areas, options.as_of, options.format
        ).rstrip("\n")
    )


def _rebuild(options: argparse.Namespace) -> None:
    from indicators.rebuild import rebuild

    print(rebuild(options.folder, accept_findings=options.accept_warnings, progress=_progress()))


def _backtest(options: argparse.Namespace) -> None:
    from dashboards.terminal.backtest import bar, refuse_unwritable, summary
    from indicators import catalogue
    from indicators.backtest import TABLE, backtest, decisions, with_others, write

    out = options.out or TABLE
    refuse_unwritable(out)
    with bar() as progress:
        made = backtest(options.store, options.indicator, progress=progress)
    table = with_others(made, out) if options.indicator else made
    write(table, out)
    wanted = set(options.indicator or table["indicator_id"])
    told = {key: one for key, one in decisions(out).items() if key[0] in wanted}
    print(summary(told, catalogue()))
    print(f"\nWritten to {out}.")


def _progress() -> Callable[[str], None] | None:
    """Tell of progress on a terminal, and only there."""
    if not sys.stderr.isatty():
        return None
    return lambda words: print(f"{words} ...", file=sys.stderr)


def _port(words: str) -> int:
    if not words.isdigit() or int(words) > 65_535:
        raise argparse.ArgumentTypeError(f"'{words}' is not a port: a number from 0 to 65535")
    return int(words)


def _pair(words: str) -> tuple[str, str]:
    label, equals, indicator = words.rpartition("=")
    if not equals or not label:
        raise SuiteError(f"--series '{words}' cannot be read. Write it as 'LABEL=INDICATOR'.")
    return label, indicator


def _is_code(words: str) -> bool:
    return len(words) == 9 and words[1:].isdigit()


def _in_words(problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return "That port is in use. Stop what uses it, or choose another with --port."
    if fault := no_room(problem, problem.filename or "what was to be written"):
        if not problem.filename:
            return str(fault)
        return str(SuiteError("Nothing is half-written; what was there before stays.", [fault]))
    where = f"{problem.filename}: " if problem.filename else ""
    return f"{where}{(problem.strerror or str(problem))}."


if __name__ == "__main__":
    sys.exit(program())
