"""What the milter for incoming mail decides: trackers out, everything else as it came; in processes beside the server.

A mail server shows one message with one body for all its recipients, so each recipient's data are looked for, and what
is taken out is taken out for all. Nothing is written down of any message but a line in the log that names nobody.
"""

import asyncio
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backstamp.app.cleaning_process import CleaningProcess, Outcome
from backstamp.recipient.clean.options import CleanOptions
from backstamp.sender.milter import Changed

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60.0
"""How long one message may take: less than the milter's own patience, in which it may also have to wait its turn."""


class MilterCleaning:
    """Decides for a `Milter`, with as many processes as mail asks for and processors can serve.

    Args:
        folder: the data folder, with the lists that the user has imported.
        options: what is done to messages.
        jobs: processes at most; None for as many as there are processors to use.
        seconds: how long one message may take.
    """

    def __init__(
        self, folder: Path, options: CleanOptions, jobs: int | None = None, seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._folder, self._options, self._seconds = folder, options, seconds
        # A thread for each process: it starts it, hands it a message, and waits.
        self._threads = ThreadPoolExecutor(jobs or _processors(), "cleaning", _unheard_by_children)
        self._idle: list[CleaningProcess] = []
        self._all: set[CleaningProcess] = set()

    async def start(self) -> None:
        """Start the first process; the others start when they are needed.

        Raises:
            CleaningError: it cannot start.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, lambda: self._idle.append(self._start()))

    async def stop(self) -> None:
        """End all processes, whatever they do."""
        for process in tuple(self._all):
            process.kill()
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        for process in tuple(self._all):
            self._end(process)

    async def decide(self, message: bytes, sender: str, recipients: tuple[str, ...]) -> Changed | None:
        """Clean a message.

        Args:
            message: with network line breaks.
            sender: of the envelope; of no account.
            recipients: of the envelope: the reader's own addresses.

        Returns:
            The message as it should be, or None where nothing changes.

        Raises:
            CleaningError: it took too long or went wrong; nothing is known of the message.
        """
        del sender
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._threads, self._clean, message, recipients)
        log.info("cleaning: %s", outcome.told)
        return None if outcome.message is None else Changed(outcome.message)

    def _clean(self, message: bytes, me: tuple[str, ...]) -> Outcome:
        process = self._ready()
        try:
            outcome = process.clean(message, me, self._seconds)
        except BaseException:
            self._end(process)
            raise
        if outcome.worn:
            self._end(process)
        else:
            self._idle.append(process)
        return outcome

    def _ready(self) -> CleaningProcess:
        """A process that waits, the last one used first, or a new one."""
        while True:
            try:
                process = self._idle.pop()
            except IndexError:
                return self._start()
            if process.alive:
                return process
            self._end(process)

    def _start(self) -> CleaningProcess:
        process = CleaningProcess(self._folder, self._options)
        self._all.add(process)
        return process

    def _end(self, process: CleaningProcess) -> None:
        self._all.discard(process)
        process.end()


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _unheard_by_children() -> None:
    """Processes that a thread starts never see Ctrl-C, not even while they start."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
