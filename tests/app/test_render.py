"""Reports for people: what exactly is printed, and what no stranger's text can make of it."""

import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from backstamp.app.models import (
    ClickReport,
    Counts,
    DeliveryReport,
    EvidenceReport,
    HitReport,
    LinkReport,
    MessageReport,
    Naive,
    Requests,
    Together,
)
from backstamp.app.render import explanation, hit_line, make_console, message_report

SENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NONE = Counts(human_click=0, human_open=0, possible=0, no_information=0, machine=0, none=0, not_delivered=0)


def delivery(ordinal: int, recipient: str, **more: Any) -> DeliveryReport:
    values: dict[str, Any] = {
        "ordinal": ordinal,
        "recipient": recipient,
        "handover": "accepted",
        "answer": "250 ok",
        "state": "none",
        "settled": True,
        "not_delivered": False,
        "first_open": None,
        "clicks": (),
        "machine_opens": 0,
        "machine_clicks": 0,
        "no_information_opens": 0,
        "possible_opens": 0,
        "possible_clicks": 0,
        "other_reader_possible": False,
        "any_link": False,
        "hits": 0,
        "flood": 0,
        "why": "",
    }
    return DeliveryReport(**{**values, **more})


def report(*deliveries: DeliveryReport, counts: Counts = NONE, **more: Any) -> MessageReport:
    values: dict[str, Any] = {
        "id": "00000000000000ab",
        "created": SENT,
        "sender": "Lamplight <letters@lamplight.example>",
        "subject": "Lamplight in November",
        "pixel": True,
        "untouched": None,
        "settled": True,
        "recipients": len(deliveries),
        "delivered": len(deliveries),
        "counts": counts,
        "opened_at_least": 0,
        "opened_at_most": 0,
        "clicked": 0,
        "naive": Naive(opened=0, clicked=0),
        "links": (),
        "deliveries": deliveries,
    }
    return MessageReport(**{**values, **more})


def hit(**more: Any) -> HitReport:
    values: dict[str, Any] = {
        "id": 7,
        "at": SENT,
        "message": "00000000000000ab",
        "ordinal": 0,
        "recipient": "ada@reader.example",
        "kind": "pixel",
        "link": None,
        "destination": None,
        "method": "GET",
        "address": "198.51.100.7",
        "http_version": "1.1",
        "fetcher": "curl",
        "title": "curl",
        "verdict": "machine",
        "certainty": "certain",
        "settled": True,
        "evidence": (EvidenceReport(rule="tool", words="A tool.", source="", dated=None),),
        "headers": (("user-agent", "curl/8"),),
    }
    return HitReport(**{**values, **more})


