import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import MilterError
from backstamp.sender.milter_protocol import (
    MAX_PACKET,
    Abort,
    Body,
    Connect,
    Data,
    Decoder,
    EndOfHeader,
    EndOfMessage,
    Event,
    Header,
    Helo,
    Macros,
    Mail,
    Negotiation,
    Quit,
    Recipient,
    Unknown,
    read_packet,
)


def packet(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


SAMPLES: list[tuple[bytes, Event]] = [
    (b"O\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff", Negotiation(6, 0x1FF, 0x1FFFFF)),
    (b"O\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xffmore", Negotiation(6, 0x1FF, 0x1FFFFF)),
    (b"DMi\x004F2a\0{auth_type}\0\0", Macros(b"M", {b"i": b"4F2a", b"{auth_type}": b""})),
    (b"DC", Macros(b"C", {})),
    (b"D", Macros(b"", {})),
    (b"Cmx.example\x004\x1f\x90192.0.2.1\0", Connect(b"mx.example", b"4", 8080, b"192.0.2.1")),
    (b"Cunknown\0U", Connect(b"unknown", b"U", 0, b"")),
    (b"Hmx.example\0", Helo(b"mx.example")),
    (b"M<a@example.org>\0SIZE=5\0BODY=8BITMIME\0", Mail(b"<a@example.org>", (b"SIZE=5", b"BODY=8BITMIME"))),
    (b"M<>\0", Mail(b"<>", ())),
    (b"R<b@example.org>\0", Recipient(b"<b@example.org>", ())),
    (b"T", Data()),
    (b"LSubject\0 a\n b\0", Header(b"Subject", b" a\n b")),
    (b"LSubject\0\0", Header(b"Subject", b"")),
    (b"N", EndOfHeader()),
    (b"Ba\0\r\n", Body(b"a\0\r\n")),
    (b"E", EndOfMessage(b"")),
    (b"Eend", EndOfMessage(b"end")),
    (b"A", Abort()),
    (b"Q", Quit(again=False)),
    (b"K", Quit(again=True)),
    (b"UVRFX\0", Unknown(b"VRFX")),
]


@pytest.mark.parametrize(("data", "event"), SAMPLES, ids=[type(event).__name__ for _, event in SAMPLES])
def test_a_packet_is_read(data: bytes, event: Event) -> None:
    assert read_packet(data) == event


@given(st.lists(st.sampled_from(SAMPLES), max_size=10), st.integers(1, 20))
def test_packets_are_read_wherever_the_stream_is_cut(samples: list[tuple[bytes, Event]], size: int) -> None:
    stream = b"".join(packet(data) for data, _ in samples)
    decoder = Decoder()
    found = [event for place in range(0, len(stream), size) for event in decoder.feed(stream[place : place + size])]
    assert found == [event for _, event in samples]


@pytest.mark.parametrize(
    "data",
    [
        b"O\0\0\0\x06",
        b"X",
        b"\0",
        b"H",
        b"Hname",
        b"M",
        b"Mx",
        b"R",
        b"LSubject\0",
        b"L",
        b"La\0b\0c\0",
        b"Cx",
        b"Cx\0",
        b"Cx\x004\0",
        b"Cx\x004\0\x19a",
        b"DMi",
        b"U",
    ],
)
def test_a_malformed_packet_is_our_error(data: bytes) -> None:
    with pytest.raises(MilterError, match="milter:"):
        read_packet(data)


@pytest.mark.parametrize("length", [0, MAX_PACKET + 1, 0xFFFFFFFF])
def test_a_length_that_cannot_be_is_refused_before_anything_is_held(length: int) -> None:
    with pytest.raises(MilterError, match="no mail server"):
        list(Decoder().feed(length.to_bytes(4, "big")))


@given(st.binary(max_size=200))
def test_any_octets_are_events_or_our_error(octets: bytes) -> None:
    try:
        list(Decoder().feed(octets))
    except MilterError:
        return


@given(st.sampled_from(b"ODCHMRTLNBEAQKU"), st.binary(max_size=100))
def test_any_data_of_a_command_is_an_event_or_our_error(command: int, data: bytes) -> None:
    try:
        read_packet(bytes([command]) + data)
    except MilterError:
        return
