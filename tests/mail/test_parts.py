import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.parts import MAX_DEPTH, Part, part_map

MESSAGE = (
    b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
    b"preamble\r\n--outer\r\nContent-Type: multipart/alternative; boundary=outer2\r\n\r\n"
    b"--outer2\r\n\r\nplain\r\n--outer2\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: Quoted-Printable\r\n\r\n<p>=C3=A4</p>\r\n--outer2--\r\n"
    b"--outer\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\nx\r\n--z--\r\n"
    b'--outer\r\nContent-Type: text/html; name="a.html"\r\nContent-Disposition: attachment\r\n\r\n<p>\r\n--outer--\r\nepilogue'
)


def joined(message: bytes, part: Part) -> bytes:
    return b"".join(message[start:end] for start, end in part.spans)


def body(message: bytes, part: Part) -> bytes:
    return message[part.body.start : part.body.end]


def test_the_tree_of_a_nested_message():
    root = part_map(MESSAGE)
    assert [(part.number, part.content_type) for part in root.walk()] == [
        ("1", "multipart/mixed"),
        ("1.1", "multipart/alternative"),
        ("1.1.1", "text/plain"),
        ("1.1.2", "text/html"),
        ("1.2", "message/rfc822"),
        ("1.3", "text/html"),
    ]
    html = root.children[0].children[1]
    assert (html.transfer_encoding, html.parameters, html.disposition) == (
        "quoted-printable",
        {"charset": "utf-8"},
        "",
    )
    assert body(MESSAGE, html) == b"<p>=C3=A4</p>"
    attached = root.children[2]
    assert (attached.disposition, attached.has_filename, attached.transfer_encoding) == ("attachment", True, "7bit")


def test_raw_values_are_found_by_name():
    assert part_map(b"X: 1\nx : 2\n\n").raw_values(b"X: 1\nx : 2\n\n", "x") == [b" 1", b" 2"]


def test_a_missing_terminator_leaves_the_last_part_open():
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n"
    assert [body(message, part) for part in part_map(message).children] == [b"one", b"two\n"]


@pytest.mark.parametrize(
    "head", [b"multipart/mixed", b"multipart/mixed; boundary=none", b'multipart/mixed; boundary=""']
)
def test_a_missing_boundary_leaves_one_leaf(head):
    assert part_map(b"Content-Type: " + head + b"\n\n--b\n\none\n--\n").children == ()


def test_a_boundary_is_a_whole_line():
    message = b"Content-Type: multipart/mixed; boundary=b\n\nx--b\n--bb\n--b \t\n\none\n--b--x\n--b--"
    assert [body(message, part) for part in part_map(message).children] == [b"one\n--b--x"]


def test_adjoining_delimiters_give_an_empty_part():
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\nx\n--b--\n"
    root = part_map(message)
    assert [body(message, part) for part in root.children] == [b"", b"x"]
    assert joined(message, root) == message


def test_parts_of_a_digest_are_messages():
    message = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--\n"
    assert part_map(message).children[0].content_type == "message/rfc822"


def test_nesting_beyond_the_limit_is_one_leaf():
    message = b""
    for depth in range(MAX_DEPTH + 20):
        message += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    deepest = list(part_map(message).walk())[-1]
    assert deepest.number.count(".") == MAX_DEPTH
    assert deepest.children == ()


@pytest.mark.parametrize(
    "flood",
    [b"--b\n" * 500_000, b"--bb\n" * 500_000, b"x--b" * 500_000, b"a: b\n" * 300_000, b"\n" * 2_000_000],
    ids=["delimiters", "lookalikes", "inside lines", "fields", "empty lines"],
)
def test_hostile_messages_take_bounded_time(flood):
    start = time.monotonic()
    message = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + flood
    assert joined(message, part_map(message)) == message
    assert time.monotonic() - start < 20


@given(st.binary(max_size=400))
def test_any_octets_can_be_mapped_and_joined(message):
    assert joined(message, part_map(message)) == message


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(MESSAGE)),
            st.integers(0, 40),
            st.sampled_from(
                [b"", b"\n", b"--outer\r\n", b"--outer2--", b"\r", b"Content-Type: multipart/mixed; boundary=x\n", b'"']
            ),
        ),
        max_size=6,
    )
)
def test_mutated_messages_can_be_mapped_and_joined(cuts):
    message = MESSAGE
    for start, length, new in cuts:
        message = message[:start] + new + message[start + length :]
    root = part_map(message)
    assert joined(message, root) == message
    assert all(joined(message, part) == message[part.header.start : part.body.end] for part in root.walk())
