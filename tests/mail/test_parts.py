import itertools
import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from pathlib import Path
from typing import Any, SupportsIndex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstamp.mail.parts import Part, part_map

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.eml"))

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
        ("1.2.1", "multipart/mixed"),
        ("1.2.1.1", "text/plain"),
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


Tree = tuple[str, list[Any]]
"""A content type and the trees of the children."""


def tree(part: Part) -> Tree:
    return part.content_type, [tree(child) for child in part.children]


def bodies(message: bytes) -> list[bytes]:
    return [body(message, part) for part in part_map(message).children]


def mixed(rest: bytes, boundary: bytes = b"b") -> bytes:
    return b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n\n" + rest


def test_a_missing_terminator_leaves_the_last_part_open():
    assert bodies(mixed(b"--b\n\none\n--b\n\ntwo\n")) == [b"one", b"two\n"]


@pytest.mark.parametrize(
    "head", [b"multipart/mixed", b"multipart/mixed; boundary=none", b'multipart/mixed; boundary=""']
)
def test_a_missing_boundary_leaves_one_leaf(head):
    assert part_map(b"Content-Type: " + head + b"\n\n--b\n\none\n--\n").children == ()


def test_a_boundary_is_a_whole_line():
    assert bodies(mixed(b"x--b\n--bb\n--b \t\n\none\n--b--x\n--b--")) == [b"one\n--b--x"]


def test_preamble_and_epilogue_are_no_parts():
    message = mixed(b"preamble\n--b\n\none\n--b--\nepilogue\n--b\n\ntwo\n")
    root = part_map(message)
    assert bodies(message) == [b"one"]
    assert root.body.end == len(message)


def test_a_terminator_that_stands_first_leaves_no_parts():
    assert bodies(mixed(b"--b--\n--b\n\none\n")) == []


def test_adjoining_delimiters_give_an_empty_part():
    message = mixed(b"--b\n--b\n\nx\n--b--\n")
    assert bodies(message) == [b"", b"x"]
    assert joined(message, part_map(message)) == message


def test_a_header_that_runs_into_a_delimiter_keeps_its_line_break():
    message = mixed(b"--b\nA: 1\n--b\nB: 2\n\n--b--\n")
    one, two = part_map(message).children
    assert [message[slice(*part.header)] for part in (one, two)] == [b"A: 1\n", b"B: 2\n"]
    assert [message[slice(*part.separator)] for part in (one, two)] == [b"", b"\n"]
    assert bodies(message) == [b"", b""]


def test_a_delimiter_with_a_colon_ends_a_header_too():
    message = b'Content-Type: multipart/mixed; boundary="=_a:b"\n\n--=_a:b\nA: 1\n--x: 2\n--=_a:b--\nC: 3\n'
    assert [field.name for field in part_map(message).children[0].fields] == ["a", "--x"]


def test_a_delimiter_of_the_outer_multipart_ends_the_inner_ones():
    inner = b"--b\n" + mixed(b"--c\n" + mixed(b"--d\n\none\n", b"d"), b"c")
    message = mixed(inner + b"--b\n\ntwo\n--c\n\nno part\n--d--\n--b--\n")
    assert [(part.number, body(message, part)) for part in part_map(message).walk() if not part.children] == [
        ("1.1.1.1", b"one"),
        ("1.2", b"two\n--c\n\nno part\n--d--"),
    ]


def test_of_equal_boundaries_the_outer_multipart_has_the_lines():
    message = mixed(b"--b\n" + mixed(b"--b\n\none\n--b--\n") + b"--b\n\ntwo\n")
    assert [part.number for part in part_map(message).walk()] == ["1", "1.1", "1.2"]


def test_a_boundary_that_begins_another_one_is_told_from_it():
    message = mixed(b"--b\n" + mixed(b"--bb\n\none\n--bb\n\ntwo\n--bb--\n", b"bb") + b"--b\n\nthree\n--b--\n")
    assert [(part.number, body(message, part)) for part in part_map(message).walk() if not part.children] == [
        ("1.1.1", b"one"),
        ("1.1.2", b"two"),
        ("1.2", b"three"),
    ]


def test_a_boundary_is_free_again_once_its_multipart_has_ended():
    part = b"--b\n" + mixed(b"--c\n\none\n--c--\n", b"c")
    assert [child.number for child in part_map(mixed(part + part)).walk()] == ["1", "1.1", "1.1.1", "1.2", "1.2.1"]


