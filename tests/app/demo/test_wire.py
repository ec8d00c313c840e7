import asyncio

import pytest
from tests.app.demo.conftest import Recorder, Request

from backstamp.app.demo.client import Client
from backstamp.app.demo.fetchers import MACHINES
from backstamp.app.demo.people import READERS
from backstamp.app.demo.wire import Wire
from backstamp.errors import UpstreamError


def _asked(client: Client, path: str, base_url: str | None = None) -> Request:
    async def ask() -> Request:
        async with Recorder() as recorder, Wire(recorder.url, base_url or recorder.url) as wire:
            await wire.ask((base_url or recorder.url) + path, client, "203.0.113.9")
            return recorder.requests[0]

    return asyncio.run(ask())


@pytest.mark.parametrize("client", [*MACHINES, *READERS], ids=lambda client: client.name)
def test_only_our_headers_go_over_the_wire_in_their_order_and_case(client: Client):
    request = _asked(client, "/o/x.gif", "http://post.example")
    sent = [f"{name}: {value}" for name, value in client.headers]
    assert request.first == "GET /o/x.gif HTTP/1.1"
    assert list(request.lines) == ["Host: post.example", *sent, "X-Forwarded-For: 203.0.113.9"]


def test_the_path_and_query_travel_octet_by_octet():
    path = "/l/abc?to=https://shop.example/caf%C3%A9?a=1%26b=(2)*,;'!$@~%23top"
    assert _asked(MACHINES[0], path).target == path


def test_an_environment_with_a_proxy_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert _asked(MACHINES[0], "/o/x.gif").target == "/o/x.gif"


def test_requests_are_counted_and_the_status_is_given_back():
    async def ask() -> tuple[int, int, int]:
        async with Recorder() as recorder, Wire(recorder.url, recorder.url) as wire:
            pixel = await wire.ask(f"{recorder.url}/o/x.gif", MACHINES[0], "203.0.113.9")
            link = await wire.ask(f"{recorder.url}/l/x?to=y", MACHINES[0], "203.0.113.9")
            return pixel, link, wire.requests

    assert asyncio.run(ask()) == (200, 302, 2)


def test_a_silent_collector_is_one_of_our_errors():
    async def ask() -> None:
        async with Recorder() as recorder:
            url = recorder.url
        async with Wire(url, url) as wire:
            await wire.ask(f"{url}/o/x.gif", MACHINES[0], "203.0.113.9")

    with pytest.raises(UpstreamError, match="did not answer"):
        asyncio.run(ask())


def test_only_addresses_below_the_base_url_are_carried():
    wire = Wire("http://127.0.0.1:1", "http://post.example")
    assert wire.carries("http://post.example/o/x.gif")
    assert not wire.carries("http://post.example.evil.example/o/x.gif")
