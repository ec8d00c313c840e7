import base64
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import quoted_lines
from backstamp.mail.edit import TextPart, look_at, read_text, rewrite
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, Quoted, Recoded, Span, splice
from backstamp.mail.undo import record, undo

TRACKED = "https://t.example/l/Z2xk2vEuQh-rwJShGKPczssoZ19xjDZP4U-yqhmnh5Me?to="


def guess(new: bytes) -> bytes:
    return new.partition(b"?to=")[2]


def head(encoding: str, charset: str = "utf-8") -> bytes:
    return f"Subject: x\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()


def text_part(message: bytes) -> TextPart:
    source = read_text(message, part_map(message))
    assert isinstance(source, TextPart)
    return source


def tracked(source: TextPart) -> list[Edit[str]]:
    edits, position = [], 0
    while (start := source.text.find('href="', position) + 6) > 5:
        position = source.text.index('"', start)
        edits.append(Edit(start, position, TRACKED + source.text[start:position]))
    return edits


def newsletter(links: int) -> bytes:
    row = '<tr><td style="font: 12px Arial; color: #333">Grüße <a class="x" href="https://shop.example/{}/{}?ref=mail">{}</a></td></tr>\r\n'
    return "".join(row.format("catalogue" * (place % 5), place * 7919, "text " * 8) for place in range(links)).encode()


BODIES = {
    "8bit": lambda octets: octets,
    "binary": lambda octets: octets,
    "quoted-printable": lambda octets: quoted_lines.encode(octets, b"\r\n"),
    "base64": base64.encodebytes,
}


@given(
    st.sampled_from(sorted(BODIES)),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16le", "shift_jis", "iso-2022-jp", "big5", "gb18030", None]),
    st.text(alphabet="aé<> =\r\nあ-F", max_size=200),
    st.sampled_from([0, 1200]),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 20), st.text(alphabet="xyz=3D/ \n", max_size=90)), max_size=4
    ),
    st.booleans(),
    st.binary(max_size=20),
)
def test_the_original_comes_back(encoding, charset, written, padding, rows, guessed, front):
    octets = (written + "z" * padding).encode(charset or "utf-8", "ignore")
    message = head(encoding, charset or "x-none") + BODIES[encoding](octets)
    source = read_text(message, part_map(message))
    if isinstance(source, str):
        return
    edits, position = [], 0
    for skip, length, new in rows:
        start = min(position + skip, len(source.text))
        position = min(start + length, len(source.text))
        edits.append(Edit(start, position, new + (f"?to={source.text[start:position]}" if guessed else "")))
    changes = rewrite(source, edits)
    stamped = splice(message, changes)
    after = text_part(stamped)
    assert after.octets == source.content.encode(splice(source.text, edits))
    saved = record(message, changes, guess)
    assert undo(front + stamped, saved, guess) == front + message


@pytest.mark.parametrize("encoding", sorted(BODIES))
def test_line_breaks_changed_on_the_way_change_the_original_alike(encoding):
    message = head(encoding) + BODIES[encoding](newsletter(9)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    changes = rewrite(text_part(message), tracked(text_part(message)))
    stamped, saved = splice(message, changes), record(message, changes, guess)
    if encoding != "base64":
        assert undo(stamped.replace(b"\r\n", b"\n"), saved, guess) == message.replace(b"\r\n", b"\n")
    assert undo(b"Received: x\r\n" + stamped + b"\r\n", saved, guess) == b"Received: x\r\n" + message + b"\r\n"


def test_messages_with_line_feeds_that_became_crlf_come_back_with_crlf():
    message = (head("quoted-printable") + BODIES["quoted-printable"](newsletter(9))).replace(b"\r\n", b"\n")
    changes = rewrite(text_part(message), tracked(text_part(message)))
    stamped, saved = splice(message, changes), record(message, changes, guess)
    assert undo(stamped.replace(b"\n", b"\r\n"), saved, guess) == message.replace(b"\n", b"\r\n")


def test_a_part_that_had_to_become_quoted_printable_comes_back_as_it_was():
    message = head("8bit") + b"x" * 990 + b'<a href="https://x.example/">\r\n'
    changes = rewrite(text_part(message), tracked(text_part(message)))
    assert any(isinstance(change, Recoded) for change in changes)
    assert undo(splice(message, changes), record(message, changes, guess), guess) == message


@pytest.mark.parametrize(("encoding", "limit"), [("8bit", 700), ("quoted-printable", 1200), ("base64", 700)])
def test_a_newsletter_with_133_links_needs_a_small_record(encoding, limit):
    message = head(encoding) + BODIES[encoding](newsletter(133))
    changes = rewrite(text_part(message), tracked(text_part(message)))
    assert len(record(message, changes, guess)) <= limit


def test_a_record_of_another_message_gives_nothing():
    message = head("8bit") + newsletter(3)
    changes = rewrite(text_part(message), tracked(text_part(message)))
    stamped, saved = splice(message, changes), record(message, changes, guess)
    assert undo(stamped.replace(b"text", b"tezt"), saved, guess) is None
    assert undo(stamped, saved, lambda new: new) is None
    assert undo(stamped, b"", guess) is None
    assert undo(stamped[40:], saved, guess) == message[40:]
    assert undo(stamped[-40:], saved, guess) is None


@given(st.binary(max_size=60), st.binary(max_size=200), st.booleans())
def test_garbage_gives_nothing_and_raises_nothing(stamped, octets, packed):
    assert undo(stamped, zlib.compress(octets) if packed else octets, guess) in {None, stamped}


@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from(sorted(BODIES)))
def test_a_damaged_record_gives_the_original_or_nothing(place, octet, encoding):
    message = head(encoding) + BODIES[encoding](newsletter(3) + b"z" * 1000)
    changes = rewrite(text_part(message), tracked(text_part(message)))
    stamped, saved = splice(message, changes), record(message, changes, guess)
    plain = bytearray(zlib.decompress(saved))
    plain[place % len(plain)] = octet
    assert undo(stamped, zlib.compress(bytes(plain)), guess) in {None, message}


