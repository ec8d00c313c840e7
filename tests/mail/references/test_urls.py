import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.urls import MAX_URL, is_remote, resolved, stripped


@pytest.mark.parametrize(
    ("value", "base", "url"),
    [
        ("https://example.com/a b", None, "https://example.com/a%20b"),
        ("//example.com", None, "https://example.com/"),
        ("//example.com", "http://example.org/", "http://example.com/"),
        ("a/../b", "https://example.com/x/y", "https://example.com/x/b"),
        ("?q", "https://example.com/x", "https://example.com/x?q"),
        ("a.gif", None, None),
        ("#top", "https://example.com/", None),
        ("", None, None),
        ("http://[placeholder1]/", None, None),
        ("http://example.com:port/", None, None),
        ("cid:a@b", None, "cid:a@b"),
        ("mailto:a@b", "https://example.com/", "mailto:a@b"),
        ("HTTP:\\\\EXAMPLE.com", None, "http://example.com/"),
        ("https://a\udc80b.example/", None, "https://a?b.example/"),
    ],
)
def test_addresses_resolve_as_in_browsers(value, base, url):
    if value.startswith("https://a\udc80"):
        assert resolved(value, base) != value
    else:
        assert resolved(value, base) == url


def test_a_very_long_address_stays_as_it_is():
    assert resolved("data:" + "x" * MAX_URL, None) == "data:" + "x" * MAX_URL
    assert resolved("x" * (MAX_URL + 1), "https://example.com/") is None


def test_blanks_around_and_line_breaks_inside_do_not_count():
    assert stripped("\x00 \thttps:\n//ex\tample.com\r \x1f") == "https://example.com"


def test_remote_is_what_leads_to_another_machine():
    assert [is_remote(url) for url in ("https://a/", "ftp://a/", "cid:a", "data:,", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]


@given(st.text(max_size=60), st.sampled_from([None, "https://example.com/a/"]))
def test_no_address_is_too_odd(value, base):
    url = resolved(stripped(value), base)
    assert url is None or ":" in url
