"""Names and addresses as the rest of the hunt wants them: lower-case, without final dot, port and zone."""

from urllib.parse import unquote


def name(written: str) -> str:
    """A host name, lower-case and without its final dot. Escapes of octets stay as they are written."""
    return written.lower().rstrip(".")


def port(written: str) -> int:
    """A port number; 0 for what is none."""
    return int(written) if written.isascii() and written.isdigit() and int(written[:6]) <= 65535 else 0


def address(written: str) -> str:
    """An address without brackets and without the zone of a link-local one (``%eth0``)."""
    return written.strip("[]").partition("%")[0].lower()


def socket_address(written: str) -> tuple[str, int]:
    """Address and port of ``192.0.2.1:53``, ``[2001:db8::1]:53``, or an address alone (port 0)."""
    if written.startswith("["):
        host, _, rest = written[1:].partition("]")
        return address(host), port(rest.removeprefix(":"))
    if written.count(":") == 1:
        host, _, rest = written.partition(":")
        return address(host), port(rest)
    return address(written), 0


def host_of(url: str) -> str:
    """The host of an absolute URL or of a CONNECT target ``host:443``, cleaned; "" where there is none.

    Its own small reading, because logs hold URLs of every make: nothing is refused, nothing is looked up.
    """
    rest = url.partition("://")[2] or url
    authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2]
    host = authority[1:].partition("]")[0] if authority.startswith("[") else authority.partition(":")[0]
    return name(unquote(host))


def is_address(text: str) -> bool:
    """Whether it looks like an IPv4 or IPv6 address (digits, dots, colons), without being sure."""
    return bool(text) and (text.replace(".", "").isdigit() or ":" in text)
