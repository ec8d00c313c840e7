import asyncio

from tests.app.demo.conftest import Recorder

from backstamp.app.demo.router import Router
from backstamp.app.demo.wire import Wire


async def _through(router: Router, head: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", router.port)
    writer.write(head)
    answer = await reader.read()
    writer.close()
    return answer


def _exchange(head: bytes) -> tuple[bytes, list[tuple[str, ...]], list[str]]:
    """The answer to one request, what the collector saw of it, and the hosts turned away."""

    async def run() -> tuple[bytes, list[tuple[str, ...]], list[str]]:
        async with (
            Recorder() as recorder,
            Wire(recorder.url, "http://post.example") as wire,
            Router(wire, "203.0.113.201") as router,
        ):
            answer = await _through(router, head)
            return answer, [(r.first, *r.lines) for r in recorder.requests], router.turned_away

    return asyncio.run(run())


def test_a_request_to_the_collector_goes_through_as_the_browser_wrote_it():
    head = (
        b"GET http://post.example/o/x.gif HTTP/1.1\r\nHost: post.example\r\nProxy-Connection: keep-alive\r\n"
        b"User-Agent: Chromium\r\nsec-ch-ua-mobile: ?0\r\n\r\n"
    )
    answer, seen, _ = _exchange(head)
    assert seen == [
        (
            "GET /o/x.gif HTTP/1.1",
            "Host: post.example",
            "Connection: keep-alive",
            "User-Agent: Chromium",
            "sec-ch-ua-mobile: ?0",
            "X-Forwarded-For: 203.0.113.201",
        )
    ]
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nGIF")


def test_a_redirect_is_handed_back_and_not_followed():
    answer, seen, _ = _exchange(b"GET http://post.example/l/x?to=y HTTP/1.1\r\nHost: post.example\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 302 ")
    assert b"location: https://shop.example/" in answer.lower()
    assert len(seen) == 1


def test_nothing_leaves_for_any_other_host():
    for head in (
        b"CONNECT update.vendor.example:443 HTTP/1.1\r\nHost: update.vendor.example:443\r\n\r\n",
        b"GET http://update.vendor.example/time HTTP/1.1\r\nHost: update.vendor.example\r\n\r\n",
        b"POST http://update.vendor.example/ HTTP/1.1\r\nHost: update.vendor.example\r\nContent-Length: 0\r\n\r\n",
    ):
        answer, seen, away = _exchange(head)
        assert answer.startswith(b"HTTP/1.1 502 ")
        assert seen == []
        assert away == ["update.vendor.example"]


def test_leaving_hangs_up_on_a_browser_that_says_nothing():
    async def run() -> bytes:
        async with Wire("http://127.0.0.1:1", "http://post.example") as wire:
            async with Router(wire, "203.0.113.201") as router:
                reader, writer = await asyncio.open_connection("127.0.0.1", router.port)
                await asyncio.sleep(0.05)
            rest = await asyncio.wait_for(reader.read(), 2)
            writer.close()
            return rest

    assert asyncio.run(run()) == b""


def test_nonsense_is_answered_or_hung_up_on_and_the_router_lives_on():
    async def run() -> bytes:
        async with (
            Recorder() as recorder,
            Wire(recorder.url, recorder.url) as wire,
            Router(wire, "203.0.113.201") as router,
        ):
            for head in (b"\r\n\r\n", b"\xff\xfe\r\n\r\n", b"GET\r\n\r\n", b"x" * 70_000 + b"\r\n\r\n"):
                await _through(router, head)
            return await _through(router, f"GET {recorder.url}/o/x.gif HTTP/1.1\r\n\r\n".encode())

    assert asyncio.run(run()).startswith(b"HTTP/1.1 200")
