import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import UsageError
from backstamp.sender.message_id import draw_message_id, format_message_id, message_id_range, parse_message_id

IDS = st.integers(0, 2**63 - 1)


@given(IDS)
def test_an_id_is_read_back_from_what_was_written(message: int) -> None:
    text = format_message_id(message)
    assert len(text) == 16
    assert parse_message_id(text) == parse_message_id(text.upper()) == message


@given(IDS, st.integers(1, 16))
def test_every_beginning_of_an_id_covers_it(message: int, length: int) -> None:
    lowest, highest = message_id_range(format_message_id(message)[:length])
    assert lowest <= message <= highest < 2**63
    assert highest - lowest == 16 ** (16 - length) - 1


@given(st.text())
def test_any_text_is_an_id_or_a_usage_error(text: str) -> None:
    for read in (parse_message_id, message_id_range):
        try:
            read(text)
        except UsageError as error:
            assert "message" in error.operator


@pytest.mark.parametrize("text", ["", "8", "g", "0x1", "1" * 17, "８", "-1", " 1", "f" * 16])
def test_what_is_no_beginning_of_an_id_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        message_id_range(text)


def test_ids_are_drawn_at_random_within_63_bits() -> None:
    drawn = {draw_message_id() for _ in range(100)}
    assert len(drawn) == 100
    assert all(0 <= message < 2**63 for message in drawn)
