"""``backstamp scan``: find what tracks the reader, in messages, mailboxes, folders and archives."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Json, Quiet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backstamp.app.scan_tally import Tally
    from backstamp.app.scanning import Result

_SHOWN = 5
_IN_REPORT = 1000
"""Messages that are told in full; the sums have all."""


def scan(  # noqa: PLR0913 - each is an option on the command line
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Messages, mailboxes (mbox, Maildir, emlx), folders, archives (zip, tar, gz, bz2, xz); - is standard "
            "input.",
        ),
    ],
    *,
    me: Annotated[
        list[str] | None,
        typer.Option("--me", metavar="ADDR", help="Your own address, to be looked for; may be given several times."),
    ] = None,
    as_json: Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="REPORT", help="Write a report to pass on; it loads nothing.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare two copies of one mailing: what differs tells readers apart.")
    ] = False,
    learn: Annotated[
        bool, typer.Option("--learn", help="With --compare: write rules for the catalogue from what differs.")
    ] = False,
    list_name: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="The list that --learn writes to.  [default: learnt]")
    ] = None,
    vendor: Annotated[
        str | None,
        typer.Option("--vendor", metavar="NAME", help="Who is behind what --learn writes down, if you know."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell every message in full.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, max=512, help="Processes at most.  [default: all processors]")
    ] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Find what tells on the reader of a message: who watches, what each learns, where it stands, how sure that is.

    Nothing is fetched, looked up or changed. docs/scan.md explains how to read what is told.
    Exit code 1 if something tracked was found (with --compare: if it differs), 0 if not; 2 also where nothing could be
    read.
    """
    from backstamp.app.commands.scan_compare import Learning, Telling, check, compare_copies
    from backstamp.app.scanning import data_folder

    learning = Learning(learn, list_name, vendor)
    check(learning, comparing=compare)
    if compare:
        telling = Telling(as_json, html, verbose, quiet)
        own = tuple(me or ())
        raise typer.Exit(compare_copies(paths, folder=data_folder(data), me=own, learning=learning, telling=telling))
    from backstamp.app.scan_tally import Tally
    from backstamp.app.scanning import Want, scan_paths

    tally = Tally(keep=_IN_REPORT if html else _SHOWN, tell_all=verbose and not (as_json or quiet))
    want = Want.EVERYTHING if html or not (as_json or quiet) else (Want.VERDICT if quiet else Want.JSON)
    found = scan_paths(paths, sys.stdin.buffer, folder=data_folder(data), me=me or (), jobs=jobs, want=want)
    with closing(found):
        if as_json:
            _print_json(found, tally, quiet=quiet)
        else:
            _tell(found, tally, verbose=verbose, quiet=quiet)
    if html is not None:
        from backstamp.app.clock import moment, now_us
        from backstamp.app.files import write_message
        from backstamp.app.scan_html import report

        write_message(report(tally, moment(now_us())).encode("utf-8", "replace"), html)
    _tell_unreadable(tally)
    raise typer.Exit(_code(tally))


def _code(tally: "Tally") -> int:
    return 1 if tally.tracked else (0 if tally.messages else 2)


def _print_json(found: "Iterator[Result]", tally: "Tally", *, quiet: bool) -> None:
    from backstamp.app.scan_models import json_line
    from backstamp.app.scan_progress import watched
    from backstamp.app.scanning import Line, Scanned

    for result in watched(found, tally, shown=not quiet and not sys.stdout.isatty()):
        tally.add(result)
        if quiet:
            continue
        if isinstance(result, Line):
            sys.stdout.write(result.text + "\n")
        else:
            told = result.scan if isinstance(result, Scanned) else result.reason
            sys.stdout.write(json_line(result.path, told) + "\n")


def _tell(found: "Iterator[Result]", tally: "Tally", *, verbose: bool, quiet: bool) -> None:
    from backstamp.app.scan_progress import watched

    if quiet:
        for result in found:
            tally.add(result)
        return
    from backstamp.app.console import make_console
    from backstamp.app.scan_render import message

    console = make_console()
    for result in watched(found, tally, shown=not (verbose and console.is_terminal)):
        told = tally.add(result)
        if verbose and told is not None and (told.watchers or told.possible):
            console.print(message(told, everything=True))
    if tally.messages == 1:
        if not verbose or not (tally.tracked or tally.perhaps):
            console.print(message(tally.worst[0]))
    elif tally.messages:
        from backstamp.app.scan_render_mailbox import summary, worst

        console.print(summary(tally))
        if not verbose:
            console.print(worst(tally.worst[:_SHOWN], tally))


def _tell_unreadable(tally: "Tally") -> None:
    from backstamp.app.printable import printable

    most = 10
    for each in tally.unreadable[:most]:
        print(f"backstamp: {printable(each.path)}: {printable(each.reason, 600)}", file=sys.stderr)
    if tally.unread > most:
        print(f"backstamp: {tally.unread - most:,} more could not be read; --json names all", file=sys.stderr)
    if not tally.messages:
        print("backstamp: no message was found", file=sys.stderr)
