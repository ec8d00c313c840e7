"""Incoming mail as docs/incoming.md sets it up: cleaned on its way into a maildir, and given back from there."""

import os
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.endtoend.incoming import Incoming, incoming
from tests.endtoend.journeys import html
from tests.endtoend.opendkim import OpenDkim, verdicts
from tests.endtoend.postfix import Arrived, Postfix, needs_root
from tests.endtoend.running_milter import RunningMilter
from tests.endtoend.signed_mail import OpenSsl

from backstamp.mail.dkim import SigningKey, sign
from backstamp.sender.milter_settings import MilterSettings

pytestmark = [pytest.mark.needs("postfix"), needs_root]

KEY = SigningKey("lamplight.example", "autumn", rsa.generate_private_key(65537, 2048))
HEADER = (
    b"From: The Lamplight Library <letters@lamplight.example>\r\n"
    b"To: Ada <ada@example.org>\r\n"
    b"Subject: Lamplight in November\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <november-2026@lamplight.example>\r\n"
)
PIXEL = b"https://www.google-analytics.com/collect?tid=3DUA-1&amp;cid=3D8f14e45fceea167a5a36"
WRAPPED = b"https://www.google.com/url?q=3Dhttps%3A%2F%2Flamplight.example%2Fnew&amp;sa=3DD"
TRACKED = (
    HEADER + b"Disposition-Notification-To: <letters@lamplight.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b'<p>New <a href=3D"' + WRAPPED + b'">on the shelves</a>, caf=C3=A9</p>\r\n'
    b'<img src=3D"' + PIXEL + b'" width=3D"1" height=3D"1" alt=3D"">\r\n'
)
PLAIN = HEADER + b"\r\nNew on the shelves.\r\n.\r\n..dot  \r\n\r\n"
_numbers = count()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Incoming]:
    """The page's first set-up, with a size that a test can go beyond."""
    folder = tmp_path_factory.mktemp("incoming")
    with incoming("On the service", folder, settings="max_message_size = 2000000\n") as found:
        yield found


def somebody() -> str:
    """A recipient who has got nothing before."""
    return f"reader{next(_numbers)}@example.org"


def stored(message: bytes) -> bytes:
    return message.replace(b"\r\n", b"\n")


def is_clean(arrived: Arrived) -> bool:
    """Whether pixel, wrapper and receipt request are gone, and what they stood in is there."""
    gone = (b"google", b"<img", b"Disposition-Notification-To")
    link = '<p>New <a href="https://lamplight.example/new">on the shelves</a>, café</p>'
    return (
        not any(each in arrived.message for each in gone)
        and link in html(arrived)
        and b"\r\nX-Backstamp-Cleaned: v=1;" in arrived.octets
    )


def undone(running: Incoming, arrived: Arrived, folder: Path) -> bytes:
    """What `backstamp clean --undo` gives of the delivered file."""
    (folder / "arrived").write_bytes(arrived.trace + arrived.message)
    running.backstamp.run("clean", "--undo", str(folder / "arrived"), "-o", str(folder / "original"))
    return (folder / "original").read_bytes()


def test_a_tracked_message_is_delivered_without_pixel_wrapper_and_receipt_and_comes_back(
    running: Incoming, tmp_path: Path
) -> None:
    arrived = running.delivered(TRACKED, somebody())
    assert is_clean(arrived)
    assert b"X-Backstamp-Found" not in arrived.message
    assert b"by postfix.test (Postfix)" in arrived.trace
    assert undone(running, arrived, tmp_path) == arrived.trace + stored(TRACKED)


def test_a_message_without_trackers_is_delivered_octet_for_octet(running: Incoming) -> None:
    assert running.delivered(PLAIN, somebody()).message == stored(PLAIN)


@pytest.mark.needs("openssl")
def test_a_signed_message_is_delivered_octet_for_octet(running: Incoming, tmp_path: Path) -> None:
    sealed = OpenSsl(tmp_path / "openssl").signed("smime")
    arrived = running.delivered(sealed.message, somebody())
    assert arrived.message == stored(sealed.message)
    assert sealed.opens(arrived.octets) == sealed.content


def test_a_message_beyond_the_size_is_delivered_as_it_came(running: Incoming) -> None:
    message = TRACKED + b"<p>more</p>\r\n" * 160_000
    assert running.delivered(message, somebody()).message == stored(message)
    assert "more than 2000000 octets" in running.log


def test_each_of_several_recipients_gets_the_cleaned_message(running: Incoming) -> None:
    ada, ben = somebody(), somebody()
    running.send(TRACKED, ada, ben)
    (first,), (second,) = running.postfix.wait_for(ada), running.postfix.wait_for(ben)
    assert is_clean(first)
    assert first.message == second.message


