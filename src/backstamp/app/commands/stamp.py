"""``backstamp stamp``: stamp one message from a file, for a recipient, and write it to a file or standard output."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from backstamp.app.commands.options import BaseUrl, Data, Quiet

if TYPE_CHECKING:
    from backstamp.app.stamping import StampedFile

_Mode = Literal["off", "aggregate", "pseudonymous", "individual"]
_FROM_SETTINGS = "[default: from the settings]"


def stamp(  # noqa: PLR0913 - each is an option on the command line
    file: Annotated[str, typer.Argument(help="The message (.eml); - is standard input.")],
    *,
    to: Annotated[str, typer.Option("--to", help="The recipient's address; it goes to the ledger, never into a URL.")],
    base_url: BaseUrl = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write.  [default: standard output]")
    ] = None,
    report: Annotated[
        Literal["table", "json"] | None,
        typer.Option(help="Tell what became of every link, and why; the fields of json are in docs/json.md."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show every replacement with what stands around it.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write no message and remember nothing; only tell (as --report does).")
    ] = False,
    opens: Annotated[_Mode | None, typer.Option(help=f"What an opening may tell at most.  {_FROM_SETTINGS}")] = None,
    links: Annotated[
        _Mode | None, typer.Option(help=f"What a followed link may tell at most.  {_FROM_SETTINGS}")
    ] = None,
    plain_text: Annotated[bool | None, typer.Option(help="Rewrite links in plain text too, or not.")] = None,
    visible: Annotated[bool | None, typer.Option(help="Show readers a small line, or not.")] = None,
    footer: Annotated[bool | None, typer.Option(help="Add a link to the reader's page, or not.")] = None,
    signatures: Annotated[
        Literal["leave", "strip", "resign"] | None,
        typer.Option(help="What to do with a message that is signed (DKIM)."),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(help="File that spares links and recipients (docs/policy.md).  [default: from the settings]"),
    ] = None,
    undo: Annotated[bool | None, typer.Option(help="Carry the record for `backstamp unstamp`, or not.")] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Stamp a message for one recipient: a pixel for opens, rewritten links for clicks.

    The options beat the settings; the message's own X-Backstamp header and the policy can only ask for less. Report and
    diff go to standard error, or to standard output where the message does not (with -o or --dry-run).
    Exit code 0 also where nothing could be stamped: the message is then as it came, and the reason is told.
    """
    from backstamp.app.config import load_settings
    from backstamp.app.files import read_message, write_message
    from backstamp.app.stamping import stamp_for

    section = {
        "plain_text": plain_text,
        "visible": visible,
        "footer": footer,
        "signatures": signatures,
        "policy": policy,
        "undo": undo,
    }
    given = {name: value for name, value in section.items() if value is not None}
    settings = load_settings(data, base_url=base_url, opens=opens, links=links, stamp=given or None)
    done = stamp_for(read_message(file), to, settings, dry_run=dry_run)
    if not dry_run:
        write_message(done.message, output)
    if not quiet:
        wanted = report or ("table" if dry_run and not diff else None)
        names = ("standard input" if file == "-" else file, None if dry_run or output is None else str(output))
        _tell(done, wanted, names, diff=diff, stderr=output is None and not dry_run)


def _tell(done: "StampedFile", wanted: str | None, names: tuple[str, str | None], *, diff: bool, stderr: bool) -> None:
    from backstamp.app.printable import printable, printable_json

    if wanted is None:
        for words in done.told:
            print(printable(words), file=sys.stderr)
        if not diff:
            return
    from backstamp.app.render import make_console
    from backstamp.app.stamp_diff import stamp_diff
    from backstamp.app.stamp_render import stamp_table
    from backstamp.app.stamp_report import stamp_report

    told = stamp_report(done)
    if wanted == "json":
        typer.echo(printable_json(told.model_dump_json(indent=2)), err=stderr)
        return
    console = make_console(stderr=stderr)
    if wanted == "table":
        console.print(stamp_table(told, names[1]))
    if diff:
        for line in stamp_diff(done, told, names[0], names[1] or f"stamped for {done.to}"):
            console.print(line, soft_wrap=True)
