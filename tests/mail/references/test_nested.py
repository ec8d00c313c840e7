import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.nested import MAX_NESTED, Nested, documents_in, viewed


@pytest.mark.parametrize(
    ("value", "nested"),
    [
        ("data:text/html,%3Cb%3E", [Nested("text/html", "<b>", "data:")]),
        ("DATA:text/html;charset=x;base64,PGI+", [Nested("text/html", "<b>", "data:")]),
        ("data:text/html;base64,P", [Nested("text/html", "", "data:")]),
        ("data:text/css,a{}", [Nested("text/css", "a{}", "data:")]),
        ("data:image/png;base64,AAAA", []),
        ("data:nothing", []),
        ("javascript:'<b>'", [Nested("text/html", "<b>", "javascript:")]),
        (r'vbscript:"\x3cb\u003e"', [Nested("text/html", "<b>", "javascript:")]),
        ("javascript:atob('PGI+PC9iPg==')", [Nested("text/html", "<b></b>", "javascript:")]),
        ("javascript:alert('hello world')", []),
        ("https://example.com/'<b>'", []),
        ("data:text/html," + "x" * MAX_NESTED, []),
    ],
    ids=lambda value: str(value)[:30],
)
def test_documents_inside_addresses_are_unpacked(value, nested):
    assert list(documents_in(value)) == nested


def test_what_shows_another_address_leads_to_it():
    assert viewed("View-Source:https://example.com/") == "https://example.com/"
    assert viewed("https://example.com/") is None


@given(st.sampled_from(["data:text/html,", "data:text/html;base64,", "javascript:"]), st.text(max_size=60))
def test_no_address_is_refused(head, rest):
    for nested in documents_in(head + rest):
        assert isinstance(nested.text, str)


@pytest.mark.parametrize("head", ["data:text/html,", "javascript:'<b>", "javascript:'<b>\\ud800"])
def test_octets_that_were_no_characters_do_no_harm(head):
    (nested,) = documents_in(f"{head}\udcde\udcc1x'")
    assert "x" in nested.text
