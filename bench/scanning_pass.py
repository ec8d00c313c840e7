"""One pass over messages in a process of its own, so that nothing is remembered of the pass before.

    python -m bench.scanning_pass backstamp|lxml|soup < LIST

LIST has the number of messages to warm up on, then their paths and those of the messages to measure, one on each
line. Prints JSON: messages, found (findings, or pictures), seconds (wall) and cpu (user and system). The messages are
in memory before the clock starts.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

One = Callable[[bytes], int]


def backstamp() -> One:
    """What scans a message with the package's catalogue, and counts the findings."""
    from backstamp.catalogue.trackers import load_trackers  # noqa: PLC0415  # each pass loads what it measures
    from backstamp.recipient.scan import scan  # noqa: PLC0415  # as above

    trackers = load_trackers()
    return lambda message: len(scan(message, trackers).findings)


def lxml() -> One:
    """What reads a message's HTML with lxml and counts the pictures that have an address."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415  # it has no types; as above
    from lxml import html as reader  # noqa: PLC0415  # as above

    def count(text: bytes) -> int:
        try:
            return sum(1 for _ in reader.document_fromstring(text).iterfind(".//img[@src]"))
        except etree.ParserError:
            return 0  # a part without an element

    return lambda message: sum(map(count, html_parts(message)))


def soup() -> One:
    """What reads a message's HTML with BeautifulSoup (on lxml) and counts the pictures that have an address."""
    from bs4 import BeautifulSoup  # noqa: PLC0415  # as above

    return lambda message: sum(
        len(BeautifulSoup(text, "lxml").find_all("img", src=True)) for text in html_parts(message)
    )


WAYS: dict[str, Callable[[], One]] = {"backstamp": backstamp, "lxml": lxml, "soup": soup}


def html_parts(message: bytes) -> Iterator[bytes]:
    """The decoded HTML parts of a message, as the standard library reads it."""
    for part in message_from_bytes(message).walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes) and payload.strip():
            yield payload


def main(way: str, listed: list[str]) -> dict[str, float]:
    """Warm up, then measure.

    Args:
        way: which of ``WAYS``.
        listed: the lines of the list.
    """
    one = WAYS[way]()
    octets = [Path(path).read_bytes() for path in listed[1:]]
    warm = int(listed[0])
    for message in octets[:warm]:
        one(message)
    began, cpu = time.perf_counter(), time.process_time()
    found = sum(one(message) for message in octets[warm:])
    return {
        "messages": len(octets) - warm,
        "found": found,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.stdin.read().splitlines())))
