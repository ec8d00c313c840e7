"""Between the ledger's rows and its values: what is written of a message, and what is read back."""

import re
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from backstamp.sender import schema
from backstamp.sender.fate import Fate, State
from backstamp.sender.modes import Mode
from backstamp.sender.records import Delivery, Draft, Message, Owed

_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")

Columns = dict[str, Any]


def message_of(draft: Draft, number: int, created: int) -> Message:
    """The message that a draft becomes under a number."""
    return Message(
        id=number,
        created=created,
        sender=storable(draft.sender),
        author=storable(draft.author),
        subject=storable(draft.subject),
        header_id=storable(draft.header_id),
        opens=draft.opens,
        links=draft.links,
        pixel=draft.pixel,
        untouched=draft.untouched,
    )


def message_row(message: Message) -> Columns:
    """The row of a message."""
    return {name: getattr(message, name) for name in Message.__slots__}


def rows_of(draft: Draft, message: int) -> tuple[tuple[Table, list[Columns]], ...]:
    """What goes into the other tables when a message is added."""
    offered: list[Columns] = [
        {
            "message": message,
            "ordinal": ordinal,
            "recipient": storable(each.address),
            "state": State.OFFERED.value,
            "notified": False,
            "opens": each.modes.opens.value,
            "links": each.modes.links.value,
            "reader": each.reader,
            "forgotten": each.forgotten,
        }
        for ordinal, each in enumerate(draft.recipients)
    ]
    rewritten: list[Columns] = [
        {
            "message": message,
            "ordinal": link.ordinal,
            "destination": storable(link.destination),
            "text": storable(link.text),
        }
        for link in draft.rewritten
    ]
    left_alone: list[Columns] = [
        {"message": message, "what": storable(place.what), "reason": storable(place.reason)} for place in draft.skipped
    ]
    return (schema.deliveries, offered), (schema.links, rewritten), (schema.skipped, left_alone)


def fate_row(fate: Fate, *, told: bool) -> Columns:
    """What changes in a delivery's row when its fate is decided."""
    return {
        "state": fate.state.value,
        "decided": fate.decided,
        "code": fate.reply.code,
        "text": storable(fate.reply.text),
        "notified": told and fate.state is not State.ACCEPTED,
    }


def forgetting(text: str | None) -> Columns:
    """What changes when the address goes: servers like to repeat it, so that of their text the status is kept alone."""
    status = _STATUS.match(text or "")
    return {"recipient": "", "text": status[0] if status else ""}


def read_message(row: Row[Any]) -> Message:
    """The message in a row of its table."""
    columns = {name: getattr(row, name) for name in Message.__slots__}
    return Message(**{**columns, "opens": Mode(row.opens), "links": Mode(row.links)})


def read_delivery(row: Row[Any]) -> Delivery:
    """The delivery in a row of its table."""
    return Delivery(
        row.message,
        row.ordinal,
        row.recipient,
        State(row.state),
        row.decided,
        row.code,
        row.text,
        row.notified,
        Mode(row.opens),
        Mode(row.links),
        row.reader,
    )


def read_owed(connection: Connection, row: Row[Any]) -> Owed:
    """The notification owed for a message, whose row has the notice's headers beside it."""
    deliveries = schema.deliveries
    missed = select(deliveries).where(
        deliveries.c.message == row.id,
        deliveries.c.state.in_([State.REFUSED.value, State.UNCERTAIN.value]),
        deliveries.c.notified.is_(False),
    )
    count = select(func.count()).select_from(deliveries).where(deliveries.c.message == row.id)
    return Owed(
        message=read_message(row),
        recipients=connection.execute(count).scalar_one(),
        missed=tuple(read_delivery(found) for found in connection.execute(missed.order_by(deliveries.c.ordinal))),
        headers=row.headers,
    )


def storable(text: str) -> str:
    """Lone surrogates cannot be stored as UTF-8; they become question marks."""
    return text.encode("utf-8", "replace").decode()
