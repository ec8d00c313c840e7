"""`backstamp catalogue` list, explain, test, import, forget, lists: trackers, for people and for programs."""

import json
from pathlib import Path

import pytest
from tests.app.conftest import Call

from backstamp.catalogue.trackers import load_trackers

OPEN = "https://x.us1.list-manage.com/track/open.php?u=1&id=2&e=3"
ABP = """\
[Adblock Plus 2.0]
! Title: Trackers in mail
! License: CC0
||t.example.com^$image
/o/x/*
example.com##.ad
@@||ok.t.example.com^
"""


def test_every_rule_is_listed_with_source_and_date(call: Call) -> None:
    done = call("catalogue", "list", "--json")
    told = [json.loads(line) for line in done.text.splitlines()]
    assert done.code == 0
    assert [each["name"] for each in told] == [rule.name for rule in load_trackers().rules]
    assert all(each["source"] and each["dated"] for each in told)


def test_the_list_is_narrowed_by_vendor_and_purpose(call: Call) -> None:
    told = [
        json.loads(line)
        for line in call("catalogue", "list", "--vendor", "mailCHIMP", "--serves", "click", "--json").text.splitlines()
    ]
    assert {each["name"] for each in told} == {"mailchimp-click-list-manage", "mailchimp-click-list-manage1"}
    assert all("click" in each["serves"] for each in told)


def test_the_list_for_people_names_vendor_place_and_certainty(call: Call) -> None:
    text = call("catalogue", "list", "--vendor", "Mandrill").text
    assert "Mandrill (Intuit)  open    mandrillapp.com/track/open.php  certain  mandrill-open\n" in text
    assert text.endswith("2 rules; --json has source and date of each.\n")


def test_a_url_is_explained_with_vendor_purpose_certainty_source_and_date(call: Call) -> None:
    done = call("catalogue", "explain", OPEN)
    assert done.code == 0
    for words in (
        "Mailchimp (Intuit)  mailchimp-open-list-manage",
        "opens: loading it tells that the message was opened",
        "known by  list-manage.com/track/open.php?",
        "certain: nobody else has such URLs",
        "MailTrackerBlocker",
        "2026-02-11",
        "any host, /track/open.php?u=",
    ):
        assert words in done.text


def test_of_an_unknown_url_it_is_said_what_to_do(call: Call) -> None:
    done = call("catalogue", "explain", "https://www.example.org/a.png")
    assert done.code == 0
    assert "No rule knows this host, nor a path of this shape on any host." in done.text
    assert "`backstamp catalogue import FILE --name NAME`" in done.text


def test_of_a_known_host_with_another_path_that_is_said(call: Call) -> None:
    text = call("catalogue", "explain", "https://a.mandrillapp.com/picture.png").text
    assert "The host is known (mandrill-open, mandrill-click), but no rule fits this path." in text


def test_pictures_of_a_known_service_are_not_called_tracking(call: Call) -> None:
    text = call("catalogue", "explain", "https://mcusercontent.com/1/images/a.png").text
    assert "content: pictures that are meant to be seen" in text
    assert "No rule says for certain or probably that it tracks." in text


@pytest.mark.parametrize("text", ["no-url", "mailto:a@example.org", "//", "", "https://"])
def test_what_is_no_url_is_wrong_usage(call: Call, text: str) -> None:
    done = call("catalogue", "explain", text)
    assert done.code == 2
    assert "is not an absolute URL" in done.err


def test_urls_are_tested_and_a_tracker_is_exit_code_1(call: Call) -> None:
    done = call("catalogue", "test", "https://www.example.org/", OPEN)
    assert done.code == 1
    assert [line.split() for line in done.text.splitlines()] == [
        ["-", "https://www.example.org/"],
        ["certain", "open", "mailchimp-open-list-manage", OPEN],
    ]


def test_weak_rules_and_pictures_are_shown_but_are_no_trackers(call: Call) -> None:
    done = call("catalogue", "test", "https://e.example/o/eJx", "https://mcusercontent.com/1/a.png")
    assert done.code == 0
    assert "weak      open" in done.text
    assert "certain   content" in done.text


