"""`backstamp stamp`: octets in, octets out, and the ledger knows."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests.app.conftest import Call
from tests.app.samples import HTML, LETTER, PLAIN, SIGNED, run

from backstamp.app.reading import reading
from backstamp.app.stamp_models import StampReport

TO = ["--to", "ada@reader.example", "--data", "data"]
BASE = ["--base-url", "https://t.lamplight.example"]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(HTML)
    return path


def test_the_copy_carries_pixel_and_link_and_nothing_of_the_recipient(call: Call, letter: Path) -> None:
    done = call("stamp", letter, *TO, *BASE)
    assert done.code == 0
    html = message_from_bytes(done.out, policy=policy.default).get_content()
    assert len(re.findall(r"https://t\.lamplight\.example/o/[\w-]{44}\.gif", html)) == 1
    assert re.findall(r"https://t\.lamplight\.example/l/[\w-]{44}\?to=([^\"]+)", html) == [
        "https://lamplight.example/new"
    ]
    assert b"ada" not in done.out
    assert re.fullmatch(r"Stamped for ada@reader\.example with a pixel and 1 link; message [0-9a-f]{16}\.\n", done.err)


def test_what_is_told_is_in_the_ledger(call: Call, letter: Path, tmp_path: Path) -> None:
    done = call("stamp", letter, *TO)
    with reading(tmp_path / "data") as reporter:
        (message,) = reporter.newest(10).messages
    assert message.id in done.err
    assert message.subject == "Lamplight in November"
    assert [each.recipient for each in message.deliveries] == ["ada@reader.example"]
    assert [link.text for link in message.links] == ["on the shelves"]


def test_standard_input_and_an_output_file_carry_the_same_octets(call: Call, letter: Path, tmp_path: Path) -> None:
    done = call("stamp", "-", *TO, "-o", "out.eml", stdin=HTML)
    assert (done.code, done.out) == (0, b"")
    written = (tmp_path / "out.eml").read_bytes()
    masked = re.compile(rb"(/[ol]/)[\w-]{44}")
    assert masked.sub(rb"\1", written) == masked.sub(rb"\1", call("stamp", letter, *TO).out)
    head = HTML[: HTML.index(b"<a href")]
    assert head in written
    assert b": caf\xc3\xa9 nights.</p>" in written


@pytest.mark.parametrize(
    ("message", "reason"), [(SIGNED, "signed"), (PLAIN, "no HTML")], ids=["signed", "without HTML"]
)
def test_what_cannot_be_stamped_comes_back_octet_by_octet_with_the_reason(
    call: Call, message: bytes, reason: str
) -> None:
    done = call("stamp", "-", *TO, stdin=message)
    assert (done.code, done.out) == (0, message)
    assert done.err.startswith("Not stamped: ")
    assert reason in done.err


def test_octets_survive_a_real_pipe(tmp_path: Path) -> None:
    done = run("stamp", "-", "--to", "ada@reader.example", "--data", str(tmp_path / "data"), stdin=PLAIN)
    assert done.stdout == PLAIN


@pytest.mark.parametrize("message", [b"", b"\x00" * 10_000, b"\xff\xfe", b"Content-Type: text/html\r\n\r\n<a href=\r"])
def test_octets_that_are_no_message_are_no_accident(call: Call, message: bytes) -> None:
    done = call("stamp", "-", *TO, stdin=message)
    assert done.code == 0
    assert done.err


def test_quiet_is_quiet(call: Call, letter: Path) -> None:
    done = call("stamp", letter, *TO, "--quiet")
    assert (done.code, done.err) == (0, "")
    assert done.out


def test_a_link_that_is_left_alone_is_told_without_its_controls(call: Call) -> None:
    html = HTML.replace(b"</p>", b'<a href="ftp://x.example/\x1b[2J">old</a></p>')
    done = call("stamp", "-", *TO, stdin=html)
    assert "Left alone" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["stamp", "missing.eml", *TO], "cannot read the message missing.eml: No such file"),
        (["stamp", ".", *TO], "cannot read the message .: Is a directory"),
        (["stamp", "letter.eml", "--to", "nobody", "--data", "data"], "'nobody' is not an address"),
        (["stamp", "letter.eml", "--to", "", "--data", "data"], "'' is not an address"),
        (["stamp", "letter.eml", "--to", "a@b.example\r\nc", "--data", "data"], "is not an address"),
        (["stamp", "letter.eml", "--data", "data"], "Missing option '--to'"),
        (["stamp", "letter.eml", *TO, "--base-url", "javascript:"], "give an http or https address"),
        (["stamp", "letter.eml", *TO, "-o", "no/such/folder"], "cannot write no/such/folder: No such file"),
        (["stamp", "letter.eml", "--to", "a@b.example", "--data", "letter.eml"], "cannot make the data folder"),
    ],
)
@pytest.mark.usefixtures("letter")
def test_what_cannot_be_is_refused(call: Call, arguments: list[str], told: str) -> None:
    done = call(*arguments)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err


MASK = re.compile(
    r"(?<=/[olr]/)[\w-]{44}|(?<=message )[0-9a-f]{16}|(?<=report )[0-9a-f]{6}|\d+(?= characters)|[\d,]+(?= after)|(?<=replaced by )\d+"
)
TABLE = """
 Lamplight in November                                  message ****************
 The Lamplight Library <letters@lamplight.example> · for ada@reader.example

 Stamped with a pixel and 2 of 4 links. Opens: individual; links: individual.

 # Line Link in part 1.2             Leads to
 1    2 on the shelves               https://lamplight.example/new?shelf=3&mont
                                     h=11
 2    3 Come to the café             https://lamplight.example/cafe
                                     in 2 places: comments for Outlook repeat
                                     it
 –    5 Write to us                  mailto:letters@lamplight.example
                                     left alone – not a web link (mailto)
 –    6 Unsubscribe                  https://lamplight.example/u/77
                                     left alone – the message's own
                                     List-Unsubscribe

 Pixel           before </body>, line 7, part 1.2
 For the reader  no line (--visible adds one, --footer a link to their page)
 Header          X-Backstamp-Undo added (** characters)
 Size            823 octets before, ***** after:
                 713 kept as they were, 110 replaced by ***
 Undo            exact: tried just now, the original came back

 Next  backstamp report ******    tells what comes of it
       backstamp unstamp out.eml  gives the original back

