"""``backstamp send``: stamp a message for each recipient and hand the copies over to a mail server."""

from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import BaseUrl, Data, Quiet

if TYPE_CHECKING:
    from backstamp.sender.fate import Fate


def send(
    file: Annotated[str, typer.Argument(help="The message (.eml); - is standard input.")],
    to: Annotated[list[str], typer.Option("--to", help="A recipient's address; may be given several times.")],
    smtp: Annotated[
        str | None, typer.Option("--smtp", help="Mail server, HOST:PORT.  [default: upstream in the settings]")
    ] = None,
    sender: Annotated[
        str | None, typer.Option("--from", help="Envelope sender.  [default: the address in the From header]")
    ] = None,
    base_url: BaseUrl = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Send a message, stamped, to each recipient. Exit code 1 if the server did not take every copy."""
    import asyncio

    from backstamp.app.config import load_settings
    from backstamp.app.files import read_message
    from backstamp.app.sending import send_message

    settings = load_settings(data, base_url=base_url)
    number, fates = asyncio.run(send_message(read_message(file), tuple(to), settings, smtp=smtp, sender=sender))
    missed = [fate for fate in fates if fate.state != "accepted"]
    for fate in fates:
        if fate in missed or not quiet:
            typer.echo(_line(fate), err=fate in missed)
    if len(missed) < len(fates) and not quiet:
        where = f" --data {data}" if data is not None else ""
        typer.echo(f"Message {number}; see who opens it with: backstamp report --message {number}{where}")
    if missed:
        raise typer.Exit(1)


def _line(fate: "Fate") -> str:
    from backstamp.app.printable import printable

    return printable(f"{fate.recipient}: {fate.state}, {fate.reply.code} {fate.reply.text}")
