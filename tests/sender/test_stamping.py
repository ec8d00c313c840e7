import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sender.relay_bench import HTML, PLAIN, READERS, RING, stamping

from backstamp.errors import ModeError
from backstamp.sender.modes import ANY, OFF, Mode, Modes
from backstamp.tokens.token import SHARED, Token

ADA = "ada@reader.example"
PIXEL = re.compile(rb"/o/([\w-]{44})")
TOKEN = re.compile(rb"/[ol]/([\w-]{44})")
ASKS_FOR = b"X-Backstamp: %b\r\n"

modes = st.builds(Modes, st.sampled_from(Mode), st.sampled_from(Mode))


def asking(word: str) -> bytes:
    return ASKS_FOR % word.encode() + HTML


@given(account=modes, policy=modes)
def test_a_recipient_never_gets_more_than_account_or_policy_allow(account: Modes, policy: Modes) -> None:
    maker = stamping(account, allowed=lambda _: policy)
    found = maker.addressee(maker.plan(HTML), ADA, ()).modes
    assert found == account.least(policy)


@given(account=modes, wish=st.sampled_from(Mode))
def test_a_message_may_step_down_and_never_up(account: Modes, wish: Mode) -> None:
    maker = stamping(account)
    if wish.rank > min(account.opens.rank, account.links.rank):
        with pytest.raises(ModeError):
            maker.plan(asking(wish.value))
    else:
        assert maker.plan(asking(wish.value)).modes == Modes(wish, wish)


@given(account=modes)
def test_who_has_asked_to_be_left_alone_gets_the_message_as_it_came(account: Modes) -> None:
    maker = stamping(account)
    plan = maker.plan(HTML)
    addressee = maker.addressee(plan, "ADA@reader.example", {READERS.reader_of_address(ADA)})
    assert addressee.modes == OFF
    assert maker.copy(plan, 1, 0, addressee.modes) == HTML


@given(account=modes, policy=modes)
def test_the_address_is_forgotten_exactly_where_someone_is_a_pseudonym(account: Modes, policy: Modes) -> None:
    maker = stamping(account, allowed=lambda _: policy)
    addressee = maker.addressee(maker.plan(HTML), ADA, ())
    highest = account.least(policy).highest
    assert addressee.forgotten == (Mode.PSEUDONYMOUS in (highest, account.highest))
    assert (addressee.reader is not None) == (highest in (Mode.PSEUDONYMOUS, Mode.INDIVIDUAL))
    assert addressee.reader in (None, READERS.reader_of_address(ADA))


@pytest.mark.parametrize(
    ("mode", "first", "second"),
    [
        (Mode.OFF, None, None),
        (Mode.AGGREGATE, SHARED, SHARED),
        (Mode.PSEUDONYMOUS, 0, 1),
        (Mode.INDIVIDUAL, 0, 1),
    ],
)
def test_the_steps_of_the_ladder(mode: Mode, first: int | None, second: int | None) -> None:
    maker = stamping(Modes(mode, mode))
    plan = maker.plan(HTML)
    copies = [maker.copy(plan, 7, ordinal, Modes(mode, mode)) for ordinal in (0, 1)]
    for copy, ordinal in zip(copies, (first, second), strict=True):
        found = PIXEL.search(copy)
        assert (RING.open(found[1], link=False) if found else None) == (
            Token(7, ordinal, 0) if ordinal is not None else None
        )
    assert (copies[0] == copies[1]) == (mode in (Mode.OFF, Mode.AGGREGATE))


def test_opens_and_links_go_their_own_ways() -> None:
    maker = stamping(Modes(Mode.AGGREGATE, Mode.INDIVIDUAL))
    plan = maker.plan(HTML)
    one, other = (TOKEN.findall(maker.copy(plan, 7, ordinal, ANY)) for ordinal in (0, 1))
    assert len(one) == len(other) == 2
    assert len({*one} & {*other}) == 1


def test_only_what_was_changed_is_signed() -> None:
    maker = stamping(sign=lambda message: b"Signed: yes\r\n" + message)
    plan = maker.plan(HTML)
    assert maker.copy(plan, 1, 0, ANY).startswith(b"Signed: yes\r\n")
    assert maker.copy(plan, 1, 0, OFF) == HTML
    assert maker.copy(maker.plan(PLAIN), 1, 0, ANY) == PLAIN
