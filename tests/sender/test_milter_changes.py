import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import MilterError
from backstamp.sender.milter_changes import header_changes, instructions
from backstamp.sender.milter_message import HeaderField, Told, compose
from backstamp.sender.milter_replies import MAX_BODY_PIECE, ChangeHeader, InsertHeader, ReplaceBody


def field(text: str) -> HeaderField:
    name, _, value = text.encode().partition(b":")
    return HeaderField(name, value)


def fields(*texts: str) -> list[HeaderField]:
    return [field(text) for text in texts]


def told(header: list[HeaderField], body: bytes) -> Told:
    octets, start = compose(header, [body])
    return Told("a@example.org", ("b@example.org",), "4F2", tuple(header), octets, start, leading_space=True)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["A: 1", "B: 2"], ["A: 1", "B: 2"], []),
        (["A: 1"], ["New: 0", "A: 1"], [InsertHeader(1, b"New", b" 0")]),
        (["A: 1"], ["A: 1", "New: 2"], [InsertHeader(2, b"New", b" 2")]),
        (
            ["A: 1", "B: 2"],
            ["X: 1", "Y: 2", "A: 1", "B: 2"],
            [InsertHeader(1, b"Y", b" 2"), InsertHeader(1, b"X", b" 1")],
        ),
        (["A: 1", "B: 2"], ["A: 1", "B: 3"], [ChangeHeader(1, b"B", b" 3")]),
        (["A: 1", "a: 2", "A: 3"], ["A: 1", "a: 2", "A: 4"], [ChangeHeader(3, b"A", b" 4")]),
        (["A: 1", "A: 2"], ["A: 0", "A: 1", "A: 3"], [InsertHeader(1, b"A", b" 0"), ChangeHeader(3, b"A", b" 3")]),
        (["A: 1", "A: 2"], ["A: 2"], [ChangeHeader(1, b"A", b"")]),
        (["A: 1"], ["A:"], [InsertHeader(1, b"A", b""), ChangeHeader(2, b"A", b"")]),
        (["A: 1"], ["a: 1"], [InsertHeader(1, b"a", b" 1"), ChangeHeader(2, b"A", b"")]),
        (["A: 1\r\n b"], ["A: 1\r\n c"], [ChangeHeader(1, b"A", b" 1\n c")]),
        (["A: 1", "B: 2"], ["B: 2", "A: 1"], [InsertHeader(3, b"A", b" 1"), ChangeHeader(1, b"A", b"")]),
    ],
)
def test_the_least_is_told(old: list[str], new: list[str], expected: list[InsertHeader | ChangeHeader]) -> None:
    assert sorted(map(repr, header_changes(fields(*old), fields(*new)))) == sorted(map(repr, expected))


def follow(
    header: list[HeaderField], changes: list[InsertHeader | ChangeHeader], *, counts_removed: bool
) -> list[HeaderField]:
    """What a mail server makes of the instructions; one that counts what was taken away, or one that does not."""
    lines: list[HeaderField | tuple[bytes]] = list(header)
    for change in changes:
        if isinstance(change, InsertHeader):
            lines.insert(change.place - 1, HeaderField(change.name, change.value))
            continue
        same = [place for place, line in enumerate(lines) if line[0].lower() == change.name.lower()]
        place = same[change.number - 1]
        if change.value:
            lines[place] = HeaderField(change.name, change.value)
        elif counts_removed:
            lines[place] = (change.name,)
        else:
            del lines[place]
    return [line for line in lines if isinstance(line, HeaderField)]


HEADERS = st.lists(st.sampled_from(["A: 1", "A: 2", "a: 1", "B: 1", "B:", "B: ", "C:x", "A:", "D: y"]), max_size=9).map(
    lambda texts: fields(*texts)
)


@given(HEADERS, HEADERS, st.booleans())
def test_a_mail_server_that_follows_has_the_new_header(
    old: list[HeaderField], new: list[HeaderField], counts_removed: bool
) -> None:
    assert follow(old, header_changes(old, new), counts_removed=counts_removed) == new


@given(HEADERS)
def test_an_equal_header_needs_nothing(header: list[HeaderField]) -> None:
    assert header_changes(header, header) == []


def test_very_many_fields_are_compared_quickly() -> None:
    old = fields(*(f"A: {number}" for number in range(20_000)))
    assert len(header_changes(old, old[::-1])) == 2 * 19_999


def test_without_the_leading_space_the_mail_server_puts_it_itself() -> None:
    assert header_changes([], fields("A: 1", "B:2"), leading_space=False) == [
        InsertHeader(1, b"B", b"2"),
        InsertHeader(1, b"A", b"1"),
    ]


def test_an_equal_message_needs_nothing() -> None:
    message = told(fields("A: 1"), b"Body\r\n")
    assert list(instructions(message, message.octets)) == []


def test_a_new_body_is_told_in_pieces() -> None:
    message = told(fields("A: 1"), b"Body\r\n")
    body = b"x" * (2 * MAX_BODY_PIECE) + b"\r\n"
    pieces = list(instructions(message, message.octets[: message.body_start] + body))
    assert all(isinstance(piece, ReplaceBody) for piece in pieces)
    assert len(pieces) == 3
    assert b"".join(piece.piece for piece in pieces if isinstance(piece, ReplaceBody)) == body


def test_an_emptied_body_is_told() -> None:
    message = told(fields("A: 1"), b"Body\r\n")
    assert list(instructions(message, b"A: 1\r\n\r\n")) == [ReplaceBody(b"")]


def test_a_change_that_cannot_be_told_is_our_error() -> None:
    message = told(fields("A: 1"), b"Body\r\n")
    with pytest.raises(MilterError, match="no field"):
        list(instructions(message, b"A: 1\r\nno field\r\n\r\nBody\r\n"))
