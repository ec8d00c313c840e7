import email
from email import policy
from email.message import EmailMessage
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.fate import UNANSWERED, State
from backstamp.sender.modes import Mode
from backstamp.sender.notification import Reporter, compose_notification
from backstamp.sender.records import Delivery, Message, Owed

REPORTER = Reporter("relay.example", 1_800_000_000_000_000)
HEADERS = b"From: a@x.example\r\nSubject: News\r\n"


def missed(ordinal: int, recipient: str, code: int, text: str, state: State = State.REFUSED) -> Delivery:
    return Delivery(9, ordinal, recipient, state, 1_700_000_000_000_000, code, text, notified=False)


def owed(*deliveries: Delivery, sender: str = "a@x.example", subject: str = "News", headers: bytes = HEADERS) -> Owed:
    mode = Mode.INDIVIDUAL
    message = Message(9, 1_700_000_000_000_000, sender, "A", subject, "<1@x.example>", mode, mode, True, None)
    return Owed(message, len(deliveries) + 1, deliveries, headers)


def read(notification: bytes) -> tuple[EmailMessage, str, list[Any], bytes]:
    """The whole, the text for people, the blocks for programs, the quoted headers."""
    report = email.message_from_bytes(notification, policy=policy.default)
    assert isinstance(report, EmailMessage)
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    people, programs, headers = report.iter_parts()
    assert people.get_content_type() == "text/plain"
    assert programs.get_content_type() == "message/delivery-status"
    assert headers.get_content_type() == "text/rfc822-headers"
    blocks = programs.get_payload()
    assert isinstance(blocks, list)
    quoted = headers.get_payload(decode=True)
    assert isinstance(quoted, bytes)
    return report, people.get_content().replace("\r\n", "\n"), blocks, quoted


def test_the_fields_for_programs_are_those_of_rfc_3464() -> None:
    text = "5.1.1 unknown\n5.1.1 really"
    report, _, blocks, quoted = read(compose_notification(owed(missed(0, "b@y.example", 550, text)), REPORTER))
    about, recipient = blocks
    assert about["Reporting-MTA"] == "dns; relay.example"
    assert recipient["Final-Recipient"] == "rfc822; b@y.example"
    assert recipient["Action"] == "failed"
    assert recipient["Status"] == "5.1.1"
    assert recipient["Diagnostic-Code"] == "smtp; 550 5.1.1 unknown 5.1.1 really"
    assert quoted == HEADERS
    assert report["To"] == "a@x.example"
    assert report["References"] == "<1@x.example>"
    assert report["Auto-Submitted"] == "auto-replied"


def test_people_read_who_was_refused_why_and_whether_to_try_again() -> None:
    both = owed(missed(0, "b@y.example", 550, "5.1.1 unknown"), missed(2, "c@y.example", 452, "4.2.2 full"))
    report, people, _, _ = read(compose_notification(both, REPORTER))
    assert report["Subject"] == "Not delivered to 2 of 3: News"
    assert "b@y.example\n    the server said: 550 5.1.1 unknown\n\n" in people
    assert "452 4.2.2 full\n    This was a temporary refusal" in people
    assert "may or may not" not in people


def test_an_uncertain_copy_is_told_as_what_it_is() -> None:
    lost = missed(0, "b@y.example", UNANSWERED.code, UNANSWERED.text, State.UNCERTAIN)
    _, people, blocks, _ = read(compose_notification(owed(lost), REPORTER))
    assert "They may or may not have got it" in people
    assert "did not get it" not in people
    assert blocks[1]["Status"] == "4.4.2"
    assert blocks[1]["Diagnostic-Code"].startswith("X-Backstamp; ")


def test_addresses_and_headers_beyond_ascii_still_make_a_7_bit_notification() -> None:
    strange = owed(
        missed(0, "jürgen@bücher.example", 550, "5.1.1 ünbekannt"),
        subject="Grüße",
        headers="Subject: Grüße\r\n".encode(),
    )
    notification = compose_notification(strange, REPORTER)
    assert notification.isascii()
    report, people, blocks, quoted = read(notification)
    assert blocks[1]["Final-Recipient"] == r"utf-8; j\x{FC}rgen@b\x{FC}cher.example"
    assert "jürgen@bücher.example" in people
    assert report["Subject"] == "Not delivered to 1 of 2: Grüße"
    assert quoted == "Subject: Grüße\r\n".encode()


def test_a_sender_beyond_ascii_stands_in_utf8_in_the_to_header() -> None:
    notification = compose_notification(owed(missed(0, "b@y.example", 550, ""), sender="ä@x.example"), REPORTER)
    assert "To: <ä@x.example>\r\n".encode() in notification


@given(
    st.lists(
        st.tuples(
            st.emails(), st.integers(400, 599), st.text(max_size=3000), st.sampled_from(["refused", "uncertain"])
        ),
        min_size=1,
        max_size=6,
    ),
    st.text(max_size=300),
    st.binary(max_size=2000),
)
def test_any_fates_make_a_report_that_names_exactly_those_recipients(
    fates: list[tuple[str, int, str, str]], subject: str, headers: bytes
) -> None:
    deliveries = [missed(place, who, code, text, State(state)) for place, (who, code, text, state) in enumerate(fates)]
    notification = compose_notification(owed(*deliveries, subject=subject, headers=headers), REPORTER)
    report = email.message_from_bytes(notification)
    payload = report.get_payload()
    assert isinstance(payload, list)
    assert len(payload) == 3
    programs: Any = payload[1]
    blocks = programs.get_payload()
    named = [str(block["Final-Recipient"]) for block in blocks[1:]]
    assert named == [f"rfc822; {who}" for who, _, _, _ in fates]
    assert all(len(block.keys()) == 5 for block in blocks[1:])
    assert notification.isascii()
    assert all(len(line) <= 998 for line in notification.split(b"\r\n"))
    assert b"\n" not in notification.replace(b"\r\n", b"")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_can_begin_a_field_of_its_own(recipient: str, sender: str) -> None:
    notification = compose_notification(owed(missed(0, recipient, 550, "x"), sender=sender), REPORTER)
    report = email.message_from_bytes(notification)
    assert set(report.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip
