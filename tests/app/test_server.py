"""The server as a whole: what it refuses, that it leaves nothing behind, and that it can be started again."""

import asyncio
import contextlib
import multiprocessing
import smtplib
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.app.samples import HTML, Mailboxes, mail_server
from tests.sender.milter_client import MilterClient, message, negotiation

from backstamp.app.config import (
    ApiSection,
    CleaningSection,
    CollectorSection,
    MilterSection,
    RelaySection,
    Settings,
    UpstreamSection,
)
from backstamp.app.endpoint import free_endpoint, parse_endpoint
from backstamp.app.folder import DataFolder
from backstamp.app.server import Server
from backstamp.errors import AlreadyRunningError, BackstampError, ConfigError, KeyFileError, StoreError
from backstamp.tokens.keyfile import KeyFile
from backstamp.tokens.token import Token
from backstamp.tokens.urls import pixel_url

FREE = "127.0.0.1:0"


def settings(
    folder: Path,
    *,
    relay: str = FREE,
    collector: str = FREE,
    api: str = FREE,
    upstream: str = "127.0.0.1:25",
    **more: Any,
) -> Settings:
    host, port = parse_endpoint(upstream)
    return Settings(
        data=folder,
        relay=RelaySection(listen=relay, **more),
        collector=CollectorSection(listen=collector),
        api=ApiSection(listen=api),
        upstream=UpstreamSection(host=host, port=port),
    )


@contextlib.asynccontextmanager
async def running(chosen: Settings) -> AsyncIterator[Server]:
    server = Server(chosen)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def in_loop(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 60))


async def get(url: str, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(url, headers=headers)


def listens(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def test_port_0_gives_free_ports_that_answer(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(settings(tmp_path)) as server:
            places: list[tuple[str, int]] = [server.relay_address, server.collector_endpoint, server.api_endpoint]
            assert len({port for _, port in places}) == 3
            assert all(port for _, port in places)
            assert (await get(f"http://{server.collector_endpoint}/healthz")).status_code == 200
            assert (await get(f"http://{server.api_endpoint}/healthz")).json() == {"status": "ok"}
        assert not any(listens(host, port) for host, port in places)

    in_loop(work)


def test_names_and_ipv6_can_be_listened_on(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(settings(tmp_path, collector="localhost:0", api="[::1]:0")) as server:
            assert (await get(f"http://{server.collector_endpoint}/healthz")).status_code == 200
            assert (await get(f"http://{server.api_endpoint}/healthz")).status_code == 200

    in_loop(work)


def test_it_starts_and_stops_twice_on_the_same_ports(tmp_path: Path) -> None:
    places = [free_endpoint() for _ in range(3)]
    server = Server(settings(tmp_path, relay=str(places[0]), collector=str(places[1]), api=str(places[2])))

    async def work() -> None:
        for _ in range(2):
            await server.start()
            assert all(listens(*place) for place in places)
            await server.stop()
            assert not any(listens(*place) for place in places)
        await server.stop()

    in_loop(work)


def test_a_second_server_on_one_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(settings(tmp_path)) as first:
            with pytest.raises(AlreadyRunningError, match="already works on"):
                await Server(settings(tmp_path)).start()
            assert (await get(f"http://{first.collector_endpoint}/healthz")).status_code == 200

    in_loop(work)


@pytest.mark.parametrize("part", ["relay", "collector", "api"])
def test_a_taken_port_is_told_and_nothing_stays_open(tmp_path: Path, part: str) -> None:
    others = {name: free_endpoint() for name in ("relay", "collector", "api") if name != part}

    async def work() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            chosen = settings(
                tmp_path, **{part: f"127.0.0.1:{port}"}, **{name: str(place) for name, place in others.items()}
            )
            with pytest.raises(ConfigError, match=str(port)):
                await Server(chosen).start()
        assert not any(listens(*place) for place in others.values())
        with DataFolder(tmp_path).locked():
            pass
        async with running(chosen):
            assert listens("127.0.0.1", port)

    in_loop(work)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"relay": "0.0.0.0:0"}, "would let strangers send mail"),
        ({"relay": "[::]:0"}, "would let strangers send mail"),
        ({"users": {"ada": "$argon2id$x"}}, "inside TLS only"),
        ({"tls_certificate": Path("missing.pem"), "tls_key": Path("missing.pem")}, r"missing\.pem"),
        ({"collector": "nowhere.invalid:0"}, r"cannot listen on nowhere\.invalid:0"),
        ({"api": f"{'x' * 70}.example:0"}, "this is no host name"),
        ({"api": "203.0.113.1:0"}, r"cannot listen on 203\.0\.113\.1:0"),
    ],
)
def test_what_is_unsafe_or_impossible_is_refused(tmp_path: Path, more: dict[str, Any], told: str) -> None:
    async def work() -> None:
        with pytest.raises(ConfigError, match=told):
            await Server(settings(tmp_path, **more)).start()
        with DataFolder(tmp_path).locked():
            pass

    in_loop(work)


