"""How message ids are written for people: 16 hex digits, and any unique beginning of them names a message."""

import secrets

from backstamp.errors import UsageError

DIGITS = 16
BITS = 63  # a SQLite integer is signed: 63 bits keep every id positive


def draw_message_id() -> int:
    """A random message id, 0 to 2**63 - 1."""
    return secrets.randbits(BITS)


def format_message_id(message: int) -> str:
    """Write an id (0 to 2**63 - 1) as 16 lower-case hex digits."""
    return f"{message:0{DIGITS}x}"


def parse_message_id(text: str) -> int:
    """Read an id back from exactly what `format_message_id` wrote (upper case is taken too).

    Raises:
        UsageError: not 16 hex digits, or beyond 63 bits.
    """
    if len(text) != DIGITS:
        raise UsageError(f"{text[:40]!r} is not a message id: {DIGITS} hex digits are expected.")
    return message_id_range(text)[0]


def message_id_range(beginning: str) -> tuple[int, int]:
    """The lowest and highest id (both included) whose 16 digits begin with ``beginning`` (1 to 16 hex digits).

    Raises:
        UsageError: not hex digits, too many, or no 63-bit id begins so.
    """
    digits = beginning.lower()
    if not 1 <= len(digits) <= DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise UsageError(f"{beginning[:40]!r} is not the beginning of a message id: give up to {DIGITS} hex digits.")
    lowest = int(digits.ljust(DIGITS, "0"), 16)
    if lowest.bit_length() > BITS:
        raise UsageError(f"No message id begins with {beginning!r}: the first digit is 7 at most.")
    return lowest, int(digits.ljust(DIGITS, "f"), 16)
