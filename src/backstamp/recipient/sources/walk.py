"""Folders: every file below one, in the order of the names, Maildirs by their rules.

A folder with ``cur`` and ``new`` is a Maildir: only what stands in these two is mail (``tmp`` holds what has not wholly
arrived), and folders below it whose names begin with a dot are Maildirs too (Maildir++). Elsewhere names that begin
with a dot are passed over. Links to folders are never followed; links to files are.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

_INDEXES = {"maildirfolder", "subscriptions", "maildirsize", "desktop.ini", "thumbs.db"}
_INDEX_ENDINGS = (".msf", ".mozmsgs", ".dat")
_INDEX_BEGINNINGS = ("dovecot", "courier")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a folder.

    Attributes:
        path: with the folder's own path in front.
        mail: whether its place says that it is a message.
        trouble: why it cannot be read; "" where nothing speaks against it.
    """

    path: str
    mail: bool = False
    trouble: str = ""


def files(folder: str) -> Iterator[FoundFile]:
    """Every regular file below a folder; loops are impossible, and depth costs no recursion."""
    waiting = [(folder, False)]
    while waiting:
        path, mail = waiting.pop()
        try:
            with os.scandir(path) as listed:
                entries = sorted(listed, key=_order)
        except OSError as error:
            yield FoundFile(path, trouble=f"the folder cannot be read: {error.strerror}")
            continue
        maildir = {"cur", "new"} <= {entry.name for entry in entries}
        folders = []
        for entry in entries:
            if _is_folder(entry):
                if _enters(entry, maildir=maildir):
                    folders.append((entry.path, maildir and entry.name in {"cur", "new"}))
            elif not maildir and not is_index(entry.name):
                yield from _file(entry, mail=mail)
        waiting += reversed(folders)


def _order(entry: os.DirEntry[str]) -> tuple[int, str]:
    """By name; numbers (MH, news spools) by their value."""
    return (len(entry.name), entry.name) if entry.name.isdecimal() and entry.name.isascii() else (1000, entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _enters(entry: os.DirEntry[str], *, maildir: bool) -> bool:
    if entry.name.startswith("."):
        return maildir or os.path.isdir(os.path.join(entry.path, "cur"))  # noqa: PTH112, PTH118 - plain strings in hot loops
    return not (maildir and entry.name == "tmp")


def is_index(name: str) -> bool:
    """Whether a file of this name is a mail program's own, or a hidden one."""
    lower = name.lower()
    return lower.startswith((".", *_INDEX_BEGINNINGS)) or lower in _INDEXES or lower.endswith(_INDEX_ENDINGS)


def _file(entry: os.DirEntry[str], *, mail: bool) -> Iterator[FoundFile]:
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        yield FoundFile(entry.path, trouble=f"it cannot be read: {error.strerror}")
        return
    if stat.S_ISREG(mode):
        yield FoundFile(entry.path, mail=mail)
    elif not stat.S_ISDIR(mode):
        yield FoundFile(entry.path, trouble="it is no regular file, and was not opened")
