"""Opening an installation's data for reading, beside a running server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from backstamp.app.clock import now_us
from backstamp.app.config import load_settings
from backstamp.app.folder import DataFolder
from backstamp.app.report import Reporter
from backstamp.catalogue.catalogue import load_catalogue
from backstamp.errors import UsageError
from backstamp.hits.store import HitStore
from backstamp.sender.ledger import Ledger


@contextmanager
def reading(data: Path | None, clock: Callable[[], int] = now_us) -> Iterator[Reporter]:
    """Open ledger, hits and catalogue of a data folder, and give what answers questions about them.

    The hits are opened when they are first asked for and there: a server may be started after the reader.

    Raises:
        UsageError: there is no such folder, or nothing in it yet.
        BackstampError: a file in it cannot be read.
    """
    folder = DataFolder(load_settings(data).data)
    if not folder.ledger.exists():
        raise UsageError(f"{folder.path} holds no ledger: name the right folder with --data, or stamp a message first")
    with ExitStack() as opened:
        ledger = Ledger(folder.ledger, clock)
        opened.callback(ledger.close)
        found: list[HitStore] = []

        def store() -> HitStore | None:
            if not found and folder.hits.exists():
                found.append(opened.enter_context(HitStore(folder.hits)))
            return found[0] if found else None

        yield Reporter(ledger, store, load_catalogue(folder.catalogue), clock)
