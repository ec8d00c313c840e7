"""Writes the smallest databases in MaxMind's format that tests need: IPv4 networks with small records.

Format: https://maxmind.github.io/MaxMind-DB/ (binary search tree with 24-bit records, data section, metadata).
"""

import ipaddress
from pathlib import Path

_EMPTY = -1


class Short(int):
    """A number of 16 bits; the reader insists on the width of each."""


class Long(int):
    """A number of 64 bits."""


def write_database(path: Path, records: dict[str, dict[str, object]], built: int = 1_640_000_000) -> None:
    """Write ``records`` (IPv4 network to record) to ``path``; ``built`` is seconds since 1970."""
    nodes: list[list[int]] = [[_EMPTY, _EMPTY]]
    data, leaves = b"", {}
    for cidr, record in records.items():
        leaves[-2 - len(data)] = len(data)
        _insert(nodes, ipaddress.ip_network(cidr), -2 - len(data))
        data += _value(record)
    tree = b"".join(_child(child, len(nodes), leaves).to_bytes(3) for node in nodes for child in node)
    metadata = {
        "binary_format_major_version": Short(2),
        "binary_format_minor_version": Short(0),
        "build_epoch": Long(built),
        "database_type": "test",
        "ip_version": Short(4),
        "node_count": len(nodes),
        "record_size": Short(24),
        "languages": [],
        "description": {},
    }
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _value(metadata))


def _insert(nodes: list[list[int]], network: ipaddress.IPv4Network | ipaddress.IPv6Network, leaf: int) -> None:
    bits = f"{int(network.network_address):032b}"[: network.prefixlen]
    node = 0
    for bit in bits[:-1]:
        if nodes[node][int(bit)] == _EMPTY:
            nodes.append([_EMPTY, _EMPTY])
            nodes[node][int(bit)] = len(nodes) - 1
        node = nodes[node][int(bit)]
    nodes[node][int(bits[-1])] = leaf


def _child(child: int, count: int, leaves: dict[int, int]) -> int:
    if child == _EMPTY:
        return count
    return count + 16 + leaves[child] if child in leaves else child


def _value(value: object) -> bytes:
    if isinstance(value, str):
        encoded = value.encode()
        assert len(encoded) < 29
        return bytes([2 << 5 | len(encoded)]) + encoded
    if isinstance(value, Long):
        encoded = value.to_bytes(8).lstrip(b"\0")
        return bytes([len(encoded), 9 - 7]) + encoded
    if isinstance(value, Short):
        encoded = value.to_bytes(2).lstrip(b"\0")
        return bytes([5 << 5 | len(encoded)]) + encoded
    if isinstance(value, int):
        encoded = value.to_bytes(8).lstrip(b"\0")
        return bytes([6 << 5 | len(encoded)]) + encoded
    if isinstance(value, list):
        return bytes([len(value), 4]) + b"".join(_value(item) for item in value)
    assert isinstance(value, dict)
    return bytes([7 << 5 | len(value)]) + b"".join(_value(key) + _value(item) for key, item in value.items())
