"""The reader's page over real sockets: what it shows, what stops, and what a stranger can and cannot do."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st
from tests.hits.serving import (
    KEY,
    LINK_PATH,
    MESSAGE,
    PIXEL_PATH,
    READER_PATH,
    RING,
    STRANGER,
    TOKEN,
    Reply,
    Serving,
    a_row,
    eventually,
)

from backstamp.catalogue.catalogue import load_catalogue
from backstamp.errors import LedgerError
from backstamp.hits.answers import DAMAGED_LINK, GIF
from backstamp.hits.hitfile import append, open_for_writing
from backstamp.hits.live_withdrawals import LiveWithdrawals
from backstamp.hits.reader import ReaderPages
from backstamp.hits.withdrawals import Delivery, tombstones, withdraw
from backstamp.tokens.token import SHARED, Token
from backstamp.tokens.urls import reader_url

READER_TOKEN = READER_PATH.removeprefix("/r/")
SHARED_PATH = reader_url("", RING.seal_reader(MESSAGE, SHARED))
FORM = [b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 0"]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with Serving(tmp_path / "hits.sqlite") as running:
        yield running


def post(serving: Serving, path: str) -> Reply:
    return serving.get(path, FORM, method=b"POST")


def contents(serving: Serving) -> list[list[tuple[Any, ...]]]:
    connection = sqlite3.connect(f"{serving.path.as_uri()}?mode=ro", uri=True)
    found = [connection.execute(query).fetchall() for query in ("SELECT * FROM hits", "SELECT * FROM withdrawn")]
    connection.close()
    return found


def test_the_page_shows_what_was_recorded_and_adds_nothing_to_it(serving: Serving) -> None:
    serving.get(PIXEL_PATH, [b"User-Agent: curl/8.5.0"])
    serving.get(LINK_PATH, [b"User-Agent: <script>alert(1)</script>"])
    before = contents(serving)
    answer = serving.get(READER_PATH)
    assert answer.status == 200
    page = answer.body.decode()
    assert turbohtml.parse(page, strict=True).errors == []
    assert "The image was loaded" in page
    assert "Link 2 was followed" in page
    assert "127.0.0.0/24" in page
    assert "127.0.0.1" not in page
    assert "<script" not in page
    assert "Stop recording" in page
    assert contents(serving) == before


def test_the_page_can_load_run_and_keep_nothing(serving: Serving) -> None:
    headers = serving.get(READER_PATH).headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "form-action 'self'", "frame-ancestors 'none'"} <= set(
        policy
    )
    assert "no-store" in headers["cache-control"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]
    assert "set-cookie" not in headers


def test_head_is_the_same_without_the_page(serving: Serving) -> None:
    whole, head = serving.get(READER_PATH), serving.get(READER_PATH, method=b"HEAD")
    assert head.body == b""
    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))


def test_the_button_stops_the_recording_at_once_and_for_good(serving: Serving) -> None:
    pixel, link = serving.get(PIXEL_PATH), serving.get(LINK_PATH)
    answer = post(serving, READER_PATH)
    assert (answer.status, answer.headers["location"], answer.body) == (303, READER_TOKEN, b"")
    assert "set-cookie" not in answer.headers
    assert tombstones(serving.path) == [(1, MESSAGE, 3)]
    for before, path in ((pixel, PIXEL_PATH), (link, LINK_PATH)):
        after = serving.get(path)
        for reply in (before, after):
            reply.headers.pop("date")
        assert after == before
    assert len(serving.stored()) == 2
    page = serving.get(READER_PATH).body.decode()
    assert f'Stopped on <time datetime="{time.strftime("%Y-", time.gmtime())}' in page
    assert "The image was loaded" in page, "what was recorded before is still shown"
    assert "for this message only" in page
    assert "Stop recording" not in page


def test_stopping_twice_keeps_the_first_time(serving: Serving) -> None:
    post(serving, READER_PATH)
    before = contents(serving)
    assert post(serving, READER_PATH).status == 303
    assert contents(serving) == before


def test_a_body_that_comes_with_the_button_is_not_read(serving: Serving) -> None:
    body = b"x=" + b"y" * 5000
    request = (
        b"POST "
        + READER_PATH.encode()
        + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    assert serving.send(request + body).status == 303


def test_a_stop_on_the_command_line_shows_on_the_page(serving: Serving) -> None:
    withdraw(serving.path, [(MESSAGE, 3)], since=1_790_000_000_000_000)
    assert b"21 September 2026" in serving.get(READER_PATH).body


def test_the_page_is_of_its_own_delivery_alone(serving: Serving) -> None:
    serving.get(PIXEL_PATH)
    other = serving.get(reader_url("", RING.seal_reader(MESSAGE, 4)))
    assert b"Nothing was recorded for this copy." in other.body
    post(serving, READER_PATH)
    assert b"Recording is on" in serving.get(reader_url("", RING.seal_reader(MESSAGE, 4))).body


def test_readers_counted_together_see_nothing_of_each_other_and_stop_nothing(serving: Serving) -> None:
    serving.get(f"/o/{RING.seal(Token(MESSAGE, SHARED, 0))}.gif")
    before = contents(serving)
    page = serving.get(SHARED_PATH).body
    assert b"counted together" in page
    assert b"127.0.0" not in page
    assert post(serving, SHARED_PATH).status == 303
    assert contents(serving) == before
    serving.get(f"/o/{RING.seal(Token(MESSAGE, SHARED, 0))}.gif")
    assert len(serving.stored()) == 2


NO_PAGES = {
    "forged": f"/r/{READER_TOKEN[:20]}{'A' if READER_TOKEN[20] != 'A' else 'B'}{READER_TOKEN[21:]}",
    "of an unknown key": reader_url("", STRANGER.seal_reader(MESSAGE, 3)),
    "a pixel's": f"/r/{TOKEN}",
    "a link's": LINK_PATH.replace("/l/", "/r/"),
    "truncated": READER_PATH[:-1],
    "lengthened": READER_PATH + "A",
    "in a folder": READER_PATH + "/",
    "below a folder": f"/r/x/{READER_TOKEN}",
    "percent-encoded": f"/r/%{ord(READER_TOKEN[0]):02x}{READER_TOKEN[1:]}",
    "empty": "/r/",
    "beyond the store": reader_url("", RING.seal_reader(2**63, 0)),
}


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize("path", NO_PAGES.values(), ids=NO_PAGES.keys())
def test_a_page_that_is_none_is_neutral_and_changes_nothing(serving: Serving, path: str, method: bytes) -> None:
    serving.get(PIXEL_PATH)
    before = contents(serving)
    answer = serving.get(path, FORM, method=method)
    assert (answer.status, answer.body) == (404, DAMAGED_LINK.body)
    assert contents(serving) == before
    assert serving.withdrawals.deliveries == set()


@given(
    text=st.one_of(st.binary(max_size=80), st.from_regex(rb"[\w-]{43,45}", fullmatch=True)),
    method=st.sampled_from(["GET", "HEAD", "POST", "BREW"]),
)
def test_no_address_of_a_stranger_reaches_the_store(text: bytes, method: str) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read of a request's body")

    nowhere = Path("/nowhere/hits.sqlite")
    pages = ReaderPages(lambda: RING, nowhere, LiveWithdrawals(nowhere), load_catalogue(), clock=lambda: 1)
    asyncio.run(pages({"method": method, "raw_path": b"/r/" + text}, receive, send))
    assert (sent[0]["status"], sent[0]["headers"]) == (404, DAMAGED_LINK.headers)
    assert sent[1]["body"] == (b"" if method == "HEAD" else DAMAGED_LINK.body)


def test_a_readers_token_is_neither_pixel_nor_link(serving: Serving) -> None:
    assert serving.get(f"/o/{READER_TOKEN}.gif").body == GIF
    assert serving.get(f"/l/{READER_TOKEN}?to=https://a.example/").status == 404
    assert serving.stored() == []


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"OPTIONS", b"PATCH"])
def test_other_methods_are_refused(serving: Serving, method: bytes) -> None:
    answer = serving.get(READER_PATH, FORM, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert contents(serving) == [[], []]


def test_a_flooded_copy_has_a_short_page(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "hits.sqlite")
    for _ in range(6):
        append(connection, [a_row(MESSAGE, 3, at=1_790_000_000_000_000) for _ in range(2000)])
    connection.close()
    with Serving(tmp_path / "hits.sqlite") as serving:
        page = serving.get(READER_PATH).body.decode()
    assert page.count("<time") == 200
    assert "Not shown: more than 9,800 earlier entries." in page


def test_a_store_that_is_gone_is_told_to_the_reader_kindly_and_to_the_operator_whole(serving: Serving) -> None:
    serving.path.rename(serving.path.with_name("away"))
    answer = serving.get(READER_PATH)
    assert answer.status == 503
    assert b"try again in a few minutes" in answer.body
    assert str(serving.path).encode() not in answer.body
    assert serving.log.events == ["error: a reader's page cannot be shown, or its wish not be met"]
    assert str(MESSAGE) not in repr(serving.log.lines)


class Stops:
    """A sender's side that knows one reader, with three deliveries."""

    def __init__(self, *, knows: bool = True, fails: bool = False) -> None:
        self.knows, self.fails = knows, fails
        self.asked: list[Delivery] = []

    def stop(self, message: int, recipient: int) -> Iterable[Delivery]:
        if self.fails:
            raise LedgerError("the ledger is full")
        self.asked.append((message, recipient))
        return [(message, recipient), (5, 0), (6, 1)] if self.knows else []

    def stopped(self, message: int, recipient: int) -> bool | None:
        return bool(self.asked) if self.knows else None


