from backstamp.mail.parts import part_map
from backstamp.mail.references.header import MAX_VALUE, references_in_header


def told(message: bytes, *, heads_message: bool = True) -> list[tuple[str, str, str | None]]:
    found = references_in_header(message, part_map(message), heads_message=heads_message)
    return [(reference.vector, reference.value, reference.url) for reference in found]


def test_receipts_go_to_every_address_of_the_field():
    message = b'Disposition-Notification-To: "A, b" <a@example.com>, c@example.com\n\n'
    assert [url for _, _, url in told(message)] == ["mailto:a@example.com", "mailto:c@example.com"]


def test_list_addresses_without_brackets_are_read_too():
    assert told(b"List-Help: see https://example.com/help\n\n") == [
        ("header List-Help", "https://example.com/help", "https://example.com/help")
    ]


def test_a_selector_is_told_as_the_name_that_is_looked_up():
    assert told(b"ARC-Seal: i=1; d=example.com;\n s=a42\n\n") == [
        ("header ARC-Seal s=", "a42._domainkey.example.com", None)
    ]
    assert told(b"DKIM-Signature: v=1; d=example.com\n\n") == []


def test_in_the_middle_of_a_message_only_bases_count():
    message = b"Content-Location: https://example.com/a\nList-Help: <https://example.com/>\n\n"
    assert [vector for vector, _, _ in told(message, heads_message=False)] == ["header Content-Location"]


def test_an_endless_value_is_read_in_part():
    message = b"X-A: " + b" " * MAX_VALUE + b"https://example.com/\n\n"
    assert told(message) == []


def test_encoded_words_have_the_span_of_the_whole_value():
    message = b"X-A: =?utf-8?q?https://example.com/?=\n\n"
    (reference,) = references_in_header(message, part_map(message), heads_message=True)
    assert message[slice(*reference.span)] == b" =?utf-8?q?https://example.com/?="
    assert reference.url == "https://example.com/"


def test_words_without_an_end_are_passed_over_in_linear_time():
    words = b"=?utf-8?q?" * 200_000
    assert told(b"From: " + words + b"\nDisposition-Notification-To: " + words + b"\n\n") == []
