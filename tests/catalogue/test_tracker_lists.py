"""Lists that others publish: what each format says becomes rules, and what it cannot say is counted."""

import json
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.tracker import Serves
from backstamp.catalogue.tracker_lists.abp import read_abp
from backstamp.catalogue.tracker_lists.disconnect import read_disconnect
from backstamp.catalogue.tracker_lists.domains import read_domains
from backstamp.catalogue.tracker_lists.gathering import ALL, OPEN, Gathering, Imported
from backstamp.catalogue.tracker_lists.load import ListFormat, guess_format, load_list
from backstamp.catalogue.trackers import TrackerBook
from backstamp.errors import CatalogueError

DAY = date(2026, 11, 21)


def abp(*lines: str) -> Imported:
    gathering = Gathering("list.txt")
    read_abp("\n".join(("||always.example^", *lines)), gathering)
    return gathering.imported("list", "CC0", DAY)


def places(imported: Imported) -> list[tuple[str, str]]:
    return [(rule.host, rule.path) for rule in imported.kept.rules][1:]


def reasons(imported: Imported) -> dict[str, int]:
    return {each.reason: each.count for each in imported.skipped}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("||track.example.com^", [("track.example.com", "")]),
        ("||track.example.com^$image,third-party", [("track.example.com", "")]),
        ("||example.com/o/$image", [("example.com", "/o/")]),
        ("||example.com^*/open?", [("example.com", "*/open?")]),
        ("||example.com/o/*/x.gif|", [("example.com", "/o/*/x.gif$")]),
        (".awstrack.me$image", [("awstrack.me", "")]),
        ("://t.example.com/ts?v=$image", [("t.example.com", "/ts?v=")]),
        ("|https://e.example.com:8080/o", [("e.example.com", "/o")]),
        ("example.com*track$image", [("example.com", "*track")]),
        ("/tr/op/*-$image", [("", "*/tr/op/*-")]),
        ("/oo/*/e.gif$image", [("", "*/oo/*/e.gif")]),
        ("/mpss/o/*$image", [("", "*/mpss/o/")]),
        ("/t/*/a^$image", [("", "*/t/*/a/"), ("", "*/t/*/a?"), ("", "*/t/*/a&"), ("", "*/t/*/a$")]),
        ("%2Ftr%2Fop%2F*-$image", [("", "*/tr/op/*-")]),
        ("example.com%2Fo%2F$image", [("example.com", "/o/")]),
        ("||example.com^$domain=~mail.example.net", [("example.com", "")]),
    ],
)
def test_a_rule_of_an_ad_blocker_becomes_a_place(line, expected):
    assert places(abp(line)) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("example.com##.ad", "hides something on a page, says nothing of URLs"),
        ("example.com#@#.ad", "hides something on a page, says nothing of URLs"),
        ("/track[0-9]+/", "a regular expression"),
        ("||mkto-*.com^$third-party", "a wildcard or a cut inside the host's name"),
        ("||example.com^$script", "about scripts, frames and the like, which mail does not load"),
        ("||example.com^$domain=mail.example.net", "holds only on some sites, not in mail"),
        ("||example.com^$removeparam=utm_source", "the option 'removeparam' means nothing in mail"),
        ("/a^b/c$image", "`^` or `|` in the middle"),
        (".com/e/o/$image", "begins in the middle of a name"),
        ("t.sidekickopen$image", "begins in the middle of a name"),
        ("/" + "x" * 5000, "longer than 4,096 characters"),
        ("/" + "x" * 600, "no host or path that could stand in a rule"),
        ("/ä/pixel", "no host or path that could stand in a rule"),
    ],
)
def test_what_cannot_be_said_is_counted_with_its_reason_and_the_first_line(line, reason):
    imported = abp(line, line)
    assert places(imported) == []
    assert [(each.reason, each.count) for each in imported.skipped] == [(reason, 2)]
    assert imported.skipped[0].example == line[:120]


