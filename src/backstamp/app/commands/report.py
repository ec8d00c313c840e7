"""``backstamp report``: who opened what, what is a machine, and what nobody can know."""

from typing import Annotated

import typer

from backstamp.app.commands.options import Data, Json

_NOTHING = "No message in the ledger yet: send one through the relay (`backstamp serve`), or try `backstamp demo`."


def report(
    message: Annotated[
        str | None, typer.Option("--message", help="Id of one message, or a unique beginning of it.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many messages, newest first.")] = 10,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Report who opened and clicked: people, machines, and what nobody can know."""
    from backstamp.app.models import Report
    from backstamp.app.printable import printable_json
    from backstamp.app.reading import reading
    from backstamp.app.render import make_console, message_report

    with reading(data) as reporter:
        found = reporter.newest(limit) if message is None else Report(messages=(reporter.message(message),))
    if as_json:
        typer.echo(printable_json(found.model_dump_json(indent=2)))
        return
    console = make_console()
    for each in found.messages:
        console.print(message_report(each))
    if not found.messages:
        typer.echo(_NOTHING)
