"""dnstap: what BIND, Unbound, Knot and others log in binary, one DNS message a frame.

As of dnstap.proto. Told are the frames between a resolver and its clients (CLIENT_QUERY, CLIENT_RESPONSE); what the
resolver asks others is its own business.
"""

import ipaddress
from collections.abc import Mapping

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import wire
from backstamp.recipient.hunt.formats.frames import fields
from backstamp.recipient.hunt.formats.told import BadLineError, Part, Told

NAME = "dnstap"
TITLE = "dnstap (Frame Streams)"
_MESSAGE, _TYPE, _ADDRESS, _PORT, _POLICY = 14, 1, 4, 6, 15
_CLIENT_QUERY, _CLIENT_RESPONSE = 5, 6
_QUERY = (8, 9, 10)  # seconds, nanoseconds, message
_RESPONSE = (12, 13, 14)
_POLICY_ACTION, _BLOCKING = 3, {1, 2, 4, 5}  # NXDOMAIN, NODATA, DROP, TRUNCATE


def parse(frame: bytes) -> Told | None:
    """What a frame tells; None: nothing of a client.

    Raises:
        BadLineError: it is no message of dnstap's.
    """
    message = _inner(fields(frame), _MESSAGE)
    kind = message.get(_TYPE)
    if kind not in {_CLIENT_QUERY, _CLIENT_RESPONSE}:
        return None
    answers = kind == _CLIENT_RESPONSE
    seconds, nanoseconds, octets = (message.get(number, 0) for number in (_RESPONSE if answers else _QUERY))
    asked = wire.message(octets if isinstance(octets, bytes) else b"")
    policy = _inner(message, _POLICY) if _POLICY in message else {}
    event = Event(
        _at(seconds, nanoseconds),
        _address(message.get(_ADDRESS)),
        asked.host,
        Means.LOOKUP,
        asked.what,
        aliases=asked.aliases,
        addresses=asked.addresses,
        outcome=asked.outcome if answers else "",
        blocked=policy.get(_POLICY_ACTION) in _BLOCKING,
        port=port if isinstance(port := message.get(_PORT), int) and port < 65536 else 0,
    )
    return Told(event, Part.ANSWER if answers else Part.QUESTION, str(asked.number))


def _inner(outer: Mapping[int, int | bytes], number: int) -> dict[int, int | bytes]:
    octets = outer.get(number)
    if not isinstance(octets, bytes):
        raise BadLineError("no dnstap message")
    return fields(octets)


def _at(seconds: int | bytes, nanoseconds: int | bytes) -> int | None:
    if not isinstance(seconds, int) or not isinstance(nanoseconds, int) or not 0 < seconds < 1 << 40:
        return None
    return seconds * 1_000_000 + nanoseconds // 1000


def _address(octets: int | bytes | None) -> str:
    return str(ipaddress.ip_address(octets)) if isinstance(octets, bytes) and len(octets) in {4, 16} else ""
