"""Cleaned messages in a real browser: every name leads to a server of ours, which hears whatever is asked for."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.mail.references.vectors import VECTORS

from backstamp.catalogue.trackers import load_trackers
from backstamp.mail.edit import TextPart, read_text
from backstamp.mail.parts import part_map
from backstamp.mail.references.reference import Trigger
from backstamp.recipient.clean.clean import clean
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.finding import Scan
from backstamp.recipient.reader import Reader
from backstamp.recipient.scan import scan

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

MAILBOX = "mailbox.test"
"""Where the reader's own mail program shows messages; what is asked there tells nobody."""
HEAD = b"From: a@sender.example\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
NOTHING = Scan("", "", "", "", Reader(), 0, ())
ALL = CleanOptions(images=Images.ALL)
OWN = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
"""Whom Chromium itself asks, message or no message."""
NAME = re.compile(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
PATIENCE = 1500
"""Milliseconds in which a browser asks for what it has not asked for while it loads."""
SOON = 500
"""Milliseconds between two looks at whether it has asked for enough."""
LOOKS = 40
TABS = 6


def names_in(said: bytes) -> Iterator[str]:
    """The names in what a client says; in TLS the length stands before one, and what follows may look like more."""
    for match in NAME.finditer(said):
        length = int.from_bytes(said[max(0, match.start() - 2) : match.start()])
        yield match[0][: length or None].decode()


@dataclass
class Network:
    """Everybody's server: each connection is heard, whatever comes over it."""

    port: int = 0
    pages: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def answer(self, said: bytes) -> bytes:
        match = re.match(rb"GET /page/(\d+) ", said)
        if match and MAILBOX.encode() in said:
            body = self.pages[int(match[1])].encode("utf-8", "replace")
            return (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
                + body
            )
        names = list(names_in(said))
        if MAILBOX.encode() not in said and not any(name.endswith(OWN) for name in names):
            self.heard.append(f"{names} {said[:60]!r}")
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def network() -> Iterator[Network]:
    made = Network()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(10)
            try:
                said = self.request.recv(65536)
                while said[:1] == b"\x16" and len(said) < 5 + int.from_bytes(said[3:5]):
                    said += self.request.recv(65536)
            except OSError:
                return
            if said:
                self.request.sendall(made.answer(said))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser that goes away is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        server.shutdown()


class Browser:
    """One Chromium for all: who opens pages in it is told what strangers heard of that.

    Args:
        net: everybody's server.
        chromium: whose every name leads there.
    """

    def __init__(self, net: Network, chromium: "Chromium") -> None:
        self._net, self._chromium = net, chromium

    def asked(self, pages: list[str], until: Callable[[set[str]], bool] | None = None) -> tuple[list[str], set[str]]:
        """What strangers' servers hear when pages are opened, and the addresses asked for.

        Pages are opened in several tabs in turn, so that each has time to act while the next ones load.

        Args:
            pages: what is shown.
            until: whether what was asked for is enough; without it, all that comes within `PATIENCE` is told.
        """
        from playwright.sync_api import Error

        urls: set[str] = set()
        self._net.pages, self._net.heard = pages, []
        with self._chromium.new_context() as context:
            context.on("request", lambda request: urls.add(request.url))
            tabs = [context.new_page() for _ in range(min(TABS, len(pages)))]
            for tab in tabs:
                tab.on("dialog", lambda dialog: dialog.dismiss())
            for number in range(len(pages)):
                with suppress(Error):  # a message that leads elsewhere by itself gets in the way of the next one
                    tabs[number % len(tabs)].goto(f"http://{MAILBOX}/page/{number}", wait_until="commit")
            for _ in range(LOOKS if until else 1):
                tabs[0].wait_for_timeout(SOON if until else PATIENCE)
                if until is not None and self._net.heard and until(urls):
                    break
        heard, self._net.heard = self._net.heard, []
        return heard, {url for url in urls if MAILBOX not in url and url.startswith("http")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with network() as net, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                *(
                    "--no-sandbox",
                    "--disable-quic",
                    "--disable-background-networking",
                    "--disable-component-update",
                ),
                *("--disable-features=HttpsUpgrades", "--disable-sync", "--no-first-run"),
                f"--host-resolver-rules=MAP * 127.0.0.1:{net.port}",
            ],
        )
        yield Browser(net, chromium)
        chromium.close()


def html_of(message: bytes) -> str:
    for part in part_map(message).walk():
        if part.content_type == "text/html" and not part.children:
            read = read_text(message, part)
            assert isinstance(read, TextPart)
            return read.text
    raise AssertionError("the message has no HTML part")


def cleaned_html(html: str) -> str:
    return html_of(clean(HEAD + html.encode("utf-8", "surrogatepass"), NOTHING, ALL).message)


SAMPLES = [vector.sample for vector in VECTORS if "\r\n\r\n" not in vector.sample]


@pytest.mark.needs("chromium")
def test_no_vector_asks_for_anything_once_it_is_cleaned(browser: Browser) -> None:
    assert len(SAMPLES) > 180
    assert browser.asked([cleaned_html(sample) for sample in SAMPLES]) == ([], set())


@pytest.mark.needs("chromium")
def test_the_same_vectors_ask_for_much_before(browser: Browser) -> None:
    heard, urls = browser.asked(SAMPLES[::3], until=lambda urls: len(urls) > 20)
    assert heard
    assert len(urls) > 20


@pytest.mark.needs("chromium")
def test_a_page_without_addresses_is_silent(browser: Browser) -> None:
    assert browser.asked(["<p>Hello"]) == ([], set())


@pytest.mark.needs("chromium")
def test_the_page_of_all_known_leaks_is_silent_once_it_is_cleaned(browser: Browser, corpora: Path) -> None:
    page = (corpora / "vectors" / "httpleaks.html").read_text(encoding="utf-8")
    heard, urls = browser.asked([page], until=lambda urls: len(urls) > 30)
    assert heard
    assert len(urls) > 30
    assert browser.asked([cleaned_html(page)]) == ([], set())


@pytest.fixture(scope="module")
def newsletters(corpora: Path) -> list[tuple[bytes, Scan]]:
    """Real messages, scanned."""
    messages = [path.read_bytes() for path in sorted((corpora / "pairs").glob("*.copy1.eml"))]
    assert messages
    return [(message, scan(message, load_trackers())) for message in messages]


@pytest.mark.needs("chromium")
def test_real_newsletters_ask_for_nothing_without_pictures(
    browser: Browser, newsletters: list[tuple[bytes, Scan]]
) -> None:
    assert browser.asked([html_of(clean(*each, ALL).message) for each in newsletters]) == ([], set())


@pytest.mark.needs("chromium")
def test_real_newsletters_ask_for_no_tracker_and_still_for_pictures(
    browser: Browser, newsletters: list[tuple[bytes, Scan]]
) -> None:
    loading = [
        one for _, found in newsletters for one in found.findings if one.reference.trigger is Trigger.OPEN and one.sure
    ]
    watched = {one.url for one in loading}
    heard, before = browser.asked(
        [html_of(message) for message, _ in newsletters], until=lambda urls: bool(urls & watched)
    )
    assert heard
    assert before & watched
    after = browser.asked([html_of(clean(*each).message) for each in newsletters])[1]
    assert not after & watched
    assert after
