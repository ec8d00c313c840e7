"""Whose machine an address is: a table that the network's people keep (DHCP leases, an inventory)."""

import csv
import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import islice

from backstamp.errors import UsageError
from backstamp.recipient.hunt.clock import microseconds

_HEADINGS = {"address", "network", "client", "ip", "host", "addresses"}
_ADDRESS = re.compile(r"[^\s<>,;:\"()|@]{1,64}+@[^\s<>,;:\"()|@]{1,255}+")
_HOST = re.compile(r"(?=[^a-z]*+[a-z])[a-z0-9_-]{1,63}+(?:\.[a-z0-9_-]{1,63}+)*+")
_AROUND = " \t<>()\"'|,;"
_MOST_ROWS = 1_000_000

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Owner:
    """Who uses a machine.

    Attributes:
        label: as the table names them.
        addresses: their mail addresses, lower-case.
        name: what the label says beside them, lower-case.
    """

    label: str
    addresses: frozenset[str]
    name: str

    @classmethod
    def of(cls, label: str) -> "Owner":
        """From ``bob@corp.example``, ``Bob``, ``Bob <bob@corp.example>``; several addresses are one person's."""
        found = frozenset(address.lower() for address in _ADDRESS.findall(label))
        return cls(label.strip(), found, " ".join(_ADDRESS.sub("", label).split()).strip(_AROUND).lower())

    def is_among(self, addresses: Iterable[str], names: Iterable[str]) -> bool:
        """Whether one of these is theirs; where the table gives no address, names decide."""
        if self.addresses:
            own = {plain(address) for address in self.addresses}
            return any(plain(address) in own for address in addresses)
        return bool(self.name) and any(name.lower() == self.name for name in names)


def plain(address: str) -> str:
    """Without what stands behind a plus sign (RFC 5233): it is the same mailbox."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


@dataclass(frozen=True, slots=True)
class _Lease:
    """A machine's owner, for a time."""

    owner: Owner
    since: int | None
    until: int | None


class ClientBook:
    """Whose machines there are.

    Args:
        leases: a network, or a host's name lower-case, with who uses it.
    """

    def __init__(self, leases: Iterable[tuple[Network | str, _Lease]] = ()) -> None:
        self._named: dict[str, list[_Lease]] = {}
        self._networks: dict[tuple[int, int], dict[int, list[_Lease]]] = {}
        for where, lease in leases:
            if isinstance(where, str):
                self._named.setdefault(where, []).append(lease)
            else:
                alike = self._networks.setdefault((where.version, where.prefixlen), {})
                alike.setdefault(int(where.network_address), []).append(lease)
        self._kinds = sorted(self._networks)

    @classmethod
    def read(cls, text: str, zone: tzinfo) -> "ClientBook":
        """From a table: address or network, owner, and where it matters from and until when, as of ISO 8601.

        Args:
            text: comma or semicolon separated (RFC 4180); a first row of headings, blank rows and rows that begin with
                ``#`` are passed over.
            zone: of times that bear none.

        Raises:
            UsageError: a row is none of that; the text says which.
        """
        return cls(islice(_leases(text, zone), _MOST_ROWS))

    def owner(self, client: str, at: int | None) -> Owner | None:
        """Who used an address at a time; of several networks the smallest decides, of several rows the last.

        Args:
            client: as a log has it.
            at: microseconds since 1970-01-01 UTC; None: at any.
        """
        for lease in reversed(self._at(client)):
            early = at is not None and lease.since is not None and at < lease.since
            late = at is not None and lease.until is not None and at >= lease.until
            if not (early or late):
                return lease.owner
        return None

    def _at(self, client: str) -> list[_Lease]:
        if not self._kinds:
            return self._named.get(client.lower(), [])
        address = as_address(client)
        if address is None:
            return self._named.get(client.lower(), [])
        found: list[_Lease] = []
        for version, length in self._kinds:
            if version == address.version:
                free = address.max_prefixlen - length
                found += self._networks[version, length].get(int(address) >> free << free, ())
        return found


@lru_cache(maxsize=65536)
def as_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address without its zone (RFC 4007); IPv4 in IPv6 as IPv4 (RFC 4291 section 2.5.5.2). None for names."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def read_network(text: str) -> Network:
    """An address or a network.

    Raises:
        UsageError: it is neither.
    """
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise UsageError(f"{text!r} is neither an address nor a network, such as 192.0.2.53 or 2001:db8::/48") from None


def read_time(text: str, zone: tzinfo) -> int:
    """A day or a moment as of ISO 8601, in microseconds since 1970-01-01 UTC.

    Raises:
        UsageError: it is neither.
    """
    try:
        when = datetime.fromisoformat(text.strip())
        return microseconds(when if when.tzinfo else when.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no time, such as 2026-11-21 or 2026-11-21T09:12:00+01:00") from None


def _leases(text: str, zone: tzinfo) -> Iterator[tuple[Network | str, _Lease]]:
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    rows = csv.reader(lines, delimiter=";" if ";" in first and "," not in first else ",")
    begun = False
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if not begun and cells[0].lower() in _HEADINGS:
                begun = True
                continue
            begun = True
            yield _lease(cells, rows.line_num, zone)
    except csv.Error as problem:
        raise UsageError(f"row {rows.line_num} of the table of clients cannot be read: {problem}") from None


def _lease(cells: list[str], number: int, zone: tzinfo) -> tuple[Network | str, _Lease]:
    if len(cells) < 2 or not cells[1]:
        raise UsageError(f"row {number} of the table of clients names no owner: write ADDRESS,OWNER")
    try:
        since, until = (read_time(cell, zone) if cell else None for cell in (*cells[2:4], "", "")[:2])
        name = cells[0].lower()
        where = name if _HOST.fullmatch(name) and as_address(name) is None else read_network(cells[0])
    except UsageError as problem:
        raise UsageError(f"row {number} of the table of clients: {problem.operator}") from None
    return where, _Lease(Owner.of(cells[1]), since, until)
