import datetime as dt

import pytest
from tests.recipient.messages import READER, found, signals

from backstamp.catalogue.tracker import SenderFact, Serves, TrackerRule
from backstamp.catalogue.trackers import TrackerBook

DAY = dt.date(2026, 1, 2)
TOKEN = "Gk3vQz81xWbR"
LEAVE = "List-Unsubscribe: <https://n.shop.example/off/w8xk2vq9p>"


def rule(host: str, path: str, *serves: Serves, certainty: str = "certain") -> TrackerRule:
    return TrackerRule("sendy", "Sendy", frozenset(serves), host, path, certainty, "a list", DAY)  # type: ignore[arg-type]


def detail(name: str, html: str, *fields: str, **more) -> str:
    return next(signal.detail for signal in found(html, *fields, **more).signals if signal.name == name)


def test_a_known_vendor_is_told_with_source_and_day():
    book = TrackerBook([rule("t.example", "/o/", Serves.OPEN)])
    said = detail("known-vendor", '<img src="https://t.example/o/1">', trackers=book)
    assert said == "Sendy is known for the host t.example (counts opens; a list, 2026-01-02)"


def test_a_rule_for_pictures_speaks_for_content():
    book = TrackerBook([rule("cdn.example", "", Serves.CONTENT)])
    assert "known-content" in signals('<img src="https://cdn.example/a.png">', trackers=book)


def test_a_rule_for_clicks_says_nothing_of_a_picture():
    book = TrackerBook([rule("t.example", "", Serves.CLICK)])
    assert not {"known-vendor", "known-shape"} & signals('<img src="https://t.example/a">', trackers=book)


def test_a_weak_rule_counts_fully_where_the_header_names_its_vendor():
    weak = rule("", "/open.aspx", Serves.OPEN, certainty="weak")
    book = TrackerBook([weak], (), [SenderFact("Sendy", "x-sendy", "", "their manual", DAY)])
    pixel = '<img src="https://brand.example/open.aspx?1">'
    assert "known-shape" in signals(pixel, trackers=book)
    assert "the header field X-Sendy" in detail("known-vendor", pixel, "X-Sendy: 1", trackers=book)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ('<img width="1" height="1" src="https://t.example/x">', "1 × 1 pixel by its attributes"),
        ('<img style="display:none" src="https://t.example/x">', "display: none in its style attribute"),
        ('<style>.p{opacity:0}</style><img class="p" src="https://t.example/x">', "opacity: 0 in a style sheet"),
        ('<div style="display:none"><img src="https://t.example/x"></div>', "inside an element that is not shown"),
    ],
)
def test_what_cannot_be_seen_says_why(html, reason):
    assert reason in detail("invisible", html)


def test_an_identifier_is_shown_with_its_place():
    said = detail("identifier", f'<img src="https://t.example/x?u={TOKEN}">')
    assert said == f"the parameter u holds {TOKEN}, which means nothing to a person"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("number", "https://t.example/x?u=5561207"),
        ("long-identifier", f"https://t.example/x?u={TOKEN * 4}"),
        ("program", "https://t.example/x.php"),
        ("program", "https://t.example/x?a=1"),
        ("counting-word", "https://t.example/track/x"),
        ("counting-word", "https://t.example/wf/open"),
        ("spacer", "https://t.example/img/spacer.gif"),
        ("plain-file", "https://t.example/img/summer-sale.jpg"),
        ("signed-content", "https://t.example/a.jpg?X-Amz-Signature=5be07c41d2f94a6689c3"),
        ("only-of-host", "https://t.example/a.jpg"),
        ("stranger", "https://t.example/a.jpg"),
        ("unsized", "https://t.example/a.jpg"),
        ("at-the-edge", "https://t.example/a.jpg"),
    ],
)
def test_a_picture_gives_signals(name, url):
    assert name in signals(f'<img src="{url}">')


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("counting-word", "https://t.example/logo.png"),
        ("counting-word", "https://t.example/trackpants/backtrack.jpg"),
        ("identifier", "https://t.example/photos/3c0d92aa-71b4-4e58-9f06-b8e2f1a7c453.png"),
        ("program", "https://t.example/a.png"),
        ("stranger", "https://cdn.shop.example/a.png"),
    ],
)
def test_what_is_usual_gives_none(name, url):
    assert name not in signals(f'<img src="{url}">')


