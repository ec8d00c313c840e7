"""Made-up logs of resolvers, of any size: thousands of hosts, few asked for often, one line in 2,000 for a tracker.

Each line has its own time, client, host and type; names of trackers are taken from the catalogue, each below a label of
its own. The same seed gives the same log.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random
from typing import NamedTuple

from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.sought import of_catalogue

HOSTS = 8_000
RARE = 2_000
"""One line in so many asks for a tracker."""
SEARCHED = "tracker"
"""What is given to grep; every second look-up of a tracker has it in the name, and no other look-up."""
NAMED = f"{SEARCHED}.example"
_PIECE = 10_000  # lines
_A_SECOND = 50  # lines
_BEGIN = datetime(2026, 11, 21, tzinfo=UTC)
_DAY = b"21-Nov-2026"
_TYPES = ("A", "A", "A", "AAAA", "AAAA", "HTTPS")
_SYLLABLES = ("ba", "cor", "del", "fi", "gram", "ho", "jin", "ka", "lo", "mer", "nex", "pul", "ri", "sta", "to", "vel")
_ENDS = ("com", "com", "com", "net", "org", "de", "io", "co.uk", "example")
_STARTS = ("www", "api", "cdn", "img", "static", "mail", "login", "edge-7", "assets.eu-west-1", "")


class Asked(NamedTuple):
    """One look-up: seconds since the log began, milliseconds, number of the line, client, its port, host and type."""

    second: int
    thousandth: int
    number: int
    client: str
    port: int
    host: str
    what: str


Form = Callable[[Asked], str]


def needles() -> Needles:
    """The hosts of the catalogue that serve opens, and one that grep can be asked for."""
    return Needles(of_catalogue(load_trackers().rules).hosts | {NAMED})


def bind(asked: Asked) -> str:
    """A line of BIND's query log."""
    time = f"21-Nov-2026 {_clock(asked.second)}.{asked.thousandth:03d}"
    return (
        f"{time} queries: info: client @0x7fa0d6{asked.number & 0xFFFFFF:06x} {asked.client}#{asked.port} "
        f"({asked.host}): query: {asked.host} IN {asked.what} +E(0)K (192.0.2.53)\n"
    )


def unbound(asked: Asked) -> str:
    """A line of Unbound with ``log-replies: yes``."""
    at = int(_BEGIN.timestamp()) + asked.second
    return (
        f"[{at}] unbound[901:0] info: {asked.client} {asked.host}. {asked.what} IN NOERROR "
        f"0.0{asked.thousandth:03d}45 0 {40 + asked.number % 160}\n"
    )


def zeek(asked: Asked) -> str:
    """A line of Zeek's ``dns.log`` as JSON."""
    at = int(_BEGIN.timestamp()) + asked.second
    return (
        f'{{"ts":{at}.{asked.thousandth:03d}123,"uid":"C{asked.number:017x}","id.orig_h":"{asked.client}",'
        f'"id.orig_p":{asked.port},"id.resp_h":"192.0.2.53","id.resp_p":53,"proto":"udp",'
        f'"trans_id":{asked.number & 0xFFFF},"rtt":0.0{asked.thousandth:03d},"query":"{asked.host}","qclass":1,'
        f'"qclass_name":"C_INTERNET","qtype_name":"{asked.what}","rcode":0,"rcode_name":"NOERROR","AA":false,'
        f'"TC":false,"RD":true,"RA":true,"Z":0,"answers":["198.51.100.{asked.number % 251}"],"TTLs":[60.0],'
        f'"rejected":false}}\n'
    )


FORMS: dict[str, Form] = {"BIND queries": bind, "Unbound replies": unbound, "Zeek JSON": zeek}


def pieces(form: Form, octets: int, seed: int = 53) -> Iterator[tuple[bytes, int]]:
    """A log of about so many octets, piece by piece, each with the number of its look-ups of trackers.

    Args:
        form: of its lines.
        octets: 0 or more.
        seed: decides everything.
    """
    made = _look_ups(Random(seed))  # noqa: S311  # no secret is made here
    while octets > 0:
        some = [next(made) for _ in range(_PIECE)]
        piece = "".join([form(asked) for asked in some]).encode("ascii")
        yield piece, sum(asked.number % RARE == RARE - 1 for asked in some)
        octets -= len(piece)


def endless(octets: int) -> Iterator[bytes]:
    """BIND's log of at least so many octets: one piece again and again, on other days, trackers with other labels."""
    (piece, _) = next(pieces(bind, 1))
    for number in count():
        if octets <= 0:
            return
        day = f"{_BEGIN + timedelta(days=number % 9_000):%d-%b-%Y}".encode("ascii")
        made = piece.replace(_DAY, day).replace(b"u0000", b"u%04x" % (number & 0xFFFF))
        yield made
        octets -= len(made)


def _look_ups(random: Random) -> Iterator[Asked]:
    hosts = _hosts(random)
    weights = list(accumulate(1 / (place + 3) for place in range(len(hosts))))
    trackers = sorted(needles().hosts - {NAMED})
    clients = [f"10.{random.randrange(16)}.{random.randrange(256)}.{random.randrange(1, 255)}" for _ in range(600)]
    for first in count(0, _PIECE):
        asked_for = random.choices(hosts, cum_weights=weights, k=_PIECE)
        asking = random.choices(clients, k=_PIECE)
        for number, host, client in zip(count(first), asked_for, asking, strict=False):
            rare = number % RARE == RARE - 1
            name = _tracker(number // RARE, trackers) if rare else host
            second, place = divmod(number, _A_SECOND)
            yield Asked(
                second, place * 1000 // _A_SECOND, number, client, 1024 + number * 31 % 60_000, name, _TYPES[number % 6]
            )


def _tracker(number: int, trackers: list[str]) -> str:
    below = NAMED if number % 2 else trackers[number % len(trackers)]
    return f"u{number:08x}.{below}"


def _hosts(random: Random) -> list[str]:
    """Names in the order of how often they are asked for; none of them a tracker's."""
    wanted, found = needles(), dict[str, None]()
    while len(found) < HOSTS:
        site = "".join(random.choices(_SYLLABLES, k=random.randrange(2, 5)))
        start, end = random.choice(_STARTS), random.choice(_ENDS)
        host = f"{start}.{site}.{end}".lstrip(".")
        if wanted.match(host) is None and SEARCHED not in host:
            found[host] = None
    return list(found)


def _clock(second: int) -> str:
    minutes, seconds = divmod(second % 86_400, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
