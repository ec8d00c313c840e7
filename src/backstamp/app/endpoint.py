"""Network endpoints as people write them: ``127.0.0.1:2525``, ``[::1]:8025``, ``mail.example.com:25``."""

import errno
import random
import socket
from typing import NamedTuple

_OFFERED = range(10_000, 30_000)


class Endpoint(NamedTuple):
    """A host (name or address, IPv6 without brackets) and a port (0 to 65535; 0 lets the system choose)."""

    host: str
    port: int

    def __str__(self) -> str:
        """As a person writes it, IPv6 addresses in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_endpoint(text: str) -> Endpoint:
    """Read ``HOST:PORT``.

    Raises:
        ValueError: no port, no host, or a port out of range.
    """
    host, colon, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    if not colon or not host or not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError(f"{text!r} is not HOST:PORT")
    if ":" in host and not text.strip().startswith("["):
        raise ValueError(f"write IPv6 addresses in brackets: [{host}]:{port}")
    return Endpoint(host, int(port))


def free_endpoint(host: str = "127.0.0.1") -> Endpoint:
    """An endpoint whose port was free a moment ago.

    It lies below the ports that the system hands out by itself: between this look and the moment somebody listens,
    an outgoing connection cannot take it.

    Args:
        host: an address of this machine.

    Raises:
        OSError: the address is none of this machine's, or no port is free.
    """
    for port in random.sample(_OFFERED, len(_OFFERED)):
        try:
            with socket.create_server((host, port), family=_family(host)):
                return Endpoint(host, port)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