def test_urls_are_read_from_files_and_standard_input(call: Call, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text(f"# mine\n\n{OPEN}\nnot a url\n")
    done = call("catalogue", "test", "--json", "urls.txt", "-", stdin=b"https://www.example.org/\n")
    told = [json.loads(line) for line in done.text.splitlines()]
    assert [(each["url"], each["tracker"], len(each["rules"])) for each in told] == [
        (OPEN, True, 2),
        ("not a url", False, 0),
        ("https://www.example.org/", False, 0),
    ]
    assert done.code == 1


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read_is_wrong_usage(call: Call, name: str) -> None:
    done = call("catalogue", "test", name)
    assert done.code == 2
    assert f"cannot read '{name}'" in done.err


def test_text_from_strangers_does_not_command_the_terminal(call: Call, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://e.example/\x1b[31m\u202e\n\x1b]0;x\x07\n")
    out = call("catalogue", "test", "urls.txt").text
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_list_is_imported_used_shown_and_forgotten(call: Call, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(ABP)
    done = call("catalogue", "import", "list.txt", "--name", "mine", "--data", "data")
    assert done.code == 0
    assert "mine: 2 rules, 1 exception, from list.txt" in done.text
    assert "“Trackers in mail”, licence: CC0" in done.text
    assert (
        "1 line made no rule:\n  1  hides something on a page, says nothing of URLs, such as example.com##.ad"
        in done.text
    )
    assert call("catalogue", "test", "https://a.t.example.com/1", "--data", "data").code == 1
    assert call("catalogue", "test", "https://ok.t.example.com/1", "--data", "data").code == 0
    assert "mine, which you imported" in call("catalogue", "explain", "https://t.example.com/1", "--data", "data").text
    (kept,) = map(json.loads, call("catalogue", "lists", "--json", "--data", "data").text.splitlines())
    assert {name: kept[name] for name in ("name", "title", "licence", "source", "rules", "exceptions")} == {
        "name": "mine", "title": "Trackers in mail", "licence": "CC0", "source": "list.txt", "rules": 2, "exceptions": 1,
    }  # fmt: skip
    assert "mine      2         1" in call("catalogue", "lists", "--data", "data").text
    assert call("catalogue", "forget", "mine", "--data", "data").text == "mine is forgotten.\n"
    assert "No list is kept." in call("catalogue", "lists", "--data", "data").text
    assert call("catalogue", "test", "https://a.t.example.com/1", "--data", "data").code == 0


def test_categories_of_disconnects_list_are_chosen(call: Call, tmp_path: Path) -> None:
    hosts = {"Email": "a.example", "Social": "b.example"}
    document = {
        "license": "CC",
        "categories": {name: [{"Co": {"https://co.example": [host]}}] for name, host in hosts.items()},
    }
    (tmp_path / "services.json").write_text(json.dumps(document))
    assert (
        call("catalogue", "import", "services.json", "--name", "d", "--category", "Social", "--data", "data").code == 0
    )
    assert call("catalogue", "test", "https://b.example/", "--data", "data").code == 1
    assert call("catalogue", "test", "https://a.example/", "--data", "data").code == 0


def test_without_a_licence_nothing_is_imported(call: Call, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("a.example\n")
    done = call("catalogue", "import", "names.txt", "--name", "names", "--data", "data")
    assert (done.code, done.out) == (1, b"")
    assert "states no licence" in done.err
    assert not (tmp_path / "data").exists()
    assert call("catalogue", "import", "names.txt", "--name", "names", "--licence", "CC0", "--data", "data").code == 0


@pytest.mark.parametrize("arguments", [("import", "list.txt", "--name", "../up"), ("forget", "Big")])
def test_a_name_that_is_none_is_wrong_usage(call: Call, arguments: tuple[str, ...]) -> None:
    done = call("catalogue", *arguments)
    assert done.code == 2
    assert "is no name for a list" in done.err


def test_a_list_that_is_not_there_is_exit_code_1(call: Call) -> None:
    assert call("catalogue", "forget", "other", "--data", "data").code == 1
    assert call("catalogue", "import", "missing.txt", "--name", "x", "--data", "data").code == 1
