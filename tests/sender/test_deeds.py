import pytest

from backstamp.sender.deeds import deed_in_text, deed_in_url, is_name


@pytest.mark.parametrize(
    "url", ["https://a.example/reset/x", "https://a.example/passwordreset", "https://a.example/?action=rp"]
)
def test_words_of_a_deed_are_found_in_a_url(url):
    assert deed_in_url(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/presets/x",
        "https://a.example/designing",
        "https://a.example/cataloging",
        "https://a.example/",
    ],
)
def test_words_that_only_contain_one_are_none(url):
    assert deed_in_url(url) is None


def test_the_title_of_an_article_names_no_deed():
    url = "https://a.example/how-i-reset-my-whole-life"
    assert deed_in_url(url) is None
    assert not is_name(url, url.index("reset"))


def test_the_offset_is_behind_the_word():
    assert deed_in_url("https://a.example/reset/x") == len("https://a.example/reset")


@pytest.mark.parametrize("text", ["reset your password", "passwort jetzt zurucksetzen", "accept the invitation"])
def test_deeds_are_read_from_the_text(text):
    assert deed_in_text(text)
    assert not deed_in_text("read more")