@pytest.mark.parametrize(
    ("file", "error"), [("keys.json", KeyFileError), ("hits.sqlite", StoreError), ("ledger.sqlite", BackstampError)]
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, file: str, error: type[BackstampError]) -> None:
    damaged = tmp_path / file
    damaged.write_bytes(b"damaged " * 1000)
    damaged.chmod(0o600)

    async def work() -> None:
        with pytest.raises(error, match=file.replace(".", r"\.")):
            await Server(settings(tmp_path)).start()

    in_loop(work)
    assert damaged.read_bytes() == b"damaged " * 1000


def test_mail_is_stamped_with_a_new_key_within_a_second_of_its_making(tmp_path: Path) -> None:
    def send(server: Server, mailboxes: Mailboxes) -> bytes:
        host, port = server.relay_address
        with smtplib.SMTP(host, port, timeout=20) as client:
            client.sendmail("letters@lamplight.example", ["ada@reader.example"], HTML)
        return mailboxes.copies["ada@reader.example"].partition(b"/o/")[2][:4]

    async def work() -> None:
        with mail_server() as (upstream, mailboxes):
            async with running(settings(tmp_path, upstream=upstream)) as server:
                before = await asyncio.to_thread(send, server, mailboxes)
                KeyFile(DataFolder(tmp_path).keys).new()
                await asyncio.sleep(1)
                assert await asyncio.to_thread(send, server, mailboxes) != before

    in_loop(work)


def test_the_milter_runs_with_the_rest_where_it_is_set(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(settings(tmp_path)) as server:
            assert server.milter_address is None
        chosen = settings(tmp_path).model_copy(update={"milter": MilterSection(listen="inet:127.0.0.1:0")})
        async with running(chosen) as server:
            address = str(server.milter_address)
            async with MilterClient(address) as client:
                client.send(negotiation())
                assert (await client.read())[0] == b"O"
                client.send(message((b"Content-Type", b" text/html"), body=b"<p>hello</p>\r\n"))
                assert b"/o/" in b"".join(data for _, data in await client.read_to_end())
        assert not listens("127.0.0.1", int(address.rpartition(":")[2]))

    in_loop(work)


@pytest.mark.parametrize("stamping", [False, True], ids=["alone", "beside stamping"])
def test_the_milter_that_cleans_runs_where_it_is_set(tmp_path: Path, stamping: bool) -> None:
    async def told(address: str | None) -> bytes:
        body = b"<p>hello</p><img src='https://www.google-analytics.com/collect?tid=UA-1&cid=8f14e45f' width=1 height=1>\r\n"
        async with MilterClient(str(address)) as client:
            client.send(negotiation())
            assert (await client.read())[0] == b"O"
            client.send(message((b"Content-Type", b" text/html"), body=body))
            return b"".join(data for _, data in await client.read_to_end())

    async def work() -> None:
        async with running(settings(tmp_path)) as server:
            assert server.cleaning_address is None
        milter = MilterSection(listen="inet:127.0.0.1:0" if stamping else None)
        sections = {"cleaning": CleaningSection(listen="inet:127.0.0.1:0"), "milter": milter}
        async with running(settings(tmp_path).model_copy(update=sections)) as server:
            address = server.cleaning_address
            cleaned = await told(address)
            assert b"X-Backstamp-Cleaned" in cleaned
            assert b"google" not in cleaned
            assert b"/o/" not in cleaned
            if stamping:
                assert b"/o/" in await told(server.milter_address)
        assert not listens("127.0.0.1", int(str(address).rpartition(":")[2]))
        assert multiprocessing.active_children() == []

    in_loop(work)


def test_while_hits_cannot_be_stored_readers_are_answered_and_the_health_says_503(tmp_path: Path) -> None:
    async def health(server: Server, wanted: int) -> None:
        async with asyncio.timeout(20):
            while (await get(f"http://{server.api_endpoint}/healthz")).status_code != wanted:  # noqa: ASYNC110 (as a monitor asks)
                await asyncio.sleep(0.1)

    async def work() -> None:
        async with running(settings(tmp_path)) as server:
            folder = DataFolder(tmp_path)
            pixel = pixel_url(f"http://{server.collector_endpoint}", KeyFile(folder.keys).ring().seal(Token(1, 0, 0)))
            with contextlib.closing(sqlite3.connect(folder.hits, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                assert (await get(pixel)).headers["content-type"] == "image/gif"
                await health(server, 503)
                assert (await get(pixel)).headers["content-type"] == "image/gif"
            await health(server, 200)
            key = folder.api_key()
            hits = await get(f"http://{server.api_endpoint}/api/hits", authorization=f"Bearer {key}")
            assert len(hits.json()) == 2

    in_loop(work)
