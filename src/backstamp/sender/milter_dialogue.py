"""One milter connection without its socket: negotiates, collects what the mail server tells, answers what must be.

Everything but the end of a message goes without an answer, where the mail server can do that (SMFIP_NR_…): a message
costs one round trip. A mail server may tell several messages, one after the other, and break off any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backstamp.errors import MilterError
from backstamp.sender.milter_message import HeaderField, Told, compose, with_network_folds
from backstamp.sender.milter_protocol import (
    VERSION,
    Action,
    Body,
    Connect,
    Data,
    Decoder,
    EndOfHeader,
    EndOfMessage,
    Event,
    Header,
    Helo,
    Macros,
    Mail,
    Negotiation,
    Quit,
    Recipient,
    Step,
    Unknown,
)
from backstamp.sender.milter_replies import Answer, Negotiated, encode

NEEDED = Action.ADD_HEADERS | Action.CHANGE_BODY | Action.CHANGE_HEADERS
_WANTED = Step(sum(Step))
# An answer is due to each of these, unless the mail server has agreed to go on without.
_ANSWERED: dict[type[Event], Step] = {
    Connect: Step.NO_REPLY_CONNECT,
    Helo: Step.NO_REPLY_HELO,
    Mail: Step.NO_REPLY_MAIL,
    Recipient: Step.NO_REPLY_RECIPIENT,
    Data: Step.NO_REPLY_DATA,
    Unknown: Step.NO_REPLY_UNKNOWN,
    Header: Step.NO_REPLY_HEADER,
    EndOfHeader: Step.NO_REPLY_END_OF_HEADER,
    Body: Step.NO_REPLY_BODY,
}


@dataclass(frozen=True, slots=True)
class NotOurs:
    """A message that passes as it is: it is too large, or cannot be put together; ``reason`` is for the operator."""

    queue_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bye:
    """The mail server has closed the dialogue."""


@dataclass(slots=True)
class _Collected:
    """The message being told."""

    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    fields: list[HeaderField] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    size: int = 0
    queue_id: str = ""


class Dialogue:
    """One connection.

    Args:
        max_message_size: octets of envelope, header and body together; what is larger is not kept.
    """

    def __init__(self, max_message_size: int) -> None:
        self._max = max_message_size
        self._decoder = Decoder()
        self._steps = Step(0)
        self._negotiated = False
        self._message: _Collected | None = None

    @property
    def idle(self) -> bool:
        """Whether no message is being told or waits for its answer."""
        return self._message is None

    def receive(self, octets: bytes) -> Iterator[bytes | Told | NotOurs | Bye]:
        """Take what came from the mail server.

        Yields:
            Octets to send; a message, or a message that passes unread: both are to be answered before the next item is
            asked for; `Bye` as the last item.

        Raises:
            MilterError: this is not the protocol, or a mail server that does not let us change messages.
        """
        for event in self._decoder.feed(octets):
            if not self._negotiated and not isinstance(event, Negotiation | Quit):
                raise MilterError("milter: the mail server did not begin with a negotiation.")
            match event:
                case Negotiation():
                    yield encode(self._negotiate(event))
                case Quit(again):
                    self._message, self._negotiated = None, False
                    if not again:
                        yield Bye()
                        return
                case EndOfMessage(piece):
                    yield self._end(piece)
                    self._message = None
                case _:
                    self._collect(event)
                    if _ANSWERED.get(type(event), self._steps) not in self._steps:
                        yield encode(Answer.CONTINUE)

    def _negotiate(self, offer: Negotiation) -> Negotiated:
        if offer.version < 2 or offer.actions & NEEDED != NEEDED:
            raise MilterError(
                f"milter: the mail server offers version {offer.version} and actions {offer.actions:#x}: "
                "it must let us add and change header fields and change the body."
            )
        self._negotiated = True
        self._steps = _WANTED & Step(offer.steps & _WANTED.value)
        return Negotiated(min(offer.version, VERSION), NEEDED.value, self._steps.value)

    def _collect(self, event: Event) -> None:
        match event:
            case Mail(sender):
                self._message = _Collected(_address(sender), size=len(sender))
            case Recipient(address):
                self._grown(len(address)).recipients.append(_address(address))
            case Header(name, value):
                self._header(name, value)
            case Body(piece):
                self._piece(piece)
            case Macros(_, values) if self._message is not None and b"i" in values:
                self._message.queue_id = values[b"i"].decode("ascii", "replace")
            case Macros() | Connect() | Helo() | Data() | EndOfHeader() | Unknown():
                pass
            case _:  # Abort: the message is over
                self._message = None

    def _grown(self, octets: int) -> _Collected:
        """The message, that much larger; of one that is too large by now nothing is kept."""
        self._message = message = self._message or _Collected()
        message.size += octets
        if message.size > self._max:
            message.recipients.clear()
            message.fields.clear()
            message.body.clear()
        return message

    def _header(self, name: bytes, value: bytes) -> None:
        leading = b"" if Step.LEADING_SPACE in self._steps else b" "
        message = self._grown(len(name) + len(value) + 4)
        if message.size <= self._max:
            message.fields.append(HeaderField(name, leading + with_network_folds(value)))

    def _piece(self, piece: bytes) -> None:
        message = self._grown(len(piece))
        if message.size <= self._max:
            message.body.append(piece)

    def _end(self, piece: bytes) -> Told | NotOurs:
        self._piece(piece)
        message = self._message or _Collected()
        if message.size > self._max:
            return NotOurs(message.queue_id, f"it has more than {self._max} octets")
        try:
            octets, body_start = compose(message.fields, message.body)
        except MilterError as error:
            return NotOurs(message.queue_id, error.operator)
        message.body.clear()
        return Told(
            sender=message.sender,
            recipients=tuple(message.recipients),
            queue_id=message.queue_id,
            fields=tuple(message.fields),
            octets=octets,
            body_start=body_start,
            leading_space=Step.LEADING_SPACE in self._steps,
        )


def _address(path: bytes) -> str:
    """An envelope address without its brackets; octets that are not UTF-8 show as backslash escapes."""
    return path.removeprefix(b"<").removesuffix(b">").decode("utf-8", "backslashreplace")
