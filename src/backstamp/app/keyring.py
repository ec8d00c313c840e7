"""The key ring of a running server: exchanged within a second of a change to the key file."""

import asyncio
from pathlib import Path

import structlog

from backstamp.errors import KeyFileError
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import KeyRing

INTERVAL = 0.5
"""Seconds between two looks at the key file."""

log = structlog.get_logger()


class LiveKeyRing:
    """The ring to use now.

    Args:
        path: the key file; the first key is made where there is none.

    Raises:
        KeyFileError: it cannot be read, made or trusted.
    """

    def __init__(self, path: Path) -> None:
        self._file = KeyFile(path)
        self._ring = self._file.ring()
        self._seen = self._stamp()

    def __call__(self) -> KeyRing:
        """The ring to use now."""
        return self._ring

    async def watch(self) -> None:
        """Look for changes until cancelled; a file that has become unusable changes nothing, and is told."""
        while True:
            await asyncio.sleep(INTERVAL)
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._exchange()

    def _exchange(self) -> None:
        if self._seen is None:
            log.error("the key file is gone; the old keys stay in use: restore it", file=str(self._file.path))
            return
        try:
            self._ring = self._file.ring()
        except KeyFileError as error:
            log.error("keys not exchanged; the old ones stay in use", why=error.operator)
        else:
            log.info("keys exchanged", keys=len(self._file.records()))

    def _stamp(self) -> tuple[int, int, int] | None:
        """What changes with the file: also ``ctime``, for a ``chmod`` can make a file usable that was not."""
        try:
            status = self._file.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ctime_ns, status.st_ino
