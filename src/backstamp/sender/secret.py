"""Whether a piece of a URL is a secret: drawn at random, rather than a word, a title or a number."""

import re

_CHANGES = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[a-z0-9])|(?<=[0-9])(?=[A-Za-z])")
_DIGITS = re.compile(r"[0-9]{4,8}")
_LONG = 16


def is_random(piece: str) -> bool:
    """Whether at least 16 characters change between capitals, small letters and digits as only chance makes them.

    Words and titles do so rarely, even ``Top10TipsForYou``: half of its neighbours would have to, or a digit be there.
    """
    if len(piece) < _LONG:
        return False
    changes = len(_CHANGES.findall(piece))
    return changes >= 4 and (changes * 2 > len(piece) or any(map(str.isdigit, piece)))


def is_code(value: str) -> bool:
    """Whether a parameter's value may be a code that opens something: 4 to 8 digits, or letters and digits in a jumble.

    ``SUMMER2026`` is what shops call a code, and is none here.
    """
    if _DIGITS.fullmatch(value):
        return True
    return len(value) >= 6 and (len(_CHANGES.findall(value)) >= 3 or len(value) >= 2 * _LONG)
