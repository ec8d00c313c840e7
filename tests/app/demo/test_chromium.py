import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.app.demo.conftest import Recorder, Request

from backstamp.app.demo import chromium
from backstamp.app.demo.router import Router
from backstamp.app.demo.wire import Wire

Reading = Callable[[str, Recorder, int], Awaitable[bool]]


def _read(reading: Reading) -> tuple[bool, list[Request], list[str]]:
    program = chromium.find_chromium()
    assert program is not None

    async def run() -> tuple[bool, list[Request], list[str]]:
        async with (
            Recorder() as recorder,
            Wire(recorder.url, recorder.url) as wire,
            Router(wire, "203.0.113.201") as router,
        ):
            done = await reading(program, recorder, router.port)
            return done, recorder.requests, router.turned_away

    return asyncio.run(run())


@pytest.mark.needs("chromium")
def test_chromium_really_opens_the_message_and_loads_the_pixel():
    async def reading(program: str, recorder: Recorder, port: int) -> bool:
        html = f'<p>Hello</p><img src="{recorder.url}/o/x.gif" width="1" height="1" alt="">'
        return await chromium.open_message(program, html, port)

    done, requests, _ = _read(reading)
    assert done
    assert [request.target for request in requests] == ["/o/x.gif"]
    assert requests[0].headers["x-forwarded-for"] == "203.0.113.201"
    assert "Chrome/" in requests[0].headers["user-agent"]
    assert "Headless" not in str(requests[0].lines)


@pytest.mark.needs("chromium")
def test_chromium_follows_a_link_once_and_is_sent_on_to_its_destination():
    async def reading(program: str, recorder: Recorder, port: int) -> bool:
        return await chromium.follow(program, f"{recorder.url}/l/x?to=y", port)

    done, requests, turned_away = _read(reading)
    assert done
    assert [request.target for request in requests] == ["/l/x?to=y"]
    assert "shop.example" in turned_away


def test_a_program_that_cannot_be_started_is_told_and_not_raised():
    assert asyncio.run(chromium.follow("/nowhere/chromium", "http://post.example/", 9)) is False


@pytest.mark.usefixtures("no_programs")
def test_no_chromium_is_found_where_none_is_installed():
    assert chromium.find_chromium() is None


def test_a_browser_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path):
    hanging = tmp_path / "chromium"
    hanging.write_text("#!/bin/sh\nsleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(chromium, "_PATIENCE", 0.2)
    assert asyncio.run(chromium.follow(str(hanging), "http://post.example/", 9)) is False
