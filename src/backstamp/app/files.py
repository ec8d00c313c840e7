"""Messages on the command line: read from a file or standard input, written to a file or standard output."""

import os
import stat
import sys
import tempfile
from pathlib import Path

from backstamp.errors import UsageError


def read_message(name: str) -> bytes:
    """Read a message's octets.

    Args:
        name: path, or ``-`` for standard input.

    Raises:
        UsageError: the file cannot be read; the text says why.
    """
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the message {name}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"cannot read the message {name!r}: this is no file name") from error


def write_message(message: bytes, output: Path | None) -> None:
    """Write a message's octets.

    Args:
        message: the octets.
        output: path, or None for standard output.

    Raises:
        UsageError: the file cannot be written; the text says why.
    """
    if output is None:
        sys.stdout.buffer.write(message)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(message)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error


def replace_message(message: bytes, file: Path) -> None:
    """Put a message in the place of a file at once: whoever looks sees the old octets or the new ones.

    Args:
        message: the octets.
        file: path of a file that exists; of a link, the file that it leads to. Its permissions stay.

    Raises:
        UsageError: the file cannot be replaced; the text says why.
    """
    try:
        place = file.resolve(strict=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as passing:
            new = Path(passing.name)
            try:
                passing.write(message)
                passing.flush()
                os.fsync(passing.fileno())
                new.chmod(stat.S_IMODE(place.stat().st_mode))
                new.replace(place)
            except OSError:
                new.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UsageError(f"cannot replace {file}: {error.strerror}") from error


def make_folder(path: Path) -> None:
    """Make a folder where it is not there.

    Raises:
        UsageError: it cannot be made; the text says why.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {path}: {error.strerror}") from error
