"""A record in a header field: written at the top, and read back."""

from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.parts import part_map
from backstamp.mail.record_field import decoded, write
from backstamp.mail.splice import splice

MESSAGE = b"From: Ada <ada@sender.example>\r\nSubject: x\r\n\r\nbody\r\n"


@given(st.binary(max_size=3000), st.sampled_from([b"\r\n", b"\n"]))
def test_what_is_written_is_read(record: bytes, newline: bytes) -> None:
    message = splice(MESSAGE, [write(part_map(MESSAGE), "X-Name: v=1;", record, newline)])
    assert message.endswith(MESSAGE)
    (head, _, code) = message[: -len(MESSAGE)].partition(b"d=")
    assert head.split() == [b"X-Name:", b"v=1;"]
    assert decoded(code) == record
    assert max(map(len, message.splitlines())) <= 78


def test_it_stands_behind_the_line_of_a_mailbox() -> None:
    message = b"From ada@a.example Mon Mar  2 09:00:00 2026\n" + MESSAGE
    assert splice(message, [write(part_map(message), "X-Name: v=1;", b"x", b"\n")]).startswith(
        b"From ada@a.example Mon Mar  2 09:00:00 2026\nX-Name: v=1;\n d=\n eA==\nFrom:"
    )


def test_what_is_no_base64_is_no_record() -> None:
    assert decoded(b"eA=") is None
