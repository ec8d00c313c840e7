import asyncio

import pytest
from tests.app.demo.conftest import Recorder, Request

from backstamp.app.demo.flood import flood
from backstamp.app.demo.wire import Wire


def _flooded(times: int) -> tuple[bool, list[Request], int]:
    async def run() -> tuple[bool, list[Request], int]:
        async with Recorder() as recorder, Wire(recorder.url, "http://post.example") as wire:
            real = await flood(wire, "http://post.example/o/x.gif?a[1-3]", "198.51.100.9", times)
            return real, recorder.requests, wire.requests

    return asyncio.run(run())


@pytest.mark.needs("curl")
def test_the_real_curl_asks_as_often_as_it_is_told():
    real, requests, counted = _flooded(40)
    assert real
    assert len(requests) == counted == 40
    assert {request.target for request in requests} == {"/o/x.gif?a[1-3]"}
    assert all(request.headers["user-agent"].startswith("curl/") for request in requests)
    assert {request.headers["x-forwarded-for"] for request in requests} == {"198.51.100.9"}
    assert {request.headers["host"] for request in requests} == {"post.example"}


@pytest.mark.usefixtures("no_programs")
def test_without_curl_its_requests_are_imitated():
    real, requests, counted = _flooded(25)
    assert not real
    assert len(requests) == counted == 25
    assert requests[0].lines == (
        "Host: post.example",
        "User-Agent: curl/7.88.1",
        "Accept: */*",
        "X-Forwarded-For: 198.51.100.9",
    )
