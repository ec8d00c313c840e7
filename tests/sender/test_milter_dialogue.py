import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sender.milter_client import ALL_STEPS, message, negotiation, packet

from backstamp.errors import MilterError
from backstamp.sender.milter_dialogue import Bye, Dialogue, NotOurs
from backstamp.sender.milter_message import Told

ALL_BUT_LEADING_SPACE = ALL_STEPS & ~0x100000
FIELDS = ((b"Subject", b" hello\n there"), (b"X", b""))


def hear(dialogue: Dialogue, *packets: bytes) -> list[bytes | Told | NotOurs | Bye]:
    return list(dialogue.receive(b"".join(packets)))


def told(*packets: bytes, steps: int = ALL_STEPS) -> Told:
    """The only message of a connection on which nothing else is answered."""
    _, found = hear(Dialogue(10_000), negotiation(steps=steps), *packets)
    assert isinstance(found, Told)
    return found


def test_the_negotiation_takes_what_is_offered_and_needed() -> None:
    assert hear(Dialogue(10_000), negotiation()) == [negotiation(6, 0x13, 0x1FF383)]
    assert hear(Dialogue(10_000), negotiation(version=2, steps=0x7F)) == [negotiation(2, 0x13, 0x03)]
    assert hear(Dialogue(10_000), negotiation(version=7, steps=0xFFFFFFFF)) == [negotiation(6, 0x13, 0x1FF383)]


@pytest.mark.parametrize("offer", [negotiation(version=1), negotiation(actions=0x11), negotiation(actions=0)])
def test_a_mail_server_that_lets_us_change_nothing_is_our_error(offer: bytes) -> None:
    with pytest.raises(MilterError, match="must let us"):
        hear(Dialogue(10_000), offer)


def test_a_dialogue_begins_with_a_negotiation() -> None:
    with pytest.raises(MilterError, match="did not begin"):
        hear(Dialogue(10_000), message(*FIELDS))


def test_a_message_is_put_together_and_costs_no_answer_before_its_end() -> None:
    found = told(
        packet(b"M", b"<a@example.org>\0SIZE=9\0"), message(*FIELDS, recipients=(b"<b@example.org>", b"c@example.org"))
    )
    assert found.octets == b"Subject: hello\r\n there\r\nX:\r\n\r\nBody\r\n"
    assert found.octets[found.body_start :] == b"Body\r\n"
    assert (found.sender, found.recipients) == ("a@example.org", ("b@example.org", "c@example.org"))
    assert found.queue_id == "4F2"


def test_a_mail_server_that_keeps_the_leading_blank_to_itself_gets_it_put_back() -> None:
    found = told(message((b"Subject", b"hello")), steps=ALL_BUT_LEADING_SPACE)
    assert found.octets.startswith(b"Subject: hello\r\n")
    assert not found.leading_space


def test_an_address_of_any_octets_can_be_shown() -> None:
    found = told(packet(b"M", b"<\xff\xc3\xa9@example.org>\0"), packet(b"R", b"<>\0"), packet(b"N"), packet(b"E", b"x"))
    assert found.sender == "\\xffé@example.org"
    assert found.recipients == ("",)
    assert found.octets == b"\r\nx"


def test_a_mail_server_that_waits_for_answers_gets_them() -> None:
    connect = (packet(b"C", b"x\0U"), packet(b"H", b"x\0"), packet(b"U", b"x\0"), packet(b"T"))
    heard = hear(Dialogue(10_000), negotiation(steps=0), *connect, message(*FIELDS))
    answers = [item for item in heard[1:] if isinstance(item, bytes)]
    assert answers == [packet(b"c")] * 10
    assert isinstance(heard[-1], Told)


def test_a_message_that_is_broken_off_leaves_nothing_behind() -> None:
    lost = message((b"Lost", b" 1")).removesuffix(packet(b"E"))
    for end in (packet(b"A"), b"", packet(b"K") + negotiation()):
        dialogue = Dialogue(10_000)
        found = hear(dialogue, negotiation(), lost, end, message(*FIELDS))[-1]
        assert isinstance(found, Told)
        assert found.octets == b"Subject: hello\r\n there\r\nX:\r\n\r\nBody\r\n"
        assert dialogue.idle


def test_a_message_is_under_way_until_its_answer_has_been_asked_for() -> None:
    dialogue = Dialogue(10_000)
    assert dialogue.idle
    for item in dialogue.receive(negotiation() + message(*FIELDS)):
        assert dialogue.idle == isinstance(item, bytes)
    assert dialogue.idle


def test_quit_ends_the_dialogue() -> None:
    assert hear(Dialogue(10_000), negotiation(), packet(b"Q"), message())[1:] == [Bye()]
    assert hear(Dialogue(10_000), packet(b"Q")) == [Bye()]


@pytest.mark.parametrize(
    "too_much",
    [
        message(body=b"x" * 10_000),
        message((b"X", b" " * 9_990)),
        message(recipients=(b"<" + b"x" * 500 + b">",) * 20),
        message().removesuffix(packet(b"E")) + packet(b"E", b"x" * 10_000),
        message().removesuffix(packet(b"E")) + packet(b"B", b"x" * 5_000) * 1000 + packet(b"E"),
    ],
    ids=["body", "header", "recipients", "last piece", "pieces"],
)
def test_a_message_beyond_the_limit_is_not_kept(too_much: bytes) -> None:
    dialogue = Dialogue(10_000)
    _, found = hear(dialogue, negotiation(), too_much)
    assert found == NotOurs("4F2", "it has more than 10000 octets")
    assert isinstance(hear(dialogue, message(*FIELDS))[0], Told)


def test_a_header_that_would_read_as_another_one_passes() -> None:
    _, found = hear(Dialogue(10_000), negotiation(), message((b"Subject", b" a\nBcc: all")))
    assert isinstance(found, NotOurs)
    assert "cannot be put together" in found.reason


COMMANDS = st.sampled_from(
    [
        negotiation(),
        negotiation(steps=0),
        message(*FIELDS),
        packet(b"K"),
        packet(b"A"),
        packet(b"N"),
        packet(b"B", b"x"),
        packet(b"E"),
        packet(b"R", b"x\0"),
        packet(b"L", b"\0\0"),
        packet(b"Q"),
        packet(b"D", b"Mi\0x\0"),
        b"\0",
    ]
)


@given(st.lists(COMMANDS, max_size=12), st.integers(1, 50))
def test_whatever_comes_in_whatever_order_is_understood_or_our_error(packets: list[bytes], size: int) -> None:
    dialogue = Dialogue(1000)
    stream = b"".join(packets)
    try:
        for place in range(0, len(stream), size):
            list(dialogue.receive(stream[place : place + size]))
    except MilterError:
        return
