"""All that is known of one reader, in the shapes that the search asks for."""

import re
from functools import cached_property

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.digests import Hashed, digests_of
from backstamp.recipient.leaks.forward import Forward, forward_of
from backstamp.recipient.leaks.needles import Needles
from backstamp.recipient.leaks.rotation import rotated
from backstamp.recipient.reader import Reader

_NO_LETTERS = re.compile("[^a-z]*")
MAX_HASHED = 4
"""Addresses of one reader whose hashes are looked for, the surest first."""
MAX_SLOW = 1
"""Of these, those whose slow hashes are looked for too: they cost some twenty milliseconds for every new reader."""
MAX_ROTATED = 2
"""Addresses of one reader that are looked for rotated and backwards."""


class Known:
    """The reader's data as needles, digests and encodings; what is costly is made when it is first asked for."""

    def __init__(self, reader: Reader, senders: frozenset[str]) -> None:
        """Take the reader and the sender's addresses in lower case."""
        self.senders = senders
        self.needles = Needles(reader, senders)
        self.addresses = frozenset(self.needles.addresses)

    @cached_property
    def rotations(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What stands in a text in lower case that holds an address or its local part rotated by 1, by 2 and so on.

        In front what they have in common: what is no letter stays.
        """
        return tuple(
            (max(_NO_LETTERS.findall(core), key=len), tuple(rotated(core, by) for by in range(1, 26)))
            for core in self._turning
        )

    @cached_property
    def backwards(self) -> tuple[str, ...]:
        """The same, written backwards."""
        return tuple(core[::-1] for core in self._turning)

    @cached_property
    def _turning(self) -> tuple[str, ...]:
        """Local parts that do not become other words when they are turned, or else whole addresses."""
        cores = []
        for address in self.needles.addresses[:MAX_ROTATED]:
            local = address.partition("@")[0]
            cores.append(local if sum(map(str.isalpha, local)) >= 6 else address)
        return tuple(cores)

    @cached_property
    def _forward(self) -> tuple[Forward, ...]:
        return tuple(map(forward_of, self.needles.addresses[:MAX_ROTATED]))

    @cached_property
    def lengths(self) -> frozenset[int]:
        """Of the tokens that ``encoded`` can know."""
        return frozenset().union(*(forward.lengths for forward in self._forward))

    def encoded(self, token: str) -> tuple[LeakOf, str, tuple[str, ...]] | None:
        """Which datum a token is a usual encoding of, rotated or backwards or as it is, and its coats."""
        for forward in self._forward:
            if found := forward.find(token):
                return found
        return None

    def digest(self, octets: bytes) -> Hashed | None:
        """Which datum octets are the digest of."""
        for place, address in enumerate(self.needles.addresses[:MAX_HASHED]):
            if found := digests_of(address).of_octets(octets, slow=place < MAX_SLOW):
                return found
        return None

    def number(self, digits: str) -> Hashed | None:
        """Which datum a decimal number is the digest of."""
        for address in self.needles.addresses[:MAX_HASHED]:
            if found := digests_of(address).of_number(digits):
                return found
        return None
