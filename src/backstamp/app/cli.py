"""The command line: puts the commands together, and turns our errors into exit codes.

Exit codes: 0 fine, 1 failed or found as the command defines, 2 wrong usage, 130 stopped by Ctrl-C. A reader that goes
away (``| head``) ends a command quietly with 1; typer sees to that, and to Ctrl-C.
"""

import io
import sys
from typing import Annotated

import typer

from backstamp import __version__
from backstamp.app.commands import (
    block,
    catalogue,
    clean,
    demo,
    explain,
    hits,
    hunt,
    keys,
    password,
    recipient,
    report,
    scan,
    send,
    serve,
    stamp,
    unstamp,
)
from backstamp.app.printable import printable
from backstamp.errors import BackstampError, UsageError

app = typer.Typer(
    name="backstamp",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Tells the truth about who opened an email.",
)
app.command("demo")(demo.demo)
app.command("stamp")(stamp.stamp)
app.command("unstamp")(unstamp.unstamp)
app.command("scan")(scan.scan)
app.command("send")(send.send)
app.command("serve")(serve.serve)
app.command("report")(report.report)
app.command("hits")(hits.hits)
app.command("explain")(explain.explain)
app.command("block")(block.block)
app.command("clean")(clean.clean)
app.command("hunt")(hunt.hunt)
app.add_typer(recipient.app, name="recipient")
app.add_typer(keys.app, name="keys")
app.add_typer(catalogue.app, name="catalogue")
app.command("password")(password.password)

_LONGEST = 4000
_STOPPED = 130


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"backstamp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Tells the truth about who opened an email."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no █ gets a question mark, not a traceback
    try:
        app(prog_name="backstamp")
    except BackstampError as error:
        typer.echo(f"backstamp: {printable(error.operator, _LONGEST)}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
