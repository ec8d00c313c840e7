"""Who reads a message: the data that a tracker may have put into its URLs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of a message's reader.

    Attributes:
        addresses: mail addresses, lower-case, the surest first, without doubles.
        names: as written in the address fields, without doubles.
        message_id: of this copy, without angle brackets; "" where there is none.
    """

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    message_id: str = ""
