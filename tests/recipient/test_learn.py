from datetime import date
from pathlib import Path

import pytest
from tests.recipient.messages import NOTHING_KNOWN, scanned

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.catalogue.trackers import TrackerBook
from backstamp.recipient.compare import compare
from backstamp.recipient.finding import Confidence
from backstamp.recipient.learn import LEAVING, NO_TWIN, SAME_SHAPE, TOO_MANY, TOO_WIDE, Learnt, learned, merged
from backstamp.recipient.scan import scan

DAY = date(2026, 11, 21)
OPEN, CLICK, SEEN = {Serves.OPEN}, {Serves.CLICK}, {Serves.OPEN, Serves.CONTENT}
PIXEL = '<img width="1" height="1" src="https://{}">'
PICTURE = '<img width="300" height="200" src="https://{}">'
LINK = '<a href="https://{}">x</a>'


def lesson(html: str, first: str = "k3vq9x", second: str = "m8xz7w", *fields: str, vendor: str = "") -> Learnt:
    """What is learnt from a body that names its reader as ``READER``."""
    copies = (
        scanned(html.replace("READER", reader), *(each.replace("READER", reader) for each in fields))
        for reader in (first, second)
    )
    return learned(compare(*copies), vendor=vendor, source="two copies", dated=DAY)


def told(learnt: Learnt) -> list[tuple[set[Serves], str, str]]:
    return [(set(rule.serves), rule.host, rule.path) for rule in learnt.rules]


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (PIXEL.format("t.shop.example/o.php?m=28&amp;u=READER"), (OPEN, "t.shop.example", "/o.php?m=*&u=")),
        (PICTURE.format("i.shop.example/im/READER/a.jpg"), (SEEN, "i.shop.example", "/im/*/a.jpg")),
        (LINK.format("c.shop.example/l/READER/1"), (CLICK, "c.shop.example", "/l/*/")),
        (PIXEL.format("READER.t.shop.example/o.gif"), (OPEN, "t.shop.example", "/o.gif")),
        (LINK.format("c.shop.example/READER"), (CLICK, "c.shop.example", "")),
        (PIXEL.format("px.shop.example/READER.gif"), (OPEN, "px.shop.example", "/*.gif")),
    ],
)
def test_a_rule_says_host_and_shape(html, rule):
    learnt = lesson(html)
    assert told(learnt) == [rule]
    assert learnt.not_learnt == ()


def test_a_rule_says_who_where_from_and_when():
    (rule,) = lesson(PIXEL.format("t.shop.example/o?u=READER"), vendor="Courier").rules
    assert rule == TrackerRule(
        "learnt-shop-example-open",
        "Courier",
        frozenset(OPEN),
        "t.shop.example",
        "/o?u=",
        "certain",
        "two copies",
        DAY,
    )
    assert lesson(PIXEL.format("t.shop.example/o?u=READER")).rules[0].vendor == "shop.example"


@pytest.mark.parametrize(
    ("shared", "path"),
    [
        ("t.shop.example/i?p=logo&amp;u=none", "/i?p=view&u="),
        ("t.shop.example/i?p=view&amp;u=none", "/i?p=view&u=for-"),
    ],
)
def test_what_is_the_same_in_both_makes_a_rule_closer(shared, path):
    html = PIXEL.format("t.shop.example/i?p=view&amp;u=for-READER") + PICTURE.format(shared)
    assert told(lesson(html)) == [(OPEN, "t.shop.example", path)]


@pytest.mark.parametrize(
    ("html", "fields", "reason"),
    [
        (PIXEL.format("t.shop.example/i?u=READER") + PICTURE.format("t.shop.example/i?u=nobody"), (), SAME_SHAPE),
        (LINK.format("shop.example/READER"), (), TOO_WIDE),
        (LINK.format("www.shop.example/READER"), (), TOO_WIDE),
        (PICTURE.format("i.shop.example/READER.jpg"), (), TOO_WIDE),
        ("", ("List-Unsubscribe: <https://shop.example/off?u=READER>",), LEAVING),
    ],
)
def test_what_cannot_be_learnt_is_told_with_the_reason(html, fields, reason):
    learnt = lesson(html, "k3vq9x", "m8xz7w", *fields)
    assert learnt.rules == ()
    assert [why for _, why in learnt.not_learnt] == [reason]