def test_a_record_that_unpacks_to_too_much_is_not_read():
    assert undo(b"x", zlib.compress(bytes(1 << 25)), guess) is None


@pytest.mark.parametrize("folder", ["ham", "phish", "pairs"])
def test_real_mail_is_edited_exactly_and_comes_back(corpora, folder):
    random = Random(folder)
    edited = 0
    for path in sorted(path for path in (corpora / folder).iterdir() if path.suffix in {".txt", ".eml"}):
        message, changes = path.read_bytes(), []
        for part in part_map(message).walk():
            source = read_text(message, part)
            if part.children or not part.content_type.startswith("text/") or isinstance(source, str):
                continue
            edits = scattered(random, source.text)
            changes += rewrite(source, edits)
            after = splice(message, rewrite(source, edits))
            (now,) = (found for found in part_map(after).walk() if found.number == part.number)
            assert look_at(after, now).octets == source.content.encode(splice(source.text, edits)), path.name
            edited += 1
        assert undo(splice(message, changes), record(message, changes, guess), guess) == message, path.name
    assert edited > 10


def scattered(random: Random, text: str) -> list[Edit[str]]:
    places = sorted(random.sample(range(len(text) + 1), min(len(text) + 1, 40)))
    return [
        Edit(start, end, TRACKED + text[start:end] * random.randrange(2))
        for start, end in zip(places[::2], places[1::2], strict=False)
        if end - start < 200 and text[start:end].isascii()
    ]


@pytest.mark.parametrize("added", [b"-- \r\nfooter of the list\r\n", b"</html>\r\n", b"x", b"\r\n.\r\n"])
@pytest.mark.parametrize("edit", [Edit(0, 0, '<img src="https://t.example/o/x.gif">'), Edit(3, 8, "new")])
def test_a_single_edit_is_not_taken_back_where_it_never_was(added, edit):
    message = head("8bit") + b"<p>hello, dear reader of these words</p></html>\r\n"
    changes = rewrite(text_part(message), [edit])
    stamped, saved = splice(message, changes), record(message, changes, guess)
    assert undo(stamped, saved, guess) == message
    assert undo(stamped + added, saved, guess) is None


def test_a_single_edit_comes_back_from_other_line_breaks_or_not_at_all():
    old = b"=\r\nhttps://t.exa=\r\nmple/l/x?to=3Dhttps://x.example/"
    message = head("quoted-printable") + b"<a href=3D=0D=0A" + old + b">x</a>=\r\n<p>more</p>=\r\n"
    at = message.index(old)
    changes: list[Edit[bytes]] = [Quoted(at, at + len(old), b"=\r\nhttps://x.example/")]
    stamped, saved = splice(message, changes), record(message, changes, lambda _: b"")
    assert undo(stamped.replace(b"\r\n", b"\n"), saved, lambda _: b"") == message.replace(b"\r\n", b"\n")


def test_a_line_break_in_an_old_value_follows_those_of_the_message():
    message = head("8bit") + b"<a\r\nhref='https://x.example/\r\n'>x</a>\r\n"
    at = message.index(b"https:")
    changes = [Edit(at, at + 20, b"https://t.example/l/x")]
    stamped, saved = splice(message, changes), record(message, changes, guess)
    assert undo(stamped.replace(b"\r\n", b"\n"), saved, guess) == message.replace(b"\r\n", b"\n")
    mixed = message.replace(b"\r\n", b"\n").replace(b"example/\n", b"example/\r\n")
    at = mixed.index(b"https:")
    changes = [Edit(at, at + 20, b"https://t.example/l/x")]
    assert undo(splice(mixed, changes), record(mixed, changes, guess), guess) == mixed


@pytest.mark.parametrize("at", [0, 12, 1000])
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_a_run_that_does_not_belong_to_the_message_is_left_out_wherever_it_stands(at, newline):
    message = head("8bit") + b"<p><a href='https://x.example/'>x</a> and more words behind it</p>\r\n"
    place = message.index(b"https:")
    changes = [Edit(0, 12, b""), Edit(place, place + 18, TRACKED.encode() + b"https://x.example/")]
    stamped, saved = splice(message, changes), record(message, changes, guess)
    stamped, extra = stamped.replace(b"\r\n", newline), b"X-Undo: x" + newline
    at = min(at, stamped.index(b"<p>") + 2)
    mixed = stamped[:at] + extra + stamped[at:]
    assert undo(mixed, saved, guess, Span(at, at + len(extra))) == message.replace(b"\r\n", newline)
