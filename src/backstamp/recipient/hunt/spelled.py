"""How the names looked for stand in a log's octets: what to search for before any line is read.

Everything is lower-case, since clients mix the case of names at random (0x20) and the log is searched in lower case.
What is found this way may be too much, never too little, but for the one case that ``Spelling.WIRE`` and ``BASE64``
name.
"""

import base64
from collections.abc import Iterable, Iterator

from backstamp.recipient.hunt.formats.told import Spelling
from backstamp.recipient.hunt.needles import Needles

_TELLING = 8  # octets that say enough of a name
_POINTER = b"\xc0"


def patterns(needles: Needles, spellings: Iterable[Spelling]) -> list[bytes]:
    """Octets, one of which every line holds that tells of a name looked for; sorted, without doubles."""
    writers = [_WRITERS[spelling] for spelling in spellings]
    return sorted({pattern for host in needles.shortest() for write in writers for pattern in write(host)})


def _plain(host: str) -> Iterator[bytes]:
    yield host.encode()


def _labels(host: str) -> Iterator[bytes]:
    """Windows: ``(7)tracker(7)example(0)``."""
    yield "".join(f"({len(label)}){label}" for label in host.split(".")).encode() + b"(0)"


def _wire(host: str) -> Iterator[bytes]:
    """Labels behind their lengths; what follows may be a pointer to the same labels earlier in the message.

    Such a pointer (RFC 1035 section 4.1.4) begins with 0xC0 while it leads to the first 256 octets; names that begin
    later, in the rare long answers, are not seen.
    """
    labels = [bytes([min(len(label), 63)]) + label for label in host.encode().split(b".")]
    written = b""
    for count, label in enumerate(labels):
        if count >= 2 and len(written) >= _TELLING:
            yield written
            return
        if written:
            yield written + _POINTER
        written += label
    yield written + b"\0"


def _base64(host: str) -> Iterator[bytes]:
    """The same in base64, at each of the three places that an octet can have; only what no neighbour changes."""
    for octets in _wire(host):
        for shift in range(3):
            encoded = base64.b64encode(bytes(shift) + octets).rstrip(b"=")
            whole = (shift + len(octets)) * 8 // 6
            yield encoded[-(-shift * 8 // 6) : whole].lower()


_WRITERS = {Spelling.PLAIN: _plain, Spelling.LABELS: _labels, Spelling.WIRE: _wire, Spelling.BASE64: _base64}