@pytest.mark.parametrize(
    ("options", "serves"),
    [
        ("", ALL),
        ("$image", OPEN),
        ("$image,third-party", OPEN),
        ("$~script", ALL),
        ("$document", {Serves.CLICK}),
        ("$popup,image", {Serves.OPEN, Serves.CLICK}),
    ],
)
def test_the_option_image_means_opens_alone(options, serves):
    assert abp(f"||example.com^{options}").kept.rules[1].serves == serves


def test_two_rules_of_one_place_are_one_that_serves_both():
    rules = abp("||example.com^$image", "||example.com^$document").kept.rules
    assert [(rule.host, set(rule.serves)) for rule in rules[1:]] == [("example.com", {Serves.OPEN, Serves.CLICK})]


def test_exceptions_stay_exceptions():
    imported = abp("/t/*/a/*$image", "@@||permies.example/t/*/a/$image", "@@||mail.example^$domain=a.example")
    book = TrackerBook(imported.kept.rules, imported.kept.exceptions)
    assert book.match("https://news.example/t/1/a/2")
    assert not book.match("https://permies.example/t/1/a/2")
    assert reasons(imported) == {"holds only on some sites, not in mail": 1}


def test_a_list_never_proves_anything_alone():
    rules = abp("/o/*$image", "/mail/tracking?$image").kept.rules
    assert [rule.certainty for rule in rules] == ["probable", "weak", "probable"]
    assert {rule.list for rule in rules} == {"list"}


def test_title_and_licence_are_read_from_the_header():
    gathering = Gathering("x")
    read_abp("[Adblock Plus 2.0]\n! Title: Trackers in mail\n! Licence: GPL-3.0\n! License: other\n", gathering)
    assert (gathering.title, gathering.licence) == ("Trackers in mail", "GPL-3.0")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tracker.example", ["tracker.example"]),
        ("Tracker.Example.", ["tracker.example"]),
        ("*.tracker.example", ["tracker.example"]),
        ("0.0.0.0 a.example b.example # both", ["a.example", "b.example"]),
        (":: a.example", ["a.example"]),
        ("a.example CNAME .", ["a.example"]),
        ("*.a.example 300 IN CNAME *.", ["a.example"]),
        ("xn--bcher-kva.example", ["xn--bcher-kva.example"]),
        ("face.be", ["face.be"]),
        ("127.0.0.1 localhost", []),
        ("a.example CNAME wall.example.", []),
        ("a.example A 192.0.2.1 x y", []),
        ("192.0.2.1", []),
        ("no_dot", []),
        ("-.example", []),
    ],
)  # fmt: skip
def test_a_line_of_names_becomes_hosts(line, expected):
    gathering = Gathering("x")
    read_domains(f"always.example\n{line}", gathering)
    rules = gathering.imported("list", "CC0", DAY).kept.rules
    assert [rule.host for rule in rules][1:] == expected


def test_a_policy_zone_is_read_with_its_exceptions_and_without_its_records():
    zone = """\
; Title: A zone
; License: MIT
$TTL 300
@ IN SOA localhost. root.localhost. (
        1 3600 600
        86400 300 )
@ IN NS localhost.
  IN NS localhost.
bad.example CNAME .
*.bad.example CNAME .
good.bad.example CNAME rpz-passthru.
"""
    gathering = Gathering("x")
    read_domains(zone, gathering)
    imported = gathering.imported("zone", gathering.licence, DAY)
    assert (imported.kept.about.title, imported.kept.about.licence) == ("A zone", "MIT")
    assert [rule.host for rule in imported.kept.rules] == ["bad.example"]
    assert [each.host for each in imported.kept.exceptions] == ["good.bad.example"]
    assert imported.skipped == ()


SERVICES = {
    "license": "CC BY-NC-SA 4.0\nmore",
    "categories": {
        "Email": [{"Company": {"https://company.example/": ["a.example", "B.example"], "dnt": "w3c"}}],
        "EmailAggressive": [{"Other": {"https://other.example/": ["c.example"]}}, "odd"],
        "Content": [{"Third": {"https://third.example/": ["d.example"]}}],
    },
}


