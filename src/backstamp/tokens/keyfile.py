"""The key file: sealing keys at rest, newest first, with rotation.

A JSON file of mode 0600, replaced atomically. A new key seals from then on; older keys go on opening the tokens of
mail that is out, until they are retired. A retired key's secret is destroyed: its tokens open nothing any more.
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from backstamp.errors import KeyFileError
from backstamp.tokens.token import KEY_ID_LENGTH, SECRET_LENGTH, Key, KeyRing

_ENOUGH = 1 << 20


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One line of the key file.

    Attributes:
        id: 6 hex digits, as `backstamp keys list` shows them.
        created: when it was made, UTC.
        retired: when it was retired, or None while it opens tokens.
        secret: 64 octets; empty once retired.
    """

    id: str
    created: datetime
    retired: datetime | None
    secret: bytes

    def __repr__(self) -> str:
        """Everything but the secret, which belongs in no log."""
        return f"KeyRecord(id={self.id!r}, created={self.created}, retired={self.retired})"


class KeyFile:
    """The key file at ``path``; every call reads or writes it anew.

    Args:
        path: where it is or shall be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> list[KeyRecord]:
        """All keys, newest first; empty where there is no file yet.

        Raises:
            KeyFileError: the file cannot be read, is open to other users, or is not a key file.
        """
        try:
            with self.path.open("rb") as file:
                self._check_mode(os.fstat(file.fileno()).st_mode)
                text = file.read(_ENOUGH)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeyFileError(f"cannot read the key file {self.path}: {error.strerror}") from error
        try:
            return [_record(entry) for entry in json.loads(text)["keys"]]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise KeyFileError(f"{self.path} is not a key file: restore it from a backup") from error

    def ring(self) -> KeyRing:
        """The keys in use; the first one is made here where there is none.

        Raises:
            KeyFileError: see `records`; or the file cannot be written; or all keys are retired.
        """
        records = self.records()
        if not records:
            with self._alone():
                records = self.records() or [self._new()]
        keys = [Key(bytes.fromhex(record.id), record.secret) for record in records if record.retired is None]
        if not keys:
            raise KeyFileError(f"all keys in {self.path} are retired: make one with `backstamp keys new`")
        return KeyRing(keys)

    def new(self) -> KeyRecord:
        """Make a key that seals from now on.

        Raises:
            KeyFileError: the file cannot be read or written.
        """
        with self._alone():
            return self._new()

    def _new(self) -> KeyRecord:
        records = self.records()
        taken = {record.id for record in records}
        key_id = next(text for text in iter(_random_id, None) if text not in taken)
        record = KeyRecord(key_id, _now(), None, secrets.token_bytes(SECRET_LENGTH))
        self._write([record, *records])
        return record

    def retire(self, key_id: str) -> KeyRecord:
        """Destroy a key's secret: mail stamped with it goes silent for good.

        Args:
            key_id: 6 hex digits.

        Raises:
            KeyFileError: no such key in use, or it is the only one, or the file cannot be written.
        """
        with self._alone():
            return self._retire(key_id)

    def _retire(self, key_id: str) -> KeyRecord:
        records = self.records()
        in_use = [record for record in records if record.retired is None]
        target = next((record for record in in_use if record.id == key_id.lower()), None)
        if target is None:
            raise KeyFileError(f"no key {key_id!r} in use: see `backstamp keys list`")
        if len(in_use) == 1:
            raise KeyFileError(f"{key_id} is the only key in use: make another with `backstamp keys new` first")
        retired = replace(target, retired=_now(), secret=b"")
        self._write([retired if record is target else record for record in records])
        return retired

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from writing: two that read and write at once would lose one's key."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeyFileError(f"cannot write the key file {self.path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _check_mode(self, mode: int) -> None:
        if stat.S_IMODE(mode) & 0o077:
            raise KeyFileError(
                f"{self.path} can be read by other users (mode {stat.S_IMODE(mode):04o}): `chmod 600 {self.path}`"
            )

    def _write(self, records: list[KeyRecord]) -> None:
        text = json.dumps({"keys": [_entry(record) for record in records]}, indent=1)
        beside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise KeyFileError(f"cannot write the key file {self.path}: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _random_id() -> str:
    return secrets.token_hex(KEY_ID_LENGTH)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _record(entry: dict[str, str | None]) -> KeyRecord:
    key_id, created, retired, secret = (entry[name] for name in ("id", "created", "retired", "secret"))
    if not isinstance(key_id, str) or not isinstance(created, str):
        raise TypeError("a key has an id and a day of creation")
    raw = base64.b64decode(secret or "", validate=True)
    if len(bytes.fromhex(key_id)) != KEY_ID_LENGTH or (retired is None and len(raw) != SECRET_LENGTH):
        raise binascii.Error("wrong length")
    when = datetime.fromisoformat(retired) if retired is not None else None
    return KeyRecord(key_id.lower(), datetime.fromisoformat(created), when, raw)


def _entry(record: KeyRecord) -> dict[str, str | None]:
    return {
        "id": record.id,
        "created": record.created.isoformat(),
        "retired": record.retired.isoformat() if record.retired else None,
        "secret": base64.b64encode(record.secret).decode() if record.secret else None,
    }