def test_parts_of_a_digest_are_messages():
    message = (
        b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\nContent-Type: text/html\n\ny\n"
        b"--b\nContent-Type: text/plain\n\nz\n--b--\n"
    )
    assert tree(part_map(message)) == (
        "multipart/digest",
        [("message/rfc822", [("text/html", [])]), ("text/plain", [])],
    )


@pytest.mark.parametrize(
    "encoding", [b"", b"Content-Transfer-Encoding: 8bit\n", b"content-transfer-encoding: BINARY\n"]
)
@pytest.mark.parametrize("kind", [b"rfc822", b"global"])
def test_an_embedded_message_is_the_child_of_its_part(encoding, kind):
    message = mixed(b"--b\nContent-Type: message/" + kind + b"\n" + encoding + b"\nA: 1\n\ntext\n--b--\n")
    embedded = part_map(message).children[0].children[0]
    assert (embedded.number, [field.name for field in embedded.fields]) == ("1.1.1", ["a"])
    assert body(message, embedded) == b"text"


@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable", b"x-unknown"])
def test_an_encoded_message_is_a_leaf(encoding):
    message = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding + b"\n\nA: 1\n\ntext"
    assert part_map(message).children == ()


def test_an_embedded_message_may_be_empty():
    message = mixed(b"--b\nContent-Type: message/rfc822\n\n--b--\n")
    assert tree(part_map(message)) == ("multipart/mixed", [("message/rfc822", [("text/plain", [])])])


def test_a_message_with_bare_carriage_returns_has_parts():
    message = mixed(b"--b\nContent-Type: text/html\n\none\n--b--\n").replace(b"\n", b"\r")
    root = part_map(message)
    assert tree(root) == ("multipart/mixed", [("text/html", [])])
    assert bodies(message) == [b"one"]


def test_line_ends_may_be_mixed():
    assert bodies(mixed(b"--b\r\n\r\none\r\n--b\n\ntwo\n--b\r\n\nthree\r--b\n\r\n--b--")) == [
        b"one",
        b"two",
        b"three\r--b\n",
    ]


@pytest.mark.parametrize("line", [b"Content-Type: text/html\n", b"Content-Type: text/html; charset=utf-8\n"])
def test_of_repeated_header_fields_the_first_counts(line):
    assert part_map(line + b"Content-Type: text/plain\n\n").content_type == "text/html"


def nested(levels: int) -> bytes:
    return b"".join(mixed(b"--b%d\n" % level, b"b%d" % level) for level in range(levels))


def test_ten_thousand_levels_are_ten_thousand_levels():
    message = nested(10_000)
    parts = list(part_map(message).walk())
    assert len(parts) == 10_001
    assert all(parent.children == (child,) for parent, child in itertools.pairwise(parts))
    assert joined(message, parts[0]) == message


def test_deep_parts_have_short_and_distinct_numbers():
    numbers = [part.number for part in part_map(nested(200)).walk()]
    assert (numbers[49], numbers[50]) == ("1" + ".1" * 49, "1" + ".1" * 49 + "~51")
    assert len(set(numbers)) == 201
    assert max(map(len, numbers)) < 110


def agreed(message: bytes) -> bool:
    return tree(part_map(message)) == stdlib_tree(message_from_bytes(message, policy=compat32))


def stdlib_tree(message: Message) -> Tree:
    payload = message.get_payload() if message.is_multipart() else []
    assert isinstance(payload, list)
    return message.get_content_type(), [stdlib_tree(part) for part in payload if isinstance(part, Message)]


UNLIKE_STDLIB = {
    "sample-398.eml": "a boundary whose quote is never closed",
}


@pytest.mark.parametrize("folder", ["ham", "phish", "pairs"])
def test_real_mail_has_the_parts_that_the_standard_library_finds(corpora, folder):
    paths = sorted(path for path in (corpora / folder).rglob("*") if path.suffix in {".txt", ".eml"})
    assert len(paths) > 10
    unlike = {path.name for path in paths if not agreed(path.read_bytes())}
    assert unlike == UNLIKE_STDLIB.keys() & {path.name for path in paths}


def leaf(kind: bytes) -> bytes:
    return b"Content-Type: " + kind + b"\n\nA: 1\n\nx\n"


