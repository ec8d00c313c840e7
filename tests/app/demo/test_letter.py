import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from backstamp.app.demo.newsletters.letter import BOOKSHOP, CHANGELOG, Letter

AT = 1_790_000_000_000_000
LETTERS = pytest.mark.parametrize("letter", [BOOKSHOP, CHANGELOG], ids=lambda letter: letter.name)


def _parsed(letter: Letter) -> EmailMessage:
    message = message_from_bytes(letter.compose(AT), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _attributes(letter: Letter, tag: str, name: str) -> list[str]:
    found: list[str] = []

    class Page(HTMLParser):
        def handle_starttag(self, seen: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for key, value in attrs if seen == tag and key == name and value)

    Page().feed(letter.html)
    return found


@LETTERS
def test_letter_is_valid_mime_with_text_before_html(letter: Letter):
    message = _parsed(letter)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not [defect for part in message.walk() for defect in part.defects]
    assert not [defect for value in message.values() for defect in value.defects]


@LETTERS
def test_letter_arrives_as_it_was_written(letter: Letter):
    body = _parsed(letter).get_body(("html",))
    assert body is not None
    assert body["Content-Transfer-Encoding"] == letter.encoding
    assert body.get_content().replace("\r\n", "\n") == letter.html


@LETTERS
def test_letter_is_of_a_real_newsletters_size(letter: Letter):
    assert 14_000 < len(letter.html.encode()) < 40_000
    raw = letter.compose(AT)
    assert len(raw) < 60_000
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")


@LETTERS
def test_letter_has_the_headers_of_a_list(letter: Letter):
    message = _parsed(letter)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.leave in message["List-Unsubscribe"]
    assert letter.leave in letter.html
    assert letter.leave in letter.text
    assert message["Date"].datetime.timestamp() == AT / 1_000_000


@LETTERS
def test_letter_looks_like_a_newsletter_to_a_program(letter: Letter):
    links = [link for link in _attributes(letter, "a", "href") if link.startswith("https://")]
    assert 8 <= len(links) <= 16
    assert "<!--[if mso]>" in letter.html
    assert 'role="presentation"' in letter.html
    assert "1" in _attributes(letter, "img", "width")


@LETTERS
def test_letter_leads_to_no_host_that_exists(letter: Letter):
    known = {"www.w3.org"}  # the name of the document type, fetched by nobody
    hosts = set(re.findall(r"https?://([^/\"'> ]+)", letter.html + letter.text)) - known
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


@LETTERS
def test_every_link_has_words_to_click_on(letter: Letter):
    assert not re.search(r"<a [^>]*>\s*</a>", letter.html)
