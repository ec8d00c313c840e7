import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.domain import host_of, registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("t.example.com", "example.com"),
        ("WWW.Example.CO.UK.", "example.co.uk"),
        ("click.jane.github.io", "jane.github.io"),
        ("co.uk", "co.uk"),
        ("a.b.example", "b.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("", ""),
    ],
)
def test_registrable_domains(host, domain):
    assert registrable(host) == domain


@given(st.text() | st.text().map("https://".__add__))
def test_any_text_is_answered(text):
    assert registrable(text).lower() == registrable(text)
    host_of(text)