@pytest.mark.parametrize(
    ("message", "ours"),
    [
        (b'Content-Type: multipart/mixed; boundary="b\n\n--b\n\nx\n--b--\n', ("multipart/mixed", [("text/plain", [])])),
        (b"Subject : x\nContent-Type: text/html\n\n", ("text/html", [])),
        (b"Content-Type : text/html\n\n", ("text/html", [])),
        (mixed(b"--b\n--b\n\nx\n"), ("multipart/mixed", [("text/plain", []), ("text/plain", [])])),
        (leaf(b"message/partial"), ("message/partial", [])),
        (leaf(b"message/external-body"), ("message/external-body", [])),
        (leaf(b"message/delivery-status"), ("message/delivery-status", [])),
        (b"Content-Transfer-Encoding: base64\n" + leaf(b"message/rfc822"), ("message/rfc822", [])),
        (leaf(b"text/html charset=x"), ("text/html", [])),
        (leaf(b"text/html(comment)"), ("text/html", [])),
        (leaf(b"text/html/x"), ("text/html", [])),
        (mixed(b"--b\n\nx\n", b"b (comment)"), ("multipart/mixed", [("text/plain", [])])),
        (mixed(b"--b\n\none\r--b\r\rtwo\n"), ("multipart/mixed", [("text/plain", [])])),
        (b": no name\nContent-Type: text/html\n\n", ("text/plain", [])),
        (b" begins with a blank\nContent-Type: text/html\n\n", ("text/plain", [])),
        (b"A: 1\nFrom me\nContent-Type: text/html\n\n", ("text/plain", [])),
        (b">From me\nContent-Type: text/html\n\n", ("text/html", [])),
    ],
    ids=[
        "an unclosed quote reaches to the end",
        "a blank before a colon is tolerated",
        "a blank before the colon of a Content-Type too",
        "adjoining delimiters have an empty part between them",
        "a piece of a message is no message",
        "an external body has no header of its own here",
        "a delivery status is no message",
        "an encoded message is not read",
        "a missing semicolon does not spoil the type",
        "a comment does not spoil the type",
        "a second slash does not spoil the type",
        "a comment is no boundary",
        "a bare CR ends a line only where no LF does",
        "a field without a name is none",
        "a block does not begin with a continuation",
        "an mbox line stands in front or not at all",
        "a quoted mbox line stands in front too",
    ],
)
def test_where_we_mean_to_differ_from_the_standard_library(message, ours):
    assert tree(part_map(message)) == ours
    assert not agreed(message)


class Counted(bytes):
    """A message that counts the octets searched and cut out of it."""

    read = 0

    def find(self, *arguments: Any) -> int:  # the real one has positional arguments only
        found = super().find(*arguments)
        Counted.read += (len(self) if found < 0 else found) - arguments[1]
        return found

    def __getitem__(self, key: SupportsIndex | slice) -> Any:
        result = super().__getitem__(key)
        Counted.read += len(result) if isinstance(result, bytes) else 1
        return result


