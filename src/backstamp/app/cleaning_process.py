"""One process that cleans incoming messages, and what its server knows of it: a pipe, and how long to wait.

Cleaning takes a processor's time: in threads it holds up whatever else the server does. While newsletters were cleaned,
a timer of the event loop rang 17 ms late in the median and 215 ms at the 99th percentile; with processes 0.1 ms and 5
ms, on the same two processors. A process can also be ended, whatever a message does to it.
"""

import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from backstamp.errors import BackstampError, CleaningError
from backstamp.recipient.clean.cleaned import Cleaned
from backstamp.recipient.clean.options import CleanOptions
from backstamp.recipient.finding import Scan

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_START_SECONDS = 60.0
_MOST_VENDORS = 8
_MOST_MEMORY = 400_000_000
"""Octets that a process may have held and still be used again: Python does not give all of them back. 60 million are
usual; an attachment of 50 million takes 200 million."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one message.

    Attributes:
        message: as it should be; None where nothing changes.
        told: what was found and done, for the log: nothing of sender, reader, subject or addresses.
        worn: whether the process has grown so large that it is to be ended.
    """

    message: bytes | None
    told: str
    worn: bool = False


class CleaningProcess:
    """A process that is ready to clean; used by one thread at a time.

    Args:
        folder: the data folder, with the lists that the user has imported; it need not be there.
        options: what is done to messages.

    Raises:
        CleaningError: it cannot start; the text says why, such as an imported list that is malformed.
    """

    def __init__(self, folder: Path, options: CleanOptions) -> None:
        # Never forked, as threads run.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, folder, options), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._answer(_START_SECONDS)
        except BaseException:
            self.end()
            raise

    @property
    def alive(self) -> bool:
        """Whether it can be given a message: nobody has ended it."""
        return self._process.is_alive()

    def clean(self, message: bytes, me: tuple[str, ...], seconds: float) -> Outcome:
        """Clean one message.

        Args:
            message: the octets.
            me: the reader's own addresses.
            seconds: how long it may take.

        Raises:
            CleaningError: it took longer, or went wrong. The process is of no use any more: it is to be ended.
        """
        try:
            self._pipe.send((message, me))
        except OSError as error:
            raise CleaningError(f"the process that cleans is gone: {error}") from error
        outcome = self._answer(seconds)
        if outcome is None:
            raise CleaningError("the process that cleans said nothing of a message.")
        return outcome

    def kill(self) -> None:
        """End it whatever it does; from any thread. Whoever waits for it gets a CleaningError."""
        self._process.kill()

    def end(self) -> None:
        """End it, and let go of all that it held."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _answer(self, seconds: float) -> Outcome | None:
        try:
            if not self._pipe.poll(seconds):
                raise CleaningError(f"it took longer than {seconds:g} seconds.")
            said = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise CleaningError("the process that cleans was ended, perhaps for want of memory.") from error
        if isinstance(said, str):
            raise CleaningError(said)
        return said if isinstance(said, Outcome) else None


def outcome_of(message: bytes, scan: Scan, cleaned: Cleaned) -> Outcome:
    """What is told of a message that was cleaned."""
    counts = Counter(finding.kind.value for finding in scan.findings if finding.sure)
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "nothing"
    vendors = list(dict.fromkeys(finding.vendor for finding in scan.findings if finding.sure and finding.vendor))
    whose = f" ({', '.join(vendors[:_MOST_VENDORS])})" if vendors else ""
    deeds = Counter(change.deed.value for change in cleaned.changes)
    done = ", ".join(f"{count} {deed}" for deed, count in deeds.items())
    changed = cleaned.message != message
    words = [f"found {found}{whose}", done or ("marked as looked at" if changed else "passes as it came")]
    if cleaned.broke:
        words.append(f"{len(cleaned.broke)} signature(s) no longer hold")
    return Outcome(cleaned.message if changed else None, "; ".join(words))


def _work(pipe: "Connection[Any, Any]", folder: Path, options: CleanOptions) -> None:
    """The process: prepare, say so with None, then clean what comes until the server is gone.

    What goes wrong is answered as a text, and ends the process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
    try:
        for said in _answers(pipe, folder, options):
            pipe.send(said)
    except (EOFError, OSError):
        os._exit(0)  # the server is gone
    except BackstampError as error:
        pipe.send(error.operator)
    except Exception as error:  # noqa: BLE001 - the server is told of whatever it is, without a word of the message
        pipe.send(_place(error))


def _answers(pipe: "Connection[Any, Any]", folder: Path, options: CleanOptions) -> Iterator[Outcome | None]:
    clean_one = _cleaner(folder, options)
    yield None
    while True:
        message, me = pipe.recv()
        yield replace(clean_one(message, me), worn=_peak() > _MOST_MEMORY)


def _peak() -> int:
    """The most memory that this process has held, in octets.

    Linux counts into ``ru_maxrss`` what the process held that started this one (getrusage(2)); VmHWM does not.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        told = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return told if sys.platform == "darwin" else told * 1024
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _cleaner(folder: Path, options: CleanOptions) -> Callable[[bytes, tuple[str, ...]], Outcome]:
    """What cleans one message; the catalogue is loaded once."""
    from backstamp.app.scanning import collect_seldom  # noqa: PLC0415 - not in the server
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415 - as above
    from backstamp.recipient.clean.clean import clean_once  # noqa: PLC0415 - as above
    from backstamp.recipient.scan import scan  # noqa: PLC0415 - as above

    trackers = load_trackers(folder)
    collect_seldom()

    def clean_one(message: bytes, me: tuple[str, ...]) -> Outcome:
        seen: list[Scan] = []

        def look(octets: bytes) -> Scan:
            seen.append(scan(octets, trackers, me))
            return seen[-1]

        cleaned = clean_once(message, look, options)
        return outcome_of(message, seen[-1], cleaned)

    return clean_one


def _place(error: Exception) -> str:
    """Where it went wrong; what an exception says may hold words of the message."""
    last = extract_tb(error.__traceback__)[-1]
    return f"cleaning went wrong: {type(error).__name__} in {Path(last.filename).name}, line {last.lineno}."
