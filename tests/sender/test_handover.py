import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.sender.relay_bench import HTML, PLAIN, READERS, clock, stamping
from tests.sender.smtp_sink import HANG_UP, Sink

from backstamp.errors import LedgerError
from backstamp.sender.fate import State
from backstamp.sender.handover import Handed, hand_over
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.records import Draft, Message
from backstamp.sender.stamp import plan
from backstamp.sender.stamping import Stamping
from backstamp.sender.upstream import Envelope, Upstream
from backstamp.sender.upstream_settings import UpstreamSettings

STAMPING = stamping()


def handing(
    folder: Path,
    sink: Sink,
    message: bytes,
    *recipients: str,
    before: Callable[[Ledger, Sink], Awaitable[Any]] | None = None,
    using: Stamping = STAMPING,
) -> tuple[Handed, Ledger]:
    async def scenario() -> tuple[Handed, Ledger]:
        ledger = Ledger(folder / "ledger.sqlite", clock())
        async with sink:
            upstream = Upstream(UpstreamSettings("127.0.0.1", sink.port, timeout=2, final_timeout=2), "relay.example")
            try:
                if before is not None:
                    await before(ledger, sink)
                handed = await hand_over(
                    using.plan(message),
                    using,
                    Envelope("s@x.example"),
                    recipients,
                    ledger=ledger,
                    upstream=upstream,
                    clock=clock(),
                )
            finally:
                await upstream.close()
        return handed, ledger

    return asyncio.run(scenario())


def states(handed: Handed) -> list[str]:
    return [fate.state.value for fate in handed.fates]


def test_every_recipient_has_a_fate_in_order(tmp_path: Path) -> None:
    sink = Sink(data={"b@x.example": "550 5.7.1 no", "c@x.example": HANG_UP})
    handed, ledger = handing(tmp_path, sink, HTML, "a@x.example", "b@x.example", "c@x.example", "d@x.example")
    assert states(handed) == ["accepted", "refused", "uncertain", "accepted"]
    assert [fate.ordinal for fate in handed.fates] == [0, 1, 2, 3]
    assert ledger.deliveries(handed.message)[0].state is State.OFFERED  # recording is the caller's part
    ledger.close()


def test_what_was_left_alone_is_in_the_ledger(tmp_path: Path) -> None:
    handed, ledger = handing(tmp_path, Sink(), PLAIN, "a@x.example")
    message = ledger.message(handed.message)
    assert message is not None
    assert message.untouched == plan(PLAIN, STAMPING.options).untouched
    assert [(place.what, place.reason) for place in ledger.skipped(message.id)] == [
        (place.what, place.reason) for place in plan(PLAIN, STAMPING.options).skipped
    ]
    ledger.close()


def test_a_server_that_is_gone_refuses_everyone_for_now_without_keeping_them_waiting(tmp_path: Path) -> None:
    async def gone(_: Ledger, sink: Sink) -> None:
        await sink.stop()

    handed, ledger = handing(tmp_path, Sink(), HTML, *(f"r{place}@x.example" for place in range(50)), before=gone)
    assert states(handed) == ["refused"] * 50
    assert {fate.reply.code for fate in handed.fates} == {451}
    ledger.close()


def test_one_recipient_at_whom_the_server_hangs_up_does_not_stop_the_others(tmp_path: Path) -> None:
    handed, ledger = handing(
        tmp_path, Sink(rcpt={"b@x.example": HANG_UP}), HTML, "a@x.example", "b@x.example", "c@x.example"
    )
    assert states(handed) == ["accepted", "refused", "accepted"]
    ledger.close()


def test_no_copy_leaves_before_the_ledger_knows_it(tmp_path: Path) -> None:
    seen: list[Sink] = []

    async def broken(ledger: Ledger, sink: Sink) -> None:
        seen.append(sink)
        ledger.close()
        ledger._path.unlink()
        ledger._path.mkdir()

    with pytest.raises(LedgerError):
        handing(tmp_path, Sink(), HTML, "a@x.example", before=broken)
    assert seen[0].commands == []


NAMES = tuple(f"r{place}@x.example" for place in range(20))


def test_where_addresses_are_forgotten_neither_numbers_nor_times_follow_the_clients_order(tmp_path: Path) -> None:
    unnamed = stamping(Modes(Mode.PSEUDONYMOUS, Mode.OFF))
    sink = Sink(data={"r3@x.example": "550 5.7.1 no"})
    handed, ledger = handing(tmp_path, sink, HTML, *NAMES, using=unnamed)
    assert [fate.recipient for fate in handed.fates] == list(NAMES)
    assert states(handed) == ["refused" if name == "r3@x.example" else "accepted" for name in NAMES]
    ordinals = [fate.ordinal for fate in handed.fates]
    assert sorted(ordinals) == list(range(20))
    assert ordinals != list(range(20))  # once in 20! runs it may
    assert [fate.ordinal for fate in sorted(handed.fates, key=lambda fate: fate.decided)] == list(range(20))
    assert [each.recipient for each in ledger.deliveries(handed.message)] == [
        fate.recipient for fate in sorted(handed.fates, key=lambda fate: fate.ordinal)
    ]
    assert [received.recipients[0] for received in sink.received] != list(NAMES)
    ledger.close()


def test_one_who_asks_to_be_left_alone_while_the_message_is_written_down_is_heeded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Ledger.add

    def stopping(self: Ledger, draft: Draft) -> Message:
        self.stop(READERS.reader_of_address("b@x.example"))
        return add(self, draft)

    monkeypatch.setattr(Ledger, "add", stopping)
    sink = Sink()
    _, ledger = handing(tmp_path, sink, HTML, "a@x.example", "b@x.example")
    assert b"/o/" in sink.to("a@x.example")[0].message
    assert sink.to("b@x.example")[0].message == HTML
    ledger.close()
