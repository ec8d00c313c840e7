"""Network endpoints as people write them: ``127.0.0.1:2525``, ``[::1]:8025``, ``mail.example.com:25``."""

import socket
from typing import NamedTuple


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
    """An endpoint whose port was free a moment ago."""
    with socket.create_server((host, 0)) as probe:
        return Endpoint(host, probe.getsockname()[1])
