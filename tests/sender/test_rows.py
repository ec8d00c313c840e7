import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.rows import forgetting, storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2.1.5 <ada@reader.example> saved", "2.1.5"),
        ("5.1.1", "5.1.1"),
        ("4.7.123 later\n4.7.123 ada@reader.example", "4.7.123"),
        ("ada@reader.example is no more", ""),
        ("2.0.0.1 is no status", ""),
        ("3.0.0 is none either", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_of_a_servers_words_only_the_status_outlives_the_address(text: str | None, kept: str) -> None:
    assert forgetting(text) == {"recipient": "", "text": kept}


@given(st.text())
def test_what_is_kept_can_hold_no_address(text: str) -> None:
    assert "@" not in forgetting(text)["text"]
    assert len(forgetting(text)["text"]) <= len("5.999.999")


@given(st.text())
def test_any_text_can_be_stored_and_most_is_unchanged(text: str) -> None:
    stored = storable(text)
    stored.encode()
    assert stored == text or any("\ud800" <= character <= "\udfff" for character in text)
