"""The names looked for: each means itself and all names below it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needles:
    """Names and addresses to look for.

    Attributes:
        hosts: lower-case, without final dot.
    """

    hosts: frozenset[str]

    @classmethod
    def of(cls, hosts: Iterable[str]) -> "Needles":
        """From names as people write them: any case, final dots, a leading ``*.``, Unicode."""
        return cls(frozenset(cleaned for host in hosts if (cleaned := _cleaned(host))))

    def match(self, host: str) -> str | None:
        """The name looked for that a host is, or lies below; None where there is none. Only whole labels count."""
        while host:
            if host in self.hosts:
                return host
            host = host.partition(".")[2]
        return None

    def shortest(self) -> list[str]:
        """Those that lie below no other, sorted: finding them finds all."""
        return sorted(host for host in self.hosts if self.match(host.partition(".")[2]) is None)


def _cleaned(host: str) -> str:
    host = host.strip().lower().removeprefix("*.").strip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
