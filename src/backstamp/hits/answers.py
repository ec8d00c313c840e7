"""What the collector answers: the pixel, the redirect, pages, health. Values, made once where they are always the same.

Nothing may be kept by caches (RFC 9111 section 5.2.2.5, ``no-store``), no referrer is passed on to where a link leads,
and search engines stay out. A redirect is 302: a browser must ask again next time (RFC 9110 section 15.4.3).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from backstamp.hits.health import Health, Status

RawHeaders = list[tuple[bytes, bytes]]

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
"""43 octets: the smallest transparent image that every client draws."""

_COMMON: RawHeaders = [
    (b"cache-control", b"no-store, no-cache, max-age=0, private"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
]
_DAMAGED = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This link is damaged</title>
<p>This link is damaged: part of its address is missing or was changed on the way, so it leads nowhere.
<p>Please try it again from the original message, or ask whoever sent it to you.
</html>
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response.

    Attributes:
        status: HTTP status code.
        headers: names in lower case, ``content-length`` among them.
        body: left out when the method was HEAD.
    """

    status: int
    headers: RawHeaders
    body: bytes


_CONTENT_POLICY = (
    b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def _answer(status: int, content_type: bytes, body: bytes, more: Sequence[tuple[bytes, bytes]] = ()) -> Answer:
    length = str(len(body)).encode()
    return Answer(status, [(b"content-type", content_type), (b"content-length", length), *_COMMON, *more], body)


PIXEL = _answer(200, b"image/gif", GIF)
DAMAGED_LINK = _answer(404, b"text/html; charset=utf-8", _DAMAGED)
NOT_FOUND = _answer(404, b"text/plain; charset=utf-8", b"Nothing is here.\n")
WRONG_METHOD = _answer(405, b"text/plain; charset=utf-8", b"Only GET and HEAD.\n", [(b"allow", b"GET, HEAD")])
ROBOTS = _answer(200, b"text/plain; charset=utf-8", b"User-agent: *\nDisallow: /\n")


WRONG_PAGE_METHOD = _answer(
    405, b"text/plain; charset=utf-8", b"Only GET, HEAD and POST.\n", [(b"allow", b"GET, HEAD, POST")]
)


def page_answer(status: int, page: str) -> Answer:
    """A page for a reader, which can load nothing, run nothing and be framed by nobody (Content Security Policy 3).

    Args:
        status: HTTP status code.
        page: the whole HTML document.
    """
    return _answer(status, b"text/html; charset=utf-8", page.encode(), [(b"content-security-policy", _CONTENT_POLICY)])


def see_other(place: bytes) -> Answer:
    """What answers a form: ask for that page now (RFC 9110 section 15.4.4).

    Args:
        place: a URL, perhaps relative to the one that was asked for.
    """
    return Answer(303, [(b"location", place), (b"content-length", b"0"), *_COMMON], b"")


def redirect(destination: bytes) -> Answer:
    """The way to a link's destination.

    Args:
        destination: an absolute URL of printable ASCII; bound to the token that was checked.
    """
    return Answer(302, [(b"location", destination), (b"content-length", b"0"), *_COMMON], b"")


def health_answer(health: Health, rejected: int) -> Answer:
    """How the store is doing: 200 while hits reach the disk, 503 while they do not. Names no file and no reason.

    Args:
        health: of the writer.
        rejected: requests with tokens that were none.
    """
    told = {
        "status": health.status.value,
        "since": datetime.fromtimestamp(health.since / 1e6, UTC).isoformat(timespec="seconds"),
        "stored": health.stored,
        "waiting": health.waiting,
        "lost": health.lost,
        "rejected": rejected,
    }
    status = 200 if health.status is Status.OK else 503
    return _answer(status, b"application/json", json.dumps(told).encode() + b"\n")
