"""Which hosts a block list can name, and which are too big for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.block.hosts import host_of_url, is_site, registrable, too_big, usable_host


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("T.Example.COM", "t.example.com"),
        ("t.example.com.", "t.example.com"),
        ("bücher.example.com", "xn--bcher-kva.example.com"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("l" * 63 + ".example.com", "l" * 63 + ".example.com"),
        ("l" * 64 + ".example.com", None),
        (".".join(["l" * 63] * 4), None),
        ("-a.example.com", None),
        ("a-.example.com", None),
        ("a..example.com", None),
        ("com", None),
        ("", None),
        ("*.example.com", None),
        ("a b.example.com", None),
        ("a/b.example.com", None),
        ("a@example.com", None),
        ("example.com:8080/x", None),
        ("ex\nample.com/", None),
        ("100.64.0.1", None),
        ("::", None),
        ("localhost", None),
    ],
)
def test_a_host_stands_in_one_form_or_is_refused(text: str, host: str | None) -> None:
    assert usable_host(text) == host


def test_only_what_is_fetched_from_a_host_has_one() -> None:
    assert host_of_url("https://user:secret@T.example.com:8443/a?b#c") == "t.example.com"
    assert [host_of_url(url) for url in ("ftp://t.example.com/", "data:,x", "javascript:1", "/a", "http://")] == [
        None
    ] * 5


def test_a_site_is_what_its_owner_registered_and_its_www() -> None:
    assert is_site("example.co.uk")
    assert is_site("www.example.co.uk")
    assert not is_site("t.example.co.uk")


def test_who_owns_a_name_is_told_by_the_public_suffix_list() -> None:
    assert registrable("a.b.example.co.uk") == "example.co.uk"
    assert registrable("co.uk") is None


def test_a_giant_is_too_big_and_its_customers_are_not() -> None:
    assert all(map(too_big, ("google.com", "www.google.com", "a.b.google.com", "s3.amazonaws.com", "co.uk")))
    assert not any(map(too_big, ("bucket.s3.amazonaws.com", "notgoogle.com", "google.com.example.org")))


@given(st.text(max_size=80))
def test_whatever_is_usable_is_fit_for_every_file_and_stays_itself(text: str) -> None:
    host = usable_host(text)
    if host is not None:
        assert set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.:")
        assert usable_host(host) == host
