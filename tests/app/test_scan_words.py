"""What a scan's values are called: words that a lawyer understands, and that claim no more than is known."""

import pytest
from tests.app.scans import PIXEL, finding, leak

from backstamp.app.scan_place import Place
from backstamp.app.scan_words import decoded_words, form_words, kind_words, leak_url, leak_words, where_words
from backstamp.mail.references.reference import Trigger
from backstamp.recipient.finding import Confidence, Decoded, FindingKind, Leak, LeakOf


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("plain", "It stands there in plain text"),
        ("base64", "It is written in base64, which anyone can turn back: it is not encrypted and not a hash."),
        ("base64(hex)", "in base64, inside it hexadecimal digits, all of which anyone can turn back"),
        (
            "sha256",
            "It is there as a hash (SHA256): a fingerprint that cannot be turned back, but that anyone who knows it",
        ),
        ("hex(md5)", "It is there as a hash (MD5), written in hexadecimal digits: a fingerprint"),
        ("crc32", "It is there as a checksum (CRC32): a short number made from it."),
        ("something-new", "It is written in something-new, which anyone can turn back"),
    ],
)
def test_a_form_is_told_by_what_it_is_worth(form: str, words: str) -> None:
    assert form_words(form).startswith("It ")
    assert words in form_words(form)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (leak(), "contains your e-mail address ada@reader.example."),
        (leak(known=False), "contains an e-mail address, ada@reader.example, which is most likely yours."),
        (leak(what=LeakOf.LOCAL_PART, value="ada"), "contains the part of your e-mail address before the @, ada."),
        (leak(what=LeakOf.NAME, value="Ada B."), "contains your name Ada B.."),
        (leak(what=LeakOf.MESSAGE_ID, value="1@s"), "contains the Message-ID of your copy, 1@s."),
    ],
)
def test_a_leak_is_a_sentence(found: Leak, words: str) -> None:
    assert leak_words(found) == words


def test_the_leaking_part_of_a_long_address_is_seen() -> None:
    url = "https://px.watch.example/" + "a/" * 60 + "?r=YWRh&t=" + "b" * 60
    at = url.index("YWRh")
    before, carrier, after = leak_url(url, Leak(LeakOf.NAME, "base64", "ada", True, at, at + 4))
    assert before.startswith("https://px.watch.example/…")
    assert before.endswith("/?r=")
    assert carrier == "YWRh"
    assert after.startswith("&t=b")
    assert after.endswith("…")
    assert leak_url(PIXEL, leak()) == (PIXEL[: PIXEL.index("=") + 1], PIXEL[PIXEL.index("=") + 1 :], "")


def test_nothing_of_a_leak_commands_the_terminal() -> None:
    evil = Leak(LeakOf.NAME, "\x1b[2J", "\x1b[31mada", True, 0, 3)
    assert "\x1b" not in leak_words(evil) + "".join(leak_url("\x1b[2Jx://\x1b", evil))


def test_only_what_is_sure_is_called_tracking() -> None:
    assert kind_words(finding()) == "tracking image"
    assert kind_words(finding(confidence=Confidence.POSSIBLE)) == "image"
    assert kind_words(finding(kind=FindingKind.CLICK, confidence=Confidence.POSSIBLE)) == "link"
    assert kind_words(finding(trigger=Trigger.PRINT)) == "loaded when the message is printed"


def test_places_and_tokens_are_told() -> None:
    assert where_words(Place("1", "header", 1200, "", "", "")) == "line 1,200 in the header of the message"
    assert where_words(Place("1.2", "text", 3, "", "", "")) == "line 3 in the text of part 1.2"
    assert decoded_words(Decoded("YWRh", "base64", "ada")) == "YWRh says “ada” (written in base64)"
