"""The collector over real sockets: what is stored, what is answered, what a stranger can and cannot do."""

import asyncio
import base64
import json
import re
import sqlite3
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.hits.serving import (
    DESTINATION,
    LINK_PATH,
    MESSAGE,
    PIXEL_PATH,
    RING,
    STRANGER,
    TOKEN,
    Reply,
    Serving,
    eventually,
    parsed,
    reset,
)

from backstamp.hits.answers import DAMAGED_LINK, GIF, PIXEL
from backstamp.hits.collector import HEADERS_KEPT, Collector
from backstamp.hits.health import Health, Status
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.proxies import TrustedProxies, trusted_networks
from backstamp.hits.schema import Row
from backstamp.hits.withdrawals import withdraw
from backstamp.tokens.token import Token
from backstamp.tokens.urls import link_url, pixel_url

LINK_TOKEN = LINK_PATH.removeprefix("/l/").partition("?")[0]
TO = LINK_PATH.partition("?")[2]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with Serving(tmp_path / "hits.sqlite") as running:
        yield running


def the_hit(serving: Serving) -> Hit:
    (hit,) = serving.stored()
    return hit


def test_a_pixel_is_stored_and_answered_with_the_image(serving: Serving) -> None:
    with httpx2.Client() as client:
        answer = client.get(serving.url + PIXEL_PATH, headers={"user-agent": "test/1"})
    assert (answer.status_code, answer.content) == (200, GIF)
    assert len(answer.content) == 43 == int(answer.headers["content-length"])
    assert answer.headers["content-type"] == "image/gif"
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    hit = the_hit(serving)
    assert (hit.method, hit.kind, hit.message, hit.recipient, hit.link) == ("GET", PathKind.PIXEL, MESSAGE, 3, 0)
    assert (hit.peer, hit.http_version, hit.header("user-agent")) == ("127.0.0.1", "1.1", "test/1")


def test_a_link_is_stored_and_leads_exactly_to_its_destination(serving: Serving) -> None:
    with httpx2.Client() as client:
        answer = client.get(serving.url + LINK_PATH, follow_redirects=False)
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["location"] == DESTINATION
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    hit = the_hit(serving)
    assert (hit.kind, hit.message, hit.recipient, hit.link) == (PathKind.LINK, MESSAGE, 3, 2)


@pytest.mark.parametrize(
    "destination",
    [
        "http://a.example/",
        "https://a.example/?q=%0d%0aset-cookie:x",
        "https://a.example/?to=https://b.example/&to=x",
        "https://user:pass@a.example:8443/~x/(y);z=1?a+b='c'#d|e",
        "https://xn--bcher-kva.example/%E2%9C%93",
        "https://a.example/?" + "q" * 30_000,
    ],
)
def test_every_bound_destination_comes_back_byte_for_byte(serving: Serving, destination: str) -> None:
    answer = serving.get(link_url("", RING.seal(Token(1, 0, 1), destination), destination))
    assert (answer.status, answer.headers["location"]) == (302, destination)


@pytest.mark.parametrize(
    "appended", ["&utm_source=x", "&fbclid=Iw&to=https://evil.example/", "&", "&%zz", "&n=\xc3\xa9t\xc3\xa9"]
)
def test_what_third_parties_append_to_a_link_changes_nothing(serving: Serving, appended: str) -> None:
    answer = serving.get(LINK_PATH + appended)
    assert (answer.status, answer.headers["location"]) == (302, DESTINATION)


def test_what_third_parties_put_in_front_or_append_to_a_pixel_changes_nothing(serving: Serving) -> None:
    assert serving.get(f"/l/{LINK_TOKEN}?utm_source=x&{TO}").status == 302
    assert serving.get(PIXEL_PATH + "?cachebuster=1").body == GIF
    assert serving.get("http://t.example" + PIXEL_PATH).body == GIF
    assert len(serving.stored()) == 3


