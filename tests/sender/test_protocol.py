import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.sender.relay_bench import Bench, bench, make_certificate, until

from backstamp.sender import protocol


def raw(folder: Path, talk: Callable[[socket.socket, Bench], Any], **settings: Any) -> Any:
    """Talk octets to a relay; what the talk gave."""

    def connected(it: Bench) -> Any:
        with socket.create_connection(("127.0.0.1", it.port), timeout=10) as client:
            assert client.recv(1000).startswith(b"220 relay.example ")
            return talk(client, it)

    async def scenario() -> Any:
        async with bench(folder, **settings) as it:
            said = await asyncio.to_thread(connected, it)
            await until(lambda: not it.relay._connections)
            return said

    return asyncio.run(scenario())


def everything(client: socket.socket) -> bytes:
    said = b""
    while octets := client.recv(65536):
        said += octets
    return said


def ready_for_tls(client: socket.socket, ahead: bytes = b"") -> None:
    client.sendall(b"EHLO x\r\nSTARTTLS\r\n" + ahead)
    said = b""
    while b"220 Ready" not in said:
        said += client.recv(1000)


@pytest.mark.parametrize("verb", ["GET / HTTP/1.1", "POST / HTTP/1.1", "CONNECT mail.example:25 HTTP/1.1"])
def test_a_web_page_cannot_make_a_browser_send_mail(tmp_path: Path, verb: str) -> None:
    def talk(client: socket.socket, it: Bench) -> tuple[bytes, list[str]]:
        smuggled = "\r\nEHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n\r\nx\r\n.\r\n"
        client.sendall((verb + smuggled).encode())
        return everything(client), it.sink.commands

    assert raw(tmp_path, talk) == (b"421 4.7.0 This is a mail server\r\n", [])


@pytest.mark.parametrize(
    "command",
    [
        b"MAIL FROM:<",
        b"MAIL FROM:<a b@c>",
        b"MAIL FROM:<\xff@x.example>",
        b"MAIL FROM:<\x00@x.example>",
        b"MAIL FROM:<\xc3\xa4@x.example>",
        b"MAIL FROM:<" + b"(" * 400,
        b"MAIL FROM:<a@x.example> SIZE=x",
        b"MAIL FROM:<a@x.example> SIZE=" + b"9" * 100,
        b"MAIL FROM:<a@x.example> UNKNOWN=1",
        b"MAIL FROM:" + b"x" * 5000,
        b"RCPT TO:<a@x.example>",
        b"DATA",
        b"VRFY \xff",
        b"HELP \xff\xfe",
        b"STARTTLS",
        b"AUTH PLAIN AAAA",
        b"\xff\xfe\x00",
        b"x" * 300_000,
        b"",
    ],
    ids=lambda command: repr(command[:30]),
)
def test_a_hostile_command_is_an_error_and_the_session_goes_on(tmp_path: Path, command: bytes) -> None:
    def talk(client: socket.socket, _: Bench) -> list[bytes]:
        client.sendall(b"EHLO x\r\n" + command + b"\r\nNOOP\r\nQUIT\r\n")
        return everything(client).split(b"\r\n")

    *_, reply, noop, goodbye, end = raw(tmp_path, talk)
    assert reply[:1] in {b"4", b"5"}
    assert (noop[:3], goodbye[:3], end) == (b"250", b"221", b"")


def test_a_null_sender_is_a_sender(tmp_path: Path) -> None:
    def talk(client: socket.socket, _: Bench) -> bytes:
        client.sendall(b"EHLO x\r\nMAIL FROM:<>\r\nMAIL FROM:<>\r\nRSET\r\nRCPT TO:<a@x.example>\r\nQUIT\r\n")
        return everything(client)

    replies = raw(tmp_path, talk).split(b"\r\n")
    assert [reply[:3] for reply in replies[-6:-1]] == [b"250", b"503", b"250", b"503", b"221"]


def test_a_client_that_leaves_during_the_tls_handshake_is_forgotten(tmp_path: Path) -> None:
    def talk(client: socket.socket, _: Bench) -> None:
        ready_for_tls(client)

    certificate, key = make_certificate(tmp_path)
    raw(tmp_path, talk, tls_certificate=certificate, tls_key=key)


def test_commands_sent_ahead_of_the_tls_handshake_are_not_obeyed(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)

    def talk(client: socket.socket, _: Bench) -> bytes:
        ready_for_tls(client, b"EHLO x\r\nMAIL FROM:<a@x.example>\r\n")
        with ssl.create_default_context(cafile=certificate).wrap_socket(client, server_hostname="localhost") as inside:
            inside.sendall(b"MAIL FROM:<b@x.example>\r\n")
            return inside.recv(1000)

    assert raw(tmp_path, talk, tls_certificate=certificate, tls_key=key).startswith(b"503 Error: send HELO first\r\n")


@pytest.mark.parametrize("octets", [b"not TLS at all\r\n", b"\x16\x03\x01\x00\x05hello"])
def test_a_broken_tls_handshake_is_no_alarm(tmp_path: Path, octets: bytes, caplog: pytest.LogCaptureFixture) -> None:
    def talk(client: socket.socket, _: Bench) -> None:
        ready_for_tls(client)
        client.sendall(octets)
        with suppress(OSError):
            everything(client)

    certificate, key = make_certificate(tmp_path)
    raw(tmp_path, talk, tls_certificate=certificate, tls_key=key)
    assert not [record for record in caplog.records if record.levelname == "ERROR" and "backstamp" in record.name]


def test_a_line_that_never_ends_ends_the_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_SLACK", 1000)

    def talk(client: socket.socket, _: Bench) -> int:
        client.sendall(b"EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n")
        sent = 0
        try:
            while sent < 50_000_000:
                sent += client.send(b"x" * 65536)
        except OSError:
            return sent
        return sent

    assert raw(tmp_path, talk, max_message_size=100_000) < 50_000_000


def test_a_message_that_trickles_in_outlives_the_time_limit(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path) as it:
            reader, writer = await asyncio.open_connection("127.0.0.1", it.port)
            writer.write(b"EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n")
            await reader.readuntil(b"354 ")
            (connection,) = it.relay._connections
            connection._timeout_duration = 0.2
            for _ in range(8):
                writer.write(b"line\r\n")
                await asyncio.sleep(0.05)
            it.sink.gate.clear()
            writer.write(b".\r\n")
            await asyncio.sleep(0.4)
            it.sink.gate.set()
            await reader.readuntil(b"250 2.0.0 ")
            await reader.read()  # idle again, and closed for it
            writer.close()
            await writer.wait_closed()

    asyncio.run(scenario())
