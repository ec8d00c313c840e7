import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.references.encoded_words import decoded_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=?utf-8?Q?=3Chttps=3A//example.com/=3E?=", "<https://example.com/>"),
        ("=?UTF-8?b?PGh0dHBzOi8v?= =?utf-8?B?ZXhhbXBsZS5jb20vPg?=", "<https://example.com/>"),
        ("=?x-odd?q?a_b?= c", "a b c"),
        ("plain =?not", "plain =?not"),
    ],
)
def test_encoded_words_are_decoded(text, expected):
    assert decoded_words(text) == expected


@given(st.text(alphabet="=?qQbB_ABCutf8-", max_size=60))
def test_nothing_is_refused(text):
    assert isinstance(decoded_words(text), str)
