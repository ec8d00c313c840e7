"""The HTML report loads nothing, runs nothing and says what the terminal says, whatever stands in the mail."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML
from tests.app.scans import LINK, PIXEL, finding, leak, scanned

from backstamp.app.scan_html import report
from backstamp.app.scan_html_markup import Markup, tag
from backstamp.app.scan_place import Place
from backstamp.app.scan_tally import Tally
from backstamp.app.scanning import Scanned
from backstamp.recipient.finding import Confidence, Decoded, FindingKind, Signal
from backstamp.recipient.sources.source import Unreadable

MADE = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "section",
    "p",
    "h1",
    "h2",
    "h3",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "strong",
    "code",
    "pre",
    "mark",
    "ul",
    "li",
    "br",
    "a",
    "div",
    "footer",
}


def page(*results: Scanned | Unreadable) -> str:
    tally = Tally(keep=1000)
    for each in results:
        tally.add(each)
    return report(tally, MADE)


def evil(text: str) -> Scanned:
    """A message in which everything that came from mail is this text."""
    made = finding(
        f"https://{text}/{text}", vendor=text, signals=(Signal(text, text),), decoded=(Decoded(text, text, text),)
    )
    made = replace(
        made, reference=replace(made.reference, vector=text, note=text), leaks=(leak(f"x={text}", text, value=text),)
    )
    perhaps = replace(made, confidence=Confidence.POSSIBLE, vendor=None)
    one = scanned(made, replace(made, kind=FindingKind.CLICK), made, perhaps, path=text, subject=text, sender=text)
    scan = replace(one.scan, message_id=text, date=text, reader=replace(one.scan.reader, addresses=(text,)))
    return replace(one, scan=scan, places=tuple(Place(text, "text", 1, text, text, text) for _ in one.places))


def test_the_page_says_what_the_terminal_says() -> None:
    text = " ".join(
        JustHTML(page(scanned(finding(leaks=(leak(),)), finding(LINK, FindingKind.CLICK)))).to_text().split()
    )
    for words in (
        "This message tells px.watch.example when you open it, tells go.watch.example which links you follow, and knows",
        "contains your e-mail address ada@reader.example.",
        "It is written in base64, which anyone can turn back",
        "1 × 1 pixel by its attributes",
        "line 12 in the text of part 1.2",
        "Message-ID",
        "On forward",
        "This page loads nothing",
    ):
        assert words in text, words


def test_the_address_in_the_tag_is_highlighted() -> None:
    assert f"<pre>&lt;img src=&quot;<mark>{PIXEL}</mark>&quot; width=&quot;1&quot;&gt;</pre>" in page(
        scanned(finding())
    )


def test_a_mailbox_has_a_table_that_leads_to_each_message() -> None:
    text = page(
        scanned(finding(), subject="One"), scanned(finding(), subject="Two"), scanned(), Unreadable("x.msg", "no")
    )
    assert "2 of 3 messages (67 %) tell on their reader." in text
    for number in (1, 2):
        assert f'href="#m{number}"' in text
        assert f'id="m{number}"' in text
    assert "Not read: 1" in text


def test_findings_that_are_alike_are_all_listed() -> None:
    text = page(scanned(*(finding(f"{LINK}/{number}", FindingKind.CLICK) for number in range(150))))
    assert all(f"{LINK}/{number}<" in text for number in range(150))


HOSTILE = [
    "<script src=https://x.example/></script>",
    "\"><img src='https://x.example/'>",
    "</style><style>@import url(https://x.example/)",
    "--><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;img src=x&gt;",
    "]]><link rel=stylesheet href=https://x.example/>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_stands_in_mail_is_text(text: str) -> None:
    for made in (page(evil(text)), page(evil(text), evil(text), Unreadable(text, text))):
        assert_harmless(made)
        assert text in JustHTML(made).to_text(separator="")


@given(
    st.text()
    | st.lists(st.sampled_from([*"<>&\"'=/ \n", "script", "style", "img src=", "\x00", "\ud800"])).map("".join)
)
def test_any_text_in_mail_is_text(text: str) -> None:
    assert_harmless(page(evil(text), evil(text)))


def assert_harmless(made: str) -> None:
    """Only our own elements, and no attribute that leads out of the page."""
    made.encode("utf-8", "strict")
    tags = re.findall(r"<(/?)([a-zA-Z!][^\s>]*)([^>]*)>", made)
    assert {name for _, name, _ in tags} <= ELEMENTS | {"!DOCTYPE"}
    for _, _, attributes in tags:
        for name, value in re.findall(r'([a-z-]+)="([^"]*)"', attributes):
            assert name in {"charset", "http-equiv", "content", "name", "lang", "class", "href", "id"}
            assert name != "href" or re.fullmatch(r"#m\d+", value)
    (style,) = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style


def test_markup_escapes_all_that_it_did_not_make() -> None:
    assert tag("p", "<b>", Markup("<i>"), class_='"x"') == '<p class="&quot;x&quot;">&lt;b&gt;<i></p>'
    assert tag("br") == "<br>"


@contextmanager
def web() -> Iterator[tuple[str, list[str]]]:
    """A web server for everything; yields its address and what was asked for."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.needs("chromium")
def test_a_real_browser_that_opens_the_report_asks_for_nothing(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with web() as (base, asked), sync_playwright() as playwright:
        messages = [evil(text.replace("https://x.example", base)) for text in HOSTILE]
        messages += [scanned(finding(f"{base}/o.gif"), finding(f"{base}/l", FindingKind.CLICK))]
        for number, made in enumerate([page(*messages), page(messages[-1])]):
            (tmp_path / f"{number}.html").write_text(made, encoding="utf-8")
        (tmp_path / "proof.html").write_text(f"<img src={base}/proof>")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        requests: list[str] = []
        for scheme in ("light", "dark"):
            opened = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
            opened.on("request", lambda request: requests.append(request.url))
            for number in range(2):
                opened.goto((tmp_path / f"{number}.html").as_uri(), wait_until="networkidle")
                opened.emulate_media(media="print")
                assert opened.evaluate("document.body.scrollWidth <= window.innerWidth")
                opened.emulate_media(media="screen")
        assert {url.partition(":")[0] for url in requests} == {"file"}
        assert asked == []
        opened.goto((tmp_path / "proof.html").as_uri(), wait_until="networkidle")
        assert asked == ["/proof"]
        browser.close()
