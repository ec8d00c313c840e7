import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.unsubscribing import is_unsubscribing

NOWHERE = "https://a.example/x"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/newsletterabmeldung",
        "https://a.example/doUnsubscribe".lower(),
        "https://unsubscribe.a.example/",
        "https://a.example/?do=unsub",
        "https://a.example/mailman/options/list/jane",
    ],
)
def test_the_url_alone_tells(url):
    assert is_unsubscribing(url, "click here")


@pytest.mark.parametrize(
    "text", ["unsubscribe", "to stop receiving this, click", "cancelar tu suscripcion", "abo kundigen"]
)
def test_the_text_alone_tells(text):
    assert is_unsubscribing(NOWHERE, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (NOWHERE, "our options for you"),
        (NOWHERE, "unsubstantiated claims"),
        ("https://a.example/settings", "settings"),
        ("https://a.example/why-your-readers-unsubscribe-and-how", "read more"),
        ("https://a.example/cookie-preferences", "cookies"),
    ],
)
def test_settings_and_articles_are_something_else(url, text):
    assert not is_unsubscribing(url, text)


@given(st.text(), st.text())
def test_any_link_is_answered(url, text):
    assert is_unsubscribing(url, text) in {True, False}
