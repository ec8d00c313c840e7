"""The secret behind the readers' pseudonyms, in a file of its own beside the keys.

It does not rotate: a new one would make every reader a stranger, also those who asked to be left alone. To forget all
readers at once, delete the file.
"""

import os
import secrets
import stat
from pathlib import Path

from backstamp.errors import KeyFileError
from backstamp.sender.reader import SECRET_LENGTH, Readers


def load_readers(path: Path) -> Readers:
    """Read the secret; the first call makes it, readable by its owner only.

    Args:
        path: the file; its folder must be there. Several processes may come first at the same time.

    Raises:
        KeyFileError: it cannot be read or made, is open to other users, or is none of ours.
    """
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(SECRET_LENGTH * 4)
    except OSError as error:
        raise KeyFileError(f"cannot read or make {path}: {error.strerror}") from error
    if mode & 0o077:
        raise KeyFileError(f"{path} can be read by other users (mode {mode:04o}): `chmod 600 {path}`")
    return Readers(_secret(text, path))


def _secret(text: bytes, path: Path) -> bytes:
    try:
        secret = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_LENGTH:
        raise KeyFileError(f"{path} is not a secret of ours: restore it from a backup")
    return secret


def _make(path: Path) -> None:
    """Write a whole file under another name first: the real name never stands for half a secret."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_LENGTH) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            return  # another process was first: its secret counts
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        beside.unlink(missing_ok=True)
