import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import quoted_lines
from backstamp.mail.edit import TextPart, read_text, rewrite
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, splice


def text_part(message: bytes) -> TextPart:
    source = read_text(message, part_map(message))
    assert isinstance(source, TextPart)
    return source


def rewritten(message: bytes, edits, breaks=()) -> bytes:
    return splice(message, rewrite(text_part(message), edits, breaks))


def reason(message: bytes) -> str:
    source = read_text(message, part_map(message))
    assert isinstance(source, str)
    return source


def head(encoding: str, charset: str = "utf-8") -> bytes:
    return f"Subject: x\r\nContent-Type: text/html; charset={charset}\r\ncontent-transfer-ENCODING: {encoding}\r\n\r\n".encode()


@given(
    st.sampled_from(["7bit", "8bit", "binary", "quoted-printable", "base64", "bogus-charset"]),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16le", "shift_jis", "nonsense"]),
    st.text(alphabet="aé<> =\r\n\u3042", max_size=60),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), st.text(alphabet="xyz=3D/", max_size=90)), max_size=4),
)
def test_outside_the_edits_a_part_decodes_to_what_it_was(encoding, charset, written, rows):
    encoding = encoding.replace("bogus-charset", "8bit")
    octets = written.encode("utf-8" if charset == "nonsense" else charset, "ignore")
    body = {
        "quoted-printable": quoted_lines.encode(octets, b"\r\n"),
        "base64": base64.encodebytes(octets),
    }
    message = head(encoding, charset) + body.get(encoding, octets)
    source = read_text(message, part_map(message))
    if isinstance(source, str):
        return
    edits, position = [], 0
    for skip, length, new in rows:
        start = min(position + skip, len(source.text))
        position = min(start + length, len(source.text))
        edits.append(Edit(start, position, new))
    result = splice(message, rewrite(source, edits))
    after = read_text(result, part_map(result))
    assert isinstance(after, TextPart)
    assert after.octets == source.content.encode(splice(source.text, edits))


def test_eight_bit_parts_change_only_in_the_splice():
    message = head("8bit", "iso-8859-1") + b"caf\xe9 <a href=x>\r\n"
    place = text_part(message).text.index("x>")
    assert rewritten(message, [Edit(place, place + 1, "y")]) == message.replace(b"=x>", b"=y>")


def test_base64_keeps_its_line_length():
    message = head("base64") + b"PGEgaHJlZj14Pi4u\r\nLi4uLi4uLi4uLi4u\r\n"
    body = rewritten(message, [Edit(8, 9, "yyyy")]).split(b"\r\n\r\n", 1)[1]
    assert body == b"PGEgaHJlZj15eXl5\r\nPi4uLi4uLi4uLi4u\r\nLi4u\r\n"


def test_a_line_grown_too_long_is_broken_where_permitted():
    message = head("7bit") + b"<a class=c href=x>\r\n"
    place = text_part(message).text.index("x>")
    result = rewritten(message, [Edit(place, place + 1, "y" * 990)], [place - 6])
    assert result == message.replace(b" href=x", b"\r\nhref=" + b"y" * 990)


def test_a_line_that_cannot_be_broken_turns_the_part_into_quoted_printable():
    message = head("7bit") + b"<p>" + b"z" * 900 + b"<a href=x>\r\n"
    place = text_part(message).text.index("x>")
    result = rewritten(message, [Edit(place, place + 1, "y" * 200)])
    assert b"content-transfer-ENCODING: quoted-printable\r\n\r\n" in result
    after = text_part(result)
    assert after.text == "<p>" + "z" * 900 + "<a href=" + "y" * 200 + ">\r\n"
    assert max(map(len, result.splitlines())) <= 76


def test_a_part_that_names_no_encoding_gets_the_header():
    message = b"Content-Type: text/html\nX: y\n\n" + b"z" * 998 + b"\n"
    result = rewritten(message, [Edit(0, 0, "y")])
    assert result.startswith(b"Content-Type: text/html\nX: y\nContent-Transfer-Encoding: quoted-printable\n\n")
    assert text_part(result).text == "y" + "z" * 998 + "\n"


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (head("x-uuencode") + b"x", "transfer encoding 'x-uuencode' is not known"),
        (head("base64") + b"YWI=\n-- \nlist", "damaged or has something appended"),
        (head("7bit", "utf-7") + b"+ADw-a", "character set 'utf-7' cannot be read safely"),
        (head("7bit").replace(b"\r\n", b"\r") + b"<a>", "lines end in bare carriage returns"),
    ],
)
def test_what_cannot_be_edited_without_harm_says_why(message, why):
    assert why in reason(message)


def test_overlapping_edits_are_a_programming_error():
    with pytest.raises(ValueError, match="overlaps"):
        rewritten(head("7bit") + b"abcdef", [Edit(0, 3, ""), Edit(2, 4, "")])
