"""Writing cleaned mail: files that are whole or not there, with the times that mail programs read from them."""

import fcntl
import mmap
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from backstamp.errors import MailboxError, UsageError
from backstamp.recipient.sources.mbox import separators

_SIZES = re.compile(r",(S|W)=[0-9]+")


@contextmanager
def new_file(place: Path, like: Path) -> Iterator[BinaryIO]:
    """A file that appears at ``place`` only once it is written and on the disk; in the place of what stood there.

    Args:
        place: where; its folder is there.
        like: whose permissions and times it gets: Maildirs keep the time of arrival there.

    Raises:
        MailboxError: it cannot be written; the text says why.
    """
    passing: Path | None = None
    try:
        known = like.stat()
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name[:100]}.", delete=False) as file:
            passing = Path(file.name)
            yield file  # type: ignore[misc] # the wrapper has all methods of what it wraps
            file.flush()
            os.fsync(file.fileno())
        passing.chmod(stat.S_IMODE(known.st_mode))
        with suppress(PermissionError):  # another owner is the system administrator's to give
            os.chown(passing, known.st_uid, known.st_gid)
        os.utime(passing, ns=(known.st_atime_ns, known.st_mtime_ns))
        passing.replace(place)
        _sync_folder(place.parent)
        passing = None
    except OSError as error:
        raise MailboxError(f"cannot write {place}: {error.strerror or error}") from error
    finally:
        if passing is not None:
            passing.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def maildir_name(name: str, message: bytes) -> str:
    """A Maildir file's name with the sizes that Dovecot and Courier keep in it (``,S=`` octets, ``,W=`` with CRLF)."""
    sizes = {"S": len(message), "W": len(message) + message.count(b"\n") - message.count(b"\r\n")}
    return _SIZES.sub(lambda match: f",{match[1]}={sizes[match[1]]}", name)


@contextmanager
def locked(mailbox: Path) -> Iterator[None]:
    """Keep other programs from a mailbox file while it is replaced: the dot lock and fcntl's (procmail, Postfix).

    Raises:
        UsageError: another program holds it, it cannot be locked, or it grew nevertheless.
    """
    lock = mailbox.with_name(f"{mailbox.name}.lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444))
    except FileExistsError as error:
        raise UsageError(f"{mailbox} is in use: {lock} is there; try again, or remove it if nothing runs") from error
    except OSError as error:
        raise UsageError(f"cannot lock {mailbox}: {error.strerror}") from error
    try:
        with mailbox.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
    except BlockingIOError as error:
        raise UsageError(f"{mailbox} is in use by another program; try again") from error
    except OSError as error:
        raise UsageError(f"cannot lock {mailbox}: {error.strerror}") from error
    finally:
        lock.unlink(missing_ok=True)


def mbox_pieces(mailbox: Path) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The messages of a mailbox file: the separator line, the message as it stands there, the empty line behind it.

    Joined they are the file. Lines that begin with ">From " stay quoted: they are the mailbox's, before and after.
    """
    with mailbox.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
            start, behind = 0, octets.find(b"\n") + 1 or len(octets)
            for end, after in separators(octets, max(behind - 1, 0), len(octets), first=False):
                yield octets[start:behind], *_apart(octets[behind : end + 1])
                start, behind = end + 1, after
            yield octets[start:behind], *_apart(octets[behind:])


def _apart(octets: bytes) -> tuple[bytes, bytes]:
    for end in (b"\r\n", b"\n"):
        if octets.endswith(b"\n" + end):
            return octets[: -len(end)], end
    return octets, b""
