import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest
from tests.app.demo.conftest import RING, Recorder, Request, StampingRelay

from backstamp.app.demo.acts import FLOOD, SCRIPT
from backstamp.app.demo.cast import CAST, DESMOND, LUCA, MAREN, ODILE, SAM, Member
from backstamp.app.demo.clock import DemoClock
from backstamp.app.demo.play import act_out
from backstamp.app.demo.sink import Sink
from backstamp.app.demo.stage import Played, Stage
from backstamp.errors import UpstreamError
from backstamp.tokens.urls import destination_of

BASE = "http://post.example"
START = 1_790_000_000_000_000


@dataclass
class Evening:
    played: Played
    requests: list[Request]
    lines: list[str]
    ended: int

    def of(self, member: Member) -> list[Request]:
        """The requests for one recipient's copy, told apart by opening the tokens."""
        message = 1 if member in CAST[:6] else 2
        ordinal = [other for other in CAST if other.letter is member.letter].index(member)
        return [request for request in self.requests if _delivery(request) == (message, ordinal)]


def _delivery(request: Request) -> tuple[int, int]:
    path, _, query = request.target.partition("?")
    link = path.startswith("/l/")
    text = path[3:47].encode()
    token = RING.open(text, link=link, destination=(destination_of(query.encode()) or b"") if link else b"")
    assert token is not None, request.first
    return token.message, token.recipient


def _evening() -> Evening:
    async def run() -> Evening:
        async with Recorder() as recorder, Sink() as sink:
            relay = await StampingRelay(BASE, sink).listen()
            lines: list[str] = []
            clock = DemoClock(START)
            host, port = relay.sockets[0].getsockname()
            played = await act_out(Stage((host, port), recorder.url, BASE, sink, clock, lines.append))
            relay.close()
            return Evening(played, recorder.requests, lines, clock())

    return asyncio.run(run())


@pytest.mark.usefixtures("no_programs")
def test_the_whole_play_without_chromium_or_curl():
    evening = _evening()
    assert evening.played.requests == len(evening.requests)
    assert len(evening.played.stand_ins) == 2
    assert evening.played.truths == tuple(member.truth for member in CAST)
    assert evening.ended >= START + SCRIPT[-1].after * 1_000_000
    assert not evening.of(DESMOND)
    assert len(evening.of(LUCA)) == 1
    assert len(evening.of(ODILE)) == FLOOD
    assert [request.target[:3] for request in evening.of(SAM)] == ["/o/", "/l/"]
    kinds = Counter(request.target[:3] for request in evening.of(MAREN))
    assert kinds["/o/"] == 1
    assert kinds["/l/"] >= 8
    assert len([line for line in evening.lines if line.lstrip().startswith("+")]) == len(SCRIPT)


@pytest.mark.needs("chromium", "curl")
def test_the_whole_play_with_the_real_programs():
    evening = _evening()
    assert evening.played.stand_ins == ()
    assert evening.played.requests == len(evening.requests)
    assert len(evening.of(ODILE)) == FLOOD
    opened, followed = evening.of(SAM)
    assert (opened.headers["x-forwarded-for"], opened.target[:3]) == ("203.0.113.201", "/o/")
    assert followed.target.endswith("to=https://kerfwise.example/shops/toy-hospital")


def test_a_relay_that_is_not_there_is_one_of_our_errors():
    async def run() -> None:
        async with Sink() as sink:
            nowhere = ("127.0.0.1", 1)
            await act_out(Stage(nowhere, "http://127.0.0.1:1", BASE, sink, DemoClock(START), lambda _: None))

    with pytest.raises(UpstreamError, match="did not take the letter"):
        asyncio.run(run())
