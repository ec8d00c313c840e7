"""The reader's page over HTTP: a GET shows it and changes nothing, a POST stops the recording.

The address of the page is the only key to it: a token of a kind of its own. No cookie, no script, no body is read.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import structlog

from backstamp.catalogue.catalogue import Catalogue
from backstamp.errors import BackstampError
from backstamp.hits.answers import DAMAGED_LINK, WRONG_PAGE_METHOD, Answer, page_answer, see_other
from backstamp.hits.health import Log
from backstamp.hits.live_withdrawals import LiveWithdrawals
from backstamp.hits.reader_page import Reach, delivery_page, failed_page, shared_page
from backstamp.hits.reader_record import COUNTED, NEEDED, record_of
from backstamp.hits.schema import LARGEST_INTEGER
from backstamp.hits.store import HitStore
from backstamp.hits.withdrawals import Delivery, withdrawn_since
from backstamp.tokens.token import SHARED, KeyRing, Token

AT_ONCE = 2
"""Pages made at the same time: hits come first."""

_PATH_LENGTH = len(b"/r/")


class Sender(Protocol):
    """What the sender's side can do for a reader, where it is at hand. Calls may block, and raise `BackstampError`."""

    def stop(self, message: int, recipient: int) -> Iterable[Delivery]:
        """Stamp no more mail to the reader of that delivery; returns all deliveries that this reader has had."""

    def stopped(self, message: int, recipient: int) -> bool | None:
        """Whether mail to the reader of that delivery is stamped no more; None where the reader is not known."""


class ReaderPages:
    """The ASGI application below ``/r/``.

    Args:
        ring: gives the key ring to use now.
        path: the hit store.
        withdrawals: those in force, and how to add to them.
        catalogue: what is known of fetchers and networks.
        clock: microseconds since 1970-01-01 UTC.
        sender: the sender's side; without it, stopping holds for one message.
        log: where the operator reads; no reader is named there.
    """

    def __init__(
        self,
        ring: Callable[[], KeyRing],
        path: Path,
        withdrawals: LiveWithdrawals,
        catalogue: Catalogue,
        *,
        clock: Callable[[], int],
        sender: Sender | None = None,
        log: Log | None = None,
    ) -> None:
        self._ring = ring
        self._path = path
        self._withdrawals = withdrawals
        self._catalogue = catalogue
        self._clock = clock
        self._sender = sender
        self._log = log or structlog.get_logger()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one HTTP request (ASGI 3)."""
        del receive
        answer = await self._answer(scope["method"], scope["raw_path"][_PATH_LENGTH:])
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def _answer(self, method: str, text: bytes) -> Answer:
        token = self._ring().open_reader(text)
        if token is None or token.message > LARGEST_INTEGER:
            return DAMAGED_LINK
        if method not in {"GET", "HEAD", "POST"}:
            return WRONG_PAGE_METHOD
        try:
            async with self._places:
                if method != "POST":
                    return page_answer(200, await asyncio.to_thread(self._page, token))
                await asyncio.to_thread(self._stop, token)
        except BackstampError as error:
            self._log.error("a reader's page cannot be shown, or its wish not be met", why=error.operator)
            return page_answer(503, failed_page())
        return see_other(text)

    def _page(self, token: Token) -> str:
        if token.recipient == SHARED:
            return shared_page()
        delivery = (token.message, token.recipient)
        with HitStore(self._path) as store:
            newest = store.newest_of_delivery(*delivery, NEEDED)
            count = store.count_of_delivery(*delivery, COUNTED + 1)
        record = record_of(newest, count, now=self._clock(), catalogue=self._catalogue)
        since = withdrawn_since(self._path, delivery)
        return delivery_page(record, since, self._reach(delivery, stopped=since is not None))

    def _reach(self, delivery: Delivery, *, stopped: bool) -> Reach:
        everywhere = self._sender.stopped(*delivery) if self._sender is not None else None
        return Reach.MESSAGE if everywhere is None or (stopped and not everywhere) else Reach.SENDER

    def _stop(self, token: Token) -> None:
        """This message first, whatever becomes of the rest."""
        if token.recipient == SHARED:
            return
        delivery, now = (token.message, token.recipient), self._clock()
        self._withdrawals.withdraw([delivery], now)
        if self._sender is None:
            return
        try:
            self._withdrawals.withdraw(self._sender.stop(*delivery), now)
        except BackstampError as error:
            self._log.error("a reader's wish to stop holds for one message only", why=error.operator)
