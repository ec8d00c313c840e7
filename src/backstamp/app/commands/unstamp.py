"""``backstamp unstamp``: give the originals of stamped messages back."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstamp.app.commands.options import Data, Quiet

if TYPE_CHECKING:
    from backstamp.sender.unstamp import Unstamped

_STDIN = "-"


def unstamp(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Stamped messages (.eml).  [default: -, standard input]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write; for several files a folder.  [default: standard output]"),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Replace each file by its original.")] = False,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            help="Whose stamps to take out of a message that has lost its X-Backstamp-Undo header.  "
            "[default: from the settings]",
        ),
    ] = None,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Give the original of a stamped message back, octet for octet where it has not been changed since.

    Of a message that was changed on its way, pixel and lines of ours are taken out and links lead where they led.
    Needs no keys and no ledger.
    Exit code 0 if all were restored, 1 if there is one in which nothing of ours was found: it is given back as it came.
    """
    from backstamp.app.config import load_settings
    from backstamp.app.files import read_message, replace_message, write_message
    from backstamp.sender import unstamp as sender

    names = files or [_STDIN]
    places = list(_places(names, output, in_place=in_place))
    base_url = load_settings(data, base_url=base_url).base_url
    missed = False
    for name, place in zip(names, places, strict=True):
        message = read_message(name)
        done = sender.unstamp(message, base_url)
        found = done.exact or done.message != message
        if not in_place:
            write_message(done.message, place)
        elif found:
            replace_message(done.message, Path(name))
        missed |= not found
        if not quiet:
            _tell(name, done, found=found)
    if missed:
        raise typer.Exit(1)


def _places(names: list[str], output: Path | None, *, in_place: bool) -> Iterator[Path | None]:
    """Where each message goes; None for standard output.

    Raises:
        UsageError: it cannot be said, or two would go to one place.
    """
    from backstamp.app.files import make_folder
    from backstamp.errors import UsageError

    if in_place and (output is not None or _STDIN in names):
        raise UsageError("--in-place replaces the files themselves: leave -o and standard input out")
    if output is None and len(names) > 1 and not in_place:
        raise UsageError("several messages need a place each: give -o FOLDER or --in-place")
    if output is None or (len(names) == 1 and not output.is_dir()):
        yield from (output for _ in names)
        return
    if _STDIN in names:
        raise UsageError(f"standard input has no name to go by in the folder {output}: give -o FILE")
    own = [Path(name).name for name in names]
    if len(set(own)) < len(own):
        twice = next(name for name in own if own.count(name) > 1)
        raise UsageError(f"two of the files are called {twice}: they cannot both go to {output}")
    make_folder(output)
    yield from (output / name for name in own)


def _tell(name: str, done: "Unstamped", *, found: bool) -> None:
    from backstamp.app.printable import printable

    shown = "Standard input" if name == _STDIN else name
    if done.exact:
        said = "all stamps undone, octet for octet."
    elif found:
        stamps = "1 stamp" if done.removed == 1 else f"{done.removed} stamps"
        said = f"restored by meaning: {stamps} taken out. It was changed after it was stamped, or carries no record."
    else:
        said = "nothing of ours found; it is as it came. Stamped for another collector? Give its --base-url."
    print(f"{printable(shown)}: {said}", file=sys.stderr)