def test_an_identifier_of_the_reader_is_told_with_its_other_place():
    assert detail("shared-identifier", '<img src="https://cdn.example/w8xk2vq9p/a.gif?1">', LEAVE) == (
        "w8xk2vq9p also stands in the address for leaving the list"
    )


def test_a_picture_used_over_and_over_serves_the_layout():
    assert "repeated" in signals('<img src="https://t.example/d.gif">' * 3)


def test_a_pixel_doubled_is_not_layout():
    assert "repeated" not in signals('<img src="https://t.example/o?u=1">' * 2)


def test_links_through_one_place_are_redirected_there():
    links = "".join(f'<a href="https://r.example/go/{number}xkq7wz2">x</a>' for number in range(3))
    assert "redirector" in signals(links)
    assert "same-site-as-clicks" in signals(f'{links}<img src="https://r.example/x.gif">')


def test_a_known_wrapper_is_named():
    said = detail("redirector", '<a href="https://u1.ct.sendgrid.net/ls/click?upn=Gk3vQz81xWbR">x</a>')
    assert "SendGrid" in said


def test_a_link_to_a_picture_file_is_no_redirector():
    links = "".join(f'<a href="https://cdn.example/{number}xkq7wz2/a.png">x</a>' for number in range(4))
    assert "redirector" not in signals(links)


def test_the_readers_address_is_a_leak():
    assert "written as plain" in detail("leak", f'<img src="https://t.example/x?e={READER}">')


def test_somebodys_address_in_a_token_is_told_apart():
    assert "address-inside" in signals('<img src="https://t.example/x?e=c29tZWJvZHlAZWxzZS5leGFtcGxlLmNvbQ==">')


def test_words_in_identifiers_stand_there_by_chance():
    assert "counting-word" not in signals('<img src="https://t.example/f/z1zuNfko3px1ax9jIuI0">')
    assert "redirecting-word" not in signals('<a href="https://shop.example/a/B0HJBDW7GO">x</a>')


def test_a_parameter_may_be_named_for_the_reader():
    assert "bmRecipientId" in detail("reader-parameter", '<img src="https://t.example/a?bmRecipientId=438490923551">')
    assert "reader-parameter" not in signals('<img src="https://t.example/a?image=438490923551">')


def test_a_hidden_picture_named_by_a_hash_is_told():
    name = "70b0387e84e388d052c2d2015db7e7a29393825f.png"
    assert detail("hashed-name", f'<img width="0" height="0" src="https://t.example/{name}">').startswith(name)
    assert "hashed-name" not in signals(f'<img src="https://t.example/{name}">')


@pytest.mark.parametrize(
    "path", ["artikel/1058823{}", "dp/B09POFCR{}G", "watch?v=qL0saED7jw{}", "click/qL0saED7jw{}?utm_source=nl"]
)
def test_pages_named_by_machine_are_no_redirectors(path):
    links = "".join(f'<a href="https://shop.example/{path.format(number)}">x</a>' for number in range(4))
    assert "redirector" not in signals(links)


def test_a_picture_named_by_a_hash_has_no_long_identifier():
    address = f"https://t.example/v2/{'HAty5OESRyx8_Bj32Gr6-XMm3bObp5kwpVZ-PIiEffW'}"
    assert "long-identifier" not in signals(f'<img width="600" height="90" src="{address}">')
    assert "long-identifier" in signals(f'<img width="1" height="1" src="{address}">')


def test_a_number_of_the_address_for_leaving_the_list_is_the_readers():
    leave = "List-Unsubscribe: <https://club.example/off.php?s=3889>"
    said = detail("shared-parameter", '<img src="https://club.example/open.php?n=706&amp;s=3889">', leave)
    assert said == "s=3889 also stands in the address for leaving the list"
    assert "shared-parameter" not in signals('<img src="https://club.example/open.php?n=706&amp;s=3890">', leave)
    assert "shared-parameter" not in signals('<img src="https://cdn.example/open.php?s=3889">', leave)
