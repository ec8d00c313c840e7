import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sender.relay_bench import make_certificate, server_context
from tests.sender.smtp_sink import HANG_UP, Sink

from backstamp.errors import UpstreamError
from backstamp.sender.reply import Reply
from backstamp.sender.upstream import (
    NO_ADDRESS,
    NO_EIGHT_BIT,
    NO_UTF8,
    Envelope,
    Upstream,
    dot_stuffed,
    with_network_lines,
)
from backstamp.sender.upstream_settings import Security, UpstreamSettings

ENVELOPE = Envelope("s@x.example")
MAIL = b"Subject: x\r\n\r\nbody\r\n"


def talk(sink: Sink, work: Callable[[Upstream, Sink], Awaitable[Any]], **settings: Any) -> Any:
    async def scenario() -> Any:
        async with sink:
            given: dict[str, Any] = {
                "host": "localhost",
                "port": sink.port,
                "timeout": 2,
                "final_timeout": 1,
            } | settings
            place = UpstreamSettings(**given)
            upstream = Upstream(place, "relay.example")
            try:
                return await work(upstream, sink)
            finally:
                await upstream.close()

    return asyncio.run(scenario())


def deliver(sink: Sink, recipient: str = "a@x.example", message: bytes = MAIL, **settings: Any) -> Any:
    return talk(sink, lambda upstream, _: upstream.deliver(ENVELOPE, recipient, message), **settings)


def test_a_copy_is_delivered_and_the_last_word_comes_back() -> None:
    sink = Sink(data={"a@x.example": "250 2.6.0 taken as 17"})
    assert deliver(sink) == Reply(250, "2.6.0 taken as 17")
    assert [received.message for received in sink.received] == [MAIL]


@pytest.mark.parametrize(
    "script",
    [
        {"mail": "550 5.7.1 no"},
        {"rcpt": {"a@x.example": "550 5.7.1 no"}},
        {"go": {"a@x.example": "550 5.7.1 no"}},
        {"data": {"a@x.example": "550 5.7.1 no"}},
    ],
    ids=lambda script: next(iter(script)),
)
def test_a_refusal_anywhere_comes_back_and_the_next_copy_still_goes(script: dict[str, Any]) -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        assert await upstream.deliver(ENVELOPE, "a@x.example", MAIL) == Reply(550, "5.7.1 no")
        sink.mail = None
        reply = await upstream.deliver(ENVELOPE, "b@x.example", MAIL)
        assert reply is not None
        assert reply.accepted
        assert sink.connections == 1

    talk(Sink(**script), work)


def test_a_connection_that_breaks_after_the_message_is_the_one_uncertain_case() -> None:
    sink = Sink(data={"a@x.example": HANG_UP})
    assert deliver(sink) is None
    assert sink.commands.count("DATA") == 1


def test_an_answer_that_does_not_come_in_time_is_uncertain_too() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        sink.gate.clear()
        assert await upstream.deliver(ENVELOPE, "a@x.example", MAIL) is None

    talk(Sink(), work)


@pytest.mark.parametrize(
    "script", [{"mail": HANG_UP}, {"rcpt": {"a@x.example": HANG_UP}}, {"go": {"a@x.example": HANG_UP}}]
)
def test_a_connection_that_breaks_before_the_message_is_an_error(script: dict[str, Any]) -> None:
    with pytest.raises(UpstreamError, match="broke off"):
        deliver(Sink(**script))


def test_a_kept_connection_that_has_gone_is_opened_once_more() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        await upstream.deliver(ENVELOPE, "a@x.example", MAIL)
        await sink.hang_up()
        reply = await upstream.deliver(ENVELOPE, "b@x.example", MAIL)
        assert reply is not None
        assert reply.accepted
        assert len(sink.to("b@x.example")) == 1

    talk(Sink(), work)


def test_421_on_a_kept_connection_is_answered_by_a_new_one() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        await upstream.deliver(ENVELOPE, "a@x.example", MAIL)
        sink.mail = ["421 4.7.0 enough for one connection", "250 ok"]
        reply = await upstream.deliver(ENVELOPE, "b@x.example", MAIL)
        assert reply is not None
        assert reply.accepted
        assert sink.connections == 2

    talk(Sink(), work)


def test_421_as_the_last_word_is_a_refusal_of_this_copy() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        assert await upstream.deliver(ENVELOPE, "a@x.example", MAIL) == Reply(421, "4.3.2 going down")
        reply = await upstream.deliver(ENVELOPE, "b@x.example", MAIL)
        assert reply is not None
        assert reply.accepted

    talk(Sink(data={"a@x.example": "421 4.3.2 going down"}), work)


def test_an_offer_hands_nothing_over_and_a_temporary_refusal_is_asked_for_again_alone() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        assert (await upstream.offer(ENVELOPE, "a@x.example")).accepted
        assert (await upstream.offer(ENVELOPE, "b@x.example")).accepted
        assert await upstream.offer(ENVELOPE, "c@x.example") == Reply(450, "4.2.1 always")
        assert sink.received == []
        assert sink.commands[-4:] == ["RCPT c@x.example", "RSET", "MAIL s@x.example", "RCPT c@x.example"]

    talk(Sink(rcpt={"b@x.example": ["452 4.5.3 one at a time", "250 ok"], "c@x.example": ["450 4.2.1 always"]}), work)


def test_offers_for_another_message_open_another_transaction() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        await upstream.offer(ENVELOPE, "a@x.example")
        await upstream.offer(Envelope("t@x.example"), "a@x.example")
        assert sink.commands == ["MAIL s@x.example", "RCPT a@x.example", "RSET", "MAIL t@x.example", "RCPT a@x.example"]

    talk(Sink(), work)


