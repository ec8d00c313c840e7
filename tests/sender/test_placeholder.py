import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.placeholder import has_placeholder

FILLED_LATER = [
    "{{ unsubscribe }}", "{{{pm:unsubscribe}}}", "{% unsubscribe %}", "*|UNSUB|*", "*%7CUNSUB%7C*", "%%unsub_center_url%%",
    "%%=v(@url)=%%", "[[unsubscribe]]", "[%link]", "${url}", "<%= url %>", "<unsubscribe>", "<$link$>", "{unsubscribe}",
    "{!remove_web}", "{$unsubscribe}", "[unsubscribe]", "[link:subscription_unsubscribe_url]", "%unsubscribe_url%",
    "%recipient.token%", "-unsubscribe_url-", "$unsub$", "~Contact.FirstName~", "~~name~~", "%7B%7Btoken%7D%7D", "%7b%25 token %25%7d",
]  # fmt: skip


@pytest.mark.parametrize("mark", FILLED_LATER)
def test_the_marks_of_mailing_systems_are_known_alone_and_within_a_url(mark):
    assert has_placeholder(mark)
    assert has_placeholder(f"https://a.example/{mark}/x")
    assert has_placeholder(f"https://a.example/?a=1&b={mark}&c=2")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?a[]=1&a[b]=2&a[0][c]=3",
        "https://a.example/?sourcedoc={8A3F0C1D-1234-4ABC-9DEF-0123456789AB}",
        "https://a.example/100%/50%20off%20",
        "https://a.example/?q=100%25+wool%2Bsilk&r=%C3%A4",
        "https://a.example/-/merge_requests/1",
        "https://a.example/~jane/notes",
        "https://a.example/a-b-c-/-d",
        "https://a.example/price-$5-$6",
        "https://[::1]:8443/x",
        "https://a.example/a*b|c",
        "https://a.example/%5B%5Dx",
    ],
)
def test_what_urls_hold_of_their_own_is_no_placeholder(url):
    assert not has_placeholder(url)


@given(st.text(st.sampled_from("{}[]%*|<>$~-a1=/&")))
def test_any_value_is_answered(value):
    assert has_placeholder(value) in {True, False}


@pytest.mark.parametrize("piece", ["{a", "%a", "%%a", "=[a", "/-a", "/~a", "$a", "["])
def test_hostile_repetition_costs_no_more_than_its_length(piece):
    assert has_placeholder(piece * 200_000) in {True, False}
