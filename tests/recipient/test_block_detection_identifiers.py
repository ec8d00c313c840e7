"""Identifiers of exported rules stay the same."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backstamp.recipient.block.detection.identifiers import LOCAL_SIDS, signature_numbers, stable_uuid


def test_a_uuid_stays_the_same_and_is_of_version_5():
    assert stable_uuid("a", "b") == stable_uuid("a", "b") != stable_uuid("b", "a")
    assert UUID(stable_uuid("a")).version == 5


@given(st.sets(st.text(), max_size=50))
def test_signature_numbers_are_unique_and_of_the_local_range(keys):
    numbers = signature_numbers(keys)
    assert set(numbers) == keys
    assert len(set(numbers.values())) == len(keys)
    assert all(1_000_000 < number < 2_000_000 and number in LOCAL_SIDS for number in numbers.values())


def test_a_signature_number_does_not_change_with_its_neighbours():
    assert signature_numbers(["a", "b", "c"])["b"] == signature_numbers(["b"])["b"]


def test_a_collision_moves_one_of_two_keys():
    keys = [str(number) for number in range(3_000)]
    alone = [signature_numbers([key])[key] for key in keys]
    assert len(set(alone)) < len(keys)
    assert len(set(signature_numbers(keys).values())) == len(keys)