@pytest.mark.parametrize(("path", "status", "length"), [(PIXEL_PATH, 200, "43"), (LINK_PATH, 302, "0")])
def test_head_is_stored_as_head_and_answered_without_a_body(
    serving: Serving, path: str, status: int, length: str
) -> None:
    answer = serving.get(path, method=b"HEAD")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (status, b"", length)
    assert the_hit(serving).method == "HEAD"


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"PROPFIND", b"get"])
@pytest.mark.parametrize("path", [PIXEL_PATH, LINK_PATH])
def test_other_methods_are_refused_and_not_stored(serving: Serving, method: bytes, path: str) -> None:
    answer = serving.get(path, [b"Content-Length: 0"], method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert serving.stored() == []


def test_health_robots_and_nothing_else(serving: Serving) -> None:
    assert json.loads(serving.get("/healthz").body)["status"] == "ok"
    robots = serving.get("/robots.txt")
    assert (robots.status, robots.body) == (200, b"User-agent: *\nDisallow: /\n")
    elsewhere = [
        "/",
        "/o",
        "/l",
        "/O/" + TOKEN + ".gif",
        "//o/" + TOKEN + ".gif",
        "/%6f/" + TOKEN + ".gif",
        "/healthz/",
    ]
    answers = {serving.get(path)[::2] for path in [*elsewhere, "/.env", "/x/../o/" + TOKEN + ".gif", "/favicon.ico"]}
    assert answers == {(404, b"Nothing is here.\n")}
    assert serving.stored() == []


def changed(token: str, position: int) -> str:
    other = "A" if token[position] != "A" else "B"
    return token[:position] + other + token[position + 1 :]


NO_PIXELS = {
    "forged": f"/o/{changed(TOKEN, 20)}.gif",
    "forged at its end": f"/o/{changed(TOKEN, 43)}.gif",
    "of an unknown key": pixel_url("", STRANGER.seal(Token(MESSAGE, 3, 0))),
    "a link's": f"/o/{LINK_TOKEN}.gif",
    "truncated": f"/o/{TOKEN[:-1]}.gif",
    "lengthened": f"/o/{TOKEN}A.gif",
    "padded": f"/o/{TOKEN[:-1]}=.gif",
    "percent-encoded": f"/o/%{ord(TOKEN[0]):02x}{TOKEN[1:]}.gif",
    "followed by a blank": f"/o/{TOKEN}%20.gif",
    "with another ending": f"/o/{TOKEN}.png",
    "in capitals": f"/o/{TOKEN}.GIF",
    "without an ending": f"/o/{TOKEN}",
    "in a folder": f"/o/{TOKEN}.gif/",
    "below a folder": f"/o/x/{TOKEN}.gif",
    "climbing": f"/o/../o/{TOKEN}.gif",
    "empty": "/o/.gif",
    "nothing": "/o/",
    "noise": "/o/javascript:alert('1');|~",
    "beyond the store": pixel_url("", RING.seal(Token(2**63, 0, 0))),
}


@pytest.mark.parametrize("path", NO_PIXELS.values(), ids=NO_PIXELS.keys())
def test_a_pixel_that_is_none_is_answered_alike_counted_and_never_stored(serving: Serving, path: str) -> None:
    right, wrong = serving.get(PIXEL_PATH), serving.get(path)
    right.headers.pop("date")
    wrong.headers.pop("date")
    assert wrong == right, "a stranger can tell a forged pixel from a real one"
    assert len(serving.stored()) == 1
    assert serving.collector.rejected == 1


@pytest.mark.parametrize("path", [f"/o/\xe9{TOKEN[1:]}.gif", "/o/<script>.gif", "/l/<script>?to=<script>", "/l/\x7f"])
def test_what_is_no_uri_is_refused_without_an_echo(serving: Serving, path: str) -> None:
    answer = serving.get(path)
    assert (answer.status, answer.body) == (400, b"")
    assert serving.stored() == []


def a_token_with_both_special_characters(link: bool) -> str:
    for message in range(100_000):
        token = RING.seal(Token(message, 0, int(link)), DESTINATION if link else "")
        if "-" in token and "_" in token:
            return token
    raise AssertionError("there is none")


@pytest.mark.parametrize(("safe", "standard"), [("-", "+"), ("_", "/")])
def test_the_other_base64_alphabet_is_not_accepted(serving: Serving, safe: str, standard: str) -> None:
    token = a_token_with_both_special_characters(link=False)
    assert base64.b64decode(token.replace("-", "+").replace("_", "/"), validate=True)
    serving.get(f"/o/{token.replace(safe, standard)}.gif")
    token = a_token_with_both_special_characters(link=True)
    assert serving.get(f"/l/{token.replace(safe, standard)}?{TO}").status == 404
    assert serving.stored() == []
    assert serving.collector.rejected == 2


NO_LINKS = {
    "forged": f"/l/{changed(LINK_TOKEN, 20)}?{TO}",
    "of an unknown key": link_url("", STRANGER.seal(Token(MESSAGE, 3, 2), DESTINATION), DESTINATION),
    "a pixel's": f"/l/{TOKEN}?{TO}",
    "truncated": f"/l/{LINK_TOKEN[:-1]}?{TO}",
    "padded": f"/l/{LINK_TOKEN[:-1]}=?{TO}",
    "percent-encoded": f"/l/%{ord(LINK_TOKEN[0]):02x}{LINK_TOKEN[1:]}?{TO}",
    "below a folder": f"/l/x/{LINK_TOKEN}?{TO}",
    "in a folder": f"/l/{LINK_TOKEN}/?{TO}",
    "to elsewhere": f"/l/{LINK_TOKEN}?to=https://evil.example/",
    "to elsewhere first": f"/l/{LINK_TOKEN}?to=https://evil.example/&{TO}",
    "to a longer place": f"/l/{LINK_TOKEN}?{TO}%26more",
    "to the same in capitals": f"/l/{LINK_TOKEN}?{TO.replace('shop', 'SHOP')}",
    "to nowhere": f"/l/{LINK_TOKEN}",
    "to an empty place": f"/l/{LINK_TOKEN}?to=",
    "by another name": f"/l/{LINK_TOKEN}?url={TO}",
    "badly escaped": f"/l/{LINK_TOKEN}?{TO}%",
    "with a header in it": f"/l/{LINK_TOKEN}?{TO}%0d%0aset-cookie:%20a=b",
    "noise": "/l/javascript:alert('1');?to=javascript:alert(1)",
    "beyond the store": link_url("", RING.seal(Token(2**63, 0, 1), DESTINATION), DESTINATION),
}


@pytest.mark.parametrize("path", NO_LINKS.values(), ids=NO_LINKS.keys())
def test_a_link_that_is_none_leads_nowhere_is_counted_and_never_stored(serving: Serving, path: str) -> None:
    answer = serving.get(path)
    assert (answer.status, answer.body) == (404, DAMAGED_LINK.body)
    assert set(answer.headers) == {
        *(name.decode() for name, _ in DAMAGED_LINK.headers), "server", "date", "connection"
    }  # fmt: skip
    assert serving.stored() == []
    assert serving.collector.rejected == 1


@pytest.mark.parametrize(
    "destination",
    [
        "https://a.example/\r\nset-cookie: a=b",
        "https://a.example/\nset-cookie: a=b",
        "https://a.example/ b",
        "https://a.example/\x00",
        "https://a.example/\x7f",
        "javascript:alert(1)",
        "//a.example/",
        "/o/x",
        "file:///etc/passwd",
        "HTTPS:a.example",
        " https://a.example/",
    ],
)
def test_even_a_rightly_sealed_destination_must_be_a_web_address_in_one_line(
    serving: Serving, destination: str
) -> None:
    answer = serving.get(link_url("", RING.seal(Token(1, 0, 1), destination), destination))
    assert answer.status == 404
    assert not {"location", "set-cookie"} & set(answer.headers)
    assert serving.stored() == []


def test_header_octets_beyond_ascii_order_and_repetition_survive(serving: Serving) -> None:
    serving.get(PIXEL_PATH, [b"X-B: \xff\xfe caf\xc3\xa9", b"X-A: 1", b"x-b: two", b"X-Tab: a\tb", b"X-Empty:"])
    assert the_hit(serving).headers == (
        ("host", "t.example"),
        ("connection", "close"),
        ("x-b", "\xff\xfe caf\xc3\xa9"),
        ("x-b", "two"),
        ("x-a", "1"),
        ("x-tab", "a\tb"),
        ("x-empty", ""),
    )


def test_long_headers_are_answered_and_stored_within_bounds(serving: Serving) -> None:
    many = [b"X-%d: " % number + b"v" * 1000 for number in range(40)]
    assert serving.get(PIXEL_PATH, [b"User-Agent: test/1", b"X-Huge: " + b"v" * 20_000, *many]).body == GIF
    hit = the_hit(serving)
    assert hit.header("user-agent") == "test/1"
    assert hit.header("x-huge") is None
    kept = sum(len(name) + len(value) + 3 for name, value in hit.headers)
    assert HEADERS_KEPT - 1100 < kept <= HEADERS_KEPT
    assert all(len(value) == 1000 for name, value in hit.headers if name.startswith("x-"))


@pytest.mark.parametrize("octets", [5_000, 60_000, 200_000, 3_000_000])
def test_endless_urls_and_headers_are_refused_and_others_are_served(serving: Serving, octets: int) -> None:
    endless = b"a" * octets
    for request in (
        b"GET /o/" + endless + b".gif HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET " + PIXEL_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + endless + b"\r\n\r\n",
        b"GET " + LINK_PATH.encode() + b"&x=" + endless + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ):
        with serving.connect() as client:
            try:
                client.sendall(request)
                raw = b"".join(iter(lambda: client.recv(65536), b""))
            except ConnectionError:
                continue
        assert parsed(raw).status in {200, 302, 414, 431}
    assert serving.get(PIXEL_PATH).body == GIF


@pytest.mark.parametrize(
    "request_line",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET",
        b"GET  HTTP/1.1",
        b"GET o HTTP/1.1",
        b"GET / HTTP/9.9",
        b"\x00" * 100,
        b"\r\n" * 50,
    ],
)
def test_what_is_no_http_hurts_nobody(serving: Serving, request_line: bytes) -> None:
    with serving.connect() as client:
        client.sendall(request_line + b"\r\n\r\n")
    assert serving.get(PIXEL_PATH).body == GIF
    assert len(serving.stored()) == 1


