"""Compressed octets: gzip (RFC 1952), zlib (RFC 1950), raw deflate (RFC 1951), opened a little, never blown up."""

import zlib

MAX_OPENED = 65_536
"""Octets that come out of one compressed string at most."""


def opened(octets: bytes) -> tuple[str, bytes] | None:
    """The name of the compression and what is inside; None where it is not compressed or does not open.

    What is cut off, as happens to tokens, is given as far as it goes.
    """
    if len(octets) < 6:
        return None
    if octets.startswith(b"\x1f\x8b\x08"):
        return _inflated("gzip", octets, 31)
    first = octets[0]
    if first & 15 == 8 and first <= 0x78 and (first << 8 | octets[1]) % 31 == 0:
        return _inflated("zlib", octets, 15)
    # A last block, with fixed or with its own codes: what short strings become.
    return _inflated("deflate", octets, -15) if first & 7 in {3, 5} else None


def _inflated(name: str, octets: bytes, window: int) -> tuple[str, bytes] | None:
    inflate = zlib.decompressobj(window)
    try:
        inside = inflate.decompress(octets, MAX_OPENED)
    except zlib.error:
        return None
    complete = inflate.eof and not inflate.unused_data
    return (name, inside) if inside and (complete or name != "deflate") else None
