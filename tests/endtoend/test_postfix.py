"""The harness itself: a test that cannot fail would prove nothing of the filters in front of it."""

import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Proxy
from tests.endtoend.installation import free_ports
from tests.endtoend.postfix import AGAIN, Postfix, needs_root

pytestmark = [pytest.mark.needs("postfix"), needs_root]

MESSAGE = b"From: a@example.com\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nBody\r\n"


def test_mail_takes_the_way_through_a_content_filter_and_back() -> None:
    (port,) = free_ports(1)
    with Postfix(services=[AGAIN], content_filter=f"smtp:[127.0.0.1]:{port}") as postfix:
        filtering = Controller(Proxy("127.0.0.1", postfix.again_port), hostname="127.0.0.1", port=port)
        filtering.start()
        try:
            postfix.send(MESSAGE, "ada@example.org", "ben@example.org")
            for address in ("ada@example.org", "ben@example.org"):
                (arrived,) = postfix.wait_for(address)
                assert arrived.message.startswith(b"Received: from [127.0.0.1]")
                assert b"X-Peer: 127.0.0.1\n" in arrived.header
                assert arrived.body == b"Body\n"
        finally:
            filtering.stop()


def test_mail_that_does_not_come_fails_with_the_log() -> None:
    with Postfix() as postfix:
        postfix.send(MESSAGE, "ada@example.org")
        postfix.wait_for("ada@example.org")
        with pytest.raises(AssertionError, match="delivered to maildir"):
            postfix.wait_for("nobody@example.org", seconds=0.1)


def test_nothing_is_left_when_it_ends() -> None:
    with Postfix() as postfix:
        folder = postfix.folder
        assert folder.is_dir()
        started = time.monotonic()
    assert time.monotonic() - started < 20
    assert not folder.exists()
