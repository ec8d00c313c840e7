"""``backstamp block``: block lists and rules for programs that others run, and what they would break."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from backstamp.app.commands.options import Data, Json, Quiet

if TYPE_CHECKING:
    from pathlib import Path

    from backstamp.app.block_models import ForecastReport
    from backstamp.app.blocking import BlockList


def block(
    *,
    format_name: Annotated[
        str, typer.Option("--format", "-f", help="Which format; `list` tells what each is for and how to use it.")
    ] = "list",
    scan: Annotated[
        str | None,
        typer.Option("--from", help="What `backstamp scan --json` printed; - is standard input.  [default: catalogue]"),
    ] = None,
    only: Annotated[
        Literal["open", "shared", "both"] | None,
        typer.Option(
            help="Hosts that serve only opens, those that also carry links or content, or both, apart.  "
            "[default: open for formats of names, else both]"
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="File, or folder (FOLDER/) for a file each.  [default: standard output]"),
    ] = None,
    forecast: Annotated[
        str | None,
        typer.Option("--forecast", help="Mailbox, folder or message: tell what the list would stop and break there."),
    ] = None,
    json_: Json = False,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Write a block list: trackers for a resolver, a blocker, a mail server, a sensor or a script.

    Hosts that serve nothing but opens are kept apart from hosts that also carry links or content: blocking those breaks
    mail. With --forecast the list itself is written only where -o says to. Nothing here touches the network.
    """
    if format_name == "list" and forecast is None:
        _list(json_=json_)
        return
    from backstamp.app import blocking
    from backstamp.app.clock import moment, now_us
    from backstamp.app.config import load_settings
    from backstamp.recipient.block.format import Level
    from backstamp.recipient.block.registry import load_format
    from backstamp.recipient.block.target import Scope

    made = load_format("rpz" if format_name == "list" else format_name)
    wanted = only or ("open" if made.level is Level.NAME else "both")
    scopes = tuple(Scope) if wanted == "both" else (Scope(wanted),)
    found = blocking.block_list(made, scan, scopes, load_settings(data).data)
    if forecast is None or output is not None:
        files = blocking.write(found, scopes, output, moment(now_us()))
        _tell(found, files, quiet=quiet)
    if forecast is not None:
        _forecast(blocking.forecast(found, forecast), json_=json_)


def _list(*, json_: bool) -> None:
    from backstamp.recipient.block.registry import all_formats

    if json_:
        from backstamp.app.block_models import ExportFormat

        for each in all_formats():
            model = ExportFormat(
                name=each.name, title=each.title, level=each.level.value, suffix=each.suffix, use=each.use
            )
            typer.echo(model.model_dump_json())
        return
    from backstamp.app.block_render import format_list
    from backstamp.app.console import make_console

    make_console().print(format_list(all_formats()))


def _tell(found: "BlockList", files: "list[Path]", *, quiet: bool) -> None:
    from backstamp.app import blocking

    if quiet:
        return
    for file in files:
        typer.echo(f"wrote {file}", err=True)
    if not found.targets:
        typer.echo("nothing to block was found; the list is empty.", err=True)
    if note := blocking.left_out_note(found):
        typer.echo(note, err=True)


def _forecast(report: "ForecastReport", *, json_: bool) -> None:
    from backstamp.app.printable import printable_json

    if json_:
        typer.echo(printable_json(report.model_dump_json()))
        return
    from backstamp.app.block_render import forecast_table
    from backstamp.app.console import make_console

    make_console().print(forecast_table(report))
