"""Cleaning mail where it lies: the filter on standard input, one file, a mailbox file, a folder or a Maildir."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backstamp.app.clean_files import locked, maildir_name, mbox_pieces, new_file
from backstamp.app.files import make_folder, read_message, write_message
from backstamp.errors import MailboxError, UsageError
from backstamp.recipient.clean.clean import clean_once, restore
from backstamp.recipient.clean.cleaned import Cleaned
from backstamp.recipient.clean.options import CleanOptions
from backstamp.recipient.finding import Scan
from backstamp.recipient.sources.kind import HEAD, What, foreign, is_message, what
from backstamp.recipient.sources.walk import files

STDIN = "-"
_PACKED = "it is compressed or an archive, which is not written: unpack it, and clean what comes out"


@dataclass(frozen=True, slots=True)
class Done:
    """One message that was worked on.

    Attributes:
        path: where it stands, ``inbox.mbox#12`` in a mailbox.
        before: octets as it came.
        message: as it is now.
        scan: of the message; None where the original was given back.
        cleaned: what was done; None where the original was given back.
        undone: whether it was given back; None where that was not asked.
    """

    path: str
    before: int
    message: bytes
    scan: Scan | None = None
    cleaned: Cleaned | None = None
    undone: bool | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was left as it is, and why."""

    path: str
    why: str


Work = Callable[[str, bytes], Done]


def cleaner(options: CleanOptions, folder: Path, me: tuple[str, ...] = ()) -> Work:
    """What cleans one message; the catalogue is loaded once.

    Args:
        options: what the reader wants.
        folder: the data folder, with the lists that the user has imported; it need not be there.
        me: the reader's own addresses.

    Raises:
        CatalogueError: an imported list is malformed.
    """
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415 - not where the original is given back
    from backstamp.recipient.scan import scan  # noqa: PLC0415 - as above

    trackers = load_trackers(folder)

    def work(path: str, message: bytes) -> Done:
        seen: list[Scan] = []

        def look(octets: bytes) -> Scan:
            seen.append(scan(octets, trackers, me))
            return seen[-1]

        cleaned = clean_once(message, look, options)
        return Done(path, len(message), cleaned.message, seen[-1], cleaned)

    return work


def undoer(path: str, message: bytes) -> Done:
    """Give the original of one message back; where that cannot be, the message itself."""
    original = restore(message)
    return Done(path, len(message), message if original is None else original, undone=original is not None)


def filtered(make: Callable[[], Work], warn: Callable[[str], None], output: Path | None = None) -> Done:
    """Standard input, always one message, to standard output; whatever goes wrong with us, it comes out as it came.

    Args:
        make: gives what works on a message.
        warn: is told what went wrong.
        output: file to write instead of standard output.

    Raises:
        UsageError: the output cannot be written.
    """
    message = sys.stdin.buffer.read()
    try:
        done = make()(STDIN, message)
    except Exception as error:  # noqa: BLE001 - a mail filter that ends without output loses mail: nothing may stop it
        warn(f"passed through as it came, not cleaned: {error or type(error).__name__}")
        done = Done(STDIN, len(message), message)
    write_message(done.message, output)
    return done


def clean_path(path: str, output: Path | None, work: Work, *, in_place: bool) -> Iterator[Done | Passed]:
    """Work on all messages of a path, and write them.

    Args:
        path: a message, a mailbox file or a folder.
        output: the file or folder to write; None for standard output (one message only), or in place.
        work: what is done to each.
        in_place: whether they are written where they stand.

    Raises:
        UsageError: the path is not there, or cannot go where it should.
        MailboxError: something cannot be written.
    """
    source = Path(path)
    if source.is_dir():
        yield from _folder(source, _root(source, output, in_place=in_place), work)
        return
    kind = _kind(source, _head(source))
    if kind is What.MESSAGE and output is None and not in_place:
        done = work(path, read_message(path))
        write_message(done.message, None)
        yield done
        return
    if output is None and not in_place:
        raise UsageError(f"{path} is no single message: say where to write with -o, or --in-place")
    place = source if output is None else output / source.name if output.is_dir() else output
    yield from _file(source, place, kind, work)


def _root(source: Path, output: Path | None, *, in_place: bool) -> Path:
    if in_place:
        return source
    if output is None:
        raise UsageError(f"{source} is a folder: say where to write with -o, or --in-place")
    if output.resolve().is_relative_to(source.resolve()):
        raise UsageError(f"{output} lies in {source}: what is written there would be cleaned again")
    make_folder(output)
    return output


def _head(source: Path) -> bytes:
    """How a file begins.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with source.open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {source}: {getattr(error, 'strerror', None) or error}") from error


def _kind(source: Path, head: bytes) -> What:
    """What a file is that begins so.

    Raises:
        UsageError: it is of a kind that is not written.
    """
    kind = what(head)
    if kind in {What.ZIP, What.TAR, What.COMPRESSED}:
        raise UsageError(f"cannot clean {source}: {_PACKED}")
    if kind in {What.OTHER, What.EMLX} and foreign(head):
        raise UsageError(f"cannot clean {source}: {foreign(head)}")
    return What.MBOX if kind is What.MBOX else What.MESSAGE


def _folder(source: Path, root: Path, work: Work) -> Iterator[Done | Passed]:
    for found in files(str(source)):
        place = root / Path(found.path).relative_to(source)
        if found.trouble:
            yield Passed(found.path, found.trouble)
            continue
        try:
            yield from _found(Path(found.path), place, work, mail=found.mail)
        except (UsageError, MailboxError) as error:
            yield Passed(found.path, error.operator)


def _found(source: Path, place: Path, work: Work, *, mail: bool) -> Iterator[Done | Passed]:
    head = _head(source)
    kind = _kind(source, head)
    if not mail and kind is What.MESSAGE and not is_message(head):
        yield Passed(str(source), "it is no message")
        return
    make_folder(place.parent)
    if mail:
        for name in ("cur", "new", "tmp"):
            make_folder(place.parent.parent / name)
    yield from _file(source, place, kind, work, maildir=mail)


def _file(source: Path, place: Path, kind: What, work: Work, *, maildir: bool = False) -> Iterator[Done]:
    if kind is What.MBOX and not maildir:
        yield from _mailbox(source, place, work)
        return
    done = work(str(source), read_message(str(source)))
    if maildir:
        place = place.with_name(maildir_name(place.name, done.message))
    if not (place.exists() and place.samefile(source) and len(done.message) == done.before and _same(source, done)):
        with new_file(place, source) as file:
            file.write(done.message)
        if maildir and place.parent == source.parent and place != source:
            source.unlink()
    yield done


def _same(source: Path, done: Done) -> bool:
    return source.read_bytes() == done.message


def _mailbox(source: Path, place: Path, work: Work) -> Iterator[Done]:
    """A mailbox file, message by message, in flat memory; in its own place under lock."""
    if place.exists() and place.samefile(source):
        with locked(source):
            yield from _rewritten(source, place, work)
    else:
        yield from _rewritten(source, place, work)


def _rewritten(source: Path, place: Path, work: Work) -> Iterator[Done]:
    size = source.stat().st_size
    with new_file(place.resolve(), source) as file:
        for number, (line, message, end) in enumerate(mbox_pieces(source), 1):
            done = work(f"{source}#{number}", message)
            for piece in (line, done.message, end):
                file.write(piece)
            yield done
        if source.stat().st_size != size:
            raise MailboxError(f"{source} was written to while it was read; nothing was changed, try again")
