import pytest

from backstamp.errors import MilterError
from backstamp.sender.milter_protocol import MAX_PACKET
from backstamp.sender.milter_replies import (
    MAX_BODY_PIECE,
    Answer,
    ChangeHeader,
    InsertHeader,
    Negotiated,
    Refused,
    ReplaceBody,
    Reply,
    encode,
)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Answer.CONTINUE, b"\0\0\0\x01c"),
        (Answer.ACCEPT, b"\0\0\0\x01a"),
        (Answer.TRY_AGAIN_LATER, b"\0\0\0\x01t"),
        (Answer.PROGRESS, b"\0\0\0\x01p"),
        (Negotiated(6, 0x13, 0x1FF303), b"\0\0\0\x0dO\0\0\0\x06\0\0\0\x13\0\x1f\xf3\x03"),
        (InsertHeader(2, b"X-A", b" b\n c"), b"\0\0\0\x0fi\0\0\0\x02X-A\0 b\n c\0"),
        (ChangeHeader(1, b"X-A", b""), b"\0\0\0\x0am\0\0\0\x01X-A\0\0"),
        (Refused(b"550 5.7.1 no"), b"\0\0\0\x0ey550 5.7.1 no\0"),
        (ReplaceBody(b"a\0b"), b"\0\0\0\x04ba\0b"),
        (ReplaceBody(b""), b"\0\0\0\x01b"),
    ],
    ids=str,
)
def test_a_reply_is_a_packet(reply: Reply, expected: bytes) -> None:
    assert encode(reply) == expected


@pytest.mark.parametrize(
    "reply",
    [
        InsertHeader(0, b"X\0", b""),
        ChangeHeader(1, b"X", b"a\0b"),
        InsertHeader(0, b"X", b"a" * MAX_PACKET),
        ReplaceBody(b"a" * (MAX_BODY_PIECE + 1)),
    ],
    ids=["NUL in a name", "NUL in a value", "header too long", "piece too long"],
)
def test_what_a_packet_cannot_carry_is_our_error(reply: Reply) -> None:
    with pytest.raises(MilterError):
        encode(reply)


def test_a_whole_body_piece_fits() -> None:
    assert len(encode(ReplaceBody(b"a" * MAX_BODY_PIECE))) == 5 + MAX_BODY_PIECE