def effort(message: bytes) -> int:
    """Calls made and octets handled while a message is mapped, walked and joined: the same in every run."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1

    Counted.read = 0
    counted = Counted(message)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        root = part_map(counted)
        assert len(root.spans) > 0
        assert sum(len(part.number) for part in root.walk()) < 110 * calls
    finally:
        sys.setprofile(before)
    return calls + Counted.read


@pytest.mark.parametrize(
    "flood",
    [
        nested,
        lambda n: nested(n) + b"".join(b"--b%d--\n" % level for level in reversed(range(n))),
        lambda n: nested(n) + b"--b0--\n" + b"--b1\n" * n,
        lambda n: mixed(b"--b\n" + nested(n) + b"x" * 40 * n),
        lambda n: b"Content-Type: message/rfc822\n\n" * n,
        lambda n: mixed(b"--b\n") * n,
        lambda n: mixed(b"--b\n" + mixed(b"--c\n", b"c")) * n,
        lambda n: mixed(b"--b\n\nx\n" * n),
        lambda n: mixed(b"--b\n" * n),
        lambda n: mixed(b"--bb\n" * n),
        lambda n: mixed(b"--b\n" + b"--x: 1\n" * n),
        lambda n: mixed(b"--b\n" + b"--b: 1\n" * n, b'"b: 1x"'),
        lambda n: mixed(b"--b\n\n" + b"--" * 10 * n),
        lambda n: mixed(b"--b\n" + b"--x" * 10 * n + b": 1"),
        lambda n: b"a: b\n" * n,
        lambda n: b"a: " + b"\n x" * n,
        lambda n: b"Content-Type: multipart/digest; boundary=b\n\n" + b"--b\n\n" * n,
    ],
    ids=range(17),
)
def test_effort_grows_with_the_size_of_the_message(flood: Callable[[int], bytes]):
    small, large = flood(300), flood(1200)
    assert effort(large) / effort(small) < 1.2 * len(large) / len(small)


@pytest.mark.parametrize(
    "flood",
    [
        b"--b\n" * 300_000,
        b"--bb\n" * 500_000,
        b"x--b" * 500_000,
        b"a: b\n" * 200_000,
        b"\n" * 2_000_000,
        b"\0" * 100_000_000,
    ],
    ids=["delimiters", "lookalikes", "inside lines", "fields", "empty lines", "attachment"],
)
def test_hostile_messages_take_bounded_time(flood):
    start = time.monotonic()
    message = mixed(b"--b\n" + flood)
    assert joined(message, part_map(message)) == message
    assert time.monotonic() - start < 20


def check(message: bytes) -> None:
    """The map joins to the message, and everything in it lies where it should."""
    root = part_map(message)
    assert joined(message, root) == message
    parts = list(root.walk())
    assert len({part.number for part in parts}) == len(parts)
    for part in parts:
        assert joined(message, part) == message[part.header.start : part.body.end]
        assert part.header.end == part.separator.start <= part.separator.end == part.body.start <= part.body.end
        position = part.body.start
        for child in part.children:
            assert position <= child.header.start <= child.body.end <= part.body.end
            position = child.body.end
    own = {part.number for part in root.own()}
    assert own == {part.number for part in parts} - {
        below.number for part in parts if part.holds_message for child in part.children for below in child.walk()
    }


@given(st.binary(max_size=400))
def test_any_octets_can_be_mapped_and_joined(message):
    check(message)


BREAKS = [b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n", b"\r\n\r\n", b""]
BOUNDARIES = [b"a", b"ab", b"a--", b"a: 1", b"--", b"a "]
PIECES = [
    *(b"Content-Type: multipart/mixed; boundary=" + boundary for boundary in BOUNDARIES),
    *(b"--" + boundary for boundary in BOUNDARIES),
    *(b"--" + boundary + b"--" for boundary in BOUNDARIES),
    b'Content-Type: multipart/digest; boundary="a"',
    b"Content-Type: message/rfc822",
    b"Content-Type: text/html; name*0*=x''%61",
    b"Content-Transfer-Encoding: base64",
    b"Content-Disposition: attachment",
    b"Subject: \xe4\0",
    b" folded",
    b"text",
    b"-",
    b"",
]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(BREAKS)), max_size=40))
@settings(max_examples=1000)
def test_any_heap_of_mime_can_be_mapped_and_joined(lines):
    check(b"".join(piece + line_break for piece, line_break in lines))


@given(
    st.sampled_from([MESSAGE, *(path.read_bytes() for path in GOLDEN)]),
    st.lists(
        st.tuples(
            st.integers(0, 2000),
            st.integers(0, 40),
            st.sampled_from([b"", b"\0", b'"', b"--", *BREAKS, *PIECES, b"--outer\r\n", b"--outer2--"]),
        ),
        max_size=6,
    ),
)
def test_mutated_messages_can_be_mapped_and_joined(message, cuts):
    for start, length, new in cuts:
        message = message[:start] + new + message[start + length :]
    check(message)


leaves = st.tuples(
    st.sampled_from(["text/plain", "text/html", "application/pdf"]), st.sampled_from([b"", b"x", b"--\n-- \n--b\n"])
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("message/rfc822"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.sampled_from(["multipart/mixed", "multipart/related"]), st.lists(inner, max_size=4)),
    ),
    max_leaves=12,
)


def written(drawn: tuple[str, Any], place: str, line_break: bytes) -> bytes:
    """A tree as a message; the boundaries of the inner multiparts begin with those of the outer ones."""
    kind, inside = drawn
    head = f"Content-Type: {kind}"
    if isinstance(inside, bytes):
        return head.encode() + line_break * 2 + inside.replace(b"\n", line_break)
    parts = [written(child, f"{place}.{number}", line_break) for number, child in enumerate(inside)]
    if kind == "message/rfc822":
        return head.encode() + line_break * 2 + parts[0]
    lines = [f"{head}; boundary={place}".encode(), b"", b"preamble"]
    for part in parts:
        lines += (b"--" + place.encode(), part)
    return line_break.join([*lines, b"--" + place.encode() + b"--", b"epilogue"])


def without_text(drawn: tuple[str, Any]) -> Tree:
    kind, inside = drawn
    return kind, [] if isinstance(inside, bytes) else [without_text(child) for child in inside]


@given(trees, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_a_tree_written_as_a_message_is_read_back(drawn, line_break):
    message = written(drawn, "0", line_break)
    check(message)
    assert tree(part_map(message)) == without_text(drawn)
