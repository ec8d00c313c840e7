"""The report on a stamped message: every link in its order, the pixel, the header, the sizes, and the way back."""

import base64
from contextlib import closing
from pathlib import Path

import pytest
from tests.app.samples import HTML, LETTER, PLAIN, SIGNED

from backstamp.app.config import Settings, StampSection
from backstamp.app.stamp_models import HeaderChange, StampReport
from backstamp.app.stamp_report import stamp_report
from backstamp.app.stamping import StampedFile, stamp_for
from backstamp.sender.ledger import Ledger
from backstamp.sender.modes import Mode
from backstamp.sender.options import Signatures
from backstamp.sender.reader_secret import load_readers

ADA = "ada@reader.example"


def stamped(message: bytes, folder: Path, **section: object) -> tuple[StampedFile, StampReport]:
    done = stamp_for(message, ADA, Settings(data=folder, stamp=StampSection.model_validate(section)))
    return done, stamp_report(done)


def test_every_link_is_told_in_the_order_of_the_message(tmp_path: Path) -> None:
    _, report = stamped(LETTER, tmp_path, plain_text=True)
    assert [(link.ordinal, link.part, link.line, link.text, link.places) for link in report.links] == [
        (1, "1.1", 1, "", 1),
        (2, "1.2", 2, "on the shelves", 1),
        (3, "1.2", 3, "Come to the café", 2),
        (None, "1.2", 5, "Write to us", 1),
        (None, "1.2", 6, "Unsubscribe", 1),
    ]
    assert [link.content_type for link in report.links] == ["text/plain", *["text/html"] * 4]
    assert report.links[1].destination == "https://lamplight.example/new?shelf=3&month=11"
    assert [(link.outcome, link.why) for link in report.links[2:]] == [
        ("stamped", None),
        ("left alone", "not a web link (mailto)"),
        ("left alone", "the message's own List-Unsubscribe"),
    ]
    assert (report.totals.links, report.totals.stamped, report.totals.left_alone) == (5, 3, 2)


@pytest.mark.parametrize(
    ("end", "before"), [(b"</body></html>", "</body>"), (b"<blockquote type=cite>", "<blockquote>"), (b"", "")]
)
def test_the_pixels_place_is_named(tmp_path: Path, end: bytes, before: str) -> None:
    head = b"Content-Type: text/html\r\n\r\n"
    _, report = stamped(head + b"<html><body><p>one\r\n<p>two" + end, tmp_path)
    assert (report.pixel.outcome, report.pixel.part, report.pixel.before) == ("stamped", "1", before)
    assert report.pixel.line == 2
    assert (report.pixel.why, report.totals.pixels) == (None, 1)


def test_why_there_is_no_pixel_is_said(tmp_path: Path) -> None:
    frames = b"Content-Type: text/html\r\n\r\n<!--[if mso]><a href='https://a.example'>x</a><![endif]--><frameset>"
    reports = [
        stamp_report(stamp_for(LETTER, ADA, Settings(data=tmp_path, opens=Mode.OFF))),
        stamped(frames, tmp_path)[1],
        stamped(PLAIN + b"https://a.example\r\n", tmp_path, plain_text=True)[1],
        stamped(SIGNED, tmp_path)[1],
    ]
    assert [report.pixel.why for report in reports] == [
        "no opens are to be recorded",
        "no image would be shown anywhere in it",
        "there is no HTML part to put it in",
        "nothing was stamped",
    ]
    assert not any(report.others for report in reports)


def test_the_readers_line_is_told_in_its_words(tmp_path: Path) -> None:
    _, report = stamped(HTML, tmp_path, visible=True, footer=True)
    assert report.reader_line is not None
    assert report.reader_line.text.startswith("This message tells its sender when it is opened")
    assert report.reader_line.text.endswith("What is recorded, and how to stop it")
    assert report.pixel.outcome == "stamped"


def test_header_changes_are_read_off_the_result(tmp_path: Path) -> None:
    message = b"X-Backstamp: opens\r\nDKIM-Signature: v=1; d=x\r\n" + HTML
    _, report = stamped(message, tmp_path, signatures=Signatures.STRIP)
    undo = next(each for each in report.header if each.name == "X-Backstamp-Undo")
    assert undo.outcome == "added"
    assert [each for each in report.header if each is not undo] == [
        HeaderChange(outcome="removed", name="X-Backstamp", new_name=None, value="opens"),
        HeaderChange(
            outcome="renamed",
            name="DKIM-Signature",
            new_name="X-Backstamp-Removed-DKIM-Signature",
            value="v=1; d=x",
        ),
    ]
    assert report.undo == "exact"


