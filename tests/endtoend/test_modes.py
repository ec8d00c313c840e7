"""What each step of the ladder lets a sender learn, on a whole installation: SMTP in, HTTP, ledger, report."""

import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.endtoend.installation import Installation

ADA, BEN = "ada@reader.example", "ben@reader.example"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"


@pytest.fixture
def in_mode(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation whose account has the mode that the test names, for opens and links."""
    made = Installation(tmp_path / "data")
    settings = made.folder / "backstamp.toml"
    settings.write_text(f'opens = "{request.param}"\nlinks = "{request.param}"\n{settings.read_text()}')
    with made as running:
        yield running


def opened(url: str, address: str) -> None:
    headers = {"user-agent": THUNDERBIRD, "x-forwarded-for": address}
    assert httpx2.get(url, headers=headers).headers["content-type"] == "image/gif"


def on_disk(installation: Installation) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(installation.folder.glob("*.sqlite*")))


@pytest.mark.parametrize("in_mode", ["aggregate"], indirect=True)
def test_together_means_how_often_and_never_who(in_mode: Installation) -> None:
    in_mode.send(ADA, BEN)
    mailbox = in_mode.mailbox
    assert mailbox.copies[ADA] == mailbox.copies[BEN]
    opened(mailbox.pixel(ADA), "203.0.113.5")
    opened(mailbox.pixel(BEN), "198.51.100.7")
    opened(mailbox.pixel(BEN), "198.51.100.7")
    report = in_mode.report()
    assert (report["deliveries"], report["opened_at_least"], report["counts"]["together"]) == ([], 0, 2)
    assert (report["together"]["hits"], report["together"]["flood"], report["together"]["recipients"]) == (3, 1, 2)
    told = in_mode.run("report") + in_mode.run("hits") + in_mode.run("explain", "1")
    assert "this report cannot say who, nor how many people" in " ".join(told.split())
    assert "reader.example" not in told


@pytest.mark.parametrize("in_mode", ["pseudonymous"], indirect=True)
def test_a_pseudonym_opens_and_can_still_ask_to_be_left_alone(in_mode: Installation) -> None:
    in_mode.send(ADA, BEN)
    assert b"reader.example" not in on_disk(in_mode)
    opened(in_mode.mailbox.pixel(ADA), "203.0.113.5")
    report = in_mode.report()
    assert sorted(each["hits"] for each in report["deliveries"]) == [0, 1]
    assert all(each["recipient"].startswith("reader ") for each in report["deliveries"])
    assert "1 message sent before is silent now" in in_mode.run("recipient", "stop", "Ada@Reader.Example")
    time.sleep(1.5)  # a running server heeds it within a second
    opened(in_mode.mailbox.pixel(ADA), "203.0.113.5")
    opened(in_mode.mailbox.pixel(BEN), "198.51.100.7")
    assert sorted(each["hits"] for each in in_mode.report()["deliveries"]) == [1, 1]
    assert b"reader.example" not in on_disk(in_mode)


@pytest.mark.parametrize("in_mode", ["aggregate"], indirect=True)
def test_a_message_that_asks_for_more_is_refused_at_the_door(in_mode: Installation) -> None:
    with smtplib.SMTP("127.0.0.1", in_mode.relay_port, timeout=20) as client:
        message = b"X-Backstamp: individual\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("letters@lamplight.example", [ADA], message)
    assert (refused.value.smtp_code, refused.value.smtp_error[:6]) == (550, b"5.7.1 ")
    assert in_mode.mailbox.copies == {}
