"""Own stamps of an earlier journey, taken out of replies however clients have mangled them."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.html import Document
from backstamp.mail.splice import splice
from backstamp.sender.leftovers import leftovers, leftovers_in_plain_text
from backstamp.sender.marks import closing, pixel
from backstamp.sender.modes import ANY
from backstamp.sender.own import own_stamps
from backstamp.sender.places import find_links

TOKEN = "Ab-_" * 11
BASE = "https://t.example"
OWN = own_stamps(BASE)
PIXEL = f"{BASE}/o/{TOKEN}.gif"
LINK = f"{BASE}/l/{TOKEN}?to=https://shop.example/?a=1%26b=2"
NOTICE = closing(ANY, PIXEL, f"{BASE}/r/{TOKEN}", visible=True)


def cleaned(markup: str, rewritten: set[int] | None = None) -> str:
    document = Document(markup)
    return splice(markup, leftovers(document, find_links(document), OWN, rewritten or set()))


@pytest.mark.parametrize(
    "image",
    [
        pixel(PIXEL),
        f"<IMG SRC='{PIXEL}' WIDTH=1 HEIGHT=1>",
        f'<img alt="" height=1 src={PIXEL} style="display:block" data-x="a>b">',
        f'<img src="https://ci3.googleusercontent.com/meips/AbC=s0-d-e1-ft#{PIXEL}">',
        f'<img src="{PIXEL.replace("https://t.example", "HTTPS://T.EXAMPLE")}"/>',
        f'<img\nsrc="{PIXEL}"\n>',
    ],
)
def test_a_pixel_goes_however_a_client_has_written_it(image: str) -> None:
    assert cleaned(f"<p>x</p>{image}<p>y</p>") == "<p>x</p><p>y</p>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'<a href="{LINK}">x</a>', '<a href="https://shop.example/?a=1&amp;b=2">x</a>'),
        (f"<a href={LINK}>x</a>", '<a href="https://shop.example/?a=1&amp;b=2">x</a>'),
        (f"<a class=b HREF = '{LINK}#top'>x</a>", "<a class=b HREF = 'https://shop.example/?a=1&amp;b=2#top'>x</a>"),
        (f'<area href="{LINK}">', '<area href="https://shop.example/?a=1&amp;b=2">'),
        (
            f'<!--[if mso]><v:rect href="{LINK}"><![endif]-->',
            '<!--[if mso]><v:rect href="https://shop.example/?a=1&amp;b=2"><![endif]-->',
        ),
    ],
)
def test_a_stamped_link_leads_where_it_led(old: str, new: str) -> None:
    assert cleaned(old) == new


def test_a_destination_cannot_break_out_of_its_attribute() -> None:
    markup = cleaned(f'<a href="{BASE}/l/{TOKEN}?to=https://x.example/%22%3E%3Cscript%3E%27">x</a>')
    assert "<script" not in markup
    assert [link.value for link in find_links(Document(markup))] == ["https://x.example/\"><script>'"]


def test_a_line_for_readers_goes_with_all_that_stands_in_it() -> None:
    assert cleaned(f"<p>x</p>{NOTICE}<p>y</p>") == "<p>x</p><p>y</p>"


def test_a_line_that_a_client_has_taken_apart_loses_what_leads_to_us() -> None:
    assert cleaned(f'<p class="backstamp-notice">words{pixel(PIXEL)}') == '<p class="backstamp-notice">words'


def test_links_that_are_stamped_anew_are_left_to_that() -> None:
    markup = f'<a href="{LINK}">1</a><a href="{LINK}">2</a>'
    first = markup.index("https")
    assert cleaned(markup, {first}).count(LINK) == 1
    assert cleaned(markup, {first}).index(LINK) == first


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="https://other.example/o/{TOKEN}.gif"><a href="https://other.example/l/{TOKEN}?to=https://a.example/">',
        f'<img src="{PIXEL}?x"><a href="{LINK}&amp;utm=x">x</a>',
        f"<!-- {pixel(PIXEL)} -->",
        f'<p>{LINK}</p><input value="{PIXEL}">',
        '<p class="notice">somebody else\'s</p>',
    ],
)
def test_what_is_not_ours_stays(markup: str) -> None:
    assert cleaned(markup) == markup


def test_plain_text_gets_its_addresses_back() -> None:
    text = (
        f"> the offer <{LINK}>\r\n> and {LINK}#top, or\r\n> https://other.example/l/{TOKEN}?to=https://a.example/\r\n"
    )
    assert splice(text, leftovers_in_plain_text(text, OWN)) == (
        "> the offer <https://shop.example/?a=1&b=2>\r\n> and https://shop.example/?a=1&b=2#top, or\r\n"
        f"> https://other.example/l/{TOKEN}?to=https://a.example/\r\n"
    )


PIECES = [pixel(PIXEL), f'<a href="{LINK}">', f"<a href={LINK}>", NOTICE, "</p>", "</a>", "<blockquote>", "<!--", "-->"]
PIECES += [
    "<p>",
    "<table>",
    "<td>",
    '"',
    "'",
    ">",
    "<",
    " ",
    "\r\n",
    '<p class="backstamp-notice">',
    "<svg>",
    "<title>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_mangled_replies_lose_stamps_and_nothing_else(markup: str) -> None:
    after = cleaned(markup)
    assert len(after) <= len(markup) + 2 * markup.count("href=")
    document = Document(after)
    for element in document.elements("img"):
        assert element.start is None or not OWN.is_pixel(element.value("src") or "")
    words = re.compile(r"</?(?:table|td|svg|title|blockquote)>")
    assert words.findall(after) == words.findall(re.sub(re.escape(NOTICE), "", markup)) or "backstamp-notice" in markup


@given(
    st.lists(st.sampled_from([LINK, "<", ">", " ", "\n", "> ", "#", ".", "x", "https://", "'"]), max_size=15).map(
        "".join
    )
)
def test_any_plain_text_can_be_cleaned(text: str) -> None:
    splice(text, leftovers_in_plain_text(text, OWN))


def test_hostile_replies_take_bounded_time() -> None:
    start = time.monotonic()
    for markup in (
        pixel(PIXEL) * 5_000,
        NOTICE * 2_000,
        '<p class="backstamp-notice">' * 20_000,
        f"<a href={LINK}>" * 5_000,
    ):
        cleaned(markup)
    text = f"https://{'x' * 500_000}" + f"{LINK} " * 5_000
    splice(text, leftovers_in_plain_text(text, OWN))
    assert time.monotonic() - start < 20


def test_a_notice_that_holds_a_link_of_the_message_stays() -> None:
    opened = NOTICE.removesuffix("</p>")
    markup = f'{opened}[[<p>Thanks, <a href="https://shop.example/new">this</a></p>'
    place = markup.index("https://shop.example/new")
    assert NOTICE not in cleaned(f"<div>{NOTICE}</div>{markup}", {place + len(NOTICE) + 11})
    nested = '<p class="backstamp-notice">x <a href="https://shop.example/">y</a></p>'
    assert cleaned(nested) == ""
    assert cleaned(nested, {nested.index("https:")}) == nested


def test_notices_within_notices_are_taken_out_once() -> None:
    inner = '<table><tr><td><p class="backstamp-notice">x</p></td></tr></table>'
    assert cleaned(f'<body><p class="backstamp-notice">{inner}</p>y') == "<body>y"


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_fragment_is_written_in_any_character_set(quote: str) -> None:
    markup = f"<a href={quote}{LINK}#&#x4f60;\0{quote}>x</a>"
    written = cleaned(markup)
    assert written.isascii()
    assert "https://shop.example/?a=1&amp;b=2#&#20320;&#65533;" in written