def test_with_the_sender_at_hand_all_mail_of_the_reader_falls_silent(tmp_path: Path) -> None:
    sender = Stops()
    with Serving(tmp_path / "hits.sqlite", sender=sender) as serving:
        assert b"for all messages that this sender" in serving.get(READER_PATH).body
        assert sender.asked == [], "looking stops nothing"
        assert post(serving, READER_PATH).status == 303
        assert sender.asked == [(MESSAGE, 3)]
        assert serving.withdrawals.deliveries == {(MESSAGE, 3), (5, 0), (6, 1)}
        assert b"This holds for all messages that this sender" in serving.get(READER_PATH).body
        assert post(serving, SHARED_PATH).status == 303
        assert sender.asked == [(MESSAGE, 3)]


@pytest.mark.parametrize("sender", [Stops(knows=False), Stops(fails=True)], ids=["unknown reader", "failing ledger"])
def test_the_page_claims_no_more_than_was_done(tmp_path: Path, sender: Stops) -> None:
    with Serving(tmp_path / "hits.sqlite", sender=sender) as serving:
        assert post(serving, READER_PATH).status == 303
        assert tombstones(serving.path) == [(1, MESSAGE, 3)]
        assert b"This holds for this message only" in serving.get(READER_PATH).body
        told = ["error: a reader's wish to stop holds for one message only"]
        assert serving.log.events == (told if sender.fails else [])
        assert str(MESSAGE) not in repr(serving.log.lines)


