"""What a planner finds in a message: numbers, places, leftovers, and the reasons for the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.changes import Link
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.pixel import CLIPPED
from backstamp.sender.planner import MAX_TEXT
from backstamp.sender.stamp import Plan, plan
from backstamp.sender.unstamp import unstamp
from backstamp.tokens.token import Key, KeyRing
from backstamp.tokens.urls import link_url, pixel_url

RING = KeyRing([Key(b"key", bytes(64))])
BASE = "https://t.example"
TOKEN = "Ab-_" * 11
OWN = link_url(BASE, TOKEN, "https://shop.example/old")
HTML = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
TEXT = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def read(body: str, head: bytes = HTML, **options: object) -> Plan:
    return plan(head + body.encode(), Options(**{"base_url": BASE, **options}))  # type: ignore[arg-type] # by name


def written(ready: Plan) -> str:
    return ready.stamp(RING, 7, 3).partition(b"Subject:")[2].partition(b"\r\n\r\n")[2].decode()


def reasons(ready: Plan) -> dict[str, str]:
    return {skipped.what: skipped.reason for skipped in ready.skipped}


def test_links_are_numbered_across_all_parts_in_the_order_of_the_message() -> None:
    part = "--b\r\nContent-Type: text/{}\r\n\r\n{}\r\n"
    body = part.format("plain", "https://a.example/1") + part.format("html", "<a href=https://a.example/2>x</a>")
    ready = read(f"{body}--b--\r\n", b"Content-Type: multipart/alternative; boundary=b\r\n\r\n", plain_text=True)
    assert [(link.ordinal, link.destination) for link in ready.links] == [
        (1, "https://a.example/1"),
        (2, "https://a.example/2"),
    ]


TWIN = '<!--[if mso]><v:rect href="https://a.example/x">Buy</v:rect><![endif]-->'
SHOWN = '<a href="https://a.example/x">Buy</a>'


@pytest.mark.parametrize("body", [TWIN + SHOWN, SHOWN + TWIN])
def test_outlooks_twin_shares_the_number_of_the_link_that_all_others_show(body: str) -> None:
    ready = read(body)
    assert ready.links == (Link(1, "https://a.example/x", "Buy"),)
    assert [place.ordinal for place in ready.bodies[0].links] == [1, 1]


def test_each_twin_goes_with_its_neighbour() -> None:
    ready = read(TWIN + SHOWN + "<p>" + TWIN + SHOWN)
    assert [place.ordinal for place in ready.bodies[0].links] in ([1, 1, 2, 2], [1, 1, 1, 2])
    assert len(ready.links) == 2


def test_what_only_outlook_shows_is_a_link_of_its_own() -> None:
    ready = read(TWIN + TWIN)
    assert [link.ordinal for link in ready.links] == [1, 2]


def test_a_skipped_twin_is_told_once() -> None:
    assert reasons(read(TWIN.replace("https:", "mailto:") + SHOWN.replace("https:", "mailto:"))) == {
        "mailto://a.example/x": "not a web link (mailto)"
    }
    assert len(read(TWIN.replace("https:", "mailto:") + SHOWN.replace("https:", "mailto:")).skipped) == 1


def test_list_unsubscribe_may_be_folded_and_hold_several() -> None:
    head = b"List-Unsubscribe: <mailto:x@a.example>,\r\n <https://a.example/\r\n bye>\r\n"
    ready = read("<a href=https://a.example/bye>x</a>", head + HTML)
    assert reasons(ready) == {"https://a.example/bye": "the message's own List-Unsubscribe"}


def test_links_that_are_off_are_neither_stamped_nor_told() -> None:
    ready = read("<a href=mailto:a@b><a href=https://a.example>", modes=Modes(Mode.INDIVIDUAL, Mode.OFF))
    assert (ready.links, ready.skipped, ready.pixel) == ((), (), True)


def test_an_attachment_and_an_amp_part_say_why_they_stay() -> None:
    body = (
        "--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>\r\n"
        "--b\r\nContent-Type: text/x-amp-html\r\n\r\n<p>\r\n--b--\r\n"
    )
    found = reasons(read(body, b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"))
    assert found == {
        "part 1.1": "attached or part of a report, not the message's own text",
        "part 1.2": "AMP: its rules allow no pixel and no other links",
    }


def test_more_text_than_any_mail_has_is_left_alone() -> None:
    ready = read("x" * (MAX_TEXT + 1))
    assert reasons(ready) == {"part 1": "more than 4,194,304 characters"}


def test_frames_say_that_no_image_would_be_shown() -> None:
    assert reasons(read("<frameset><frame src=x></frameset>")) == {
        "the pixel in part 1": "no image would be shown anywhere in it"
    }


def test_the_stamps_themselves_may_push_a_body_beyond_what_gmail_shows() -> None:
    link = "<a href=https://a.example/>x</a>\r\n"
    few, many = link, link * 300
    for links, in_front in ((few, False), (many, True)):
        body = f"<body>{links}{'x ' * ((CLIPPED - 5_000 - len(links)) // 2)}</body>"
        assert (read(body).bodies[0].closing == len("<body>")) == in_front


def test_the_pixel_of_a_marked_body_is_left_out_and_the_links_of_others_stay() -> None:
    ready = read("<body data-backstamp=off><a href=https://a.example>x</a></body>")
    assert (ready.links, ready.pixel) == ((), False)


def test_own_links_are_stamped_anew_and_led_back_where_they_stay() -> None:
    body = f'<a href="{OWN}">x</a><blockquote type="cite"><a href="{OWN}">y</a></blockquote>'
    ready = read(body)
    assert [link.destination for link in ready.links] == ["https://shop.example/old"]
    assert '<a href="https://shop.example/old">y</a>' in written(ready)
    assert OWN not in written(ready)


@pytest.mark.parametrize(
    ("body", "head", "restored"),
    [
        (f'<a href="{OWN}">x</a><a href=https://a.example>y</a>', HTML, '<a href="https://shop.example/old">x</a>'),
        (f"{OWN} and https://a.example", TEXT, "https://shop.example/old and https://a.example"),
    ],
)
def test_a_copy_without_links_has_none_of_earlier_either(body: str, head: bytes, restored: str) -> None:
    ready = read(body, head, plain_text=True)
    copy = ready.stamp(RING, 7, 3, Modes(Mode.INDIVIDUAL, Mode.OFF))
    assert restored in copy.decode()
    assert b"/l/" not in copy
    assert unstamp(copy).message == ready.original
    assert ready.stamp(RING, 7, 3).count(b"/l/") == 2


@pytest.mark.parametrize("plain_text", [True, False])
def test_own_links_leave_quoted_plain_text_whatever_the_option(plain_text: bool) -> None:
    ready = read(f"yes\r\n> {OWN}\r\n", TEXT, plain_text=plain_text)
    assert written(ready) == "yes\r\n> https://shop.example/old\r\n"


def test_own_links_in_own_words_are_stamped_anew_where_plain_text_is_wanted() -> None:
    assert [link.destination for link in read(OWN, TEXT, plain_text=True).links] == ["https://shop.example/old"]
    assert read(OWN, TEXT).links == ()
    assert written(read(OWN, TEXT)) == "https://shop.example/old"


def test_plain_text_that_cannot_be_read_is_told_only_where_it_matters() -> None:
    head = TEXT.replace(b"utf-8", b"utf-7")
    assert read("x", head).skipped == ()
    assert "part 1" in reasons(read("x", head, plain_text=True))


def test_text_without_any_header_has_no_place_for_the_record() -> None:
    message = f" {OWN}\r\n".encode()
    assert plan(message, Options(base_url=BASE, plain_text=True)).stamp(RING, 7, 3) == message


PIECES = [
    OWN,
    "https://a.example/x",
    "x",
    "<",
    ">",
    " ",
    "\r\n",
    "> ",
    "(",
    ").",
    "=",
    pixel_url(BASE, TOKEN),
    "-- \r\n",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.booleans(), st.sampled_from(["", "; format=flowed"])
)
def test_whatever_stands_side_by_side_in_plain_text_comes_back(body: str, plain_text: bool, flowed: str) -> None:
    ready = read(body, TEXT.replace(b"utf-8", b"utf-8" + flowed.encode()), plain_text=plain_text)
    stamped = ready.stamp(RING, 7, 3)
    assert unstamp(stamped).message == ready.original
    assert [link.ordinal for link in ready.links] == list(range(1, len(ready.links) + 1))
