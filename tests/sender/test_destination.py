import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender import destination as module
from backstamp.sender.destination import Destination, NoLink, read_link


@pytest.mark.parametrize(
    ("value", "url", "fragment"),
    [
        ("https://a.example", "https://a.example/", ""),
        ("https://a.example/x?y=1&z=2", "https://a.example/x?y=1&z=2", ""),
        ("https://a.example/x?y#f", "https://a.example/x?y", "#f"),
        ("  HTTP://A.Example:80/x y#f g\n", "http://a.example/x%20y", "#f%20g"),
        ("https://bücher.example/ü?ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC", ""),
        ("https://a.example?x=it's&y=\"", "https://a.example/?x=it%27s&y=%22", ""),
        ("https://a.example/it's(1)[2]", "https://a.example/it's(1)[2]", ""),
        ("http:\\\\a.example\\x", "http://a.example/x", ""),
        ("https://u:p@[::1]:8443/", "https://u:p@[::1]:8443/", ""),
        ("https://a.example:443/", "https://a.example/", ""),
        ("ht\ntp://a.ex\tample", "http://a.example/", ""),
        ("//a.example/x", "https://a.example/x", ""),
        ("https://a.example/%7e%C3%a4%20?%3d%26#%23", "https://a.example/%7e%C3%a4%20?%3d%26", "#%23"),
        ("https://a.example/100%?50%", "https://a.example/100%?50%", ""),
        ("https://a.example/b/../c/./d", "https://a.example/c/d", ""),
        ("https://a.example/#", "https://a.example/", "#"),
        ("http://0x7f.1/", "http://127.0.0.1/", ""),
        ("https:a.example/x", "https://a.example/x", ""),
        ("https://a.example/?a[]=1&b[c]=2", "https://a.example/?a[]=1&b[c]=2", ""),
        ("https://a.example/x#:~:text=a-,b", "https://a.example/x", "#:~:text=a-,b"),
    ],
)
def test_links_lead_where_a_browser_would_go(value, url, fragment):
    assert read_link(value, utf8=True, base=None) == Destination(url, fragment)


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("page.html", "http://b.example/dir/page.html"),
        ("/page", "http://b.example/page"),
        ("?q", "http://b.example/dir/x?q"),
        ("//c.example/y", "http://c.example/y"),
        ("https://c.example/", "https://c.example/"),
    ],
)
def test_with_a_base_relative_links_are_resolved_against_it(value, url):
    assert read_link(value, utf8=True, base="http://b.example/dir/x") == Destination(url, "")


@pytest.mark.parametrize("value", ["#top", "", "\\\\server\\share", "mailto:a@b.example"])
def test_a_base_makes_no_link_of_what_is_none(value):
    assert isinstance(read_link(value, utf8=True, base="http://b.example/"), NoLink)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("mailto:a@b.example", "not a web link (mailto)"),
        ("tel:+491", "not a web link (tel)"),
        ("sms:+491", "not a web link (sms)"),
        ("JAVA\nSCRIPT:void(0)", "not a web link (javascript)"),
        ("cid:1", "not a web link (cid)"),
        ("data:text/html,x", "not a web link (data)"),
        ("myapp://open/x", "not a web link (myapp)"),
        ("custom+scheme.1://[", "not a web link (custom+scheme.1)"),
        ("file:///etc/passwd", "not a web link (file)"),
        ("\\\\server\\share", "a folder on a Windows network"),
        ("#top", "a place in the message itself"),
        ("/x", "a relative link"),
        ("page.html", "a relative link"),
        ("www.a.example", "a relative link"),
        ("", "empty"),
        (" \n", "empty"),
        ("http://a.example:99999/", "not a readable URL"),
        ("https://", "not a readable URL"),
        ("https://a b/", "not a readable URL"),
        ("https://a.example/{{ name }}", "a placeholder that nothing has filled in"),
        ("https://a.example/%7B%7Bx%7D%7D", "a placeholder that nothing has filled in"),
        ("https://a.example/~x~?y=1", "a placeholder that nothing has filled in"),
        ("https://a.example/x?y=-z-&a=1", "a placeholder that nothing has filled in"),
        ("https://a.example/\ufffd", "damaged: some of its characters cannot be read"),
        ("*|UNSUB|*", "a placeholder that nothing has filled in"),
    ],
)
def test_what_is_no_web_link_says_why(value, reason):
    assert read_link(value, utf8=True, base=None) == NoLink(reason)


def test_letters_outside_ascii_in_a_query_need_a_part_in_utf8():
    assert isinstance(read_link("https://a.example/?ü", utf8=False, base=None), NoLink)
    assert read_link("https://a.example/ü#ü", utf8=False, base=None) == Destination(
        "https://a.example/%C3%BC", "#%C3%BC"
    )


@pytest.mark.parametrize("value", ["https://www.a-b.example/x/y.html?utm_source=n&a=%C3%A4&b#c", "http://a1.example/"])
def test_plain_urls_take_the_short_way(value):
    assert module._AS_WRITTEN.fullmatch(value) is not None


URLS = st.text(st.sampled_from("abXn1.-_~/?#&=%20E7B{}[]'\\:@+*|;, ü"), max_size=40)


@given(st.sampled_from(["https://", "http://a.example/", "https://a.example/x?", "https://a.example/#"]), URLS)
def test_the_short_way_and_the_long_way_lead_to_the_same_place(front, rest):
    value = front + rest
    found = read_link(value, utf8=True, base=None)
    assert found == module._read_closely(value, utf8=True, base=None)
    if isinstance(found, Destination):
        assert found.url + found.fragment == ada_url.URL(value).href


@given(st.text() | st.text().map("https://".__add__), st.sampled_from([None, "https://b.example/x/"]), st.booleans())
def test_any_value_is_answered(value, base, utf8):
    found = read_link(value, utf8=utf8, base=base)
    if isinstance(found, Destination):
        assert found.url.isascii()
        assert found.url.startswith(("http://", "https://"))
        assert "#" not in found.url
        assert found.fragment == "" or found.fragment.startswith("#")
        assert read_link(found.url, utf8=True, base=None) in {
            found._replace(fragment=""),
            module.NoLink("a placeholder that nothing has filled in"),
        }
