from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.first_look import FirstLook


def looked_at(*links: str) -> list[int]:
    look = FirstLook("\n".join(links))
    return [place for place, link in enumerate(links) if look and look.holds(link.lower())]


def test_links_without_any_of_the_words_are_done():
    assert looked_at("https://a.example/products/7 more", "https://a.example/about us") == []


def test_a_word_is_found_where_it_begins_and_some_anywhere():
    links = ("https://a.example/signin x", "https://a.example/resigned x", "https://a.example/myunsub x")
    assert looked_at(*links) == [0, 2]


def test_words_with_a_mark_in_them_need_the_mark():
    assert looked_at("https://a.example/opt-out x", "https://a.example/optician x") == [0]


def test_other_alphabets_are_looked_at_as_well():
    assert looked_at("https://a.example/x отписаться", "https://a.example/x привет") == [0]


@given(st.lists(st.text(alphabet="signout-optabc /é", max_size=30), max_size=6))
def test_what_is_found_alone_is_found_in_company(links):
    alone = {place for place, link in enumerate(links) if looked_at(link)}
    assert alone <= set(looked_at(*links))
