"""The data folder: where each file of one installation lives, and the lock that keeps a second server out."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backstamp.errors import AlreadyRunningError, ConfigError


class DataFolder:
    """The files of one installation.

    Args:
        path: the folder; it is made (mode 0700) when first written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = path / "keys.json"
        self.reader_key = path / "reader.key"
        self.ledger = path / "ledger.sqlite"
        self.hits = path / "hits.sqlite"
        self.catalogue = path / "catalogue"
        self._api_key = path / "api.key"
        self._lock = path / "server.lock"

    def make(self) -> None:
        """Make the folder where it is not there.

        Raises:
            ConfigError: it cannot be made.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"cannot make the data folder {self.path}: {error.strerror}") from error

    def api_key(self) -> str:
        """The JSON API's key, made on first use with mode 0600.

        Raises:
            ConfigError: the file can be neither read nor made.
        """
        try:
            if not self._api_key.exists():
                self.make()
                descriptor = os.open(self._api_key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="ascii") as file:
                    file.write(secrets.token_urlsafe(32) + "\n")
            return self._api_key.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read or make {self._api_key}: {error}") from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one server; the lock falls when the process ends, however it ends.

        Raises:
            AlreadyRunningError: another server holds it.
            ConfigError: the folder cannot be written.
        """
        self.make()
        try:
            file = self._lock.open("a+", encoding="ascii")
        except OSError as error:
            raise ConfigError(f"cannot write in the data folder {self.path}: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.seek(0)
                holder = file.read(20).strip() or "unknown"
                raise AlreadyRunningError(
                    f"a server already works on {self.path} (process {holder}); "
                    "stop it first, or give this one a folder of its own with --data"
                ) from error
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield
