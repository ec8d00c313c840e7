"""Plain lists of names: one a line, as a hosts file (``0.0.0.0 name``) or as a response policy zone.

Source: hosts(5); draft-vixie-dnsop-dns-rpz (``name CNAME .``; ``rpz-passthru`` excepts a name).
"""

import re

from backstamp.catalogue.tracker_lists.gathering import ALL, Gathering
from backstamp.catalogue.tracker_lists.header import note_header

_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)++[a-z][a-z0-9-]{0,61}[a-z0-9]\.?", re.IGNORECASE)
_ZONE = re.compile(r"(?:\S+\s+)?(?:\d+\s+)?(?:in\s+)?(?:soa|ns)\s|\$", re.IGNORECASE)
_OWN = frozenset({"localhost", "localhost.localdomain", "broadcasthost", "local", "ip6-localhost", "ip6-loopback"})


def read_domains(text: str, into: Gathering) -> None:
    """Gather the names of such a list, each with all below it; never raises but for too many of them."""
    in_soa = False
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith(("#", ";", "!", "//")):
            note_header(line, into)
        elif in_soa or _ZONE.match(line[:600]):
            in_soa = (in_soa or "(" in line) and ")" not in line
        else:
            _name(line[:1000], into)


def _name(line: str, into: Gathering) -> None:
    words = re.split(r"\s*[#;]", line, maxsplit=1)[0].lower().split()
    if words and _is_address(words[0]):
        for name in words[1:]:
            _take(name, line, into, excepted=False)
    elif "cname" in words[1:4]:
        target = words[-1]
        if target not in {".", "*."} and not target.startswith("rpz-"):
            into.skip("a record that sends a name somewhere", line)
        else:
            _take(words[0], line, into, excepted=target.startswith("rpz-passthru"))
    elif len(words) == 1:
        _take(words[0], line, into, excepted=False)
    else:
        into.skip("not a name, a line of a hosts file or of a zone", line)


def _take(name: str, line: str, into: Gathering, *, excepted: bool) -> None:
    host = name.removeprefix("*.").rstrip(".")
    if host in _OWN or _is_address(host):
        into.skip("the machine's own names and addresses", line)
    elif not _NAME.fullmatch(host):
        into.skip("not a host's name", line)
    elif excepted:
        into.exception(host, "", line)
    else:
        into.rule(host, "", ALL, line)


def _is_address(word: str) -> bool:
    """No name ends in a label of digits (RFC 3696 section 2), and none has a colon."""
    return ":" in word or word.rpartition(".")[2].isdigit()
