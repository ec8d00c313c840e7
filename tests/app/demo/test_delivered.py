import pytest
from tests.app.demo.conftest import RING

from backstamp.app.demo.delivered import read_copy
from backstamp.app.demo.newsletters.letter import BOOKSHOP, CHANGELOG, Letter
from backstamp.errors import UsageError
from backstamp.sender.modes import ANY, Mode, Modes
from backstamp.sender.options import Options
from backstamp.sender.stamp import stamp

BASE = "http://post.example"


def _copy(letter: Letter, modes: Modes = ANY) -> bytes:
    return stamp(letter.compose(0), Options(base_url=BASE, modes=modes), ring=RING, message_id=1).message


@pytest.mark.parametrize("letter", [BOOKSHOP, CHANGELOG], ids=lambda letter: letter.name)
def test_a_stamped_letter_shows_its_pixel_and_its_links(letter: Letter):
    copy = read_copy(_copy(letter), BASE)
    assert copy.pixel.startswith(f"{BASE}/o/")
    assert len(copy.links) >= 8
    assert all(link.url.startswith(f"{BASE}/l/") for link in copy.links)


def test_a_link_is_found_by_its_words_whatever_their_white_space():
    copy = read_copy(_copy(BOOKSHOP), BASE)
    assert copy.link("the hinge, in pictures").endswith("/mending/hinge")


def test_unknown_words_are_one_of_our_errors():
    with pytest.raises(UsageError, match="no tracked link says"):
        read_copy(_copy(BOOKSHOP), BASE).link("a link that nobody wrote")


def test_a_copy_without_a_pixel_is_one_of_our_errors():
    with pytest.raises(UsageError, match="no pixel"):
        read_copy(_copy(BOOKSHOP, Modes(Mode.OFF)), BASE)


@pytest.mark.parametrize("raw", [b"", b"Subject: x\r\n\r\nplain", b"\xff\x00\x80" * 50])
def test_a_copy_without_html_is_one_of_our_errors(raw: bytes):
    with pytest.raises(UsageError, match="no HTML part"):
        read_copy(raw, BASE)
