"""Logs as the real programs write them: BIND, Unbound, dnsmasq and Squid of Debian, asked on loopback."""

import http.server
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.endtoend import running_resolvers as resolvers
from tests.endtoend.installation import free_ports
from tests.endtoend.processes import wait_for_port

from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.needles import Needles
from backstamp.recipient.hunt.reading import read_log

WANTED = Needles.of(["tracker.example", "blocked.example"])
ASKED = [
    ("127.0.0.1", "open.tracker.example", "A"),
    ("127.0.0.1", "open.tracker.example", "AAAA"),
    ("127.0.0.1", "open.tracker.example", "HTTPS"),
    ("127.0.0.2", "news.shop.example", "A"),
    ("127.0.0.2", "blocked.example", "A"),
]
UNCLOAKED = [event for event in ASKED if event[1] != "news.shop.example"]
ALIASES = ("shop.tracker.example", "edge.tracker.example")


def _read(path: Path) -> list[Event]:
    events, counts = read_log(path, WANTED)
    assert counts.unparsable == 0, counts.samples
    return events


def _told(events: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.client, event.host, event.what) for event in events]


@pytest.mark.needs("named")
def test_what_bind_writes_is_read(tmp_path):
    (port,) = free_ports(1)
    with resolvers.bind(tmp_path, port):
        resolvers.ask_all(port)
    events = _read(tmp_path / "query.log")
    assert _told(events) == UNCLOAKED
    assert [event.host for event in events if event.blocked] == ["blocked.example"]
    tapped = _read(tmp_path / "dnstap.out")
    assert sorted(_told(tapped)) == sorted(ASKED)
    (branded,) = [event for event in tapped if event.host == "news.shop.example"]
    assert (branded.aliases, branded.addresses) == (ALIASES, ("198.51.100.7",))


@pytest.mark.needs("named", "unbound")
def test_what_unbound_writes_is_read(tmp_path):
    upstream, port = free_ports(2)
    with resolvers.bind(tmp_path, upstream), resolvers.unbound(tmp_path, port, upstream):
        resolvers.ask_all(port)
    events = _read(tmp_path / "unbound.log")
    assert _told(events) == UNCLOAKED
    assert [(event.host, event.outcome) for event in events if event.blocked] == [("blocked.example", "NXDOMAIN")]


@pytest.mark.needs("named", "dnsmasq")
@pytest.mark.parametrize("log_queries", ["--log-queries", "--log-queries=extra"])
def test_what_dnsmasq_writes_is_read(tmp_path, log_queries):
    upstream, port = free_ports(2)
    with resolvers.bind(tmp_path, upstream), resolvers.dnsmasq(tmp_path, port, upstream, log_queries):
        resolvers.ask_all(port)
    events = _read(tmp_path / "dnsmasq.log")
    assert _told(events) == ASKED
    assert [event.aliases for event in events] == [(), (), (), ALIASES, ()]
    assert [event.blocked for event in events] == [False, False, False, False, True]


class _Pixel(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is http.server's
        """Say nothing."""


@pytest.fixture
def website() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pixel)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Squid gives up root, and its own user must reach its files."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o777)  # noqa: PTH101, S103 -- see above
        yield Path(name)


def _through(proxy: int, words: str) -> bytes:
    with socket.create_connection(("127.0.0.1", proxy), timeout=20) as connection:
        connection.sendall(f"{words}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return answer


@pytest.mark.needs("squid")
@pytest.mark.parametrize("form", ["squid", "combined"])
def test_what_squid_writes_is_read(open_folder, website, form):
    (port,) = free_ports(1)
    (open_folder / "hosts").write_text("127.0.0.1 open.tracker.example news.shop.example\n")
    (open_folder / "squid.conf").write_text(
        f"http_port 127.0.0.1:{port}\nhosts_file {open_folder}/hosts\npid_filename none\ncache deny all\n"
        f"cache_log {open_folder}/cache.log\naccess_log stdio:{open_folder}/access.log logformat={form}\n"
        "acl tunnel method CONNECT\nhttp_access deny tunnel\nhttp_access allow all\nshutdown_lifetime 0 seconds\n"
        f"netdb_filename none\ncoredump_dir {open_folder}\n"
    )
    process = subprocess.Popen(["squid", "-N", "-f", str(open_folder / "squid.conf")], stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process, open_folder / "cache.log")
        _through(port, f"GET http://open.tracker.example:{website}/p.gif?id=7 HTTP/1.1")
        _through(port, f"GET http://news.shop.example:{website}/ HTTP/1.1")
        _through(port, "CONNECT open.tracker.example:443 HTTP/1.1")
    finally:
        process.terminate()
        process.wait(timeout=60)
    request, tunnel = _read(open_folder / "access.log")
    assert (request.means, request.host, request.outcome) == (Means.REQUEST, "open.tracker.example", "200")
    assert request.url.endswith("/p.gif?")  # Squid strips what follows, unless strip_query_terms is off
    assert (tunnel.means, tunnel.host, tunnel.outcome) == (Means.CONNECTION, "open.tracker.example", "403")
    assert (request.client, tunnel.blocked) == ("127.0.0.1", form == "squid")
