"""``backstamp stamp``: stamp one message from a file, for a recipient, and write it to a file or standard output."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from backstamp.app.commands.options import BaseUrl, Data, Quiet


def stamp(
    file: Annotated[str, typer.Argument(help="The message (.eml); - is standard input.")],
    to: Annotated[str, typer.Option("--to", help="The recipient's address; it goes to the ledger, never into a URL.")],
    base_url: BaseUrl = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write.  [default: standard output]")
    ] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Stamp a message for one recipient: a pixel for opens, rewritten links for clicks."""
    from backstamp.app.config import load_settings
    from backstamp.app.files import read_message, write_message
    from backstamp.app.printable import printable
    from backstamp.app.stamping import stamp_for

    settings = load_settings(data, base_url=base_url)
    stamped = stamp_for(read_message(file), to, settings)
    write_message(stamped.message, output)
    if not quiet:
        for line in stamped.told:
            print(printable(line), file=sys.stderr)