def test_a_message_that_was_cleaned_before_stays_as_it_is(running: Incoming) -> None:
    once = running.delivered(TRACKED, somebody())
    again = running.delivered(once.message.replace(b"\n", b"\r\n"), somebody())
    assert again.message == once.message


def test_the_log_says_what_was_done_and_names_nobody(running: Incoming) -> None:
    reader = somebody()
    running.delivered(TRACKED, reader)
    assert "cleaning: found 1 receipt, 1 open (Google Analytics); 2 removed, 1 unwrapped" in running.log
    assert reader not in running.log
    assert "lamplight.example" not in running.log


def test_messages_are_cleaned_after_the_processes_that_clean_were_killed(running: Incoming) -> None:
    assert running.backstamp.server is not None
    running.delivered(TRACKED, somebody())
    for process in _processes_of(running.backstamp.server.pid):
        os.kill(process, 9)
    later = [running.delivered(TRACKED, somebody()) for _ in range(3)]
    assert [is_clean(each) for each in later] == [True] * 3


def _processes_of(parent: int) -> list[int]:
    """The processes that clean: those that a server has spawned, without the one that looks after their semaphores."""
    listed = subprocess.run(
        ["ps", "--ppid", str(parent), "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]


def test_what_was_found_stands_in_the_header_where_that_is_asked_for(tmp_path: Path) -> None:
    settings = 'found_header = true\nundo = false\nlinks = "keep"\n'
    with incoming("On the service", tmp_path, settings=settings) as running:
        forged = b"X-Backstamp-Found: nothing\r\n" + TRACKED
        tracked = running.delivered(forged, somebody())
        plain = running.delivered(PLAIN, somebody())
    assert tracked.header.startswith(b'X-Backstamp-Found: open=1; receipt=1;\n vendors="Google Analytics"\n')
    assert tracked.header.count(b"X-Backstamp-Found") == 1
    assert b"X-Backstamp-Cleaned" not in tracked.header
    assert WRAPPED in tracked.body
    assert PIXEL not in tracked.body
    assert plain.message == b"X-Backstamp-Found: nothing\n" + stored(PLAIN)


@pytest.mark.needs("opendkim")
def test_who_checks_sees_the_original_and_says_so_in_the_cleaned_message(tmp_path: Path) -> None:
    signed = sign(TRACKED, KEY, when=1_790_000_000) + TRACKED
    verifier = OpenDkim(tmp_path / "verifier", [KEY])
    with incoming("Behind what checks", tmp_path, dkim=verifier) as running:
        arrived = running.delivered(signed, somebody())
        original = undone(running, arrived, tmp_path)
        assert "1 signature(s) no longer hold" in running.log
    assert is_clean(arrived)
    assert b"dkim=pass" in arrived.octets
    assert verdicts(arrived.octets, [KEY], tmp_path) == ["fail"]
    assert verdicts(original.replace(b"\n", b"\r\n"), [KEY], tmp_path) == ["pass"]


@pytest.mark.needs("opendkim")
def test_who_checks_behind_what_changes_a_message_calls_it_forged(tmp_path: Path) -> None:
    signed = sign(TRACKED, KEY, when=1_790_000_000) + TRACKED
    with (
        RunningMilter(MilterSettings("inet:127.0.0.1:0")) as milter,
        OpenDkim(tmp_path / "verifier", [KEY]) as verifier,
        Postfix(smtpd_milters=f"{milter.address}, {verifier.address}") as postfix,
    ):
        milter.makes(lambda message: message.replace(PIXEL, b"about:blank"))
        postfix.send(signed, "ada@example.org")
        (arrived,) = postfix.wait_for("ada@example.org")
    assert b"dkim=fail" in arrived.octets


def test_beside_stamping_the_worlds_mail_is_cleaned_and_own_mail_is_stamped(tmp_path: Path) -> None:
    with incoming("Beside stamping", tmp_path) as running:
        came = running.delivered(TRACKED, somebody())
        sent = running.delivered(TRACKED, somebody(), port=running.submission)
    assert is_clean(came)
    assert b"/o/" not in came.body
    assert PIXEL in sent.body
    assert f"{running.backstamp.collector}/o/".encode() in sent.body
    assert b"X-Backstamp-Cleaned" not in sent.message


def test_mail_comes_in_while_backstamp_is_down(tmp_path: Path) -> None:
    with incoming("On the service", tmp_path) as running:
        running.backstamp.stop()
        arrived = running.delivered(TRACKED, "ada@example.org")
    assert arrived.message == stored(TRACKED)
