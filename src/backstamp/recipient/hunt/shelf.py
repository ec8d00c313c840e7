"""Messages that have something in common, by the time of their arrival."""

from bisect import bisect_right
from collections.abc import Iterable

from backstamp.recipient.hunt.mail import Message


class Shelf:
    """Messages in the order of arrival; those without a time first: they may always have been there."""

    __slots__ = ("messages", "times")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.times: list[int] = []

    def add(self, message: Message) -> None:
        """One more, which arrived no earlier than the last."""
        self.messages.append(message)
        self.times.append(arrival(message))

    def before(self, until: int, most: int) -> list[Message]:
        """The last so many that had arrived, the latest first."""
        number = bisect_right(self.times, until)
        return self.messages[max(0, number - most) : number][::-1]

    def latest(self, until: int) -> Message | None:
        """The last that had arrived."""
        number = bisect_right(self.times, until)
        return self.messages[number - 1] if number else None


def each_once(messages: Iterable[Message]) -> list[Message]:
    """Without those that stand there already, in their order."""
    return list({id(message): message for message in messages}.values())


def arrival(message: Message) -> int:
    """When it arrived; without a time it may always have been there."""
    return -1 if message.delivered is None else message.delivered
