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
    from playwright.sync_api import Page

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
        names = [name.decode() for name in NAME.findall(said)]
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


@pytest.fixture(scope="module")
def browser_page() -> "Iterator[Callable[[Network], Page]]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = []

        def new(net: Network) -> "Page":
            browser = playwright.chromium.launch(
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
            opened.append(browser)
            return browser.new_page()

        yield new
        for browser in opened:
            browser.close()


def asked(new_page: "Callable[[Network], Page]", pages: list[str]) -> tuple[list[str], set[str]]:
    """What strangers' servers hear when pages are opened, one after the other; and the addresses asked for."""
    from playwright.sync_api import Error

    urls: set[str] = set()
    with network() as net:
        net.pages = pages
        page = new_page(net)
        page.context.on("request", lambda request: urls.add(request.url))
        page.on("dialog", lambda dialog: dialog.dismiss())
        for number in range(len(pages)):
            with suppress(Error):  # a message that leads elsewhere by itself gets in the way of the next one
                page.goto(f"http://{MAILBOX}/page/{number}", wait_until="commit")
            page.wait_for_timeout(60)
        page.wait_for_timeout(PATIENCE)
        page.context.browser.close()  # type: ignore[union-attr] # it has one
        return list(net.heard), {url for url in urls if MAILBOX not in url and url.startswith("http")}


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
def test_no_vector_asks_for_anything_once_it_is_cleaned(browser_page: "Callable[[Network], Page]") -> None:
    assert len(SAMPLES) > 180
    assert asked(browser_page, [cleaned_html(sample) for sample in SAMPLES]) == ([], set())


@pytest.mark.needs("chromium")
def test_the_same_vectors_ask_for_much_before(browser_page: "Callable[[Network], Page]") -> None:
    heard, urls = asked(browser_page, SAMPLES)
    assert len(heard) > 20
    assert len(urls) > 20


@pytest.mark.needs("chromium")
def test_a_page_without_addresses_is_silent(browser_page: "Callable[[Network], Page]") -> None:
    assert asked(browser_page, ["<p>Hello"]) == ([], set())


@pytest.mark.needs("chromium")
def test_the_page_of_all_known_leaks_is_silent_once_it_is_cleaned(
    browser_page: "Callable[[Network], Page]", corpora: Path
) -> None:
    page = (corpora / "vectors" / "httpleaks.html").read_text(encoding="utf-8")
    heard, urls = asked(browser_page, [page])
    assert heard
    assert len(urls) > 30
    assert asked(browser_page, [cleaned_html(page)]) == ([], set())


@pytest.mark.needs("chromium")
def test_real_newsletters_ask_for_nothing_without_pictures(
    browser_page: "Callable[[Network], Page]", corpora: Path
) -> None:
    messages = [path.read_bytes() for path in sorted((corpora / "pairs").glob("*.copy1.eml"))]
    assert messages
    heard, _ = asked(browser_page, [html_of(message) for message in messages])
    assert heard
    trackers = load_trackers()
    cleaned = [html_of(clean(message, scan(message, trackers), ALL).message) for message in messages]
    assert asked(browser_page, cleaned) == ([], set())


@pytest.mark.needs("chromium")
def test_real_newsletters_ask_for_no_tracker_and_still_for_pictures(
    browser_page: "Callable[[Network], Page]", corpora: Path
) -> None:
    trackers = load_trackers()
    before, after, watched, shown = [], [], set(), set()
    for path in sorted((corpora / "pairs").glob("*.copy1.eml")):
        message = path.read_bytes()
        found = scan(message, trackers)
        loading = [one for one in found.findings if one.reference.trigger is Trigger.OPEN]
        watched |= {one.url for one in loading if one.sure}
        shown |= {one.url for one in loading if not one.sure}
        before.append(html_of(message))
        after.append(html_of(clean(message, found).message))
    assert asked(browser_page, before)[1] & watched
    asked_for = asked(browser_page, after)[1]
    assert not asked_for & watched
    assert asked_for
