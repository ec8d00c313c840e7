"""The peer: the same HTTP server, the same collector and token check, the same table, but a transaction for every hit.

This is how most servers of this kind are written: the request's handler inserts, commits, and answers. It commits in
the event loop: a thread of its own for the commits was slower (docs/performance.md).

    python -m bench.one_transaction KEYS STORE PORT
"""

import asyncio
import sqlite3
import sys
from itertools import chain
from pathlib import Path

import uvloop

from backstamp.app.clock import now_us
from backstamp.app.endpoint import Endpoint
from backstamp.app.http import HttpServer
from backstamp.hits.collector import Collector
from backstamp.hits.health import Health, Status
from backstamp.hits.schema import STEPS, Row, insert_of
from backstamp.tokens.keyfile import KeyFile


class OneTransactionWriter:
    """Commits each hit by itself, in the event loop: what SQLite does outside a transaction.

    Args:
        store: the file; made here.
    """

    def __init__(self, store: Path) -> None:
        self._connection = sqlite3.connect(store, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        for statement in chain.from_iterable(STEPS):
            self._connection.execute(statement)
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._done.set_result(None)

    @property
    def health(self) -> Health:
        """A peer that knows no trouble."""
        return Health(status=Status.OK, since=0, why="", stored=0, waiting=0, lost=0)

    def add(self, row: Row) -> asyncio.Future[None]:
        """Commit a hit; durable when this returns."""
        self._connection.execute(insert_of(1), row)
        return self._done


async def serve(keys: Path, store: Path, port: int) -> None:
    """Answer pixels until the process is ended."""
    ring, writer = KeyFile(keys).ring(), OneTransactionWriter(store)
    collector = Collector(lambda: ring, writer, clock=now_us)
    await HttpServer(collector, Endpoint("127.0.0.1", port)).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