def test_what_has_no_twin_teaches_nothing():
    one, other = scanned(PIXEL.format("t.shop.example/o?u=1")), scanned("")
    learnt = learned(compare(one, other), vendor="", source="x", dated=DAY)
    assert learnt.not_learnt == (("https://t.shop.example/o?u=1", NO_TWIN),)


def test_links_that_one_glob_says_are_one_rule():
    assert told(lesson("".join(LINK.format(f"c.shop.example/l?n={n}&amp;u=READER") for n in range(30)))) == [
        (CLICK, "c.shop.example", "/l?n=*&u=")
    ]


def test_many_pictures_in_one_folder_are_one_rule():
    pictures = "".join(
        PICTURE.format(f"i.shop.example/im/READER/{name}.jpg") for name in ("sun", "moon", "sea", "tree", "rain")
    )
    assert told(lesson(pictures)) == [(SEEN, "i.shop.example", "/im/*.jpg")]


def test_many_pages_with_the_readers_own_parameter_are_one_rule():
    pages = ("sun", "moon", "sea", "tree", "rain", "snow")
    html = "".join(LINK.format(f"shop.example/{page}?src=mail&amp;uid=READER") for page in pages)
    assert told(lesson(html)) == [(CLICK, "shop.example", "/*&uid=")]
    plain = LINK.format("shop.example/all?src=web&amp;uid=none")
    assert len(told(lesson(html + plain))) == len(pages)


def test_names_are_unique_and_readable():
    html = "".join(LINK.format(f"c.shop.example/{page}?u=READER") for page in ("sun", "moon", "sea"))
    assert [rule.name for rule in lesson(html).rules] == [
        "learnt-shop-example-click",
        "learnt-shop-example-click-2",
        "learnt-shop-example-click-3",
    ]


def test_the_same_place_for_openings_and_clicks_is_one_rule():
    html = PIXEL.format("t.shop.example/r?u=READER") + LINK.format("t.shop.example/r?u=READER-2")
    assert told(lesson(html)) == [(OPEN | CLICK, "t.shop.example", "/r?u=")]


def test_thousands_of_shapes_are_cut_short():
    html = "".join(LINK.format(f"h{n}.shop.example/o?u=READER") for n in range(1200))
    learnt = lesson(html)
    assert len(learnt.rules) == 1000
    assert {why for _, why in learnt.not_learnt} == {TOO_MANY}


def test_lists_are_put_together_without_doubles():
    (rule,) = lesson(PIXEL.format("t.shop.example/o?u=READER"), vendor="Courier").rules
    (other,) = lesson(PIXEL.format("v.shop.example/o?u=READER")).rules
    assert merged((rule,), (rule,)) == (rule,)
    both = merged((rule,), (other,))
    assert [each.name for each in both] == ["learnt-shop-example-open", "learnt-shop-example-open-2"]
    (clicks,) = lesson(LINK.format("t.shop.example/o?u=READER"), vendor="New name").rules
    (one,) = merged((rule,), (clicks,))
    assert (one.name, one.vendor, set(one.serves)) == ("learnt-shop-example-open", "New name", OPEN | CLICK)


def test_a_further_copy_is_known_by_its_vendor():
    html = PIXEL.format("t.shop.example/o?u=READER")
    book = TrackerBook(lesson(html, vendor="Courier").rules)
    (finding,) = scanned(html.replace("READER", "q2ww5p"), trackers=book).findings
    assert (finding.vendor, finding.confidence) == ("Courier", Confidence.CERTAIN)


def test_every_rule_of_the_pairs_fits_its_copies_and_nothing_that_both_share(corpora: Path):
    for file in sorted((corpora / "pairs").glob("*.copy1.eml")):
        octets = file.read_bytes(), file.with_name(file.name.replace("copy1", "copy2")).read_bytes()
        comparison = compare(*(scan(one, NOTHING_KNOWN) for one in octets))
        learnt = learned(comparison, vendor="Courier", source="x", dated=DAY)
        book, missed = TrackerBook(learnt.rules), {url for url, _ in learnt.not_learnt}
        assert {rule.name for rule in learnt.rules} <= {
            book.match(url)[0].name for pair in comparison.pairs for url in (pair.first.url,) if book.match(url)
        }
        assert any(Serves.OPEN in rule.serves for rule in learnt.rules)
        assert len(learnt.rules) <= 6
        for pair in comparison.pairs:
            known = [bool(book.match(each.url)) for each in (pair.first, pair.second) if each]
            if pair.first.url not in missed:
                assert known == [pair.differs] * 2, pair.first.url