"""


@pytest.fixture
def november(tmp_path: Path) -> Path:
    path = tmp_path / "november.eml"
    path.write_bytes(LETTER)
    return path


def test_the_report_as_a_person_reads_it_on_eighty_columns(
    call: Call, november: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = call("stamp", november, *TO, *BASE, "--report", "table", "-o", "out.eml")
    assert (done.code, done.err) == (0, "")
    assert "\n" + MASK.sub(lambda found: "*" * len(found[0]), done.text) == TABLE


def test_stamped_and_unstamped_is_the_original(call: Call, november: Path, tmp_path: Path) -> None:
    assert call("stamp", november, *TO, "-o", "stamped.eml", "--visible", "--footer", "--plain-text").code == 0
    assert (tmp_path / "stamped.eml").read_bytes() != LETTER
    assert call("unstamp", "stamped.eml", "-o", "back.eml", "--data", "data").code == 0
    assert (tmp_path / "back.eml").read_bytes() == LETTER


@pytest.mark.parametrize("where", [["-o", "out.eml"], ["--dry-run"]])
def test_where_the_message_is_not_on_standard_output_the_report_is(
    call: Call, november: Path, where: list[str]
) -> None:
    done = call("stamp", november, *TO, *where, "--report", "json")
    assert (done.code, done.err) == (0, "")
    assert StampReport.model_validate_json(done.text).totals.stamped == 2


def test_a_report_beside_the_message_goes_to_standard_error(call: Call, november: Path) -> None:
    done = call("stamp", november, *TO, "--report", "json")
    report = StampReport.model_validate_json(done.err)
    assert len(done.out) == report.totals.octets_after
    assert report.message is not None
    assert call("stamp", november, *TO, "--report", "table").err.startswith(" Lamplight in November")
    summary, _, diff = call("stamp", november, *TO, "--diff").err.partition(f"--- {november}\n")
    assert summary.startswith("Stamped for ada@reader.example")
    assert diff.startswith("+++ stamped for ada@reader.example\n@@ header: ")


def test_the_diff_comes_behind_the_table(call: Call, november: Path) -> None:
    done = call("stamp", november, *TO, "-o", "out.eml", "--report", "table", "--diff")
    table, _, diff = done.text.partition(f"--- {november}\n+++ out.eml\n")
    assert "Undo" in table
    assert diff.count("\n@@ ") == 4


def test_a_dry_run_tells_and_leaves_nothing(call: Call, november: Path, tmp_path: Path) -> None:
    done = call("stamp", november, *TO, "--dry-run", "-o", "out.eml")
    assert (done.code, done.err) == (0, "")
    assert "dry run" in done.text
    assert "Nothing was written" in done.text
    assert {file.name for file in tmp_path.iterdir()} == {"november.eml"}


def test_a_dry_run_beside_a_ledger_adds_nothing_to_it(call: Call, november: Path, tmp_path: Path) -> None:
    call("stamp", november, *TO)
    call("stamp", november, *TO, "--dry-run")
    with reading(tmp_path / "data") as reporter:
        assert len(reporter.newest(10).messages) == 1


@pytest.mark.parametrize("more", [["--report", "table"], ["--report", "json"], ["--diff"], ["--dry-run"]])
def test_quiet_silences_reports_too(call: Call, november: Path, more: list[str]) -> None:
    done = call("stamp", november, *TO, *more, "-o", "out.eml", "--quiet")
    assert (done.code, done.out, done.err) == (0, b"", "")


def test_a_message_with_hundreds_of_links_is_told_in_short_and_in_full(call: Call, tmp_path: Path) -> None:
    links = b"".join(
        b'<a href="https://a.example/%d">one</a>\r\n<a href="tel:%d">call</a>\r\n' % (n, n) for n in range(133)
    )
    (tmp_path / "big.eml").write_bytes(b"Content-Type: text/html\r\n\r\n" + links)
    short = call("stamp", "big.eml", *TO, "-o", "out.eml").err.splitlines()
    assert len(short) == 7
    assert short[0].startswith("Stamped for ada@reader.example with a pixel and 133 links")
    assert short[-1] == "… and 128 more: --report tells of each."
    table = call("stamp", "big.eml", *TO, "-o", "out.eml", "--report", "table").text
    assert "with a pixel and 133 of 266 links" in table
    assert (table.count("https://a.example/"), table.count("left alone – ")) == (133, 133)
    assert max(map(len, table.splitlines())) <= 110


@pytest.mark.parametrize("report", ["table", "json"])
def test_hostile_subjects_and_links_do_not_command_the_terminal(call: Call, report: str) -> None:
    hostile = "\x1b]0;mine\x07\u202e[red]"
    text = f'Subject: {hostile}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<a href="ftp:{hostile}">{hostile}</a>'
    done = call("stamp", "-", *TO, "--dry-run", "--report", report, "--diff", stdin=text.encode())
    assert done.code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.text)
    assert "[red]" in done.text


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        ([], (1, 2)),
        (["--opens", "off"], (0, 2)),
        (["--links", "off"], (1, 0)),
        (["--plain-text"], (1, 3)),
        (["--opens", "off", "--links", "off"], (0, 0)),
    ],
)
def test_options_choose_what_is_stamped(
    call: Call, november: Path, options: list[str], counted: tuple[int, int]
) -> None:
    done = call("stamp", november, *TO, *options, "--dry-run", "--report", "json")
    totals = StampReport.model_validate_json(done.text).totals
    assert (totals.pixels, totals.stamped) == counted


def test_options_beat_the_settings(call: Call, november: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "backstamp.toml").write_text('opens = "aggregate"\n[stamp]\nvisible = true\nfooter = true\n')
    set_so = call("stamp", november, *TO, "--dry-run", "--report", "json")
    asked = call("stamp", november, *TO, "--dry-run", "--report", "json", "--no-visible", "--opens", "individual")
    before, after = (StampReport.model_validate_json(done.text) for done in (set_so, asked))
    assert before.reader_line is not None
    assert after.reader_line is not None
    assert (before.opens_mode, after.opens_mode) == ("aggregate", "individual")
    assert before.reader_line.text.startswith("This message")
    assert after.reader_line.text == "What is recorded, and how to stop it"


def test_a_message_cannot_ask_for_more_than_the_options_allow(call: Call) -> None:
    done = call("stamp", "-", *TO, "--opens", "off", stdin=b"X-Backstamp: opens=aggregate\r\n" + LETTER)
    assert (done.code, done.out) == (2, b"")
    assert "asks for opens = aggregate, but no more than off is allowed here" in done.err


def test_a_policy_cannot_ask_for_more_than_the_options_allow(call: Call, november: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[recipients."*@reader.example"]\nopens = "pseudonymous"\n')
    done = call("stamp", november, *TO, "--policy", "policy.toml", "--opens", "aggregate")
    assert (done.code, done.out) == (2, b"")
    assert "but the account's setting opens allows aggregate at most" in done.err


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        (PLAIN, "--plain-text"),
        (b"DKIM-Signature: v=1\r\n" + HTML, "--signatures strip"),
        (SIGNED, "as it came"),
    ],
    ids=["plain", "DKIM", "signed"],
)
def test_a_message_that_is_left_as_it_was_says_what_can_be_done(call: Call, message: bytes, hint: str) -> None:
    done = call("stamp", "-", *TO, "--dry-run", stdin=message)
    assert (done.code, done.err) == (0, "")
    assert "Not stamped: " in done.text
    assert hint in done.text


def test_a_stamped_message_says_how_to_take_the_stamps_out(call: Call) -> None:
    again = call("stamp", "-", *TO, stdin=HTML).out
    done = call("stamp", "-", *TO, "--dry-run", stdin=again)
    assert "stamped already" in done.text
    assert "To get the original back: backstamp unstamp\n" in done.text


def test_a_diff_without_edits_says_why(call: Call) -> None:
    done = call("stamp", "-", *TO, "--dry-run", "--diff", stdin=PLAIN)
    assert (done.code, done.out, done.err) == (0, b"", "Not stamped: The message has no HTML part.\n")
