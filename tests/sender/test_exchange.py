import asyncio
import logging
import re
from pathlib import Path

import pytest
from tests.sender.relay_bench import HTML, READERS, RING, SENDER, Bench, bench, stamping, until
from tests.sender.smtp_sink import Sink

from backstamp.errors import LedgerError
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import OFF, Mode, Modes
from backstamp.tokens.token import SHARED, Token

PIXEL = re.compile(rb"https://t\.example/o/([\w-]{44})")
AGGREGATE = Modes(Mode.AGGREGATE, Mode.AGGREGATE)
PSEUDONYMOUS = Modes(Mode.PSEUDONYMOUS, Mode.PSEUDONYMOUS)
ADA, BEN, EVE = "ada@reader.example", "ben@reader.example", "eve@reader.example"


def disk_full(*_: object, **__: object) -> None:
    raise LedgerError("the disk is full")


@pytest.mark.parametrize("someone_missed", [False, True])
def test_fates_that_cannot_be_written_down_lose_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, someone_missed: bool
) -> None:
    monkeypatch.setattr(Ledger, "record", disk_full)

    async def scenario() -> None:
        script = {"b@x.example": "554 5.7.1 spam"} if someone_missed else {}
        async with bench(tmp_path, Sink(data=script)) as it:
            outcome = await it.send("a@x.example", "b@x.example")
            assert (outcome == {}) is not someone_missed
            if someone_missed:
                assert outcome.smtp_code == 451

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "the disk is full" in caplog.text


def test_the_notification_is_owed_on_disk_before_the_client_hears_250(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bool] = []
    record = Ledger.record

    def watched(self: Ledger, *arguments: object, **options: object) -> None:
        record(self, *arguments, **options)  # type: ignore[arg-type] # passed on as they came
        written.append(bool(self.unnotified()))

    monkeypatch.setattr(Ledger, "record", watched)

    async def scenario() -> None:
        async with bench(tmp_path, Sink(data={"b@x.example": "554 5.7.1 spam"})) as it:
            assert await it.send("a@x.example", "b@x.example") == {}
            assert written == [True]
            await until(lambda: it.sink.to(SENDER))

    asyncio.run(scenario())


def pixel(it: Bench, recipient: str) -> Token | None:
    """What the pixel of a recipient's copy stands for."""
    found = PIXEL.search(it.sink.to(recipient)[0].message)
    return RING.open(found[1], link=False) if found else None


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("ledger.sqlite*")))


def test_the_ladder_through_the_relay(tmp_path: Path) -> None:
    async def scenario(mode: Mode) -> tuple[Bench, Token | None, Token | None]:
        folder = tmp_path / mode
        folder.mkdir()
        async with bench(folder, stamping=stamping(Modes(mode, mode))) as it:
            assert await it.send(ADA, BEN) == {}
            message = it.ledger.messages()[0]
            assert (message.opens, message.links) == (mode, mode)
            assert {(each.opens, each.links) for each in it.deliveries()} == {(mode, mode)}
            return it, pixel(it, ADA), pixel(it, BEN)

    it, *found = asyncio.run(scenario(Mode.OFF))
    assert found == [None, None]
    assert [received.message for received in it.sink.received] == [HTML, HTML]
    it, one, other = asyncio.run(scenario(Mode.AGGREGATE))
    assert one is not None
    assert one == other == Token(one.message, SHARED, 0)
    assert it.sink.received[0].message == it.sink.received[1].message
    for mode in (Mode.PSEUDONYMOUS, Mode.INDIVIDUAL):
        _, one, other = asyncio.run(scenario(mode))
        assert one is not None
        assert other is not None
        assert {one.recipient, other.recipient} == {0, 1}
        assert (ADA.encode() in on_disk(tmp_path / mode)) == (mode is Mode.INDIVIDUAL)


def test_in_pseudonymous_mode_no_address_is_on_the_disk_when_the_client_hears_250(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, stamping=stamping(PSEUDONYMOUS)) as it:
            assert await it.send(ADA, BEN) == {}
            assert b"reader.example" not in on_disk(tmp_path)
            token = pixel(it, ADA)
            assert token is not None
            assert it.ledger.reader_of(token.message, token.recipient) == READERS.reader_of_address(ADA)

    asyncio.run(scenario())


def test_in_pseudonymous_mode_a_refused_address_is_named_to_the_sender_and_goes_then(tmp_path: Path) -> None:
    async def scenario() -> None:
        refusal = {BEN: f"554 5.7.1 <{BEN}> is full of spam"}
        async with bench(tmp_path, Sink(data=refusal), stamping=stamping(PSEUDONYMOUS)) as it:
            assert await it.send(ADA, BEN) == {}
            await until(lambda: it.sink.to(SENDER))
            assert BEN.encode() in it.sink.to(SENDER)[0].message
            await until(lambda: not it.ledger.unnotified())
            await until(lambda: b"reader.example" not in on_disk(tmp_path))
            assert {(each.state.value, each.text) for each in it.deliveries()} >= {("refused", "5.7.1")}

    asyncio.run(scenario())


def test_a_message_that_asks_for_more_than_the_account_allows_is_refused_for_good(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, stamping=stamping(AGGREGATE)) as it:
            error = await it.send(ADA, message=b"X-Backstamp: opens=individual\r\n" + HTML)
            assert (error.smtp_code, error.smtp_error) == (
                550,
                b"5.7.1 opens: individual is more than this account allows (aggregate)",
            )
            assert it.sink.received == []
            assert it.ledger.messages() == []
            assert await it.send(ADA, message=b"X-Backstamp: opens=off\r\n" + HTML) == {}
            assert pixel(it, ADA) is None
            assert b"/l/" in it.sink.to(ADA)[0].message

    asyncio.run(scenario())


def test_policy_and_stop_list_hold_for_each_recipient_apart(tmp_path: Path) -> None:
    allowed = {BEN: AGGREGATE, EVE: OFF}

    async def scenario() -> None:
        maker = stamping(allowed=lambda address: allowed.get(address, Modes()))
        async with bench(tmp_path, stamping=maker) as it:
            it.ledger.stop(READERS.reader_of_address("Stopped@Reader.Example"))
            assert await it.send(ADA, BEN, EVE, "stopped@reader.example") == {}
            number = it.ledger.messages()[0].id
            found = [pixel(it, name) for name in (ADA, BEN, EVE, "stopped@reader.example")]
            assert found == [Token(number, 0, 0), Token(number, SHARED, 0), None, None]
            assert it.sink.to(EVE)[0].message == it.sink.to("stopped@reader.example")[0].message == HTML
            assert [each.opens.value for each in it.deliveries()] == ["individual", "aggregate", "off", "off"]
            assert [each.reader is not None for each in it.deliveries()] == [True, False, False, False]

    asyncio.run(scenario())