def test_http_1_0_is_answered_and_recorded(serving: Serving) -> None:
    assert serving.send(b"GET " + PIXEL_PATH.encode() + b" HTTP/1.0\r\n\r\n").body == GIF
    assert the_hit(serving).http_version == "1.0"


def test_http_2_is_answered_and_recorded(serving: Serving) -> None:
    with serving.connect() as client:
        client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + h2_frame(4, 0, 0, b"") + h2_request(PIXEL_PATH))
        received = b""
        while GIF not in received:
            more = client.recv(65536)
            assert more, "hung up"
            received += more
    hit = the_hit(serving)
    assert (hit.http_version, hit.method, hit.peer) == ("2", "GET", "127.0.0.1")
    assert hit.header("user-agent") == "two"


def h2_frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """RFC 9113 section 4.1."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def h2_request(path: str) -> bytes:
    """A HEADERS frame that ends its stream, every field a literal without indexing (RFC 7541 section 6.2.2)."""
    fields = {":method": "GET", ":scheme": "http", ":authority": "t.example", ":path": path, "user-agent": "two"}
    block = b"".join(
        b"\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in fields.items()
    )
    return h2_frame(1, 0x05, 1, block)


def test_several_requests_on_one_connection_are_several_hits(serving: Serving) -> None:
    request = b"GET " + PIXEL_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\n"
    answers = serving.send((request + b"\r\n") * 9 + request + b"Connection: close\r\n\r\n")
    assert answers.status == 200
    assert len(serving.stored()) == 10


@pytest.mark.parametrize(("trusted", "peer"), [(["127.0.0.0/8"], "192.0.2.99"), (["10.0.0.0/8"], "127.0.0.1")])
def test_only_a_trusted_proxy_is_believed(tmp_path: Path, trusted: list[str], peer: str) -> None:
    with Serving(tmp_path / "hits.sqlite", proxies=TrustedProxies(trusted_networks(trusted))) as serving:
        serving.get(PIXEL_PATH, [b"X-Forwarded-For: 1.1.1.1", b"X-Forwarded-For: 192.0.2.99"])
        hit = the_hit(serving)
    assert hit.peer == peer
    assert [value for name, value in hit.headers if name == "x-forwarded-for"] == ["1.1.1.1", "192.0.2.99"]


def test_hundreds_of_clients_that_vanish_keep_no_other_waiting(serving: Serving) -> None:
    total, answered = 400, []
    request = b"GET " + PIXEL_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    clients = [serving.connect() for _ in range(total)]
    for number, client in enumerate(clients):
        client.sendall(request)
        if number % 3 == 0:
            reset(client)
    for number, client in enumerate(clients):
        if number % 3:
            answered.append(b"".join(iter(lambda: client.recv(4096), b"")))  # noqa: B023  # used at once
            client.close()
    assert len(answered) == total - len(range(0, total, 3))
    assert all(raw.endswith(GIF) for raw in answered)
    eventually(lambda: serving.health.waiting == 0)
    assert len(answered) <= len(serving.stored()) <= total


def test_clients_that_vanish_while_the_disk_is_slow_keep_no_other_waiting(serving: Serving) -> None:
    request = b"GET " + PIXEL_PATH.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    other = sqlite3.connect(serving.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    clients = [serving.connect() for _ in range(200)]
    for client in clients:
        client.sendall(request)
    eventually(lambda: serving.health.waiting >= 150)
    for client in clients[::2]:
        reset(client)
    other.execute("ROLLBACK")
    other.close()
    for client in clients[1::2]:
        assert b"".join(iter(lambda: client.recv(4096), b"")).endswith(GIF)  # noqa: B023  # used at once
        client.close()
    eventually(lambda: serving.health.waiting == 0)
    assert serving.get(PIXEL_PATH).body == GIF
    assert len(serving.stored()) >= 100


def test_while_the_store_fails_readers_are_answered_and_health_says_so(serving: Serving) -> None:
    other = sqlite3.connect(serving.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert serving.get(PIXEL_PATH).body == GIF
    assert serving.get(LINK_PATH).headers["location"] == DESTINATION
    health = serving.get("/healthz")
    assert health.status == 503
    told = json.loads(health.body)
    assert (told["status"], told["waiting"], told["stored"]) == ("failing", 2, 0)
    assert str(serving.path).encode() not in health.body
    other.execute("ROLLBACK")
    other.close()
    eventually(lambda: serving.get("/healthz").status == 200)
    assert [hit.kind for hit in serving.stored()] == [PathKind.PIXEL, PathKind.LINK]
    assert len(serving.log.events) == 2


def test_readers_and_a_watching_report_never_wait_for_each_other(serving: Serving) -> None:
    ended = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        while not ended.is_set():
            seen.append(len(serving.stored()))

    watching = threading.Thread(target=watch)
    watching.start()
    with httpx2.Client() as client:
        for _ in range(100):
            assert client.get(serving.url + PIXEL_PATH).content == GIF
    ended.set()
    watching.join()
    assert seen == sorted(seen)
    assert len(serving.stored()) == 100


def without_date(reply: Reply) -> Reply:
    return reply._replace(headers={name: value for name, value in reply.headers.items() if name != "date"})


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("path", [PIXEL_PATH, LINK_PATH, LINK_PATH + "&utm_source=x"])
def test_a_withdrawal_by_another_program_changes_no_octet_of_the_answer_and_ends_the_recording(
    serving: Serving, path: str, method: bytes
) -> None:
    before = serving.get(path, method=method)
    assert len(serving.stored()) == 1
    withdraw(serving.path, [(MESSAGE, 3)], since=1)
    eventually(lambda: (MESSAGE, 3) in serving.withdrawals.deliveries)
    after = [serving.get(path, method=method) for _ in range(3)]
    assert [without_date(each) for each in after] == [without_date(before)] * 3
    assert len(serving.stored()) == 1
    assert serving.health.stored == 1
    assert (serving.collector.rejected, serving.log.events) == (0, [])


def test_a_withdrawal_silences_its_own_delivery_alone(serving: Serving) -> None:
    serving.withdrawals.withdraw([(MESSAGE, 4), (MESSAGE - 1, 3)], since=1)
    serving.get(PIXEL_PATH)
    serving.get(LINK_PATH)
    assert len(serving.stored()) == 2


def test_a_withdrawal_outlives_the_server(tmp_path: Path) -> None:
    withdraw(tmp_path / "hits.sqlite", [(MESSAGE, 3)], since=1)
    with Serving(tmp_path / "hits.sqlite") as serving:
        assert serving.get(PIXEL_PATH).body == GIF
        assert serving.get(LINK_PATH).status == 302
        assert serving.stored() == []


class Kept:
    """A writer without a disk, for calling the ASGI application thousands of times."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    @property
    def health(self) -> Health:
        return Health(Status.OK, 0, "", 0, 0, 0)

    async def add(self, row: Row) -> None:
        self.rows.append(row)


