"""The book of trackers: the package's own rules, looking URLs and headers up, and lists of the user's."""

from collections import Counter
from datetime import date
from time import process_time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.tracker import SenderFact, Serves, TrackerException, TrackerList, TrackerRule
from backstamp.catalogue.tracker_lists.store import write_list
from backstamp.catalogue.tracker_read import KeptList
from backstamp.catalogue.trackers import TrackerBook, _package, load_trackers
from backstamp.errors import CatalogueError

Certainty = Literal["certain", "probable", "weak"]
DAY = date(2026, 11, 21)
PACKAGE = _package()


def rule(
    name: str = "r", host: str = "", path: str = "", certainty: Certainty = "certain", *, kept: str = ""
) -> TrackerRule:
    return TrackerRule(name, "Vendor", frozenset({Serves.OPEN}), host, path, certainty, "a source", DAY, kept)


def names(book: TrackerBook, url: str) -> list[str]:
    return [found.name for found in book.match(url)]


def test_the_package_has_at_least_240_rules_and_40_senders():
    assert len(PACKAGE.rules) >= 240
    assert len(PACKAGE.facts) >= 40


def test_every_name_is_there_once_and_every_fact_has_vendor_source_and_date():
    assert [name for name, count in Counter(each.name for each in PACKAGE.rules).items() if count > 1] == []
    facts: tuple[TrackerRule | SenderFact, ...] = (*PACKAGE.rules, *PACKAGE.facts)
    for fact in facts:
        assert fact.vendor
        assert fact.source
        assert date(2010, 1, 1) < fact.dated <= DAY


@pytest.mark.parametrize("each", PACKAGE.rules, ids=lambda each: each.name)
def test_every_rule_matches_its_own_example(each):
    assert each in load_trackers().match(PACKAGE.examples[each.name])


def test_no_two_rules_say_the_same():
    places = Counter((each.host, each.path, each.serves) for each in PACKAGE.rules)
    assert [place for place, count in places.items() if count > 1] == []


def test_a_path_alone_with_less_than_two_telling_words_is_never_certain():
    for each in PACKAGE.rules:
        words = "".join(one if one.isalnum() else " " for one in each.path).split()
        assert each.host or each.certainty != "certain" or len(words) > 1, each.name


def test_a_spacer_that_is_the_same_for_all_is_refuted_and_matches_nothing():
    assert "inxmail-transparent-gif" in {claim.name for claim in PACKAGE.refuted}
    assert load_trackers().match("https://newsletter.example.org/img/transparent.gif") == ()


def test_what_opens_clicks_and_pictures_are_is_told_apart():
    book = load_trackers()
    served = {url: book.match(url)[0].serves for url in (
        "https://x.us1.list-manage.com/track/open.php?u=1&id=2&e=3",
        "https://x.us1.list-manage.com/track/click?u=1&id=2&e=3",
        "https://mcusercontent.com/1/images/a.png",
    )}  # fmt: skip
    assert list(served.values()) == [{Serves.OPEN}, {Serves.CLICK}, {Serves.CONTENT}]


