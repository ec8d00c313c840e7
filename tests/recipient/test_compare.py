from pathlib import Path

import pytest
from tests.recipient.messages import NOTHING_KNOWN, scanned

from backstamp.mail.references.urls import is_remote
from backstamp.recipient.compare import Comparison, Difference, compare, differences
from backstamp.recipient.finding import Confidence
from backstamp.recipient.scan import scan

PAGE = '<a href="https://shop.example/sale">x</a><img src="https://t.example/{}.gif"><img src="https://shop.example/a.png">'


def compared(first: str, second: str) -> Comparison:
    return compare(scanned(first), scanned(second))


def test_what_differs_is_certain_and_what_is_the_same_is_not():
    told = compared(PAGE.format("k3vq"), PAGE.format("m8xz"))
    assert [(one.confidence, one.per_recipient) for one in told.first.findings if is_remote(one.url)] == [
        (Confidence.POSSIBLE, False),
        (Confidence.CERTAIN, True),
        (Confidence.POSSIBLE, False),
    ]
    assert told.alike == 1


def test_a_pixel_that_is_the_same_for_both_tells_nobody_apart():
    pixel = '<img width="1" height="1" src="https://t.example/track?c=Gk3vQz81xWbR">'
    assert scanned(pixel).tracked
    assert not compared(pixel, pixel).first.tracked


def test_twins_are_found_across_what_only_one_copy_has():
    told = compared("<img src='https://x.example/1'>" + PAGE.format("k3vq"), PAGE.format("m8xz"))
    pair = next(pair for pair in told.pairs if "t.example" in pair.first.url)
    assert pair.differences == (Difference("part 1 of the path", "k3vq.gif", "m8xz.gif"),)
    assert next(pair for pair in told.pairs if "x.example" in pair.first.url).second is None


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        ("https://a1.t.example/x", "https://b2.t.example/x", "the host name"),
        ("https://t.example/o/1/p", "https://t.example/o/2/p", "part 2 of the path"),
        ("https://t.example/?u=1&v=2", "https://t.example/?v=2&u=9", "the parameter u"),
        ("https://t.example/?abc", "https://t.example/?abd", "the query"),
        ("https://t.example/?u=1&u=2", "https://t.example/?u=1&u=3", "the parameter u"),
    ],
)
def test_the_differing_piece_is_named(first, second, where):
    assert [difference.where for difference in differences(first, second)] == [where]


def test_two_strangers_are_hardly_alike():
    assert compared(PAGE.format("a"), '<link rel="stylesheet" href="https://o.example/x.css">').alike < 0.5


def test_empty_messages_are_alike():
    assert compared("", "").pairs == ()


def test_thousands_of_references_are_aligned_by_their_places():
    many = "".join(f'<img src="https://t.example/{number}">' for number in range(3000))
    assert compared(many, many.replace("/2999", "/x")).pairs[-1].differs


def test_every_difference_of_the_pairs_is_found_and_nothing_else(corpora: Path):
    for file in sorted((corpora / "pairs").glob("*.copy1.eml")):
        octets = file.read_bytes(), file.with_name(file.name.replace("copy1", "copy2")).read_bytes()
        first, second = (scan(one, NOTHING_KNOWN) for one in octets)
        told = compare(first, second)
        there = {finding.url for finding in second.findings}
        for finding in told.first.findings:
            if is_remote(finding.url):
                assert finding.sure is (finding.url not in there)
        assert told.alike == 1
