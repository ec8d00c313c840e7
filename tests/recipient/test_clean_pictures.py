"""Pictures: what takes their place, so that nothing is asked for and the layout holds."""

import pytest
from tests.recipient.clean_samples import body_of, html, judged, names

from backstamp.recipient.clean.clean import clean
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.clean.pictures import BLANK
from backstamp.recipient.finding import FindingKind

PIXEL = '<img src="https://t.example/o" width="1" height="1" alt="">'
PHOTO = '<img src="https://t.example/photo?u=42" width="600" height="300" alt="{}">'


def cleaned(body: str, kind: FindingKind = FindingKind.CONTENT, images: Images = Images.TRACKERS) -> str:
    message = html(body)
    return body_of(
        clean(message, judged(message, names("t.example"), kind), CleanOptions(images=images, undo=False)).message
    )


def test_an_invisible_one_goes() -> None:
    assert cleaned(f"<p>a{PIXEL}b</p>") == "<p>ab</p>"


def test_one_that_a_cell_holds_nothing_but_becomes_a_blank_of_its_size() -> None:
    cell = "<table><tr><td width=5>{}</td></tr></table>"
    assert cleaned(cell.format(PIXEL)) == cell.format(PIXEL.replace("https://t.example/o", BLANK))
    assert cleaned(cell.format("x" + PIXEL)) == cell.format("x")


def test_a_personal_picture_gives_way_to_its_words() -> None:
    assert cleaned(f"<a href=#x>{PHOTO.format('Our &amp; your shop')}</a>") == "<a href=#x>Our &amp; your shop</a>"


def test_one_without_words_leaves_its_room() -> None:
    assert cleaned(PHOTO.format("")) == PHOTO.format("").replace("https://t.example/photo?u=42", BLANK)


def test_words_cannot_become_markup_nor_the_start_of_a_message() -> None:
    assert cleaned(PHOTO.format("<b>x</b> --")) == "&lt;b>x&lt;/b> -&#45;"
    assert cleaned("\r\n" + PHOTO.format("From us")) == "\r\n&#70;rom us"


def test_a_spacer_is_not_touched() -> None:
    spacer = '<img src="https://cdn.example/spacer.gif" width="1" height="9">'
    assert cleaned(spacer + PIXEL) == spacer
    assert cleaned(spacer, images=Images.ALL) == spacer.replace("https://cdn.example/spacer.gif", BLANK)


def test_all_sources_of_a_picture_go_together() -> None:
    assert cleaned('<img srcset="https://t.example/2x 2x" src="https://t.example/1x" alt="Shop">') == "Shop"
    blank = cleaned('<img srcset="https://t.example/2x 2x" src="https://t.example/1x">')
    assert blank == f'<img srcset="{BLANK} 2x" src="{BLANK}">'


def test_a_picture_inside_the_message_stays() -> None:
    inside = '<img src="cid:logo@example.com"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    assert cleaned(inside, images=Images.ALL) == inside


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<td background="https://t.example/b">', '<td background="about:blank">'),
        ("<p style=\"background:url('https://t.example/b')\">", "<p style=\"background:url('about:blank')\">"),
        ('<link rel="stylesheet" href="https://t.example/s.css"><p>', "<p>"),
        ('<meta http-equiv="refresh" content="0;url=https://t.example/">x', "x"),
        ('<iframe src="https://t.example/f"></iframe>', '<iframe src="about:blank"></iframe>'),
        ("<style>@import 'https://t.example/i.css';</style>", "<style>@import 'about:blank';</style>"),
        (
            '<!--[if mso]><v:fill src="https://t.example/v"/><![endif]-->',
            '<!--[if mso]><v:fill src="about:blank"/><![endif]-->',
        ),
    ],
)
def test_what_else_loads_is_defused_in_its_own_syntax(before: str, after: str) -> None:
    assert cleaned(before) == after


@pytest.mark.parametrize("url", ["https://t.example/o", "ftp://t.example/o"])
@pytest.mark.parametrize("found", [True, False])
def test_what_is_told_of_one_that_went_says_how_it_looked(url: str, *, found: bool) -> None:
    message = html(f'<img src="{url}" width="1" height="1">')
    done = clean(message, judged(message, lambda _: found), CleanOptions(images=Images.ALL))
    look = done.changes[0].reference.appearance
    assert look is not None
    assert look.tiny
