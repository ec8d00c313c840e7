"""Blocks of whole lines; what is longer than a line may be is left out and counted."""

from collections.abc import Iterator

from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.octets import Octets

BLOCK = 1 << 19
LONGEST = 1 << 16


def whole_lines(octets: Octets, counts: Counts) -> Iterator[bytes]:
    """Blocks that end with a line feed, but for the last.

    A line above ``LONGEST`` that lies inside a block comes along, and is for its reader to refuse.
    """
    held, skipping = b"", False
    for block in octets.blocks(BLOCK):
        counts.octets += len(block)
        start = 0
        if skipping:
            start = block.find(b"\n") + 1
            if not start:
                continue
            skipping = False
            counts.lines += 1
        end = block.rfind(b"\n") + 1
        if end > start:
            yield held + block[start:end]
            held, start = b"", end
        held += block[start:]
        if len(held) > LONGEST:
            counts.overlong += 1
            held, skipping = b"", True
    if held:
        yield held
