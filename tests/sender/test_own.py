import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.destination import Destination, read_link
from backstamp.sender.own import own_stamps
from backstamp.tokens.urls import link_url, pixel_url

BASE = "https://T.example.com/mail"
TOKEN = "Ab-_" * 11
OWN = own_stamps(BASE)


@pytest.mark.parametrize("base", [BASE, f"{BASE}/", "https://t.example.com/mail", "HTTPS://T.EXAMPLE.COM:443/mail"])
def test_our_pixel_is_recognised_whatever_the_case_of_scheme_and_host(base):
    assert OWN.is_pixel(pixel_url(base, TOKEN))
    assert own_stamps(base).is_pixel(pixel_url(BASE, TOKEN))
    assert own_stamps(base) == OWN


@pytest.mark.parametrize(
    "url",
    [
        f"https://t.example.com/o/{TOKEN}.gif",
        f"https://t.example.com/MAIL/o/{TOKEN}.gif",
        f"https://t.example.com.evil.example/mail/o/{TOKEN}.gif",
        f"https://t-example.com/mail/o/{TOKEN}.gif",
        f"http://t.example.com/mail/o/{TOKEN}.gif",
        f"https://t.example.com/mail/o/{TOKEN[1:]}.gif",
        f"https://t.example.com/mail/o/{TOKEN}a.gif",
        f"https://t.example.com/mail/o/{TOKEN}.gif?x=1",
        f"https://t.example.com/mail/o/{TOKEN}.gif\n",
        f"https://t.example.com/mail/o/{TOKEN}.png",
        f"https://t.example.com:444/mail/o/{TOKEN}.gif",
        "",
    ],
)
def test_what_only_resembles_our_pixel_is_none(url):
    assert not OWN.is_pixel(url)


@pytest.mark.parametrize(
    "destination",
    ["https://a.example/", "http://a.example/x?y=1&z=%C3%A4+b%23'%25", "https://u:p@[::1]:8443/a|b[c]{d}"],
)
def test_a_stamped_link_leads_back_to_its_destination(destination):
    stamped = link_url(BASE, TOKEN, destination)
    assert OWN.link(stamped) == destination
    assert OWN.link(f"{stamped}#frag?x&y") == f"{destination}#frag?x&y"


def test_percent_escapes_may_have_changed_their_case():
    stamped = link_url(BASE, TOKEN, "https://a.example/?y=1&z=|")
    head, _, tail = stamped.partition("?to=")
    assert OWN.link(f"{head}?to={tail.lower()}") == "https://a.example/?y=1&z=|"


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url + "&utm_source=x",
        lambda url: url + "&amp;x",
        lambda url: url + " ",
        lambda url: url.replace("?to=", "?TO="),
        lambda url: url.replace("?to=", "?x=1&to="),
        lambda url: url.replace("/l/", "/o/"),
        lambda url: url.replace(TOKEN, TOKEN[1:]),
        lambda url: url.replace("https://a", "%zzhttps://a"),
        lambda url: url.replace("https://a", "javascript:a"),
        lambda url: url.replace("https://a", "https://%C3%A4"),
        lambda url: url.replace("?to=https://a.example/", "?to="),
    ],
)
def test_what_somebody_has_changed_is_no_link_of_ours(change):
    assert OWN.link(change(link_url(BASE, TOKEN, "https://a.example/"))) is None


@pytest.mark.parametrize("base", ["http://127.0.0.1:8025", "https://[::1]:8443", "http://t.example:80"])
def test_collectors_with_a_port_are_recognised(base):
    assert own_stamps(base).is_pixel(pixel_url(base, TOKEN))
    assert not own_stamps(base).is_pixel(pixel_url("https://other.example", TOKEN))


@given(st.text(max_size=60).map("https://a.example/".__add__))
def test_every_destination_finds_its_way_back(value):
    found = read_link(value, utf8=True, base=None)
    if isinstance(found, Destination):
        stamped = link_url(BASE, TOKEN, found.url) + found.fragment
        assert OWN.link(stamped) == found.url + found.fragment


@given(st.text())
def test_any_url_is_answered(url):
    assert OWN.link(url) is None
    assert not OWN.is_pixel(url)
