import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.links.surprise import bits
from backstamp.recipient.links.token import tokens


def most_opaque(url: str) -> float:
    return max((token.opaque for token in tokens(url)), default=0.0)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/",
        "https://shop.example/en/products/summer-collection/red-shoes.html",
        "https://shop.example/blog/2026/11/21/how-we-tell-you-apart",
        "https://shop.example/images/header_600x200.png",
        "https://shop.example/images/banner-600x200px-welcome.jpg",
        "https://shop.example/v1.12.3/lib/main.css",
        "https://shop.example/archiv/20261121/index.shtml",
        "https://shop.example/img.png?v=1649000000&w=600&h=200",
        "https://shop.example/?lang=de&page=12&sort=price",
        "https://shop.example/?unfilled={{recipient_identifier_0123456789}}&tag=*|UNIQID0123456789|*",
        "https://shop.example/?next=https%3A%2F%2Fa.example%2F0123456789abcdef",
        "not a url",
    ],
)
def test_words_dates_sizes_versions_and_templates_say_nothing(url):
    assert most_opaque(url) == 0


@pytest.mark.parametrize(
    "piece",
    [
        "5e78d7ef2297cc80842b7591e",
        "uxz7dfiv-o6cz2uk0-njt9at8j-zks",
        "60-oqItIsE3hTVXnYGLN8S_eSgFWVRR",
        "dc56a3da-c8d9-438d-92fe-0f27f2e2e30b",
        "eyJlbWFpbF9pZCI6ImFiYyIsImhyZWYiOiJodHRwczovL3d3dyJ9",
        "12345678901234567890",
    ],
)
def test_identifiers_are_wholly_opaque_in_path_and_query(piece):
    (in_path,) = tokens(f"https://shop.example/open/{piece}.gif")
    assert (in_path.value, in_path.name, in_path.place, in_path.opaque) == (piece, "", 1, 1.0)
    assert not in_path.content_hash
    (in_query,) = tokens(f"https://shop.example/open?a=b&id={piece}")
    assert (in_query.value, in_query.name, in_query.place, in_query.opaque) == (piece, "id", 1, 1.0)
    (alone,) = tokens(f"https://shop.example/open?{piece}")
    assert (alone.value, alone.name) == (piece, "")


def test_short_identifiers_are_opaque_in_part():
    for piece in ("zVyFum2", "dbc07cf131", "690071", "4448995"):
        assert 0.2 < most_opaque(f"https://shop.example/?u={piece}") < 0.8


def test_a_longer_number_says_more():
    numbers = [most_opaque(f"https://shop.example/?u={'7' * length}") for length in range(3, 25)]
    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("name", ["logo-3fa2b1c9", "main.5e78d7ef2297cc80", "hero_image-a1b2c3d4e5f6"])
def test_the_hash_of_a_files_content_is_told_apart(name):
    (token,) = tokens(f"https://cdn.shop.example/assets/{name}.png")
    assert token.content_hash


@pytest.mark.parametrize(
    "name", ["open-3fa2b1c9d8e7f6a5", "pixel.5e78d7ef2297cc80", "5e78d7ef-2297cc80a1", "3fa2b1c9d8e7f6a5"]
)
def test_the_identifier_of_a_pixel_is_no_content_hash(name):
    (token,) = tokens(f"https://cdn.shop.example/assets/{name}.gif")
    assert not token.content_hash


@given(st.text(max_size=400))
def test_any_text_has_tokens_between_0_and_1(text):
    for url in (text, f"https://shop.example/{text}"):
        assert all(0 < token.opaque <= 1 and token.value + token.name for token in tokens(url))


@given(st.integers(0, 2**128 - 1))
def test_every_random_uuid_is_opaque(number):
    made = uuid.UUID(int=number, version=4)
    assert most_opaque(f"https://shop.example/{made}") == 1
    assert bits(str(made)) == 122


@pytest.mark.parametrize(
    "piece", ["a1", "aB", "1x1px", "7", ".", "-", "a-1_", "2026", "/a1b2c3", "&a1b2c3d4", "&a=1b2c3d4e"]
)
def test_long_repetitions_give_a_bounded_answer(piece):
    began = time.process_time()
    found = tokens(f"https://shop.example/{piece * 20_000}"[:32_768])
    tokens(f"https://shop.example/{piece * 20_000}"[:32_760] + ".png")
    assert time.process_time() - began < 1
    assert len(found) <= 512
    assert len(tokens(f"https://shop.example/?{piece * 20_000}"[:32_768])) <= 512