def test_what_is_no_address_is_never_sent() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        for recipient in ("", "a@x.example>\r\nDATA", "a b@x.example", "\udce9@x.example"):
            assert await upstream.offer(ENVELOPE, recipient) == NO_ADDRESS
            assert await upstream.deliver(ENVELOPE, recipient, MAIL) == NO_ADDRESS
        assert sink.connections == 0

    talk(Sink(), work)


def test_extensions_that_are_missing_and_needed_are_a_permanent_refusal() -> None:
    async def work(upstream: Upstream, sink: Sink) -> None:
        assert await upstream.offer(ENVELOPE, "ä@x.example") == NO_UTF8
        assert await upstream.deliver(ENVELOPE, "a@x.example", MAIL + b"\xc3\xa4\r\n") == NO_EIGHT_BIT
        assert "DATA" not in sink.commands

    talk(Sink(without=("8BITMIME", "SMTPUTF8")), work)


def test_starttls_and_a_password_protect_the_connection(tmp_path: Path) -> None:
    paths = make_certificate(tmp_path)
    sink = Sink(tls=server_context(paths), user=("ali", "sesame"))
    settings: dict[str, Any] = {"security": Security.STARTTLS, "ca_file": paths[0], "user": "ali"}
    assert deliver(sink, **settings, password="sesame").accepted
    with pytest.raises(UpstreamError, match="credentials invalid"):
        deliver(sink, **settings, password="wrong")


def test_tls_from_the_first_octet_works_with_a_certificate_that_is_trusted_only(tmp_path: Path) -> None:
    paths = make_certificate(tmp_path)
    sink = Sink(tls=server_context(paths), implicit_tls=True)
    assert deliver(sink, security=Security.TLS, ca_file=paths[0]).accepted
    with pytest.raises(UpstreamError, match=r"(?i)certificate"):
        deliver(sink, security=Security.TLS)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_without_tls_is_not_spoken_to_in_clear(security: Security) -> None:
    sink = Sink()
    with pytest.raises(UpstreamError, match="cannot be reached"):
        deliver(sink, security=security)
    assert sink.commands == []


def test_starttls_with_a_strangers_certificate_is_refused(tmp_path: Path) -> None:
    sink = Sink(tls=server_context(make_certificate(tmp_path)))
    with pytest.raises(UpstreamError, match=r"(?i)certificate"):
        deliver(sink, security=Security.STARTTLS)


@pytest.mark.parametrize(
    "script",
    [
        b"",
        b"554 go away\r\n",
        b"garbage\r\n",
        b"220 hi\r\n250 ok\r\n999 what\r\n",
        b"220 hi\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 no go-ahead\r\n",
        b"220 hi\r\n250 ok\r\n-12 what\r\n",
        b"220 hi\r\n250 ok\r\n" + b"250-x\r\n" * 20_000,
        b"220 hi\r\n250 ok\r\n" + b"2" * 100_000,
        b"\x00\xff" * 5000 + b"\r\n",
    ],
    ids=["silent", "554", "garbage", "999", "no go-ahead", "-12", "lines", "long", "binary"],
)
def test_a_server_that_talks_nonsense_is_an_upstream_error(script: bytes) -> None:
    async def scenario() -> None:
        async with talking(script.splitlines(keepends=True) or [b""]) as upstream:
            with pytest.raises(UpstreamError) as caught:
                await upstream.deliver(ENVELOPE, "a@x.example", MAIL)
            assert "127.0.0.1" in caught.value.operator
            assert "127.0.0.1" not in caught.value.peer

    asyncio.run(scenario())


@pytest.mark.parametrize("last", [b"354 again?\r\n", b"nonsense\r\n", b"", b"100 \r\n"])
def test_nonsense_after_the_message_is_uncertain(last: bytes) -> None:
    async def scenario() -> None:
        replies = [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"]
        async with talking([*replies, last]) as upstream:
            assert await upstream.deliver(ENVELOPE, "a@x.example", MAIL) is None

    asyncio.run(scenario())


@asynccontextmanager
async def talking(replies: list[bytes]) -> AsyncIterator[Upstream]:
    """Before a server that says this, line for line, then closes."""
    done = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(replies[0])
        with suppress(OSError, asyncio.IncompleteReadError):
            for reply in replies[1:]:
                await reader.readuntil(b"\r\n.\r\n" if reply is replies[-1] and len(replies) == 6 else b"\r\n")
                writer.write(reply)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        done.set()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        upstream = Upstream(UpstreamSettings("127.0.0.1", port, timeout=1, final_timeout=1), "relay.example")
        yield upstream
        await upstream.close()
        await done.wait()


LINES = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"x", b"\x00"])).map(b"".join)


@given(LINES)
def test_what_travels_after_data_ends_at_its_last_line_only(message: bytes) -> None:
    travelling = dot_stuffed(message)
    assert travelling.endswith(b".\r\n")
    *lines, last = travelling[:-2].split(b"\r\n")
    assert last == b"."
    assert b"." not in lines
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    arrived = b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)
    assert arrived == with_network_lines(message)


@given(LINES)
def test_network_lines_are_made_once(message: bytes) -> None:
    once = with_network_lines(message)
    assert with_network_lines(once) == once


def test_tls_contexts_verify(tmp_path: Path) -> None:
    context = UpstreamSettings("localhost", 465, Security.TLS).tls_context()
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
