"""Every message of a list of paths, one at a time: files, mailboxes, folders, archives and standard input.

What a file is, its octets say (``kind``). Of standard input everything is read that a file may be. Memory holds one
message at a time, and nothing is ever written.
"""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from backstamp.errors import MailboxError, UsageError
from backstamp.recipient.sources import mbox, tar
from backstamp.recipient.sources.kind import HEAD, What, foreign, is_message, what
from backstamp.recipient.sources.limits import MAX_DEPTH, Budget
from backstamp.recipient.sources.source import Source, Unreadable
from backstamp.recipient.sources.stream import TOO_LONG, Stream, of_file
from backstamp.recipient.sources.walk import FoundFile, files, is_index

STDIN = "-"
_ENDINGS = (".eml", ".mbox", ".mbx", ".emlx", ".mime", ".mht")
_NO_MESSAGE = "it is no message: it does not begin with a message's header"
_TOO_DEEP = "it is an archive in an archive in an archive: unpack the outermost, and scan the folder"

Found = Source | Unreadable


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a stream stands.

    Attributes:
        path: for people.
        named: whether somebody says that it is mail, so that a doubtful beginning does not matter.
        budget: of the archive around it.
    """

    path: str
    named: bool
    budget: Budget


def messages(paths: Sequence[str], stdin: BinaryIO) -> Iterator[Found]:
    """Every message, in the order of the paths; in folders in the order of the names.

    Args:
        paths: files, folders, or ``-`` for standard input.
        stdin: standard input.

    Raises:
        UsageError: a path leads nowhere; nothing has been read then.
    """
    for path in paths:
        if path != STDIN and not _exists(path):
            raise UsageError(
                f"{path} is not there: name a message, a mailbox, a folder, an archive, or - for standard input"
            )
    return (found for path in paths for found in _under(path, stdin))


def _exists(path: str) -> bool:
    try:
        return os.path.exists(path)  # noqa: PTH110 - the path may be anything that was typed
    except ValueError:  # a NUL in it
        return False


def _under(path: str, stdin: BinaryIO) -> Iterator[Found]:
    if path == STDIN:
        yield from _guarded(_Place(path, True, Budget()), lambda: of_file(stdin))
    elif os.path.isdir(path):  # noqa: PTH112 - as above
        for found in files(path):
            yield from _in_file(found)
    else:
        yield from _in_file(FoundFile(path, mail=True))


def _in_file(found: FoundFile) -> Iterator[Found]:
    if found.trouble:
        yield Unreadable(found.path, found.trouble)
        return
    try:
        file = open(found.path, "rb")  # noqa: PTH123, SIM115 - closed below, whether it is read to its end or not
    except OSError as error:
        yield Unreadable(found.path, f"it cannot be opened: {error.strerror}")
        return
    with file:
        named = found.mail or found.path.lower().endswith(_ENDINGS)
        yield from _guarded(_Place(found.path, named, Budget()), lambda: of_file(file))


def _guarded(place: _Place, opened: Callable[[], Stream]) -> Iterator[Found]:
    """The messages of a stream; what goes wrong ends it, and is told."""
    try:
        yield from _in_stream(opened(), place)
    except MailboxError as error:
        yield Unreadable(place.path, error.operator)
    except OSError as error:
        yield Unreadable(place.path, f"it cannot be read: {error.strerror or error}")


def _in_stream(stream: Stream, place: _Place) -> Iterator[Found]:
    head = stream.head(HEAD)
    kind = what(head)
    if kind in {What.ZIP, What.TAR, What.COMPRESSED}:
        yield from _opened(kind, stream, place)
    elif kind is What.MBOX:
        yield from _in_mbox(stream, place.path)
    elif kind is What.EMLX:
        yield Source(place.path, _emlx(stream.whole()))
    elif kind is What.MESSAGE and (place.named or is_message(head)):
        yield Source(place.path, stream.whole())
    else:
        yield Unreadable(place.path, "it is empty" if kind is What.EMPTY else foreign(head) or _NO_MESSAGE)


def _in_mbox(stream: Stream, path: str) -> Iterator[Found]:
    several = False
    for number, held in enumerate(mbox.split(stream.read), 1):
        several = several or held.more
        name = f"{path}#{number}" if several else path
        yield Unreadable(name, TOO_LONG) if held.octets is None else Source(name, held.octets)


def _emlx(octets: bytes) -> bytes:
    """Apple Mail's form: a line that counts the message's octets, the message, and a property list."""
    line, _, rest = octets.partition(b"\n")
    return rest[: int(line)]


def _opened(kind: What, stream: Stream, place: _Place) -> Iterator[Found]:
    budget = place.budget
    if budget.depth >= MAX_DEPTH:
        yield Unreadable(
            place.path, "it is an archive in an archive in an archive: unpack the outer one, and scan the folder"
        )
        return
    budget.depth += 1
    try:
        if kind is What.ZIP:
            yield from _in_zip(stream, place)
        elif kind is What.TAR:
            yield from _in_tar(_counted(stream, budget), place)
        else:
            yield from _in_compressed(stream, place)
    finally:
        budget.depth -= 1


def _counted(stream: Stream, budget: Budget) -> Stream:
    """The same, its octets counted as the archive's own where it is the outermost."""
    if budget.depth > 1:
        return stream

    def read(octets: int) -> bytes:
        piece = stream.read(octets)
        budget.packed += len(piece)
        return piece

    return Stream(read)


def _in_zip(stream: Stream, place: _Place) -> Iterator[Found]:
    from backstamp.recipient.sources import zip_file  # noqa: PLC0415 - one message should start quickly

    file = stream.file or io.BytesIO(stream.whole())
    for member in zip_file.members(file, place.budget):
        place.budget.member()
        inner = _member(place, member.name)
        if _hidden(member.name):
            continue
        if isinstance(member.stream, str):
            yield Unreadable(inner.path, member.stream)
        else:
            yield from _in_member(member.stream, inner)


def _in_tar(stream: Stream, place: _Place) -> Iterator[Found]:
    for member in tar.members(stream):
        place.budget.member()
        if _hidden(member.name):
            continue
        yield from _in_member(member.stream, _member(place, member.name))


def _in_compressed(stream: Stream, place: _Place) -> Iterator[Found]:
    """A compressed tape archive is one archive, not two."""
    from backstamp.recipient.sources.expand import Expanded  # noqa: PLC0415 - as above

    inside = Stream(Expanded(stream.read, place.budget).read)
    if what(inside.head(HEAD)) is What.TAR:
        yield from _in_tar(inside, place)
    else:
        yield from _in_stream(inside, place)


def _in_member(stream: Stream, place: _Place) -> Iterator[Found]:
    """A member that is damaged ends alone; one that breaks the archive's budget ends the archive."""
    try:
        yield from _in_stream(stream, place)
    except MailboxError as error:
        if place.budget.spent:
            raise
        yield Unreadable(place.path, error.operator)


def _member(place: _Place, name: str) -> _Place:
    return _Place(f"{place.path}/{name}", name.lower().endswith(_ENDINGS), place.budget)


def _hidden(name: str) -> bool:
    """Whether a member is a mail program's or a system's own file, such as macOS puts into archives."""
    return is_index(name.rpartition("/")[2])
