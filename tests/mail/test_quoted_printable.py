import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import quoted_printable
from backstamp.mail.quoted_printable import MAX_LINE, QuotedPrintable, decode, encode
from backstamp.mail.splice import Edit, splice


def edited(body: bytes, edits, newline=b"\r\n") -> bytes:
    return splice(body, QuotedPrintable(body).edits(edits, newline))


def longest(body: bytes) -> int:
    return max(map(len, body.replace(b"\r\n", b"\n").split(b"\n")))


@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (b"a=3Db", b"a=b"),
        (b"a=3db=E4", b"a=b\xe4"),
        (b"soft=\r\nbreak", b"softbreak"),
        (b"soft=  \t\nbreak", b"softbreak"),
        (b"end=", b"end"),
        (b"=3=\nD", b"=3D"),
        (b"a=zz b==3D", b"a=zz b=="),
        (b"bare=\rcr", b"bare=\rcr"),
    ],
)
def test_reading_is_lenient(body, decoded):
    assert decode(body) == decoded


@given(st.binary(max_size=300))
def test_encoded_octets_read_back_and_lines_are_short(octets):
    body = encode(octets, b"\r\n")
    assert decode(body) == octets
    assert max(len(line) for line in body.splitlines() or [b""]) <= MAX_LINE


@given(st.text(alphabet="ab =\n\t.é", max_size=300))
def test_encoding_agrees_with_the_standard_library(text):
    assert quopri.decodestring(encode(text.encode(), b"\n")) == text.encode()


BODY = (
    b'<html>=0A<a href=3D"https://x.exam=\r\nple/?a=3D1">caf=C3=A9</a>=20=\r\n'
    + b"untouched = line " * 9
    + b"\r\nend=\r\n"
)


@given(
    st.sampled_from([BODY, b"", b"a=\nb=\nc", b"===3D=\r\n=", b"=3=D=\n3=44", b"a=xyz\r\n= 3D=  zz\n=zz=3"])
    | st.binary(max_size=80),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20), st.text(alphabet="a=3D \n", max_size=120)), max_size=5),
)
def test_an_edited_body_decodes_to_the_spliced_octets(body, rows):
    source = QuotedPrintable(body)
    edits, position = [], 0
    for skip, length, new in rows:
        start = min(position + skip, len(source.decoded))
        position = min(start + length, len(source.decoded))
        edits.append(Edit(start, position, new.encode()))
    assert decode(edited(body, edits)) == splice(source.decoded, edits)


@given(
    st.text(alphabet="ab= \n\t-Fé", max_size=400),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20), st.text(alphabet="a=3D \n-", max_size=120)), max_size=6),
)
def test_lines_that_were_short_stay_short(text, rows):
    body = encode(text.encode(), b"\n")
    source = QuotedPrintable(body)
    edits, position = [], 0
    for skip, length, new in rows:
        start = min(position + skip, len(source.decoded))
        position = min(start + length, len(source.decoded))
        edits.append(Edit(start, position, new.encode()))
    result = edited(body, edits, b"\n")
    assert decode(result) == splice(source.decoded, edits)
    assert longest(result) <= MAX_LINE


@given(st.binary(max_size=200) | st.text(alphabet="=3D \t\r\n", max_size=60).map(str.encode))
def test_the_quick_way_to_decode_gives_what_the_exact_one_gives(body):
    exact = b"".join(piece for pieces in quoted_printable._pieces(body) for piece in quoted_printable._undone(pieces))
    assert decode(body) == exact


def test_chunks_are_joined_without_a_seam(monkeypatch):
    monkeypatch.setattr(quoted_printable, "_CHUNK", 3)
    body = BODY + b"==3D= =   \r\nx=\ry" + BODY + b"="
    source = QuotedPrintable(body)
    pieces = [piece for pieces in quoted_printable._pieces(body) for piece in quoted_printable._undone(pieces)]
    assert b"".join(pieces) == source.decoded
    edits = [Edit(place, place + 1, b"3D") for place in range(0, len(source.decoded), 2)]
    assert decode(edited(body, edits)) == splice(source.decoded, edits)


def test_no_line_is_made_that_another_program_could_take_for_a_boundary():
    body = b"<p>" + b"x" * 60 + b"--frontier\r\n"
    result = edited(body, [Edit(60, 63, b"y" * 80)])
    assert decode(result) == b"<p>" + b"x" * 57 + b"y" * 80 + b"--frontier\r\n"
    assert not any(line.startswith(b"--") for line in result.splitlines())


def test_everything_but_the_value_keeps_its_spelling():
    body = b'<a href=3d"https://x.exam=\r\nple/">=63af=c3=a9</a> and what follows in the same line he=\r\nre\r\n'
    start = decode(body).index(b"https")
    result = edited(body, [Edit(start, start + 18, b"https://t.example/l/0123456789012345678901234567890123456789")])
    assert result == (
        b'<a href=3d"=\r\nhttps://t.example/l/0123456789012345678901234567890123456789=\r\n'
        b'">=63af=c3=a9</a> and what follows in the same line he=\r\nre\r\n'
    )


def test_lines_without_an_edit_keep_their_octets():
    source = QuotedPrintable(BODY)
    start = source.decoded.index(b"https")
    end = source.decoded.index(b'">')
    result = edited(BODY, [Edit(start, end, b"https://t.example/l/" + b"0123456789" * 12)])
    untouched = BODY[BODY.index(b"untouched") :]
    assert result.endswith(untouched)
    assert longest(result[: -len(untouched)]) <= MAX_LINE


@pytest.mark.parametrize(
    ("body", "edit", "decoded"),
    [
        (b"a=xyz", Edit(2, 3, b"3D"), b"a=3Dyz"),
        (b"a=3xyz", Edit(3, 4, b"D"), b"a=3Dyz"),
        (b"a=xyz\r\nb", Edit(2, 5, b""), b"a=\r\nb"),
        (b"a=  xyz\r\nb", Edit(4, 7, b""), b"a=  \r\nb"),
        (b"a=xyz", Edit(2, 5, b""), b"a="),
    ],
)
def test_an_equals_sign_that_stood_for_itself_forms_no_escape(body, edit, decoded):
    assert decode(edited(body, [edit], b"\n")) == decoded


def test_many_edits_in_one_endless_line_take_linear_time():
    body = b"ab" * 500_000
    edits = [Edit(place, place + 1, b"x") for place in range(0, 1_000_000, 50)]
    assert decode(edited(body, edits, b"\n")) == splice(body, edits)
