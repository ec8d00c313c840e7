import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import quoted_lines, transfer
from backstamp.mail.edit import TextPart, look_at, read_text, rewrite
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, Span, splice


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


@given(
    st.sampled_from(["8bit", "quoted-printable", "base64", "x-other"]),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16le", "iso-2022-jp", "utf-7", "nonsense"]),
    st.text(alphabet="aé<=\nあ", max_size=400),
    st.integers(0, 400),
    st.integers(0, 9),
)
def test_a_run_of_the_text_is_found_again_in_the_message(encoding, charset, written, start, length):
    octets = written.encode("utf-8" if charset == "nonsense" else charset, "ignore")
    body = {"quoted-printable": quoted_lines.encode(octets, b"\r\n"), "base64": base64.encodebytes(octets)}
    message = head(encoding, charset) + body.get(encoding, octets)
    source = look_at(message, part_map(message))
    start = min(start, len(source.text))
    wanted = source.text[start : start + length]
    first, last = source.origin(Span(start, start + len(wanted)))
    assert part_map(message).body.start <= first <= last <= len(message)
    if charset in {"utf-8", "iso-8859-1", "utf-16le"} and encoding in {"8bit", "quoted-printable"}:
        found = transfer.decode(message[first:last], encoding)
        assert found == source.content.encode(wanted)
    if encoding == "base64" and wanted and charset == "utf-8":
        before = len(source.content.encode(source.text[:start])) % 3
        code = b"A" * before + b"".join(message[first:last].split())
        assert source.content.encode(wanted) in base64.b64decode(code + b"A" * (-len(code) % 4))


@pytest.mark.parametrize(
    ("message", "text", "doubt"),
    [
        (head("x-uuencode") + b"<a>", "<a>", "its transfer encoding 'x-uuencode' is not known; read as it stands"),
        (
            head("base64") + b"YWI=\n-- \nlist",
            "ab",
            "its base64 is damaged or has something appended; read as far as possible",
        ),
        (
            head("7bit", "utf-7") + b"+ADw-a",
            "+ADw-a",
            "the character set 'utf-7' cannot be read safely; read as latin-1",
        ),
        (head("8bit") + b"caf\xc3\xa9", "café", None),
    ],
)
def test_looking_always_gives_a_text_and_states_each_fallback(message, text, doubt):
    looked = look_at(message, part_map(message))
    assert (looked.text, looked.content.doubt) == (text, doubt)


@given(st.binary(max_size=200))
def test_looking_at_any_octets_gives_a_text(message):
    for part in part_map(message).walk():
        looked = look_at(message, part)
        start, end = looked.origin(Span(0, len(looked.text)))
        assert part.body.start <= start <= end <= part.body.end


def test_html_that_names_its_character_set_itself_is_read_by_it():
    message = b'Content-Type: text/html\r\n\r\n<meta charset="windows-1251">\xcf\r\n'
    assert text_part(message).text == '<meta charset="windows-1251">П\r\n'


@pytest.mark.parametrize(("place", "octets"), [(0, "xあい"), (1, "あxい"), (2, "あいx")])
def test_ascii_is_put_into_the_middle_of_japanese_text(place, octets):
    message = head("7bit", "iso-2022-jp") + "あい".encode("iso-2022-jp")
    result = rewritten(message, [Edit(place, place, "x")])
    assert result == head("7bit", "iso-2022-jp") + octets.encode("iso-2022-jp")


def test_characters_that_the_character_set_lacks_are_a_programming_error():
    with pytest.raises(ValueError, match="'あ' cannot be written in the character set cp1252"):
        rewritten(head("8bit", "iso-8859-1") + b"caf\xe9", [Edit(0, 0, "あ")])


def test_eight_bit_edits_are_as_small_as_those_of_the_text():
    message = head("8bit", "utf-8") + "café <a href=x> <a href=y>".encode()
    text = text_part(message).text
    edits = [Edit(text.index(value), text.index(value) + 1, "new") for value in ("x>", "y>")]
    places = [message.index(value) for value in (b"x>", b"y>")]
    assert rewrite(text_part(message), edits) == [Edit(place, place + 1, b"new") for place in places]


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
