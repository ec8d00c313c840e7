"""Identifiers that stay the same from one export to the next, so that what reads a file twice keeps one copy."""

import hashlib
from collections.abc import Iterable
from uuid import UUID, uuid5

NAMESPACE = UUID("ddb7b3f0-55d4-4701-aa9c-712e88300d09")
"""Of all identifiers below; chosen once, at random."""

LOCAL_SIDS = range(1_500_000, 2_000_000)
"""Half of the signature numbers for local use, 1,000,000 to 1,999,999 (https://sidallocation.org): people count theirs
from the lower end."""


def stable_uuid(*parts: str) -> str:
    """A UUID of version 5 (RFC 9562, 5.5) from texts; their order matters."""
    return str(uuid5(NAMESPACE, "\n".join(parts)))


def signature_numbers(keys: Iterable[str]) -> dict[str, int]:
    """A number of ``LOCAL_SIDS`` for each key, none twice; a key's number depends on others only in a collision."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for key in sorted(set(keys)):
        at = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % len(LOCAL_SIDS)
        while at in taken:
            at = (at + 1) % len(LOCAL_SIDS)
        taken.add(at)
        numbers[key] = LOCAL_SIDS[at]
    return numbers
