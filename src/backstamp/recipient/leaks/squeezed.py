"""Compressed octets: gzip (RFC 1952), zlib (RFC 1950), raw deflate (RFC 1951), opened a little, never blown up."""

import re
import zlib

_CUT_OFF = 24
"""Octets that must be there of what is cut off: shorter ones open by chance."""
SQUEEZED = re.compile(rb"\x1f\x8b\x08|x[\x9c\xda]")
"""How gzip and zlib begin, with the usual settings."""
_BEGINS = re.compile(rb"(\x1f\x8b\x08)|\x78[\x01\x5e\x9c\xda]|\x48\x89|\x58\x85|\x68[\x05\x81]")
MAX_OPENED = 65_536
"""Octets that come out of one compressed string at most."""


def opened(octets: bytes) -> tuple[str, bytes] | None:
    """The name of the compression and what is inside; None where it is not compressed or does not open.

    What is cut off, as happens to tokens, is given as far as it goes.
    """
    if len(octets) < 6:
        return None
    if match := _BEGINS.search(octets):
        rest = octets[match.start() :]
        if found := _inflated("gzip", rest, 31) if match[1] else _inflated("zlib", rest, 15):
            return found
    first = octets[0]
    # A last block, stored, with fixed or with its own codes: what short strings become.
    return _inflated("deflate", octets, -15) if first & 7 in {1, 3, 5} else None


def _inflated(name: str, octets: bytes, window: int) -> tuple[str, bytes] | None:
    inflate = zlib.decompressobj(window)
    try:
        inside = inflate.decompress(octets, MAX_OPENED)
    except zlib.error:
        return None
    complete = inflate.eof and not inflate.unused_data
    return (name, inside) if inside and (complete or (name != "deflate" and len(octets) >= _CUT_OFF)) else None
