import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.parameters import Tells, known_parameters
from backstamp.mail.references.message import references
from backstamp.recipient.links.parameters import identifying, strip_parameters

NAMES = sorted({fact.name for fact in known_parameters()[0]})


def test_there_are_at_least_150_facts():
    assert len(NAMES) >= 150


@pytest.mark.parametrize("fact", known_parameters()[0], ids=lambda fact: f"{fact.name} {' '.join(fact.hosts)}")
def test_each_parameter_is_removed_where_it_holds_and_all_else_stays(fact):
    host = f"www.{fact.hosts[0]}" if fact.hosts else "shop.example"
    name = fact.name.replace("*", "anything")
    for written in (name, name.upper()):
        stripped = strip_parameters(f"https://{host}/a%20B?Keep=%41&{written}=v%61lue&&z=1#part")
        assert stripped.url == f"https://{host}/a%20B?Keep=%41&&z=1#part"
        assert stripped.removed == (written,)
        (found,) = identifying(f"https://{host}/?{written}=v%61lue")
        assert (found.name, found.value, found.fact.tells) == (written, "v%61lue", fact.tells)


@pytest.mark.parametrize("fact", [fact for fact in known_parameters()[0] if fact.hosts], ids=lambda fact: fact.name)
def test_a_parameter_of_one_host_stays_elsewhere_unless_it_holds_everywhere(fact):
    everywhere = {other.name for other in known_parameters()[0] if not other.hosts}
    if fact.name not in everywhere:
        url = f"https://shop.example/?{fact.name.replace('*', 'x')}=1"
        assert strip_parameters(url).removed == () or fact.name.startswith(
            tuple(n[:-1] for n in everywhere if n[-1] == "*")
        )


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://a.example/?utm_source=x", "https://a.example/"),
        ("https://a.example?utm_source=x", "https://a.example"),
        ("https://a.example/?utm_source=x&utm_medium=y#part", "https://a.example/#part"),
        ("https://a.example/?a=1&utm_source=x&b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/?a=1&amp;utm_source=x&amp;b=2", "https://a.example/?a=1&amp;b=2"),
        ("https://a.example/?utm_source=x&", "https://a.example/"),
        ("https://a.example/?utm_source=x&&", "https://a.example/?&"),
        ("https://a.example/#utm_source=x&utm_medium=y", "https://a.example/"),
        ("https://a.example/#utm_source=x&tab=2", "https://a.example/#tab=2"),
        ("https://a.example/#/route?utm_source=x", "https://a.example/#/route"),
        ("https://a.example/#/route?id=2&utm_source=x", "https://a.example/#/route?id=2"),
        ("https://a.example/?%75tm_source=x&b", "https://a.example/?b"),
        ("https://a.example/?utm_source", "https://a.example/?utm_source"),
        ("https://a.example/?cid=1&ref=2&source=3&id=4", "https://a.example/?cid=1&ref=2&source=3&id=4"),
        ("https://a.example/?text=utm_source=x", "https://a.example/?text=utm_source=x"),
        ("https://a.example/#:~:text=utm_source=x", "https://a.example/#:~:text=utm_source=x"),
        ("https://a.example/?a=1?utm_source=2", "https://a.example/?a=1?utm_source=2"),
        ("https://user@A.example:8080/x?mc_eid=1&B=ä b", "https://user@A.example:8080/x?B=ä b"),
        ("mailto:a@b.c?utm_source=x", "mailto:a@b.c?utm_source=x"),
        ("/relative?utm_source=x", "/relative?utm_source=x"),
    ],
)
def test_what_is_left(url, left):
    assert strip_parameters(url).url == left


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com/x?utm_source=a",
        "https://login.microsoftonline.com/common/reprocess?utm_source=a",
        "https://shop.okta.com/app?fbclid=a",
        "https://shop.example/oauth2/start?utm_source=a",
        "https://go.shop.example/UnsubscribePage.html?mkt_unsubscribe=1&mkt_tok=abc",
        "https://shop.example/en/preferences?mc_eid=1",
        "https://bucket.s3.amazonaws.com/a.pdf?utm_source=x&X-Amz-Signature=0123",
        "https://shop.us1.list-manage.com/track/click?u=1&mc_eid=2",
        "https://links.shop.example/ls/click?upn=0123&utm_source=a",
    ],
)
def test_where_removing_would_break_nothing_goes_and_the_reason_is_told(url):
    stripped = strip_parameters(url)
    assert (stripped.url, stripped.removed) == (url, ())
    assert stripped.kept


def test_mailchimp_tells_campaign_and_person_apart():
    told = {found.name: found.fact.tells for found in identifying("https://a.example/?mc_cid=1&mc_eid=2&fbclid=3&x=4")}
    assert told == {"mc_cid": Tells.CAMPAIGN, "mc_eid": Tells.RECIPIENT, "fbclid": Tells.CLICK}


@given(st.text(max_size=300))
def test_any_text_can_be_stripped_and_what_has_no_parameter_is_the_same(text):
    assert strip_parameters(text).url == text or strip_parameters(text).removed


PIECES = st.lists(
    st.one_of(
        st.sampled_from(NAMES).map(lambda name: name.replace("*", "x") + "=1"),
        st.text("abc=%?/:+;ä", max_size=6),
    ),
    max_size=6,
).map("&".join)


@given(PIECES, st.one_of(st.just(""), PIECES.map("#".__add__)))
def test_stripping_twice_is_stripping_once(query, fragment):
    stripped = strip_parameters(f"https://www.netflix.com/a?{query}{fragment}")
    assert strip_parameters(stripped.url).removed == ()
    assert strip_parameters(stripped.url).url == stripped.url
    left = {piece for piece in query.replace("#", "&").split("&") if piece.partition("=")[0] not in stripped.removed}
    assert all(piece in stripped.url for piece in left)


def test_stripping_twice_is_stripping_once_in_real_mail(corpora):
    seen = 0
    for file in sorted((corpora / "pairs").iterdir()):
        for reference in references(file.read_bytes()) if file.is_file() else ():
            stripped = strip_parameters(reference.url or "")
            seen += bool(stripped.removed)
            assert strip_parameters(stripped.url).removed == ()
    assert seen