def called(scope: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes, list[Row]]:
    """Call the application itself; returns status, headers, body, and what it stored."""
    kept, sent = Kept(), []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read of a request's body")

    app = Collector(
        lambda: RING, kept, clock=lambda: 1, proxies=TrustedProxies(trusted_networks(["::/0", "0.0.0.0/0"]))
    )
    asyncio.run(app({"type": "http", **scope}, receive, send))
    start, body = sent
    return start["status"], start["headers"], body["body"], kept.rows


any_path = st.one_of(
    st.binary(max_size=80),
    st.builds(bytes.__add__, st.sampled_from([b"/o/", b"/l/", b"/healthz", b"/robots.txt"]), st.binary(max_size=60)),
    st.from_regex(rb"/[ol]/[\w-]{43,45}(\.gif)?", fullmatch=True),
    st.sampled_from([PIXEL_PATH.encode(), b"/l/" + LINK_TOKEN.encode()]),
)
any_query = st.one_of(
    st.binary(max_size=80), st.builds(bytes.__add__, st.just(b"to="), st.binary(max_size=60)), st.just(TO.encode())
)
any_headers = st.lists(
    st.tuples(st.one_of(st.binary(max_size=12), st.just(b"x-forwarded-for")), st.binary(max_size=40)), max_size=6
)
any_client = st.one_of(st.none(), st.tuples(st.one_of(st.text(max_size=12), st.just("10.0.0.1")), st.integers()))
any_method = st.sampled_from(["GET", "HEAD", "POST", "BREW"])


