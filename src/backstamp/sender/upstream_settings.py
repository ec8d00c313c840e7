"""How the next mail server is reached: the settings, checked before anything is sent."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from backstamp.errors import ConfigError


class Security(StrEnum):
    """How the connection to the next mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"  # RFC 3207; refused to go on without
    TLS = "tls"  # TLS from the first octet, RFC 8314


@dataclass(frozen=True, slots=True)
class UpstreamSettings:
    """The next mail server.

    Attributes:
        host: name or address; with TLS the certificate is checked against it.
        port: 1 to 65535.
        security: none, starttls or tls.
        user: user name, where the server wants one.
        password: its password.
        ca_file: PEM file with the certificate authorities to trust; None for those of the system.
        timeout: seconds that connecting and each command may take.
        final_timeout: seconds that the answer to a whole message may take (RFC 5321 section 4.5.3.2.6 asks for 600).

    Raises:
        ConfigError: a setting is missing, or a password would travel in clear beyond this machine.
    """

    host: str
    port: int
    security: Security = Security.NONE
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout: float = 60.0
    final_timeout: float = 600.0

    def __post_init__(self) -> None:
        """Check what must fit together."""
        if not self.host or not 1 <= self.port <= 65535:
            raise ConfigError(f"upstream: {self.host!r} port {self.port} is no mail server: name host and port.")
        if (self.user is None) != (self.password is None):
            raise ConfigError("upstream: user and password belong together: give both, or neither.")
        if self.user is not None and self.security is Security.NONE and not is_loopback(self.host):
            raise ConfigError(
                f"upstream: the password for {self.host} would travel in clear: set security to starttls or tls."
            )

    def tls_context(self) -> ssl.SSLContext | None:
        """The context that verifies the server's certificate; None without TLS. Reads files.

        Raises:
            ConfigError: the file of certificate authorities cannot be read.
        """
        if self.security is Security.NONE:
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise ConfigError(f"upstream: {self.ca_file} holds no certificates that can be read: {error}.") from error


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, can only be reached from this machine. Other names cannot tell."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower() == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback  # Python says so of mapped addresses by itself from 3.13 on
