"""What the milter decides, with a real ledger; how it travels is in test_milter and tests/endtoend."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.sender.relay_bench import HTML, PLAIN, READERS, RING, clock, stamping

from backstamp.errors import LedgerError, ModeError
from backstamp.sender.fate import State
from backstamp.sender.ledger import Ledger
from backstamp.sender.milter_settings import Several
from backstamp.sender.milter_stamping import MilterStamping
from backstamp.sender.modes import OFF, Mode, Modes
from backstamp.sender.records import Delivery, Message
from backstamp.sender.stamping import Stamping
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import SHARED

ADA, BEN = "ada@example.org", "ben@example.org"
TOGETHER = Modes(Mode.AGGREGATE, Mode.AGGREGATE)


class Case:
    """One message shown to the milter, and what was written down."""

    def __init__(self, folder: Path, using: Stamping, *stopped: str, several: Several = Several.AGGREGATE) -> None:
        self.ledger = Ledger(folder / "ledger.sqlite", clock())
        for address in stopped:
            self.ledger.stop(READERS.reader_of_address(address))
        self.deciding = MilterStamping(self.ledger, lambda: using, clock(), several)

    def shows(self, message: bytes, *recipients: str) -> bytes:
        changed = asyncio.run(self.deciding.decide(message, "letters@example.org", recipients))
        return message if changed is None else changed.message

    @property
    def message(self) -> Message:
        (message,) = self.ledger.messages()
        return message

    @property
    def deliveries(self) -> list[Delivery]:
        return self.ledger.deliveries(self.message.id)


def ordinals(message: bytes) -> set[int]:
    """Whom the tokens in a message name."""
    tokens = [each.partition(b'"')[0].partition(b".gif")[0] for each in message.split(b"https://t.example/o/")[1:]]
    opened = [RING.open(token, link=False) for token in tokens]
    return {token.recipient for token in opened if token is not None}


def test_one_recipient_gets_a_token_of_their_own_and_the_ledger_knows(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping())
    stamped = case.shows(HTML, ADA)
    assert ordinals(stamped) == {0}
    assert unstamp(stamped).message == HTML
    (delivery,) = case.deliveries
    assert (delivery.recipient, delivery.state, delivery.modes) == (ADA, State.QUEUED, Modes())
    assert delivery.reader == READERS.reader_of_address(ADA)
    assert delivery.decided is not None
    assert (case.message.sender, case.message.opens, case.message.subject) == (
        "letters@example.org",
        "individual",
        "News",
    )


def test_several_share_one_token_that_names_nobody(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping())
    assert ordinals(case.shows(HTML, ADA, BEN)) == {SHARED}
    assert [(each.recipient, each.state, each.modes, each.reader) for each in case.deliveries] == [
        (ADA, State.QUEUED, TOGETHER, None),
        (BEN, State.QUEUED, TOGETHER, None),
    ]
    assert (case.message.opens, case.message.links, case.message.untouched) == (Mode.AGGREGATE, Mode.AGGREGATE, None)


def test_several_are_left_alone_where_that_is_set(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping(), several=Several.LEAVE)
    assert case.shows(HTML, ADA, BEN) == HTML
    assert "several recipients" in str(case.message.untouched)
    assert not case.message.pixel
    assert case.ledger.links(case.message.id) == []


def test_several_among_whom_one_asked_to_be_left_alone_get_the_message_as_it_came(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping(), BEN)
    assert case.shows(HTML, ADA, BEN) == HTML
    assert "nothing may be recorded" in str(case.message.untouched)
    assert {each.modes for each in case.deliveries} == {OFF}


def test_who_asked_to_be_left_alone_gets_the_message_as_it_came(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping(), ADA)
    assert case.shows(HTML, ADA) == HTML
    assert [each.modes for each in case.deliveries] == [OFF]


def test_a_policy_holds_for_the_only_recipient_and_for_all(tmp_path: Path) -> None:
    less = {BEN: Modes(Mode.AGGREGATE, Mode.OFF)}

    def allowed(address: str) -> Modes:
        return less.get(address, Modes())

    case = Case(tmp_path, stamping(allowed=allowed))
    stamped = case.shows(HTML, ADA, BEN)
    assert ordinals(stamped) == {SHARED}
    assert b"/l/" not in stamped
    assert {each.modes for each in case.deliveries} == {less[BEN]}


@pytest.mark.parametrize("recipients", [(ADA,), (ADA, BEN)], ids=len)
def test_an_address_to_be_forgotten_is_never_written(tmp_path: Path, recipients: tuple[str, ...]) -> None:
    case = Case(tmp_path, stamping(modes=Modes(Mode.PSEUDONYMOUS, Mode.PSEUDONYMOUS)))
    assert len(ordinals(case.shows(HTML, *recipients))) == 1
    assert {each.recipient for each in case.deliveries} == {""}
    assert {each.state for each in case.deliveries} == {State.QUEUED}
    assert [each.reader is not None for each in case.deliveries] == ([True] if recipients == (ADA,) else [False] * 2)
    case.ledger.close()
    assert not any(b"ada@" in file.read_bytes() for file in tmp_path.iterdir())


def test_what_cannot_be_stamped_passes_and_is_remembered_with_its_reason(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping())
    assert case.shows(PLAIN, ADA, BEN) == PLAIN
    assert case.message.untouched == "The message has no HTML part."


def test_the_steering_header_goes_even_where_nothing_is_stamped(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping())
    assert case.shows(b"X-Backstamp: off\r\n" + HTML, ADA) == HTML


def test_asking_for_more_than_the_account_allows_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping(modes=TOGETHER))
    with pytest.raises(ModeError):
        case.shows(b"X-Backstamp: individual\r\n" + HTML, ADA)
    assert case.ledger.messages() == []


def test_a_message_without_recipients_is_nobodys(tmp_path: Path) -> None:
    case = Case(tmp_path, stamping())
    assert case.shows(HTML) == HTML
    assert case.ledger.messages() == []


def test_no_token_leaves_without_its_delivery_in_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(tmp_path, stamping())

    def full(*_: Any) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(case.ledger, "add", full)
    with pytest.raises(LedgerError):
        case.shows(HTML, ADA)


def test_a_message_whose_copy_cannot_be_made_stays_offered(tmp_path: Path) -> None:
    def broken(_: bytes) -> bytes:
        raise RuntimeError("no signature")

    case = Case(tmp_path, stamping(sign=broken))
    with pytest.raises(RuntimeError):
        case.shows(HTML, ADA)
    assert [each.state for each in case.deliveries] == [State.OFFERED]


def test_who_asks_at_the_last_moment_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(tmp_path, stamping())
    add = case.ledger.add

    def stop_then_add(*given: Any) -> Message:
        case.ledger.stop(READERS.reader_of_address(BEN))
        return add(*given)

    monkeypatch.setattr(case.ledger, "add", stop_then_add)
    assert case.shows(HTML, ADA, BEN) == HTML
