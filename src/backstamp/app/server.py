"""The server: relay, milters, collector and API in one event loop, on one data folder; cleaning in processes beside."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack

from backstamp.app.api import make_api
from backstamp.app.clock import now_us
from backstamp.app.config import Settings
from backstamp.app.endpoint import Endpoint, parse_endpoint
from backstamp.app.folder import DataFolder
from backstamp.app.http import HttpServer
from backstamp.app.keyring import LiveKeyRing
from backstamp.app.milter_cleaning import MilterCleaning
from backstamp.app.report import Reporter
from backstamp.app.wiring import (
    clean_options,
    cleaning_settings,
    milter_settings,
    relay_settings,
    stampings,
    trusted_proxies,
)
from backstamp.app.withdrawing import LedgerSide
from backstamp.catalogue import Catalogue, load_catalogue
from backstamp.hits.collector import Collector
from backstamp.hits.health import Status
from backstamp.hits.live_withdrawals import LiveWithdrawals
from backstamp.hits.reader import ReaderPages
from backstamp.hits.store import HitStore
from backstamp.hits.writer import Writer
from backstamp.sender.ledger import Ledger
from backstamp.sender.milter import Decide, Milter
from backstamp.sender.milter_settings import MilterSettings
from backstamp.sender.milter_stamping import MilterStamping
from backstamp.sender.reader_secret import load_readers
from backstamp.sender.relay import Relay


class Server:
    """Everything that `backstamp serve` runs.

    Args:
        settings: where it listens, where it hands mail over to, what it stamps.
        clock: microseconds since 1970-01-01 UTC; relay, collector and reports share it.
    """

    def __init__(self, settings: Settings, clock: Callable[[], int] = now_us) -> None:
        self._settings = settings
        self._clock = clock
        self._folder = DataFolder(settings.data)
        self._running = AsyncExitStack()
        self._milter: Milter | None = None
        self._cleaning: Milter | None = None

    @property
    def relay_address(self) -> tuple[str, int]:
        """Host and port of the relay; only while the server runs."""
        return self._relay.address

    @property
    def milter_address(self) -> str | None:
        """Where the milter listens, as Postfix writes it; None without one. Only while the server runs."""
        return self._milter.address if self._milter is not None else None

    @property
    def cleaning_address(self) -> str | None:
        """Where the milter for incoming mail listens; None without one. Only while the server runs."""
        return self._cleaning.address if self._cleaning is not None else None

    @property
    def collector_endpoint(self) -> Endpoint:
        """Where the collector listens; only while the server runs."""
        return self._collector.endpoint

    @property
    def api_endpoint(self) -> Endpoint:
        """Where the JSON API listens; only while the server runs."""
        return self._api.endpoint

    async def start(self) -> None:
        """Take hold of the data folder and listen.

        Raises:
            AlreadyRunningError: another server works on the folder.
            BackstampError: a setting, a file or an address cannot be used; everything begun is undone.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Finish what was accepted, store what was taken, and let go of everything."""
        await self._running.aclose()

    async def _start(self) -> None:
        settings, running = self._settings, self._running
        relay = relay_settings(settings)  # refuses what is unsafe before anything is opened
        milter, cleaning = milter_settings(settings), cleaning_settings(settings)
        running.enter_context(self._folder.locked())
        ring = LiveKeyRing(self._folder.keys)
        self._watch(ring.watch())
        readers = load_readers(self._folder.reader_key)
        stamping = stampings(settings, ring, readers, self._clock)
        ledger = Ledger(self._folder.ledger, self._clock)
        running.callback(ledger.close)
        await asyncio.to_thread(ledger.name_readers, readers.reader_of_address)
        writer = Writer(self._folder.hits, asyncio.get_running_loop(), clock=self._clock)
        writer.start()
        running.push_async_callback(writer.stop)
        catalogue = load_catalogue(self._folder.catalogue)
        await self._start_api(ledger, catalogue, lambda: writer.health.status is Status.OK)
        await self._start_collector(ring, writer, ledger, catalogue)
        self._relay = Relay(relay, ledger=ledger, stamping=stamping, clock=self._clock)
        running.push_async_callback(self._relay.stop)
        await self._relay.start()
        if milter is not None:
            deciding = MilterStamping(ledger, stamping, self._clock, milter.several)
            self._milter = await self._start_milter(milter, deciding.decide)
        if cleaning is not None:
            self._cleaning = await self._start_cleaning(cleaning)

    async def _start_cleaning(self, settings: MilterSettings) -> Milter:
        cleaning = MilterCleaning(self._folder.path, clean_options(self._settings))
        self._running.push_async_callback(cleaning.stop)
        await cleaning.start()
        return await self._start_milter(settings, cleaning.decide)

    async def _start_milter(self, settings: MilterSettings, decide: Decide) -> Milter:
        milter = Milter(settings, decide)
        self._running.push_async_callback(milter.stop)
        await milter.start()
        return milter

    async def _start_api(self, ledger: Ledger, catalogue: Catalogue, healthy: Callable[[], bool]) -> None:
        store = self._running.enter_context(HitStore(self._folder.hits))
        reporter = Reporter(ledger, lambda: store, catalogue, self._clock)
        app = make_api(reporter, self._folder.api_key(), healthy)
        self._api = HttpServer(app, parse_endpoint(self._settings.api.listen))
        self._running.push_async_callback(self._api.stop)
        await self._api.start()

    async def _start_collector(self, ring: LiveKeyRing, writer: Writer, ledger: Ledger, catalogue: Catalogue) -> None:
        withdrawals = LiveWithdrawals(self._folder.hits)
        withdrawals.load()
        self._watch(withdrawals.watch())
        pages = ReaderPages(
            ring, self._folder.hits, withdrawals, catalogue, clock=self._clock, sender=LedgerSide(ledger)
        )
        app = Collector(
            ring,
            writer,
            clock=self._clock,
            proxies=trusted_proxies(self._settings),
            withdrawn=withdrawals.deliveries,
            pages=pages,
        )
        self._collector = HttpServer(app, parse_endpoint(self._settings.collector.listen))
        self._running.push_async_callback(self._collector.stop)
        await self._collector.start()

    def _watch(self, work: Coroutine[None, None, None]) -> None:
        """Do this until the server stops."""
        self._running.push_async_callback(_cancelled, asyncio.create_task(work))


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
