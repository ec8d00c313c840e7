"""Sends the notifications that the ledger says are owed: at once, again when that failed, and at every start.

A notification stays owed until a server has accepted it. Each failure is an alarm in the operator's log, with the
names of those who are missed, so that nobody is lost silently even while no mail can be sent at all.
"""

import asyncio
import logging
from collections.abc import Callable

from backstamp.errors import LedgerError, UpstreamError
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.notification import Reporter, compose_notification
from backstamp.sender.records import Owed
from backstamp.sender.upstream import Envelope, Upstream
from backstamp.sender.upstream_settings import UpstreamSettings

log = logging.getLogger(__name__)

_LONGEST_SECONDS = 3600.0


class Notifier:
    """The task that keeps senders informed.

    Args:
        ledger: knows what is owed.
        settings: the server that takes the notifications.
        hostname: our name.
        clock: microseconds since 1970-01-01 UTC.
        retry_seconds: the pause after a failure; it doubles with each further one, up to an hour.
    """

    def __init__(
        self,
        ledger: Ledger,
        settings: UpstreamSettings,
        hostname: str,
        clock: Callable[[], int],
        retry_seconds: float,
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._hostname = hostname
        self._clock = clock
        self._retry = retry_seconds
        self._wanted = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something is owed: look now."""
        self._wanted.set()

    def stop(self) -> None:
        """Let `run` return, once a notification that is on its way has been answered."""
        self._stopping = True
        self._wanted.set()

    async def run(self) -> None:
        """Send what is owed, until stopped."""
        pause = self._retry
        while not self._stopping:
            self._wanted.clear()
            if await self._send_all():
                pause = self._retry
                await self._wanted.wait()
            elif not self._stopping:
                await self._wait(pause)
                pause = min(pause * 2, max(_LONGEST_SECONDS, self._retry))

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wanted.wait(), seconds)
        except TimeoutError:
            log.info("trying again to send the notifications that are owed")

    async def _send_all(self) -> bool:
        """Whether nothing is owed any more."""
        upstream = Upstream(self._settings, self._hostname)
        settled = True
        try:
            for owed in await asyncio.to_thread(self._ledger.unnotified):
                if self._stopping:
                    break
                settled = await self._send(owed, upstream) and settled
        except LedgerError as error:
            log.error("%s", error.operator)
            return False
        finally:
            await upstream.close()
        return settled

    async def _send(self, owed: Owed, upstream: Upstream) -> bool:
        reason = await self._refusal(owed, upstream)
        if reason is None:
            await asyncio.to_thread(self._ledger.mark_notified, owed)
            log.info("message %s: the sender has been notified", format_message_id(owed.message.id))
            return True
        log.error(
            "message %s from %s did not reach %s, and the sender could not be notified yet: %s",
            format_message_id(owed.message.id),
            owed.message.sender,
            ", ".join(delivery.recipient for delivery in owed.missed),
            reason,
        )
        return False

    async def _refusal(self, owed: Owed, upstream: Upstream) -> str | None:
        """Hand one notification over with the null reverse-path; why that failed, or None."""
        message = compose_notification(owed, Reporter(self._hostname, self._clock()))
        envelope = Envelope("", utf8=not owed.message.sender.isascii())
        try:
            reply = await upstream.deliver(envelope, owed.message.sender, message)
        except UpstreamError as error:
            return error.operator
        if reply is None:
            return "the connection broke before the server answered"
        return None if reply.accepted else f"the server answered {reply.code} {reply.text}"
