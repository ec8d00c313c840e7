"""``backstamp clean``: trackers out of a message or a mailbox, and the original back."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from backstamp.app.commands.options import Data, Quiet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backstamp.app.cleaning import Done, Passed, Work

_STDIN = "-"


def clean(  # noqa: PLR0913 - each is an option on the command line
    path: Annotated[
        str,
        typer.Argument(
            metavar="FILE|MAILBOX", help="A message, an mbox file, a Maildir or a folder of them; - is a filter."
        ),
    ] = _STDIN,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File or folder to write.  [default: standard output]"),
    ] = None,
    images: Annotated[
        Literal["trackers", "all", "none"],
        typer.Option(help="What to take out of all that loads by itself: what tracks, everything remote, or nothing."),
    ] = "trackers",
    links: Annotated[
        Literal["unwrap", "params", "keep"],
        typer.Option(help="Lead links straight to where they lead, only strip tracking parameters, or keep them."),
    ] = "unwrap",
    me: Annotated[
        list[str] | None,
        typer.Option("--me", metavar="ADDR", help="An address of yours, beside those in the header."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Give the originals of cleaned messages back.")] = False,
    no_undo: Annotated[bool, typer.Option("--no-undo", help="Leave out the record for --undo.")] = False,
    found: Annotated[bool, typer.Option("--found", help="Add X-Backstamp-Found, for rules behind this.")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write each message where it stands.")] = False,
    report: Annotated[
        Literal["table", "json"] | None,
        typer.Option(help="Tell what was done, what stays and what it broke; the fields of json are in docs/json.md."),
    ] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Take trackers out of mail, lead links straight, ask for no receipts, and leave all else byte for byte.

    Nothing is fetched. Of each message the original comes back with --undo. The report goes to standard error, or to
    standard output where the message does not (with -o or --in-place).
    As a filter (-) it always writes a message and ends with 0: where cleaning fails, the message as it came.
    Exit code 0 if all was written, 1 if something could not be, or --undo found no original; 2 for wrong usage.
    """
    from backstamp.app.cleaning import clean_path, cleaner, filtered, undoer
    from backstamp.app.config import load_settings
    from backstamp.errors import UsageError
    from backstamp.recipient.clean.options import CleanOptions, Images, Links

    if in_place and (path == _STDIN or output is not None):
        raise UsageError("--in-place writes files where they stand: leave -o and standard input out")
    options = CleanOptions(Images(images), Links(links), found, not no_undo)

    def make() -> "Work":
        return undoer if undo else cleaner(options, load_settings(data).data, tuple(me or ()))

    told: Iterable[Done | Passed]
    told = (filtered(make, _warn, output),) if path == _STDIN else clean_path(path, output, make(), in_place=in_place)
    place = path if in_place else None if output is None else str(output)
    failed = [_tell(done, report, place, quiet=quiet) for done in told]
    if any(failed):
        raise typer.Exit(1)


def _warn(words: str) -> None:
    from backstamp.app.printable import printable

    print(f"backstamp clean: {printable(words)}", file=sys.stderr)


def _tell(done: "Done | Passed", report: str | None, place: str | None, *, quiet: bool) -> bool:
    """Report on one message, which went to ``place`` (None: standard output); returns whether something failed."""
    from backstamp.app.cleaning import Passed

    if isinstance(done, Passed):
        _warn(f"{done.path}: left alone: {done.why}")
        return True
    if not quiet:
        from backstamp.app.clean_report import clean_report, summary
        from backstamp.app.printable import printable, printable_json

        told = clean_report(done)
        if report == "json":
            typer.echo(printable_json(told.model_dump_json()), err=place is None)
        elif report == "table":
            from backstamp.app.clean_render import clean_table
            from backstamp.app.console import make_console

            make_console(stderr=place is None).print(clean_table(told, place))
        else:
            print(printable(summary(told)), file=sys.stderr)
    return done.undone is False
