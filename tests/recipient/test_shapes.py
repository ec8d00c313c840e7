import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.shapes import is_content_hash, is_number, is_opaque, surprise


@pytest.mark.parametrize(
    "text",
    [
        "kWbQz7x",
        "7c1e09b2da",
        "5be07c41d2f94a6689c3e10b7d52af86",
        "5t2b8ofe",
        "gfwk4mze",
        "8HR4XT2",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "p11k07h000d4ce0jm0000r8w00000000gx5ttrxzzlqkpwonvxra0qybc6k29",
        "31TrXvKQaBXdMrZWYOUcuDEqHgNkLp",
        "eyJhIjoxfQ.3kF9-x_2Qz",
        "5561207",
        "1UNRRP4",
        "580213-3307941",
    ],
)
def test_what_a_machine_made_is_opaque(text):
    assert is_opaque(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a1b2",
        "newsletter",
        "Selbstfürsorge für Helferinnen",
        "Twitter_Social_Icon_Square_Color.png",
        "HEADER-MOBILE600x600px-WELCOME",
        "wp-content",
        "bootstrap.min.css",
        "2023-01-17",
        "20230117",
        "20230117101720",
        "600x200",
        "v1.2.3",
        "one_click_unsubscribe.html",
        "JavaScript",
        "phpList",
        "html5",
        "rhythmisch",
        "12345",
    ],
)
def test_words_dates_sizes_and_versions_are_not_opaque(text):
    assert not is_opaque(text)


def test_a_number_is_opaque_but_known_as_a_number():
    assert is_number("5561207")
    assert is_number("image-580213-3307941")
    assert not is_number("7c1e09b2da")


def test_surprise_grows_with_strange_neighbours():
    assert surprise("newsletter") == 0
    assert surprise("iphone14") == 0
    assert surprise("x7b3kk2q") > surprise("letter7b") >= 0


@pytest.mark.parametrize("stem", ["3c0d92aa-71b4-4e58-9f06-b8e2f1a7c453", "d41d8cd98f00b204e9800998ecf8427e"])
def test_names_that_content_stores_give_are_hashes_of_contents(stem):
    assert is_content_hash(stem)
    assert not is_content_hash(f"{stem}0")


def test_most_random_identifiers_are_opaque():
    import random
    import string

    source = random.Random(7)
    made = ["".join(source.choices(string.ascii_letters + string.digits, k=12)) for _ in range(1000)]
    assert sum(map(is_opaque, made)) > 980


@given(st.text())
def test_any_text_is_answered(text):
    is_opaque(text)
    is_number(text)
    is_content_hash(text)


@pytest.mark.parametrize("piece", ["a1", "aB", "-", "a-", "0", "xq", "é"])
def test_hostile_repetition_costs_no_more_than_its_length(piece):
    is_opaque(piece * 500_000)