def test_the_categories_about_mail_are_taken_with_company_and_licence():
    gathering = Gathering("services.json")
    read_disconnect(json.dumps(SERVICES), "services.json", ("Email", "EmailAggressive"), gathering)
    imported = gathering.imported("disconnect", gathering.licence, DAY)
    assert [(rule.host, rule.vendor) for rule in imported.kept.rules] == [
        ("a.example", "Company"),
        ("b.example", "Company"),
        ("c.example", "Other"),
    ]
    assert imported.kept.about.licence == "CC BY-NC-SA 4.0"
    assert reasons(imported) == {"not a company with its hosts": 1}


def test_a_category_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(CatalogueError, match="no category 'Social'; there are: Email, EmailAggressive, Content"):
        read_disconnect(json.dumps(SERVICES), "services.json", ("Social",), Gathering("x"))


@pytest.mark.parametrize("text", ["[", "[]", "{}", '{"categories": 1}', "[" * 100_000])
def test_what_is_no_such_document_is_told(text):
    with pytest.raises(CatalogueError, match=r"services\.json: not "):
        read_disconnect(text, "services.json", ("Email",), Gathering("x"))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (' {"categories"', ListFormat.DISCONNECT),
        ("[Adblock Plus 2.0]\n", ListFormat.ABP),
        ("/tr/op/$image\n", ListFormat.ABP),
        ("||a.example^\n", ListFormat.ABP),
        ("# names\na.example\n", ListFormat.DOMAINS),
        ("0.0.0.0 a.example\n", ListFormat.DOMAINS),
    ],
)
def test_the_format_is_found_out(text, form):
    assert guess_format(text) is form


def test_a_list_of_which_nobody_knows_the_licence_is_refused(tmp_path: Path):
    path = tmp_path / "names.txt"
    path.write_text("a.example\n")
    with pytest.raises(CatalogueError, match=r"names\.txt: states no licence; .* --licence TEXT"):
        load_list(path, "names", DAY)
    assert load_list(path, "names", DAY, licence="CC0").kept.about.licence == "CC0"


def test_the_licence_in_the_list_counts_more_than_what_the_user_says(tmp_path: Path):
    path = tmp_path / "names.txt"
    path.write_text("# License: GPL-3.0\na.example\n")
    assert load_list(path, "names", DAY, licence="CC0").kept.about.licence == "GPL-3.0"


def test_a_list_without_a_rule_is_refused(tmp_path: Path):
    path = tmp_path / "empty.txt"
    path.write_text("# nothing\n")
    with pytest.raises(CatalogueError, match="holds no rule that could be used"):
        load_list(path, "empty", DAY, licence="CC0")


@given(st.binary(max_size=300) | st.text("|@^$*/.,=~#%! abcom\n", max_size=200).map(str.encode))
def test_any_octets_are_a_list_or_a_catalogue_error(content):
    text = content.decode("utf-8", "replace")
    for read in (read_abp, read_domains, lambda text, into: read_disconnect(text, "x", ("Email",), into)):
        gathering = Gathering("x")
        try:
            read(text, gathering)
            imported = gathering.imported("x", "CC0", DAY)
        except CatalogueError:
            continue
        TrackerBook(imported.kept.rules, imported.kept.exceptions).match("https://a.com/b")


@pytest.mark.parametrize(
    "line",
    [
        "||" + "a." * 2000 + "com^",
        "/x$" + "a=,b" * 1000,
        "$" * 4000,
        "a" * 4000,
        "/" + "*a" * 2000,
        "#" * 4000,
        "a.b$domain=" + "x|" * 2000,
        "$a=" * 1000,
        "{" * 4000,
    ],
)
def test_hostile_lines_take_no_time(line):
    text = "\n".join([line] * 300)
    began = process_time()
    for read in (read_abp, read_domains):
        read(text, Gathering("x"))
    assert process_time() - began < 3
