"""A reader asks to be left alone: the ledger's stop list for mail to come, tombstones for mail already sent.

This is where the two sides meet: only the ledger knows what a reader was sent, only the hit store is heeded when hits
come. The order matters: first no new mail is stamped, then what was sent falls silent, so that nothing slips between.
"""

from collections.abc import Callable, Iterable
from contextlib import closing

from backstamp.app.folder import DataFolder
from backstamp.app.models import Withdrawal
from backstamp.errors import UsageError
from backstamp.hits.withdrawals import Delivery, withdraw
from backstamp.sender.ledger import Ledger
from backstamp.sender.mailbox import is_address
from backstamp.sender.reader_secret import load_readers


class LedgerSide:
    """What a running server's ledger can do for the reader's page (``backstamp.hits.reader.Sender``).

    Args:
        ledger: open; any thread may use it.

    Raises:
        LedgerError: the ledger cannot be read or written; from every method.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def stop(self, message: int, recipient: int) -> Iterable[Delivery]:
        """Stamp no more mail to the reader of that delivery; returns all deliveries that this reader has had."""
        reader = self._ledger.reader_of(message, recipient)
        if reader is None:
            return ()
        self._ledger.stop(reader)
        return self._ledger.deliveries_of(reader)

    def stopped(self, message: int, recipient: int) -> bool | None:
        """Whether mail to the reader of that delivery is stamped no more; None where the reader is not known."""
        reader = self._ledger.reader_of(message, recipient)
        return None if reader is None else reader in self._ledger.is_stopped([reader])


def stop_address(folder: DataFolder, address: str, clock: Callable[[], int]) -> Withdrawal:
    """Leave a reader alone from now on; durable on return, also beside a running server.

    Args:
        folder: an installation's data folder.
        address: the reader's; it is written nowhere.
        clock: microseconds since 1970-01-01 UTC.

    Raises:
        UsageError: this is no address, or the folder holds no ledger.
        LedgerError, StoreError, KeyFileError: a file in the folder cannot be read or written.
    """
    if not is_address(address) or "@" not in address:
        raise UsageError(f"{address!r} is not an address: give someone@example.com")
    if not folder.ledger.exists():
        raise UsageError(f"{folder.path} holds no ledger: name the right folder with --data, or stamp a message first")
    readers = load_readers(folder.reader_key)
    with closing(Ledger(folder.ledger, clock)) as ledger:
        ledger.name_readers(readers.reader_of_address)
        reader = readers.reader_of_address(address)
        ledger.stop(reader)
        deliveries = ledger.deliveries_of(reader)
    new = withdraw(folder.hits, deliveries, clock()) if deliveries else 0
    return Withdrawal(address=address, silenced=new, silent_before=len(deliveries) - new)
