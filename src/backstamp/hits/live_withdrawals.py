"""What a running collector knows of withdrawals: a set in memory, which grows with the tombstones that others write.

The set only grows: a store that is moved away or cannot be read brings nobody's recording back while the server runs.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import structlog

from backstamp.errors import StoreError
from backstamp.hits.health import Log
from backstamp.hits.withdrawals import Delivery, Tombstone, tombstones, withdraw

INTERVAL = 0.5
"""Seconds between two looks at the store."""

_NONE: Tombstone = (0, 0, 0)


class LiveWithdrawals:
    """The withdrawn deliveries of one hit store.

    Args:
        path: the store; its writer has made it.
        log: where the operator reads.

    Attributes:
        deliveries: those withdrawn, as far as is known; the same set always.
    """

    def __init__(self, path: Path, log: Log | None = None) -> None:
        self.deliveries: set[Delivery] = set()
        self._path = path
        self._log = log or structlog.get_logger()
        self._last = _NONE
        self._failing = False

    def load(self) -> None:
        """Take up the tombstones that are new in the store.

        Raises:
            StoreError: it cannot be read.
        """
        found = tombstones(self._path, self._last[0])
        if self._last is not _NONE and (not found or found[0] != self._last):
            found = tombstones(self._path)  # another file has taken its place
        self.deliveries.update((message, recipient) for _, message, recipient in found)
        self._last = found[-1] if found else _NONE

    def withdraw(self, deliveries: Iterable[Delivery], since: int) -> int:
        """Write tombstones, durable on return, and heed them from now on; returns how many are new.

        Raises:
            StoreError: the store cannot be written; nothing is withdrawn.
        """
        chosen = tuple(deliveries)
        new = withdraw(self._path, chosen, since)
        self.deliveries.update(chosen)
        return new

    async def watch(self) -> None:
        """Look for new tombstones until cancelled; a store that cannot be read is told once."""
        while True:
            await asyncio.sleep(INTERVAL)
            await asyncio.to_thread(self._look)

    def _look(self) -> None:
        try:
            self.load()
        except StoreError as error:
            if not self._failing:
                self._log.error("new withdrawals cannot be read; those known stay in force", why=error.operator)
            self._failing = True
        else:
            self._failing = False
