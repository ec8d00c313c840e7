from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.calendar import found_in_calendar, markup_in_calendar


def told(text: str) -> list[tuple[str, str, str]]:
    return [(found.vector, found.value, text[slice(*found.span)]) for found in found_in_calendar(text)]


def test_a_folded_address_keeps_its_place():
    assert told("URL:https://exam\r\n ple.com") == [
        ("text/calendar URL", "https://example.com", "https://exam\r\n ple.com")
    ]


def test_inline_data_and_plain_words_are_no_addresses():
    assert told("ATTACH;ENCODING=BASE64;VALUE=BINARY:data:x\nURL:none\nSUMMARY:hello") == []


def test_an_alarm_ends_with_its_component():
    text = "BEGIN:VALARM\nATTACH:a:b\nEND:VALARM\nATTACH:a:c"
    assert [vector for vector, _, _ in told(text)] == ["text/calendar ATTACH of an alarm", "text/calendar ATTACH"]


def test_markup_is_unescaped():
    ((markup, span, name),) = markup_in_calendar("X-ALT-DESC:<b>a\\, b\\n</b>")
    assert (markup, span, name) == ("<b>a, b\n</b>", (11, 25), "X-ALT-DESC")


@given(st.text(alphabet='ATCHURL:;="\r\n \thttps/.', max_size=80))
def test_nothing_is_refused(text):
    for _, value, written in told(text):
        assert value
        assert written
