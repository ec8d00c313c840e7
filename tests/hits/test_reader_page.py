"""The reader's page as HTML: whole, safe, and without anything from elsewhere."""

import re

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from backstamp.hits.reader_page import Reach, delivery_page, failed_page, shared_page
from backstamp.hits.reader_record import Entry, Record

AT = 1_790_000_000_000_000  # 2026-09-21 14:13:20 UTC
ENTRY = Entry(AT, "Link 2 was followed", "Thunderbird", "198.51.100.0/24", "Probably a person.")
NOTHING = Record((), 0, uncounted=False)
ONE = Record((ENTRY,), 0, uncounted=False)
PAGES = {
    "empty": delivery_page(NOTHING, None, Reach.MESSAGE),
    "one": delivery_page(ONE, None, Reach.SENDER),
    "many": delivery_page(Record((ENTRY,) * 200, 1234, uncounted=True), AT, Reach.MESSAGE),
    "stopped": delivery_page(ONE, AT, Reach.SENDER),
    "shared": shared_page(),
    "failed": failed_page(),
}


def words_of(page: str) -> str:
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_page_is_html_without_an_error(page: str) -> None:
    document = turbohtml.parse(page, strict=True)
    assert document.errors == []
    assert page.count("<h1>") == page.count("<main>") == 1
    assert '<html lang="en">' in page


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_page_refers_to_anything_elsewhere(page: str) -> None:
    assert not re.search(
        r"https?:|//|url\(|@import|<(?:script|img|link|iframe|a|object|embed)\b|\b(?:src|href|on\w+)=", page
    )


def test_recording_that_is_on_has_one_button_and_says_how_far_it_goes() -> None:
    for page, reach in ((PAGES["empty"], "for this message."), (PAGES["one"], "for all messages that this sender")):
        assert page.count("<button") == page.count('<form method="post">') == 1
        assert reach in words_of(page)
        assert "Recording is on" in page


def test_recording_that_is_stopped_says_since_when_how_far_and_that_nothing_was_deleted() -> None:
    for page, reach in (
        (PAGES["many"], "for this message only"),
        (PAGES["stopped"], "for all messages that this sender"),
    ):
        assert "<button" not in page
        assert '<time datetime="2026-09-21T14:13:20Z">21 September 2026, 14:13:20 UTC</time>' in page
        assert f"This holds {reach}" in words_of(page)
        assert "What was recorded before was not deleted." in words_of(page)


def test_an_entry_is_one_sentence_of_facts_and_one_of_meaning() -> None:
    told = "21 September 2026, 14:13:20 UTC Link 2 was followed by: Thunderbird, from the network 198.51.100.0/24. Probably a person."
    assert told in words_of(PAGES["one"])
    assert "Nothing was recorded for this copy." in PAGES["empty"]


@pytest.mark.parametrize(
    ("more", "uncounted", "told"),
    [
        (0, False, ""),
        (1, False, "Not shown: 1 earlier entry."),
        (1234, False, "Not shown: 1,234 earlier entries."),
        (9800, True, "Not shown: more than 9,800 earlier entries."),
    ],
)
def test_what_is_not_shown_is_counted(more: int, uncounted: bool, told: str) -> None:
    page = delivery_page(Record((ENTRY,), more, uncounted), None, Reach.MESSAGE)
    assert told in page
    assert ("Not shown" in page) is bool(told)


def test_readers_who_are_counted_together_have_nothing_to_stop_and_are_told_why() -> None:
    assert "<button" not in PAGES["shared"]
    assert "for all readers together" in words_of(PAGES["shared"])
    assert "The record" not in PAGES["shared"]


@given(client=st.text(max_size=60).filter(str.isprintable))
def test_no_client_writes_markup_into_the_page(client: str) -> None:
    page = delivery_page(
        Record((Entry(AT, "The image was loaded", client, "", "A machine."),), 0, False), None, Reach.MESSAGE
    )
    entry, *others = turbohtml.parse(page, strict=True).find_all("li")
    assert f"by: {client}. A machine." in entry.text
    assert len(others) + 1 == len(turbohtml.parse(PAGES["one"]).find_all("li"))
