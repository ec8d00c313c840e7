"""The mail of a hunt: read from a mailbox and scanned, or from what a scan has printed."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from backstamp.app.parallel import in_order
from backstamp.errors import UsageError
from backstamp.recipient.hunt.mail import Message, of_line, of_scan
from backstamp.recipient.sources.messages import messages
from backstamp.recipient.sources.source import Source, Unreadable

_STDIN = "-"
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mail:
    """What was read.

    Attributes:
        messages: those that tell on their reader.
        looked: how many messages there were.
        unreadable: what could not be read as a message.
    """

    messages: tuple[Message, ...]
    looked: int
    unreadable: tuple[Unreadable, ...]


def read_mail(path: str, folder: Path) -> Mail:
    """The messages of a mailbox, folder, archive or file, or of a scan's output, told by its first character.

    Args:
        path: of it; ``-`` is standard input.
        folder: the data folder, with the lists of trackers that the user has imported.

    Raises:
        UsageError: nothing is there, or a line of a scan is none.
        CatalogueError: an imported list is malformed.
        MailboxError: a process was killed.
    """
    if path == _STDIN:
        stdin = sys.stdin.buffer
        scanned = isinstance(stdin, io.BufferedReader) and _is_json(stdin.peek(64))
        return _of_json(stdin) if scanned else _of_mailbox(path, folder, stdin)
    try:
        if Path(path).is_file():
            with Path(path).open("rb") as file:
                if _is_json(file.read(64)):
                    file.seek(0)
                    return _of_json(file)
    except (OSError, ValueError) as error:
        raise UsageError(f"the mail {path} cannot be read: {error}") from error
    return _of_mailbox(path, folder, sys.stdin.buffer)


def scanner(folder: Path) -> Callable[[Source], Message | None]:
    """What makes a message of a source; the catalogue is loaded once in each process."""
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415 - only where something is scanned
    from backstamp.recipient.scan import scan  # noqa: PLC0415 - as above

    trackers = load_trackers(folder)
    return lambda source: of_scan(source.path, scan(source.octets, trackers))


def _is_json(head: bytes) -> bool:
    """Messages begin with the name of a header field, which nobody begins with a brace."""
    return head.removeprefix(_MARK).lstrip().startswith(b"{")


def _of_mailbox(path: str, folder: Path, stdin: BinaryIO) -> Mail:
    looked = 0
    kept: list[Message] = []
    unreadable: list[Unreadable] = []
    found = in_order(partial(scanner, folder), messages([path], stdin))
    with closing(found):
        for each in found:
            if isinstance(each, Unreadable):
                unreadable.append(each)
                continue
            looked += 1
            if each is not None:
                kept.append(each)
    return Mail(tuple(kept), looked, tuple(unreadable))


def _of_json(file: BinaryIO) -> Mail:
    looked = 0
    kept = []
    for number, line in _lines(file):
        looked += 1
        message = of_line(line, number)
        if message is not None:
            kept.append(message)
    return Mail(tuple(kept), looked, ())


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, 1):
        text = line.removeprefix(_MARK).decode("utf-8", "replace")
        if text.strip():
            yield number, text
