import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.url_pattern import url_pattern


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("bank.example", "https://bank.example/"),
        ("bank.example", "http://u:p@bank.example:8080/x?y"),
        ("BANK.example", "https://bank.example/"),
        ("bücher.example", "https://xn--bcher-kva.example/x"),
        ("*.bank.example", "https://bank.example/"),
        ("*.bank.example", "https://a.b.bank.example/x"),
        ("*.bücher.example", "https://a.xn--bcher-kva.example/x"),
        ("localhost", "http://localhost:8000/"),
        ("https://a.example", "https://a.example/"),
        ("HTTPS://A.example/Legal", "https://a.example/Legal"),
        ("https://a.example/legal*", "https://a.example/legal?x=/y"),
        ("https://a.example/*/x*z", "https://a.example/b/c/x/y/z"),
        ("https://*.a.example/*", "https://b.a.example/"),
        ("*://a.example/*", "http://a.example/"),
        ("https://a.example:8443/*", "https://a.example:8443/x"),
        ("https://a.example/a+b(c).html", "https://a.example/a+b(c).html"),
    ],
)
def test_a_pattern_fits_what_it_means(written, url):
    assert url_pattern(written).fullmatch(url)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("bank.example", "https://www.bank.example/"),
        ("bank.example", "https://bank.example.evil.example/"),
        ("bank.example", "https://evil.example/bank.example"),
        ("*.bank.example", "https://evilbank.example/"),
        ("*.bank.example", "https://evil.example/x.bank.example/"),
        ("https://a.example/legal", "https://a.example/legal?x"),
        ("https://a.example/legal", "https://a.example/LEGAL"),
        ("https://a.example/", "http://a.example/"),
        ("https://a.example/a.b", "https://a.example/axb"),
        ("https://a.example/*b*b", "https://a.example/b"),
        ("https://*.a.example/*", "https://evil.example/x.a.example/"),
    ],
)
def test_a_pattern_fits_nothing_else(written, url):
    assert not url_pattern(written).fullmatch(url)


@pytest.mark.parametrize(
    "written",
    ["", "*", "*.", "a b", "bank.example/x", "a@b.example", "ftp://a.example/", "https://", "https://a.example/#x"],
)
def test_what_is_no_pattern_says_so(written):
    with pytest.raises(ValueError, match=r"\w"):
        url_pattern(written)


@given(st.text(st.sampled_from("ab*/?.:")), st.text(st.sampled_from("ab/?.")))
def test_stars_stand_for_anything(front, filling):
    written = f"https://a.example/{front}"
    assert url_pattern(written).fullmatch(written.replace("*", filling).replace("*", ""))


def test_many_stars_cost_no_more_than_the_length_of_the_url():
    pattern = url_pattern("https://a.example/" + "a*" * 50 + "b")
    assert not pattern.fullmatch("https://a.example/" + "a" * 20_000)
