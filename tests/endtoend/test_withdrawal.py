"""A recipient withdraws, on the command line or on the reader's page, while the server runs."""

import time
from collections.abc import Callable

import httpx2
import pytest
from tests.endtoend.installation import Installation

from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import KeyRing, Token
from backstamp.tokens.urls import reader_url

ADA, BEN = "ada@reader.example", "ben@reader.example"
THUNDERBIRD = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"}


def fetch(url: str) -> tuple[int, list[tuple[str, str]], bytes]:
    with httpx2.Client(follow_redirects=False) as client:
        answer = client.get(url, headers=THUNDERBIRD)
    return answer.status_code, [each for each in answer.headers.multi_items() if each[0] != "date"], answer.content


def token_of(installation: Installation, recipient: str) -> Token:
    text = installation.mailbox.pixel(recipient).rpartition("/")[2].removesuffix(".gif")
    token = ring_of(installation).open(text.encode(), link=False)
    assert token is not None
    return token


def ring_of(installation: Installation) -> KeyRing:
    return KeyFile(installation.folder / "keys.json").ring()


def page_of(installation: Installation, recipient: str) -> str:
    message, ordinal, _ = token_of(installation, recipient)
    return reader_url(installation.collector, ring_of(installation).seal_reader(message, ordinal))


def on_the_command_line(installation: Installation) -> None:
    told = installation.run("recipient", "stop", ADA)
    assert "1 message sent before is silent now" in told


def on_the_page(installation: Installation) -> None:
    with httpx2.Client(follow_redirects=True) as client:
        page = client.post(page_of(installation, ADA))
    assert page.status_code == 200
    assert "This holds for all messages that this sender has sent" in " ".join(page.text.split())


@pytest.mark.parametrize("stop", [on_the_command_line, on_the_page])
def test_who_withdraws_gets_the_same_answers_and_leaves_no_trace(
    installation: Installation, stop: Callable[[Installation], None]
) -> None:
    installation.send(ADA, BEN)
    urls = [installation.mailbox.pixel(ADA), *installation.mailbox.links(ADA)]
    before = [fetch(url) for url in urls]
    assert len(installation.hits()) == len(urls) == 3
    stop(installation)
    deadline = time.monotonic() + 8
    while True:  # a hit in flight, or before the server has looked, may still be recorded
        counted = len(installation.hits())
        assert [fetch(url) for url in urls] == before
        if len(installation.hits()) == counted:
            break
        assert time.monotonic() < deadline, "the server never heeded it"
    assert [fetch(url) for url in urls] == before
    assert len(installation.hits()) == counted
    fetch(installation.mailbox.pixel(BEN))
    assert len(installation.hits()) == counted + 1
    assert ADA not in "".join((installation.folder / "serve.log").read_text())


def test_after_the_page_new_mail_carries_no_mark(installation: Installation) -> None:
    installation.send(ADA, BEN)
    on_the_page(installation)
    installation.send(ADA, BEN)
    assert "/o/" not in installation.mailbox.html(ADA)
    assert "/l/" not in installation.mailbox.html(ADA)
    assert "/o/" in installation.mailbox.html(BEN)


def test_looking_at_the_page_is_no_hit_and_shows_the_hits(installation: Installation) -> None:
    installation.send(ADA)
    fetch(installation.mailbox.pixel(ADA))
    page = httpx2.get(page_of(installation, ADA))
    assert "The image was loaded</strong> by: Thunderbird" in page.text
    assert ADA not in page.text
    assert "Lamplight" not in page.text
    assert len(installation.hits()) == 1


def test_no_file_of_the_collector_holds_an_address(installation: Installation) -> None:
    installation.send(ADA)
    fetch(installation.mailbox.pixel(ADA))
    on_the_page(installation)
    octets = b"".join(file.read_bytes() for file in installation.folder.glob("hits.sqlite*"))
    assert len(octets) > 4096
    assert b"reader.example" not in octets