def test_very_many_signatures_take_no_longer_than_they_should(tmp_path: Path) -> None:
    message = b"".join(b"DKIM-Signature: %d\r\n" % number for number in range(20_000)) + HTML
    _, report = stamped(message, tmp_path, signatures=Signatures.STRIP)
    assert sum(each.outcome == "renamed" for each in report.header) == 20_000


@pytest.mark.parametrize("message", [HTML, LETTER, b"X-Backstamp: opens\r\n" + HTML, PLAIN], ids=range(4))
def test_the_sizes_add_up(tmp_path: Path, message: bytes) -> None:
    done, report = stamped(message, tmp_path)
    totals = report.totals
    assert (totals.octets_before, totals.octets_after) == (len(message), len(done.message))
    assert totals.octets_before - totals.octets_replaced + totals.octets_written == totals.octets_after
    assert (totals.octets_replaced == 0) == (report.outcome == "untouched")


def test_a_header_that_is_taken_out_of_an_untouched_message_is_counted(tmp_path: Path) -> None:
    _, report = stamped(b"X-Backstamp: off\r\n" + HTML, tmp_path)
    assert (report.outcome, report.undo) == ("untouched", None)
    assert (report.totals.octets_replaced, report.totals.octets_written) == (len("X-Backstamp: off\r\n"), 0)
    assert [each.outcome for each in report.header] == ["removed"]


def test_a_body_in_base64_is_written_anew_and_says_so(tmp_path: Path) -> None:
    head, _, body = HTML.partition(b"\r\n\r\n")
    coded = base64.encodebytes(body).replace(b"\n", b"\r\n")
    message = head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded
    _, report = stamped(message, tmp_path)
    assert report.recoded == ("part 1: base64",)
    assert report.undo == "exact"


def test_without_a_record_the_way_back_is_tried_too(tmp_path: Path) -> None:
    unquoted = b"Content-Type: text/html\r\n\r\n<a href=https://a.example>x</a>"
    assert stamped(unquoted, tmp_path)[1].undo == "exact"
    assert stamped(unquoted, tmp_path, undo=False)[1].undo == "by meaning"


def test_parts_that_are_left_alone_are_told(tmp_path: Path) -> None:
    amp = b"--b\r\nContent-Type: text/x-amp-html\r\n\r\n<html amp4email></html>\r\n--b\r\nContent-Type: text/html"
    _, report = stamped(LETTER.replace(b"--b\r\nContent-Type: text/html", amp), tmp_path)
    assert [(each.what, each.why) for each in report.others] == [
        ("part 1.2", "AMP: its rules allow no pixel and no other links")
    ]


def test_of_who_has_asked_to_be_left_alone_nothing_is_stamped_and_every_link_says_why(tmp_path: Path) -> None:
    stamp_for(HTML, "ben@reader.example", Settings(data=tmp_path))
    with closing(Ledger(tmp_path / "ledger.sqlite", lambda: 1)) as ledger:
        ledger.stop(load_readers(tmp_path / "reader.key").reader_of_address(ADA))
    done, report = stamped(HTML, tmp_path)
    assert done.message == HTML
    assert report.untouched == f"nothing may be recorded of {ADA}."
    assert [(link.ordinal, link.outcome, link.why) for link in report.links] == [
        (None, "left alone", "no clicks are to be recorded of this recipient")
    ]
    assert (report.edits, report.header, report.undo) == ((), (), None)


@pytest.mark.parametrize(
    "message", [b"", b"\x00" * 5000, b"\xff\xfe\r\n\r\n", b"Content-Type: text/html\r\n\r\n<a href=\r"]
)
def test_octets_that_are_no_message_are_reported_on(tmp_path: Path, message: bytes) -> None:
    done, report = stamped(message, tmp_path)
    assert report.totals.octets_after == len(done.message)


def test_octets_that_are_no_text_can_be_written_as_json(tmp_path: Path) -> None:
    message = LETTER.replace(b"https://lamplight.example/new\r", b"https://lamplight:\xff https://lamplight.example/\r")
    _, report = stamped(message, tmp_path, plain_text=True)
    assert [link.destination for link in report.links][:2] == ["https://lamplight:?", "https://lamplight.example/"]
    assert StampReport.model_validate_json(report.model_dump_json()) == report


def test_a_dry_run_has_no_message_id_and_leaves_nothing(tmp_path: Path) -> None:
    done = stamp_for(LETTER, ADA, Settings(data=tmp_path / "data"), dry_run=True)
    report = stamp_report(done)
    assert (report.message, report.outcome, report.undo) == (None, "stamped", "exact")
    assert not (tmp_path / "data").exists()
