import asyncio

import aiosmtplib
import pytest

from backstamp.app.demo.sink import Sink
from backstamp.errors import UpstreamError

MESSAGE = b"From: a@one.example\r\nSubject: h\xc3\xa9llo\r\n\r\n..dots and\r\n  blanks \r\n"


async def _deliver(sink: Sink, recipients: list[str]) -> None:
    host, port = sink.address
    async with aiosmtplib.SMTP(hostname=host, port=port, start_tls=False, local_hostname="t.example") as client:
        await client.sendmail("a@one.example", recipients, MESSAGE)


def test_each_recipient_keeps_a_copy_octet_by_octet():
    async def run() -> tuple[bytes, ...]:
        async with Sink() as sink:
            await _deliver(sink, ["b@two.example", "C@three.example"])
            await _deliver(sink, ["b@two.example"])
            await sink.wait_for(frozenset({"c@three.example"}))
            return sink.copies("b@two.example") + sink.copies("c@three.example")

    assert asyncio.run(run()) == (MESSAGE, MESSAGE, MESSAGE)


def test_waiting_ends_when_the_last_copy_arrives():
    async def run() -> bool:
        async with Sink() as sink:
            waiting = asyncio.create_task(sink.wait_for(frozenset({"b@two.example"})))
            await asyncio.sleep(0)
            assert not waiting.done()
            await _deliver(sink, ["b@two.example"])
            await waiting
            return bool(sink.copies("b@two.example"))

    assert asyncio.run(run())


def test_waiting_in_vain_names_the_missing():
    async def run() -> None:
        async with Sink() as sink:
            await sink.wait_for(frozenset({"nobody@two.example"}), seconds=0.05)

    with pytest.raises(UpstreamError, match=r"nobody@two\.example"):
        asyncio.run(run())


def test_a_sink_that_does_not_listen_has_no_address():
    with pytest.raises(UpstreamError, match="not listening"):
        _ = Sink().address
