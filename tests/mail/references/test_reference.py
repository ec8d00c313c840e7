import dataclasses

import pytest

from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.splice import Span


def test_a_reference_is_a_value():
    reference = Reference(Kind.IMAGE, Trigger.OPEN, "img@src", "1", "a", "a", None, Span(0, 1))
    assert reference == dataclasses.replace(reference)
    with pytest.raises(dataclasses.FrozenInstanceError):
        reference.order = 3  # type: ignore[misc]  # that is what must fail