@given(path=any_path, query=any_query, headers=any_headers, client=any_client, method=any_method)
@example(PIXEL_PATH.encode(), b"", [(b"\n: ", b"\r\n\x00\xff")], None, "GET")
def test_no_request_raises_and_only_sealed_tokens_are_stored(
    path: bytes, query: bytes, headers: list[tuple[bytes, bytes]], client: tuple[str, int] | None, method: str
) -> None:
    scope = {"raw_path": path, "query_string": query, "headers": headers, "client": client, "method": method}
    status, answer_headers, body, rows = called({**scope, "http_version": "1.1"})
    asked = method in {"GET", "HEAD"}
    pixel = asked and path == PIXEL_PATH.encode()
    link = asked and path == b"/l/" + LINK_TOKEN.encode() and re.match(rb"([^&]*&)*?" + re.escape(TO.encode()), query)
    assert status in {200, 302, 404, 405}
    assert len(rows) == bool(pixel or link)
    assert (status == 302) == bool(link)
    assert body == b"" if method == "HEAD" else status == 302 or body
    assert all(b"\r" not in value and b"\n" not in value for _, value in answer_headers)
    for row in rows:
        row[-1].encode("latin-1")


def test_refusals_are_one_value_and_so_cannot_reflect_anything() -> None:
    scope: dict[str, Any] = {
        "query_string": b"to=https://evil.example/<x>",
        "headers": [],
        "client": None,
        "http_version": "1.1",
    }
    pixel = called({**scope, "raw_path": b"/o/<script>.gif", "method": "GET"})
    link = called({**scope, "raw_path": b"/l/<script>", "method": "GET"})
    assert pixel[:3] == (PIXEL.status, PIXEL.headers, PIXEL.body)
    assert link[:3] == (DAMAGED_LINK.status, DAMAGED_LINK.headers, DAMAGED_LINK.body)


def test_what_is_no_http_scope_is_left_unanswered() -> None:
    with pytest.raises(ValueError, match="unpack"):
        called({"type": "websocket"})
