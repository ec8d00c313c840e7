"""``backstamp hunt``: find in the logs of resolvers and proxies who opened what, when, and to whom it was forwarded."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Json, Quiet

if TYPE_CHECKING:
    from backstamp.app.hunting import Hunt


def hunt(  # noqa: PLR0913 - each is an option on the command line
    logs: Annotated[
        list[str],
        typer.Argument(
            metavar="LOG",
            help="Logs of resolvers, proxies and web servers, also gzip; folders of them; - is standard input.",
        ),
    ],
    *,
    mail: Annotated[
        str | None,
        typer.Option(
            "--mail", metavar="MAIL", help="Mailbox, folder or message, or what `backstamp scan --json` printed."
        ),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option("--domain", metavar="D", help="Hunt for this name and all below it; may be given several times."),
    ] = None,
    clients: Annotated[
        Path | None,
        typer.Option("--clients", metavar="CSV", help="Whose machines: address or network, owner[, from, until]."),
    ] = None,
    resolver: Annotated[
        list[str] | None,
        typer.Option("--resolver", metavar="ADDR", help="A resolver or proxy of yours, which asks for others."),
    ] = None,
    gateway: Annotated[
        list[str] | None,
        typer.Option("--gateway", metavar="ADDR", help="A mail gateway or scanner of yours, which is no reader."),
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="From then on: 2026-11-21[T09:00].")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Before then.")] = "",
    zone: Annotated[
        str, typer.Option("--zone", help="Zone of times that bear none, and of those shown: Europe/Berlin, +01:00.")
    ] = "UTC",
    skew: Annotated[int, typer.Option("--skew", min=0, help="Seconds by which clocks may differ.")] = 300,
    format_name: Annotated[
        str, typer.Option("--format", "-f", help="Format of the logs.  [default: found by itself]", show_default=False)
    ] = "",
    as_json: Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="REPORT", help="Write a report to pass on; it loads nothing.")
    ] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Find in logs who opened what, when, and to whom it was forwarded.

    Looks for --domain, for what the mail in --mail makes a client ask for, or else for the catalogue's trackers.
    Nothing is looked up or fetched. docs/hunt.md explains what logs can prove and what not.
    Exit code 1 if something was found, 0 if not; 2 also where no log could be read.
    """
    from backstamp.app import hunting
    from backstamp.app.hunt_progress import watched
    from backstamp.app.scanning import data_folder

    question = hunting.Question(
        logs,
        mail,
        domain or (),
        clients,
        resolver or (),
        gateway or (),
        since,
        until,
        zone,
        skew,
        format_name,
        data_folder(data),
    )
    found = watched(question, shown=not quiet)
    if html is not None:
        from backstamp.app.clock import moment, now_us
        from backstamp.app.files import write_message
        from backstamp.app.hunt_html import report as page

        write_message(page(found, moment(now_us())).encode("utf-8", "replace"), html)
    if not quiet:
        _tell(found, as_json=as_json)
    _tell_trouble(found)
    raise typer.Exit(1 if found.sightings else (0 if found.read else 2))


def _tell(found: "Hunt", *, as_json: bool) -> None:
    if as_json:
        from backstamp.app.hunt_models import json_pieces

        sys.stdout.writelines(json_pieces(found))
        sys.stdout.write("\n")
        return
    from backstamp.app.console import make_console
    from backstamp.app.hunt_render import report

    make_console().print(report(found))


def _tell_trouble(found: "Hunt") -> None:
    from backstamp.app.hunting import errors_of
    from backstamp.app.printable import printable

    for error in errors_of(found):
        print(f"backstamp: {printable(error, 1000)}", file=sys.stderr)
