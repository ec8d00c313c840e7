"""`backstamp block`: lists from the catalogue and from scans, and what they would break."""

import json
from pathlib import Path

import pytest
from tests.app.conftest import Call

from backstamp.recipient.block.registry import ROOMS

SCAN = "\n".join(
    json.dumps(
        {
            "path": "one.eml",
            "message_id": "<one@shop.example>",
            "findings": [
                {"url": url, "kind": kind, "confidence": "certain", "vendor": "Shop"}
                for url, kind in (
                    ("https://o.shop.example/open/Zx81kQp2", "open"),
                    ("https://t.shop.example/track/open?u=1", "open"),
                    ("https://t.shop.example/track/click?u=1", "click"),
                )
            ],
        }
    )
    for _ in range(2)
)
MAIL = b"""\
From: news@shop.example
Subject: Offers
Message-ID: <one@shop.example>
Content-Type: text/html

<a href="https://t.shop.example/track/click?u=1">Offers</a>
<img src="https://t.shop.example/track/open?u=1" width=1 height=1>
<img src="https://o.shop.example/open/Zx81kQp2" width=1 height=1>
"""


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.json"
    path.write_text(SCAN)
    return path


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "one.eml"
    path.write_bytes(MAIL)
    return path


def rules(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_without_arguments_every_format_is_told_with_its_use(call: Call) -> None:
    done = call("block")
    assert done.code == 0
    assert call("block", "--format", "list").out == done.out
    for name in ROOMS:
        assert f"\n  {name} " in done.text
    listed = [json.loads(line) for line in call("block", "--json").text.splitlines()]
    assert [each["name"] for each in listed] == list(ROOMS)
    assert all(each["use"] for each in listed)


def test_a_list_of_names_holds_open_hosts_alone_and_says_what_was_left_out(call: Call, scan: Path) -> None:
    done = call("block", "--format", "pihole", "--from", scan)
    assert done.code == 0
    assert rules(done.text) == ["o.shop.example"]
    assert done.err.startswith("1 host was left out: 1 also carry links or content. Blocking these breaks mail;")
    assert call("block", "--format", "pihole", "--from", scan, "--quiet").err == ""


def test_only_says_which_hosts(call: Call, scan: Path) -> None:
    for only, expected in (
        ("open", ["o.shop.example"]),
        ("shared", ["t.shop.example"]),
        ("both", ["o.shop.example", "t.shop.example"]),
    ):
        assert rules(call("block", "--format", "pihole", "--from", scan, "--only", only).text) == expected


def test_formats_that_see_urls_hold_both_apart(call: Call, scan: Path) -> None:
    document = json.loads(call("block", "--format", "json", "--from", scan).text)
    assert {each["host"] for each in document["open"]} == {"o.shop.example"}
    assert {each["path"] for each in document["shared"]} == {"", "/track/open?u=", "/track/click?u="}


def test_a_scan_may_come_on_standard_input(call: Call) -> None:
    assert rules(call("block", "--format", "pihole", "--from", "-", stdin=SCAN.encode()).text) == ["o.shop.example"]


def test_a_folder_gets_both_scopes_in_files_of_their_own(call: Call, scan: Path, tmp_path: Path) -> None:
    done = call("block", "--format", "pihole", "--from", scan, "--only", "both", "-o", f"{tmp_path}/lists/")
    assert done.out == b""
    assert done.err.count("wrote ") == 2
    texts = {path.name: rules(path.read_text()) for path in (tmp_path / "lists").iterdir()}
    assert texts == {
        "backstamp-pihole-open.txt": ["o.shop.example"],
        "backstamp-pihole-shared.txt": ["t.shop.example"],
    }


def test_the_catalogue_gives_lists_too(call: Call) -> None:
    hosts = rules(call("block", "--format", "pihole").text)
    assert "||emltrk.com^" in hosts
    assert not any("list-manage.com" in host or "google.com" in host for host in hosts)
    assert "||list-manage.com^" in rules(call("block", "--format", "pihole", "--only", "shared").text)


@pytest.mark.parametrize("name", list(ROOMS))
def test_every_format_writes_the_catalogue(call: Call, name: str) -> None:
    done = call("block", "--format", name)
    assert done.code == 0
    assert done.out.endswith(b"\n")


def test_the_forecast_tells_what_each_rule_stops_and_breaks(call: Call, scan: Path, mail: Path) -> None:
    done = call("block", "--format", "rpz", "--from", scan, "--only", "both", "--forecast", mail, "--json")
    assert done.code == 0
    report = json.loads(done.text)
    assert {
        key: report[key] for key in ("format", "level", "rules_tried", "messages", "opens", "links", "pictures")
    } == {
        "format": "rpz",
        "level": "name",
        "rules_tried": 2,
        "messages": 1,
        "opens": 2,
        "links": 1,
        "pictures": 0,
    }
    worst, harmless = report["rules"]
    assert (worst["host"], worst["links"]) == ("t.shop.example", 1)
    assert worst["broken"] == {"message": str(mail), "url": "https://t.shop.example/track/click?u=1"}
    assert (harmless["host"], harmless["opens"], harmless["broken"]) == ("o.shop.example", 1, None)


def test_the_forecast_is_a_table_for_people(call: Call, scan: Path, mail: Path) -> None:
    done = call("block", "--format", "rpz", "--from", scan, "--only", "both", "--forecast", mail)
    assert "2 rules over 1 message: 2 opens stopped; broken: 1 link." in done.text
    assert "t.shop.example: https://t.shop.example/track/click?u=1 in" in done.text
    done = call("block", "--format", "abp", "--from", scan, "--forecast", mail)
    assert "2 opens stopped; nothing broken." in done.text


def test_the_forecast_is_printed_and_the_list_written_where_both_are_asked_for(
    call: Call, scan: Path, mail: Path, tmp_path: Path
) -> None:
    out = tmp_path / "list.txt"
    done = call("block", "--format", "pihole", "--from", scan, "-o", out, "--forecast", mail)
    assert rules(out.read_text()) == ["o.shop.example"]
    assert "1 rule over 1 message: 1 open stopped; nothing broken." in done.text


def test_a_forecast_without_a_format_is_for_names(call: Call, scan: Path, mail: Path) -> None:
    assert json.loads(call("block", "--from", scan, "--forecast", mail, "--json").text)["format"] == "rpz"


def test_what_is_no_message_is_told_and_the_rest_goes_on(call: Call, scan: Path, mail: Path, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "one.eml").write_bytes(MAIL)
    (tmp_path / "mail" / "two.eml").write_bytes(b"")
    report = json.loads(call("block", "--from", scan, "--forecast", tmp_path / "mail", "--json").text)
    assert report["messages"] == 1
    assert len(report["unreadable"]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "bind"), "there is no format 'bind'"),
        (("--format", "rpz", "--from", "missing.json"), "cannot read the scan missing.json"),
        (("--format", "rpz", "--from", "."), "cannot read the scan"),
        (("--format", "rpz", "--from", "a\0b"), "no file name"),
        (("--format", "rpz", "--forecast", "missing"), "missing is not there"),
        (("--format", "rpz", "-o", "missing/list"), "cannot write missing/list"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_told(call: Call, arguments: tuple[str, ...], says: str) -> None:
    done = call("block", *arguments)
    assert done.code == 2
    assert says in done.err


def test_a_scan_that_is_none_is_told_with_its_line(call: Call, scan: Path) -> None:
    scan.write_text(SCAN + "\n{broken")
    done = call("block", "--format", "rpz", "--from", scan)
    assert (done.code, done.out) == (2, b"")
    assert "line 3 of the scan is not JSON" in done.err


def test_an_empty_scan_gives_an_empty_list_and_says_so(call: Call, scan: Path) -> None:
    scan.write_text("")
    done = call("block", "--format", "pihole", "--from", scan)
    assert done.code == 0
    assert rules(done.text) == []
    assert "nothing to block was found" in done.err


def test_text_of_strangers_does_not_command_the_terminal(call: Call, scan: Path, mail: Path) -> None:
    told = json.loads(SCAN.splitlines()[0])
    for finding in told["findings"]:
        finding["vendor"] = "\x1b[31mShop\u202e"
    scan.write_text(json.dumps(told))
    for arguments in (("--format", "csv"), ("--forecast", str(mail)), ("--forecast", str(mail), "--json")):
        done = call("block", "--from", scan, *arguments)
        assert done.code == 0
        assert "\x1b[31m" not in done.text
        assert "\u202e" not in done.text
