"""The milter's settings: where it listens and who may come, checked by themselves.

The protocol knows no password: who can connect can have messages changed. So it is this machine, a file that only some
may open, or networks that are named.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backstamp.errors import ConfigError
from backstamp.sender.upstream_settings import is_loopback

_INET = re.compile(r"inet6?:(?:\[([^\]]*)\]|([^:\[\]]+)):([0-9]{1,5})")


class Several(StrEnum):
    """What happens to a message with several recipients.

    ``AGGREGATE``: they share a token, whatever higher mode the account has. ``LEAVE``: it is not stamped.
    """

    AGGREGATE = "aggregate"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class MilterSettings:
    """The milter.

    Attributes:
        listen: ``inet:HOST:PORT`` (port 0 for any free one) or ``unix:/PATH``, as Postfix writes it.
        peers: networks whose mail servers may connect, besides this machine: ``192.0.2.0/24``.
        socket_mode: of the socket file, for ``unix:``; the mail server's user must be able to write to it.
        several: what happens to a message with several recipients, who get the same octets.
        max_message_size: octets; a larger message passes as it is. At least 1,000.
        failure_passes: what becomes of a message that could not be stamped: it passes as it is, or the mail server
            answers "try again later".
        progress_seconds: how often a mail server that waits is told that work goes on.
        patience_seconds: how long one message may take; then it has failed.
        idle_seconds: after how long a silent connection is closed. Sendmail's own default is two hours.
        grace_seconds: how long a stopping milter waits for messages that are under way.
        name: its section in the settings, for logs and errors: one server may run several.
        deed: what is done to messages, for logs and errors.

    Raises:
        ConfigError: malformed, out of range, or open to strangers.
    """

    listen: str = "inet:127.0.0.1:8891"
    peers: tuple[str, ...] = ()
    socket_mode: int = 0o660
    several: Several = Several.AGGREGATE
    max_message_size: int = 50_000_000
    failure_passes: bool = True
    progress_seconds: float = 10.0
    patience_seconds: float = 120.0
    idle_seconds: float = 7_200.0
    grace_seconds: float = 30.0
    name: str = "milter"
    deed: str = "stamped"

    def __post_init__(self) -> None:
        """Check what must fit together."""
        if self.path is None:
            host, _ = self.endpoint
            if not is_loopback(host) and not self.peers:
                raise ConfigError(
                    f"{self.name}: listening on {host} would let strangers have messages {self.deed}. "
                    "Listen on 127.0.0.1 or a unix socket, or name the mail servers' networks in peers."
                )
        if self.max_message_size < 1000:
            raise ConfigError(f"{self.name}: max_message_size is out of range.")
        self.networks()

    @property
    def path(self) -> Path | None:
        """The socket file, or None where it listens on a port."""
        kind, _, path = self.listen.partition(":")
        return Path(path) if kind == "unix" and path.startswith("/") else None

    @property
    def endpoint(self) -> tuple[str, int]:
        """Host and port.

        Raises:
            ConfigError: there is none.
        """
        match = _INET.fullmatch(self.listen)
        if match is None or int(match[3]) > 65535:
            raise ConfigError(f"{self.name}: {self.listen!r} is neither inet:HOST:PORT nor unix:/PATH.")
        return match[1] or match[2] or "", int(match[3])

    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks in ``peers``.

        Raises:
            ConfigError: one of them is no network.
        """
        try:
            return tuple(ipaddress.ip_network(network) for network in self.peers)
        except ValueError as error:
            raise ConfigError(f"{self.name}: peers: {error}.") from error

    def admits(self, host: str) -> bool:
        """Whether a mail server at this address may connect."""
        if is_loopback(host):
            return True
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return any((mapped or address) in network for network in self.networks())
