import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.destination import NoLink, destination


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://a.example", "https://a.example/"),
        ("  HTTP://A.Example:80/x y#f\n", "http://a.example/x%20y#f"),
        ("https://bücher.example/ü?ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC"),
        ("https://a.example?x=it's&y=\"", "https://a.example/?x=it%27s&y=%22"),
        ("http:\\\\a.example\\x", "http://a.example/x"),
        ("https://u:p@[::1]:8443/", "https://u:p@[::1]:8443/"),
        ("ht\ntp://a.example", "http://a.example/"),
        ("//a.example/x", "https://a.example/x"),
    ],
)
def test_links_lead_where_a_browser_would_go(value, url):
    assert destination(value, utf8=True) == url


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("mailto:a@b.example", "not a web link"),
        ("tel:+491", "not a web link"),
        ("javascript:void(0)", "not a web link"),
        ("cid:1", "not a web link"),
        ("#top", "a place in the message itself"),
        ("/x", "a relative link"),
        ("page.html", "a relative link"),
        ("", "empty"),
        ("http://a.example:99999/", "not a readable URL"),
        ("https://", "not a readable URL"),
        ("https://a b/", "not a readable URL"),
        ("https://a.example/{{ name }}", "a placeholder that nothing has filled in"),
        ("https://a.example/\ufffd", "damaged: some of its characters cannot be read"),
        ("*|UNSUB|*", "a placeholder that nothing has filled in"),
    ],
)
def test_what_is_no_web_link_says_why(value, reason):
    assert destination(value, utf8=True) == NoLink(reason)


def test_letters_outside_ascii_need_a_part_in_utf8():
    assert isinstance(destination("https://a.example/?ü", utf8=False), NoLink)


@given(st.text() | st.text().map("https://".__add__))
def test_any_value_is_answered(value):
    leads_to = destination(value, utf8=True)
    assert isinstance(leads_to, NoLink) or (leads_to.isascii() and leads_to.startswith("http"))
