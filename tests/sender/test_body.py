"""A body with its places, filled for one copy: what is written around a token, and which copy gets what."""

import pytest

from backstamp.mail.edit import TextPart, read_text
from backstamp.mail.parts import part_map
from backstamp.mail.splice import Edit, splice
from backstamp.sender.body import Body, Copy, LinkPlace, LinkWriter
from backstamp.sender.destination import Destination
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.places import Found
from backstamp.sender.plain_text import plain_links
from backstamp.tokens.token import PIXEL, SHARED, TOKEN_LENGTH, Key, KeyRing, Token
from backstamp.tokens.urls import link_url

RING = KeyRing([Key(b"key", bytes(64))])
BASE = "https://t.example/mail"
TEXT = '<p><a href="https://a.example/">x</a></p>'
PLACE = LinkPlace(12, 30, 1, "https://a.example/", f"{BASE}/l/", "?to=https://a.example/", 11)


def source(text: str = TEXT) -> TextPart:
    message = b"Content-Type: text/html\r\n\r\n" + text.encode()
    found = read_text(message, part_map(message))
    assert isinstance(found, TextPart)
    return found


def filled(body: Body, opens: str = "individual", links: str = "individual", **wishes: bool) -> str:
    copy = Copy(
        RING,
        BASE,
        7,
        3,
        Modes(Mode(opens), Mode(links)),
        wishes.get("visible", False),
        wishes.get("footer", False),
    )
    return splice(body.source.text, [edit for _, edit in copy.edits(body)])


BODY = Body(source(), (PLACE,), len(TEXT))


def token_of(url: str) -> bytes:
    return url.partition("/mail/")[2][2 : 2 + TOKEN_LENGTH].encode()


@pytest.mark.parametrize(("mode", "reader"), [("individual", 3), ("pseudonymous", 3), ("aggregate", SHARED)])
def test_tokens_name_the_reader_as_far_as_the_mode_allows(mode: str, reader: int) -> None:
    text = filled(BODY, mode, mode)
    link, image = (token_of(text[text.index(f"{BASE}/{kind}/") :]) for kind in "lo")
    assert RING.open(link, link=True, destination=b"https://a.example/") == Token(7, reader, 1)
    assert RING.open(image, link=False) == Token(7, reader, PIXEL)


def test_a_copy_without_links_has_a_pixel_and_one_without_opens_has_links() -> None:
    assert filled(BODY, links="off").startswith(f'{TEXT}<img src="{BASE}/o/')
    text = filled(BODY, opens="off")
    assert "<img" not in text
    assert f'href="{BASE}/l/' in text


def test_a_copy_without_opens_may_still_tell_its_reader() -> None:
    text = filled(BODY, opens="off", visible=True, footer=True)
    assert "which of its links are followed." in text
    assert f'<a href="{BASE}/r/' in text
    assert "<img" not in text


def test_leftovers_go_whatever_the_mode() -> None:
    body = Body(source(), (PLACE,), None, (Edit(0, 3, ""),))
    assert filled(body, "off", "off") == TEXT[3:]
    assert not filled(body).startswith("<p>")


def test_every_edit_says_what_it_is() -> None:
    body = Body(source(), (PLACE,), len(TEXT), (Edit(0, 3, ""),))
    edits = Copy(RING, BASE, 7, 3, Modes(), visible=False, footer=False).edits(body)
    assert {what for what, _ in edits} == {None, 1, PIXEL}


def test_blanks_are_those_of_links_that_have_one() -> None:
    assert Body(source(), (PLACE, PLACE._replace(blank=None)), None).blanks == [11]


@pytest.mark.parametrize(
    ("url", "entities"),
    [("https://a.example/?a&amp;b", True), ("https://a.example/?a&b", False), ("https://a.example/?a&#38;b", False)],
)
def test_how_ampersands_are_written_is_read_from_the_links(url: str, entities: bool) -> None:
    text = f"&amp;<a href='{url}'>"
    place = PLACE._replace(start=text.index("https"), end=len(text) - 2, url="https://a.example/?a&b")
    assert Body(source(text), (place,), None).entities == entities


def test_a_value_without_quotes_gets_them() -> None:
    leads_to = Destination("https://a.example/?q", "#f")
    bare = LinkWriter(BASE).place(Found(0, 5, "", 3, "", ""), 2, leads_to)
    assert (bare.before, bare.after, bare.blank) == (f'"{BASE}/l/', '?to=https://a.example/?q#f"', 3)
    quoted = LinkWriter(f"{BASE}/").place(Found(0, 5, "'", None, "", ""), 2, leads_to)
    assert (quoted.before, quoted.after) == (f"{BASE}/l/", "?to=https://a.example/?q#f")


def test_a_fragment_cannot_break_out_of_its_attribute() -> None:
    place = LinkWriter(BASE).place(Found(0, 5, "'", None, "", ""), 1, Destination("https://a.example/", "#a'b&c"))
    assert place.after == "?to=https://a.example/#a&#39;b&amp;c"


def test_in_plain_text_nothing_is_an_entity() -> None:
    text = "See https://a.example/?a=1&b=2#c&d now"
    (link,) = plain_links(text)
    leads_to = Destination("https://a.example/?a=1&b=2", "#c&d")
    place = LinkWriter(BASE).place(Found(*link.span, "", None, link.url_text, "", plain=link), 1, leads_to)
    token = "x" * TOKEN_LENGTH
    assert place.before + token + place.after == link_url(BASE, token, leads_to.url) + "#c&d"


def test_in_flowed_text_a_line_that_grows_too_long_ends_before_the_url() -> None:
    text = "A flowed line with https://a.example/ in it \nand more.\n"
    (link,) = plain_links(text, flowed=True)
    found = Found(*link.span, "", None, link.url_text, "", plain=link)
    assert LinkWriter(BASE).place(found, 1, Destination("https://a.example/", "")).before == f"\n{BASE}/l/"
