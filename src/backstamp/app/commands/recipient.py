"""``backstamp recipient``: what is done for one recipient who asks for it."""

from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Json

if TYPE_CHECKING:
    from backstamp.app.models import Withdrawal

app = typer.Typer(help="Do what one recipient asks for.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Do what one recipient asks for."""


@app.command("stop")
def stop(
    address: Annotated[str, typer.Argument(metavar="ADDR", help="The recipient's address.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Record nothing more of a recipient, in mail sent and mail to come.

    Mail already sent falls silent, and new mail to them is not stamped. What was recorded before is kept.
    Exit code 0 also where nothing has been sent to them.
    """
    from backstamp.app.clock import now_us
    from backstamp.app.config import load_settings
    from backstamp.app.folder import DataFolder
    from backstamp.app.printable import printable_json
    from backstamp.app.withdrawing import stop_address

    done = stop_address(DataFolder(load_settings(data).data), address, now_us)
    typer.echo(printable_json(done.model_dump_json(indent=2)) if as_json else _told(done))


def _told(done: "Withdrawal") -> str:
    from backstamp.app.printable import printable

    new = f"New mail to {printable(done.address)} will not be stamped."
    return "\n".join([new, _silenced(done), "Nothing was deleted: what was recorded before is kept."])


def _silenced(done: "Withdrawal") -> str:
    if done.silenced:
        more = f" ({done.silent_before} more were before)" if done.silent_before else ""
        return (
            f"{_messages(done.silenced)} sent before {_are(done.silenced)} silent now{more}: images and links go on "
            "working, and nothing more is recorded. A running server heeds it within a second."
        )
    if done.silent_before:
        were = "was" if done.silent_before == 1 else "were"
        return f"{_messages(done.silent_before)} sent before {were} silent already."
    return "No message was sent before with marks of this recipient's own, so there is nothing to silence."


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
