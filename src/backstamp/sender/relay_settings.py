"""The relay's settings, checked so that it can never be an open relay.

Who may connect may send: on loopback that is whoever runs programs on this machine; anywhere else it takes a name and
a password, and those only travel inside TLS (RFC 4954 section 4, RFC 8314 section 3.3).
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backstamp.errors import ConfigError
from backstamp.sender.upstream_settings import UpstreamSettings, is_loopback


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """The relay.

    Attributes:
        upstream: the next mail server.
        host: address to listen on.
        port: 1 to 65535, or 0 for any free one.
        tls_certificate: PEM file with the certificate chain.
        tls_key: PEM file with its private key.
        implicit_tls: TLS from the first octet (port 465) rather than STARTTLS.
        users: user name to Argon2id hash in PHC form, as `relay_access.hash_password` writes it.
        max_message_size: octets, at least 1,000.
        max_recipients: of one message, at least 1.
        hostname: how the relay names itself; empty for the machine's name.
        retry_seconds: after how long a notification that could not be sent is tried again.
        grace_seconds: how long a stopping relay waits for clients that are sending a message.

    Raises:
        ConfigError: unsafe (listening beyond loopback without TLS and users, passwords without TLS), or out of range.
    """

    upstream: UpstreamSettings
    host: str = "127.0.0.1"
    port: int = 2525
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    implicit_tls: bool = False
    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_message_size: int = 50_000_000
    max_recipients: int = 1000
    hostname: str = ""
    retry_seconds: float = 300.0
    grace_seconds: float = 30.0

    def __post_init__(self) -> None:
        """Check what must fit together."""
        if not is_loopback(self.host) and not (self.tls_certificate and self.users):
            raise ConfigError(
                f"relay: listening on {self.host or 'every address'} would let strangers send mail through this "
                "machine. Listen on 127.0.0.1, or set tls_certificate, tls_key and users."
            )
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ConfigError("relay: tls_certificate and tls_key belong together: give both, or neither.")
        if self.tls_certificate is None and (self.users or self.implicit_tls):
            raise ConfigError("relay: passwords travel inside TLS only: set tls_certificate and tls_key for users.")
        if not 0 <= self.port <= 65535 or self.max_message_size < 1000 or self.max_recipients < 1:
            raise ConfigError("relay: port, max_message_size or max_recipients is out of range.")
        for user, phc in self.users.items():
            if not phc.startswith("$argon2id$"):
                raise ConfigError(f"relay: the entry of user {user!r} is not an Argon2id hash: make one, and use that.")

    def tls_context(self) -> ssl.SSLContext | None:
        """The server's TLS context; None where no certificate is set. Reads files.

        Raises:
            ConfigError: certificate or key cannot be read, or do not fit.
        """
        if self.tls_certificate is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.tls_certificate, self.tls_key)
        except OSError as error:
            raise ConfigError(
                f"relay: {self.tls_certificate} and {self.tls_key} cannot be used as certificate and key: {error}."
            ) from error
        return context
