"""A milter in a thread of its own, beside a real mail server; the test says what it decides."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Self

from backstamp.sender.milter import Changed, Milter
from backstamp.sender.milter_settings import MilterSettings

Seen = tuple[bytes, str, tuple[str, ...]]


class RunningMilter:
    """The milter; ``decide`` may be put in its place at any time, ``seen`` is what it was asked.

    Args:
        settings: of the milter.
    """

    def __init__(self, settings: MilterSettings) -> None:
        self.seen: list[Seen] = []
        self.decide: Callable[[bytes], Awaitable[bytes | None]] = _nothing
        self.milter = Milter(settings, self._decide)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        """As Postfix writes it."""
        return self.milter.address

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.milter.start(), self._loop).result(20)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.milter.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def makes(self, change: Callable[[bytes], bytes | None]) -> None:
        """Let it change every message like that, and forget what it has seen."""

        async def decide(message: bytes) -> bytes | None:
            return change(message)

        self.decide = decide
        self.seen = []

    async def _decide(self, message: bytes, sender: str, recipients: tuple[str, ...]) -> Changed | None:
        self.seen.append((message, sender, recipients))
        changed = await self.decide(message)
        return None if changed is None else Changed(changed)


async def _nothing(_: bytes) -> None:
    return None
