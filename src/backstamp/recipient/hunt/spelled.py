"""How the names looked for stand in a log's octets: what to search for before any line is read.

Everything is lower-case, since clients mix the case of names at random (0x20) and the log is searched in lower case.
What is found this way may be too much, never too little, but for the one case that ``Spelling.WIRE`` and ``BASE64``
name.
"""

import base64
from collections.abc import Iterable, Iterator

from backstamp.recipient.hunt.formats.told import Spelling
from backstamp.recipient.hunt.needles import Needles

_TELLING = 5  # octets


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
    """The first labels behind their lengths; RFC 1035's compression may write what follows as a pointer.

    Never the last label, which most names share. A short first label is looked for with those behind it, for by itself
    it would be found everywhere; so an alias whose short first label is all that it does not share with the name asked
    for is not seen.
    """
    labels = host.encode().split(b".")
    written = b""
    for label in labels[:-1] or labels:
        written += bytes([min(len(label), 63)]) + label
        if len(written) >= _TELLING:
            break
    yield written


def _base64(host: str) -> Iterator[bytes]:
    """The same in base64, at each of the three places that an octet can have; only what no neighbour changes."""
    (octets,) = _wire(host)
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + octets).rstrip(b"=")
        whole = (shift + len(octets)) * 8 // 6
        yield encoded[-(-shift * 8 // 6) : whole].lower()


_WRITERS = {Spelling.PLAIN: _plain, Spelling.LABELS: _labels, Spelling.WIRE: _wire, Spelling.BASE64: _base64}