def test_a_rule_with_a_host_comes_before_one_with_a_path_alone_and_the_certain_before_the_weak():
    book = TrackerBook([
        rule("path", path="/wf/open?"),
        rule("weak", "example.org", "/wf/open?upn=", "weak"),
        rule("host", "example.org"),
        rule("near", "a.example.org"),
        rule("kept", "a.example.org", "/wf", kept="list"),
    ])  # fmt: skip
    assert names(book, "https://a.example.org/wf/open?upn=1") == ["near", "host", "kept", "weak", "path"]


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://example.org/", True),
        ("HTTPS://A.EXAMPLE.ORG./x", True),
        ("https://user:word@a.b.example.org:8080?x#y", True),
        ("ftp://example.org", True),
        ("https://notexample.org/", False),
        ("https://example.org.evil.test/", False),
        ("https://evil.test/example.org", False),
        ("https://example.org@evil.test/", False),
        ("mailto:a@example.org", False),
        ("//example.org/", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_a_host_means_itself_and_all_below_it_and_nothing_else(url, known):
    assert bool(TrackerBook([rule(host="example.org")]).match(url)) is known


def test_addresses_are_hosts_too():
    book = TrackerBook([rule("four", "192.0.2.1"), rule("six", "2001:db8::1")])
    assert names(book, "http://192.0.2.1/x") == ["four"]
    assert names(book, "http://[2001:db8::1]:81/x") == ["six"]


def test_the_fragment_is_no_part_of_the_path():
    assert not TrackerBook([rule(path="*/wf/open")]).match("https://example.org/a#/wf/open")


def test_a_host_may_be_any_where_the_path_tells():
    book = TrackerBook([rule("short", path="/d"), rule("any", path="*/ho.gif$")])
    assert names(book, "https://example.org/d?x") == ["short"]
    assert names(book, "https://example.org/ss/o/1/ho.gif") == ["any"]


@given(
    st.lists(st.text("ab/.*?", min_size=1, max_size=9).map(lambda text: f"*{text}"), max_size=60),
    st.text("ab/.?", max_size=30),
)
def test_many_paths_are_found_as_few_are(paths, path):
    path = f"/{path}"
    many = TrackerBook([rule(f"{number}", path=each) for number, each in enumerate(paths)])
    few = {
        name
        for number, each in enumerate(paths)
        for name in names(TrackerBook([rule(f"{number}", path=each)]), f"https://e.test{path}")
    }
    assert set(names(many, f"https://e.test{path}")) == few


def test_an_exception_silences_the_rules_of_its_own_list_alone():
    book = TrackerBook(
        [rule("ours", path="/t/"), rule("theirs", path="/t/", kept="list"), rule("third", path="/t/", kept="other")],
        [TrackerException("example.org", "/t/*/a/", "list")],
    )
    assert names(book, "https://example.org/t/1/a/") == ["ours", "third"]
    assert names(book, "https://example.org/t/1/b/") == ["ours", "theirs", "third"]


def test_senders_are_known_by_their_fields_in_the_order_of_the_header():
    found = load_trackers().senders([
        ("subject", "x"),
        ("feedback-id", "1.eu-west-1.AbC=:AmazonSES"),
        ("x-mailer", "mailchimp mailer - **CID1**"),
        ("x-mailer", "Microsoft Outlook 16.0"),
        ("feedback-id", "2:AmazonSES"),
    ])  # fmt: skip
    assert [(each.vendor, each.field) for each in found] == [
        ("Amazon SES", "feedback-id"),
        ("Mailchimp (Intuit)", "x-mailer"),
    ]
    assert all(each.source for each in found)


def test_a_field_without_a_value_in_its_fact_tells_whatever_stands_in_it():
    book = TrackerBook([], facts=[SenderFact("V", "x-v", "", "s", DAY)])
    assert [each.vendor for each in book.senders([("x-v", "")])] == ["V"]


def test_the_package_alone_is_made_once(tmp_path):
    assert load_trackers() is load_trackers(tmp_path)


def test_a_list_of_the_users_is_loaded_with_the_package(tmp_path):
    about = TrackerList("mine", "Mine", "CC0", "mine.txt", DAY)
    write_list(
        tmp_path,
        KeptList(
            about,
            (rule("mine:x", "tracker.example", kept="mine"),),
            (TrackerException("ok.tracker.example", "", "mine"),),
        ),
    )
    book = load_trackers(tmp_path)
    assert len(book.rules) == len(PACKAGE.rules) + 1
    assert [each.list for each in book.match("https://a.tracker.example/1")] == ["mine"]
    assert book.match("https://ok.tracker.example/1") == ()


def test_a_list_that_is_broken_is_told_by_its_file(tmp_path):
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "bad.toml").write_text("[[list]]\n")
    with pytest.raises(CatalogueError, match=r"bad\.toml: \[\[list\]\] 1: `title` must be"):
        load_trackers(tmp_path)


@given(
    st.text()
    | st.text().map(lambda text: f"https://{text}")
    | st.text("abc./?#@:[]\\%*", max_size=60).map(lambda text: f"http://{text}")
)
def test_any_text_is_looked_up_without_harm(text):
    assert isinstance(load_trackers().match(text), tuple)


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_header_is_looked_up_without_harm(fields):
    assert isinstance(load_trackers().senders(fields), tuple)


@pytest.mark.parametrize("url", [
    "https://" + "a." * 500_000 + "example/",
    "https://" + "a@" * 500_000 + "example/",
    "https://example.org/" + "t/" * 500_000,
    "https://example.org/q/" + "~" * 1_000_000,
    "a" * 1_000_000 + ":/",
    "https://example.org/r/?id=" + "," * 1_000_000,
])  # fmt: skip
def test_a_url_of_a_million_characters_takes_no_time(url):
    book = load_trackers()
    began = process_time()
    book.match(url)
    assert process_time() - began < 1


def test_no_picture_that_two_readers_share_is_called_an_open(corpora):
    from backstamp.mail.references.message import references

    book = load_trackers()
    for one in sorted((corpora / "pairs").glob("*copy1.eml")):
        other = one.with_name(one.name.replace("copy1", "copy2"))
        images = [
            {each.url for each in references(copy.read_bytes()) if each.url and each.vector.startswith("img")}
            for copy in (one, other)
        ]
        for url in images[0] & images[1]:
            assert not [found.name for found in book.match(url) if Serves.OPEN in found.serves], url