SMALL = report(
    delivery(
        0,
        "ada@reader.example",
        state="human-click",
        hits=3,
        any_link=True,
        machine_clicks=1,
        clicks=(
            ClickReport(
                at=datetime(2026, 11, 21, 8, 5, tzinfo=UTC),
                link=1,
                destination="https://lamplight.example/new",
                text="on the shelves",
            ),
        ),
        why="The client called itself Chrome 156, on a network where nothing speaks against a person.",
    ),
    delivery(
        1,
        "ben@reader.example",
        state="human-open",
        first_open=datetime(2026, 11, 20, 9, 45, tzinfo=UTC),
        settled=False,
        hits=4,
        flood=2,
        other_reader_possible=True,
        why="A mail program.",
    ),
    delivery(2, "cleo@reader.example"),
    delivery(3, "gone@reader.example", handover="refused", answer="550 5.1.1 No such\nreader", not_delivered=True),
    delivery(4, "eve@reader.example", handover="uncertain", answer="451 4.4.2 broke"),
    counts=NONE.model_copy(update={"human_click": 1, "human_open": 1, "none": 2, "not_delivered": 1}),
    opened_at_least=2,
    opened_at_most=2,
    clicked=1,
    delivered=4,
    settled=False,
    naive=Naive(opened=2, clicked=1),
    links=(LinkReport(ordinal=1, destination="https://lamplight.example/new", text="on the shelves", people=1),),
)
AT_80 = """\
 Lamplight in November                                  message 00000000000000ab
 Lamplight <letters@lamplight.example> · 20 November 2026 09:30 UTC · 5
 recipients

 ████████████▓▓▓▓▓▓▓▓▓▓▓▓························!!!!!!!!!!!!
 1 clicked by a person  1 opened by a person  2 nothing loaded  1 not delivered

 Opened by a person, as far as images tell: 2 of 4; clicked by a person: 1. 2
 recipients loaded nothing: that says nothing about reading.
 A naive counter would claim: 2 opened (50 %), 1 clicked

 █ ada@reader.example                        a person clicked 21 Nov 08:05
     The client called itself Chrome 156, on a network where nothing speaks
     against a person. 1 machine click is not counted.
 ▓ ben@reader.example                        a person opened it 09:45 …
     A mail program. Possibly read by somebody else too. 2 repeats are counted
     once.
 · cleo@reader.example                       nothing loaded
     No request for its pixel or links.
 ! gone@reader.example                       not delivered
     The next server refused it: 550 5.1.1 No such reader.
 · eve@reader.example                        nothing loaded
     It may or may not have arrived: 451 4.4.2 broke. No request for its pixel
     or links.

 People  Link            Leads to
      1  on the shelves  https://lamplight.example/new
 … provisional: a verdict settles 30 minutes after its hit.

"""
AT_120 = """\
 Lamplight in November                                                                          message 00000000000000ab
 Lamplight <letters@lamplight.example> · 20 November 2026 09:30 UTC · 5 recipients

 ████████████▓▓▓▓▓▓▓▓▓▓▓▓························!!!!!!!!!!!!
 1 clicked by a person  1 opened by a person  2 nothing loaded  1 not delivered

 Opened by a person, as far as images tell: 2 of 4; clicked by a person: 1. 2 recipients loaded nothing: that says
 nothing about reading.
 A naive counter would claim: 2 opened (50 %), 1 clicked

 █ ada@reader.example                        a person clicked 21 Nov 08:05
     The client called itself Chrome 156, on a network where nothing speaks against a person. 1 machine click is not
     counted.
 ▓ ben@reader.example                        a person opened it 09:45 …
     A mail program. Possibly read by somebody else too. 2 repeats are counted once.
 · cleo@reader.example                       nothing loaded
     No request for its pixel or links.
 ! gone@reader.example                       not delivered
     The next server refused it: 550 5.1.1 No such reader.
 · eve@reader.example                        nothing loaded
     It may or may not have arrived: 451 4.4.2 broke. No request for its pixel or links.

 People  Link            Leads to
      1  on the shelves  https://lamplight.example/new
 … provisional: a verdict settles 30 minutes after its hit.

"""


