"""The e-mail backend: every message leaves as one stamped copy per recipient, through the backend that delivers.

In this order, as in the relay: the message and its deliveries are in the ledger, the copies leave, their fates are
written down. The ledger is opened for every call: a process that is forked afterwards shares no open database.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from backstamp.app.clock import now_us
from backstamp.app.folder import DataFolder
from backstamp.app.wiring import stampings
from backstamp.contrib.django.configuration import read_configuration
from backstamp.contrib.django.letter import Copy, bare_address, octets_of
from backstamp.contrib.django.refusals import NOT_TAKEN, TAKEN, reply_of, together
from backstamp.errors import ConfigError
from backstamp.sender.fate import Fate, State, decide
from backstamp.sender.handover import Written, write_down
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.reader_secret import load_readers
from backstamp.sender.reply import Reply
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream import UNREACHABLE
from backstamp.tokens.keyfile import KeyFile

log = logging.getLogger(__name__)

_PATIENCE = 2  # broken connections in a row after which the other recipients do not wait for the same server


class EmailBackend(BaseEmailBackend):
    """Stamps mail and hands it to the backend that the setting ``BACKSTAMP["BACKEND"]`` names.

    Args:
        fail_silently: as for every backend of Django: whether mail that could not be sent is logged only.
        options: for the delivering backend (host, username …).

    Raises:
        ImproperlyConfigured: the setting ``BACKSTAMP`` is not what it should be.
    """

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        configuration = read_configuration()
        self._settings = configuration.settings
        self._folder = DataFolder(self._settings.data)
        # Never silent: what it says is written down. Keeping silent is done here.
        self._delivering: BaseEmailBackend = import_string(configuration.backend)(fail_silently=False, **options)
        self._lock = threading.RLock()

    def open(self) -> bool | None:
        """Open the delivering backend's connection; whether a new one was needed."""
        with self._silence():
            opened: bool | None = self._delivering.open()
            return opened
        return None

    def close(self) -> None:
        """Close the delivering backend's connection."""
        with self._silence():
            self._delivering.close()

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        """Stamp and send messages.

        Returns:
            How many messages were taken for at least one recipient.

        Raises:
            BackstampError: keys or ledger cannot be used, or a message asks for more than the settings allow; that
                message has not left.
            Exception: whatever the delivering backend raises, where nobody got the message.
        """
        messages = [message for message in email_messages or () if message.recipients()]
        sent = 0
        if messages:
            with self._lock, self._silence(), self._connection():
                stamping = self._stamping()
                with closing(Ledger(self._folder.ledger, now_us)) as ledger:
                    for message in messages:
                        with self._silence():
                            sent += self._send(message, stamping, ledger)
        return sent

    def _stamping(self) -> Stamping:
        try:
            self._folder.make()
            return stampings(self._settings, KeyFile(self._folder.keys).ring, load_readers(self._folder.reader_key))()
        except ConfigError as error:
            raise ImproperlyConfigured(f"BACKSTAMP: {error.operator}") from error

    def _send(self, message: EmailMessage, stamping: Stamping, ledger: Ledger) -> bool:
        """Send one message; whether anybody got it."""
        named: dict[str, str] = {}
        for recipient in message.recipients():
            named.setdefault(bare_address(recipient), recipient)
        sender = bare_address(message.from_email)
        plan = stamping.plan(octets_of(message))
        written = write_down(plan, stamping, sender, tuple(named), ledger)
        copies = (
            Copy(message, named[each.address], stamping.copy(plan, written.message, ordinal, each.modes))
            for ordinal, each in enumerate(written.recipients)
        )
        fates: list[Fate] = []
        errors: list[Exception] = []
        try:
            self._hand_over(written, copies, fates, errors)
        finally:
            ledger.record(written.message, fates, told=not self.fail_silently and not _taken(fates))
        return _accounted(written.message, fates, errors)

    def _hand_over(self, written: Written, copies: Iterator[Copy], fates: list[Fate], errors: list[Exception]) -> None:
        broken = 0
        for ordinal, addressee in enumerate(written.recipients):
            reply: Reply | None = Reply(451, UNREACHABLE)
            if broken < _PATIENCE:
                reply, error = self._deliver(next(copies))
                errors += [error] if error is not None else []
                broken = broken + 1 if _is_broken(reply) else 0
            fates.append(decide(ordinal, addressee.address, reply, now_us()))

    def _deliver(self, copy: Copy) -> tuple[Reply | None, Exception | None]:
        try:
            taken = self._delivering.send_messages([copy])
        except Exception as error:  # noqa: BLE001 - backends of others raise what they like; it is raised later
            reply = reply_of(error)
            if _is_broken(reply):
                with suppress(Exception):
                    self._delivering.close()  # the next copy gets a connection of its own
            return reply, error
        return (NOT_TAKEN if taken == 0 else TAKEN), None

    @contextmanager
    def _connection(self) -> Iterator[None]:
        """One connection for all copies, unless the caller has opened one; those who come without are given one."""
        opened = self._delivering.open()
        try:
            yield
        finally:
            if opened:
                self._delivering.close()

    @contextmanager
    def _silence(self) -> Iterator[None]:
        """Log what goes wrong where that is wanted; but for mistakes in a program, which Django always raises."""
        try:
            yield
        except (ValueError, ImproperlyConfigured):
            raise
        except Exception as error:  # Django's contract: whatever hinders the sending is silent where that is asked for
            if not self.fail_silently:
                raise
            log.error("mail could not be sent: %s", error)


def _is_broken(reply: Reply | None) -> bool:
    """Whether the connection is of no use any more."""
    return reply is None or reply.closes or reply.text == UNREACHABLE


def _taken(fates: Sequence[Fate]) -> int:
    return sum(fate.state is State.ACCEPTED for fate in fates)


def _accounted(message: int, fates: Sequence[Fate], errors: Sequence[Exception]) -> bool:
    """Whether a message was sent, as Django understands it; that some recipients were missed is in the log only."""
    taken = _taken(fates)
    if not taken and errors:
        raise together(errors)
    if taken < len(fates):
        log.warning("message %s was taken for %d of %d recipients", format_message_id(message), taken, len(fates))
    return taken > 0
