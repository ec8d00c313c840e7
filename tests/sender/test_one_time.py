import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.one_time import is_one_time

HEX = "8f14e45fceea167a5a36dedd4bea2543"


def once(url: str, text: str = "") -> bool:
    return is_one_time(url, url.lower(), text)


@pytest.mark.parametrize("make", [secrets.token_hex, secrets.token_urlsafe])
def test_any_random_secret_behind_a_word_is_found(make):
    missed = sum(not once(f"https://a.example/password/reset/{make(24)}") for _ in range(500))
    assert missed <= 15


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.example/x?reset_password_token={HEX}",
        f"https://a.example/x%3Freset_token%3D{HEX}",
        f"https://a.example/?user[confirmation_token]={HEX}",
        "https://a.example/login?otp=1234",
        f"https://a.example/do?token={HEX}",
    ],
)
def test_a_parameter_may_say_what_it_opens(url):
    assert once(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/reset",
        "https://a.example/confirm?utm_source=newsletter",
        f"https://a.example/articles/{HEX}",
        f"https://a.example/a/b/reset/1/2/3/4/5/{HEX}",
        f"https://a.example/login?mc_eid={HEX}",
        "https://a.example/signup?code=WELCOME2026",
        f"https://a.example/the-long-story-of-a-reset/{HEX}",
    ],
)
def test_a_word_or_a_secret_alone_opens_nothing(url):
    assert not once(url)


def test_the_text_may_say_what_an_opaque_url_opens():
    assert once(f"https://a.example/z/{HEX}", "reset your password")
    assert not once("https://a.example/z/help", "reset your password")
    assert not once(f"https://a.example/z/{HEX}", "read more")


@given(st.text(), st.text())
def test_any_link_is_answered(url, text):
    assert is_one_time(url, url.lower(), text) in {True, False}