def printed(what: RenderableType, monkeypatch: pytest.MonkeyPatch, columns: int, *, soft_wrap: bool = False) -> str:
    """As it goes into a pipe."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = StringIO()
    monkeypatch.setattr("sys.stdout", out)
    make_console().print(what, soft_wrap=soft_wrap)
    return out.getvalue()


def on_terminal(what: RenderableType, columns: int = 80) -> str:
    """As it goes to a terminal, without the styles that are ours."""
    out = StringIO()
    Console(file=out, width=columns, force_terminal=True, highlight=False).print(what)
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())


@pytest.mark.parametrize(("columns", "expected"), [(80, AT_80), (120, AT_120)])
def test_a_small_report_word_by_word(monkeypatch: pytest.MonkeyPatch, columns: int, expected: str) -> None:
    assert printed(message_report(SMALL), monkeypatch, columns) == expected


def test_a_pipe_is_wide_unless_columns_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("sys.stdout", StringIO())
    assert make_console().width == 110
    monkeypatch.setenv("COLUMNS", "80")
    assert make_console().width == 80


def test_an_untouched_message_names_the_reason_and_who_did_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = report(
        delivery(0, "ada@reader.example"),
        delivery(1, "gone@reader.example", handover="refused", answer="550 no", not_delivered=True),
        untouched="The message is signed (OpenPGP).",
        pixel=False,
    )
    told = printed(message_report(signed), monkeypatch, 80)
    assert "Not stamped: The message is signed (OpenPGP). Nothing can be said about its" in told
    assert "gone@reader.example" in told
    assert "ada@reader.example" not in told
    assert "Opened by" not in told


def test_a_message_without_pixel_claims_nothing_about_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    links_only = report(delivery(0, "ada@reader.example"), counts=NONE.model_copy(update={"none": 1}), pixel=False)
    told = printed(message_report(links_only), monkeypatch, 80)
    assert "The copies carry no pixel, so opens were not watched. Clicked by a person: 0 of\n 1." in told


def test_a_message_that_nobody_got_has_no_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = report(
        delivery(0, "gone@reader.example", handover="refused", answer="550 no", not_delivered=True),
        counts=NONE.model_copy(update={"not_delivered": 1}),
    )
    told = printed(message_report(refused), monkeypatch, 80)
    assert "not delivered" in told
    assert "Opened by" not in told
    assert "naive" not in told


def test_bounds_are_told_where_they_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = report(
        delivery(0, "ada@reader.example", state="no-information", hits=1),
        counts=NONE.model_copy(update={"no_information": 1}),
        opened_at_most=1,
    )
    assert "at least 0, at most 1 of 1" in printed(message_report(wide), monkeypatch, 80)


HOSTILE = [
    "[red]x[/red][link=https://evil.example]y[/link]",
    "[/]",
    "\x1b[2J\x1b]0;title\x07\x1b]8;;https://evil.example\x07",
    "\x9b2J\x85\x00\x08\x0c",
    "a\r\nb\tc\u2028d",
    "invoice\u202efdp.exe\u2066",
    "שלום עולם مرحبا",
    "日本語" * 200,
    "x" * 10_000,
]


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_strangers_text_commands_no_terminal_and_breaks_no_layout(text: str, columns: int) -> None:
    click = ClickReport(at=SENT, link=1, destination=text, text=text)
    hostile = report(
        delivery(0, text, state="human-click", clicks=(click,), hits=1, why=text),
        delivery(1, text, handover="refused", answer=text, not_delivered=True),
        counts=NONE.model_copy(update={"human_click": 1, "not_delivered": 1}),
        subject=text,
        sender=text,
        links=(LinkReport(ordinal=1, destination=text, text=text, people=1),),
    )
    evidence = EvidenceReport(rule="rule", words=text, source="source", dated=None)
    request = hit(recipient=text, address=text, method=text, title=text, headers=((text, text),), evidence=(evidence,))
    link = hit(kind="link", link=1, destination=text)
    for shown in [message_report(hostile), explanation(request), explanation(link)]:
        out = on_terminal(shown, columns)
        lines = out.split("\n")
        assert all(cell_len(line) <= columns for line in lines)
        assert len(lines) < 500
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", out)
    line = on_terminal(hit_line(request), 10_000)
    assert line.count("\n") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", line)


def test_markup_in_a_strangers_text_is_shown_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    link = LinkReport(ordinal=1, destination="https://x.example/[b]", text="[red]press[/red]", people=1)
    told = printed(
        message_report(report(delivery(0, "[b]@x.example"), subject="[red]!", links=(link,))), monkeypatch, 120
    )
    for text in ("[red]press[/red]", "https://x.example/[b]", "[b]@x.example", "[red]!"):
        assert text in told


def test_a_hit_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    told = printed(hit_line(hit()), monkeypatch, 20, soft_wrap=True)
    assert told == "     7  2026-11-20 09:30:00  open      machine           ada@reader.example  curl\n"
    unknown = hit(recipient=None, ordinal=3, kind="link", link=12, settled=False, verdict="no-information")
    told = printed(hit_line(unknown), monkeypatch, 20, soft_wrap=True)
    assert told == "     7  2026-11-20 09:30:00  link 12   no-information …  00000000000000ab/3  curl\n"


def test_an_explanation_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    dated = EvidenceReport(rule="list", words="It is on a list.", source="vendor", dated=SENT.date())
    shown = hit(kind="link", link=2, destination="https://x.example/", settled=False, evidence=(dated,))
    assert (
        printed(explanation(shown), monkeypatch, 80)
        == """\
 Hit 7: on 20 November 2026 at 09:30:00 UTC, 198.51.100.7 asked for link 2
 (https://x.example/) with GET.
 It came with the copy of message 00000000000000ab that went to
 ada@reader.example.

 machine — fetched by curl; this is certain, and provisional until 30 minutes
 after the hit.

 • It is on a list.
   (list, vendor, 2026-11-20)

 What it sent:
 user-agent  curl/8

"""
    )


SHARING = Together(
    recipients=12,
    opens=Requests(human=3, possible=1, no_information=2, machine=4),
    clicks=Requests(human=0, possible=0, no_information=0, machine=0),
    hits=15,
    flood=5,
)


def test_an_aggregate_report_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = report(
        recipients=12,
        counts=NONE.model_copy(update={"together": 12}),
        opens_mode="aggregate",
        links_mode="aggregate",
        meaning="Opens and clicks: counted together.",
        together=SHARING,
        links=(LinkReport(ordinal=1, destination="https://x.example/", text="press", people=0, together=2),),
    )
    assert (
        printed(message_report(shared), monkeypatch, 80)
        == """\
 Lamplight in November                                  message 00000000000000ab
 Lamplight <letters@lamplight.example> · 20 November 2026 09:30 UTC · 12
 recipients
 Opens and clicks: counted together.

 ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈
 12 counted together

 12 recipients share one token. Requests for the pixel: 3 likely a person's, 1
 perhaps a person's, 2 nobody can know whose, 4 machines'; for links: none.
 Repeats left out: 5.

 Clicks  Link   Leads to
      2  press  https://x.example/

"""
    )


def test_clicks_that_are_counted_together_are_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    one = delivery(0, "ada@reader.example")
    counted = NONE.model_copy(update={"none": 1})
    told = printed(message_report(report(one, counts=counted, links_mode="aggregate")), monkeypatch, 120)
    assert "Opened by a person, as far as images tell: 0 of 1." in told
    assert "clicked by a person" not in told
    told = printed(message_report(report(one, counts=counted, opens_mode="aggregate")), monkeypatch, 120)
    assert " Clicked by a person: 0 of 1." in told
    assert "Opened by" not in told


def test_a_refused_recipient_among_those_who_share_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = delivery(0, "gone@x.example", handover="refused", answer="550 no", not_delivered=True, state="together")
    lost = delivery(1, "lost@x.example", handover="uncertain", answer="451 broke", state="together")
    counted = NONE.model_copy(update={"not_delivered": 1, "together": 1})
    told = printed(message_report(report(gone, lost, counts=counted)), monkeypatch, 120)
    assert "The next server refused it: 550 no." in told
    assert "It may or may not have arrived: 451 broke." in told
    assert "No request" not in told
    assert "Opened by" not in told


def test_a_shared_hit_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = hit(recipient=None, ordinal=2**32 - 1, together=True)
    assert "00000000000000ab/all" in printed(hit_line(shared), monkeypatch, 20, soft_wrap=True)
    told = " ".join(printed(explanation(shared), monkeypatch, 80).split())
    assert "a copy of message 00000000000000ab; recipients share its token, nobody can know whose." in told
