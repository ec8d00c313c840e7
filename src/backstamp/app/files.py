"""Messages on the command line: read from a file or standard input, written to a file or standard output."""

import sys
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
