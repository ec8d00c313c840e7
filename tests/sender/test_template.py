import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.splice import Edit, splice
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.stamp import plan
from backstamp.sender.template import ONE, OTHER, make_template
from backstamp.tokens.token import Key, KeyRing

RING = KeyRing([Key(b"tpl", bytes(64))])
HYPHENS = KeyRing([Key(b"\xfb\xef\xbe", bytes(64))])  # its tokens begin with four hyphens
LETTER = (
    b"<p>Caf\xc3\xa9 <a href='https://a.example/%d'>one</a>, <a href=\"https://b.example/?x=1&amp;y=2\">two</a></p>\r\n"
)
ALL = Options(base_url="https://t.example", visible=True, footer=True, plain_text=True)


def letter(encoding: str, repeats: int = 3) -> bytes:
    body = b"".join(LETTER % place for place in range(repeats))
    if encoding == "quoted-printable":
        body = quopri.encodestring(body.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("ring", [RING, HYPHENS], ids=["plain", "hyphens"])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable"])
@pytest.mark.parametrize(
    "modes", [Modes(), Modes(Mode.AGGREGATE, Mode.PSEUDONYMOUS), Modes(Mode.OFF), Modes(Mode.INDIVIDUAL, Mode.OFF)]
)
def test_copies_of_a_template_are_those_stamped_one_by_one(ring, encoding, modes):
    message = letter(encoding, 12)
    ready = plan(message, ALL)
    for recipient in range(40):
        alone = plan(message, ALL).stamp(ring, 5, recipient, modes)
        assert ready.stamp(ring, 5, recipient, modes) == alone


@given(st.integers(0, 70))
def test_tokens_broken_over_lines_are_laid_as_they_would_be(shift):
    message = letter("quoted-printable").replace(b"<p>", b"<p>" + b"x" * shift, 1)
    ready = plan(message, ALL)
    for recipient in range(3):
        for ring in (RING, HYPHENS):
            assert ready.stamp(ring, 5, recipient) == plan(message, ALL).stamp(ring, 5, recipient)


def test_base64_hides_tokens_and_every_copy_is_stamped_by_itself():
    message = b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+SGVsbG8gPGEgaHJlZj0naHR0cHM6Ly9hLmV4YW1wbGUnPng8L2E+\r\n"
    ready = plan(message, ALL)
    for recipient in range(4):
        assert ready.stamp(RING, 5, recipient) == plan(message, ALL).stamp(RING, 5, recipient)


def test_a_template_is_filled_in_the_order_of_the_message():
    original = b"<a href=''><img>"
    one, other = (
        [Edit(9, 9, b"/l/" + token.encode() + b"?to=x"), Edit(11, 11, token.encode())] for token in (ONE, OTHER)
    )
    template = make_template(original, one, other, 2)
    assert template is not None
    tokens = [b"x" * 44, b"y" * 44]
    edits = [Edit(9, 9, b"/l/" + tokens[0] + b"?to=x"), Edit(11, 11, tokens[1])]
    assert template.fill(tokens) == splice(original, edits)


@pytest.mark.parametrize(
    "other",
    [
        [Edit(0, 0, OTHER.encode()), Edit(1, 1, b"")],
        [Edit(0, 0, OTHER.encode()), Edit(1, 2, ONE.encode())],
        [Edit(0, 0, OTHER.encode()), Edit(1, 1, ONE.encode())],
        [Edit(0, 0, OTHER.encode()), Edit(1, 1, OTHER.encode()[:-1] + b"A")],
    ],
    ids=["shorter", "elsewhere", "not there", "half"],
)
def test_copies_that_differ_otherwise_give_no_template(other):
    one = [Edit(0, 0, ONE.encode()), Edit(1, 1, ONE.encode())]
    assert make_template(b"abc", one, other, 2) is None


def test_a_large_message_is_kept_once_and_copied_right():
    message = letter("8bit") + b"x" * 998 + b"\r\n" * 100_000
    ready = plan(message, ALL)
    for recipient in range(3):
        assert ready.stamp(RING, 5, recipient) == plan(message, ALL).stamp(RING, 5, recipient)
    (template,) = ready._templates.values()
    assert template is not None
    assert sum(len(piece) for piece in template._pieces if isinstance(piece, bytes)) < 1 << 17