def test_pages_and_hits_do_not_wait_for_each_other(serving: Serving) -> None:
    other = sqlite3.connect(serving.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert serving.get(READER_PATH).status == 200
    assert serving.get(PIXEL_PATH).body == GIF
    other.execute("ROLLBACK")
    other.close()
    eventually(lambda: len(serving.stored()) == 1)


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chromium_shows_the_page_and_its_button_works_without_scripts(serving: Serving, scheme: Any) -> None:
    from playwright.sync_api import sync_playwright

    serving.get(PIXEL_PATH, [b"User-Agent: curl/8.5.0"])
    asked, told = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        page = browser.new_context(java_script_enabled=False, color_scheme=scheme).new_page()
        page.on("request", lambda request: asked.append((request.method, request.url)))
        page.on("console", lambda message: told.append(message.text))
        page.goto(serving.url + READER_PATH)
        assert page.title() == "What was recorded about this message"
        button = page.get_by_role("button", name="Stop recording")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        button.click()
        page.get_by_role("status").get_by_text("Recording is stopped").wait_for()
        assert page.url == serving.url + READER_PATH
        browser.close()
    assert asked == [
        ("GET", serving.url + READER_PATH),
        ("POST", serving.url + READER_PATH),
        ("GET", serving.url + READER_PATH),
    ]
    assert told == []
    assert tombstones(serving.path) == [(1, MESSAGE, 3)]
    assert len(serving.stored()) == 1


def test_the_store_holds_no_token_and_no_key(serving: Serving) -> None:
    post(serving, READER_PATH)
    octets = b"".join(file.read_bytes() for file in serving.path.parent.iterdir())
    assert READER_TOKEN.encode() not in octets
    assert KEY.secret not in octets
