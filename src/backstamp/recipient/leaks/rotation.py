"""Letters shifted through the alphabet (rot1 to rot25), and text written backwards."""

import re
from string import ascii_lowercase as _lower
from string import ascii_uppercase as _upper

_TABLES = tuple(
    str.maketrans(_lower + _upper, _lower[by:] + _lower[:by] + _upper[by:] + _upper[:by]) for by in range(26)
)
_LETTER = re.compile("[A-Za-z]")


def rotated(text: str, by: int) -> str:
    """Each letter moved ``by`` places on, modulo 26; what is no letter stays."""
    return text.translate(_TABLES[by % 26])


def first_letter(text: str) -> int:
    """The place in the alphabet of the first letter, 0 where there is none."""
    match = _LETTER.search(text)
    return (ord(match[0]) & 31) - 1 if match else 0


def normal(token: str) -> tuple[str, int]:
    """A token turned so that its first letter is an A, the same for every rotation of it; and that letter's place."""
    place = first_letter(token)
    return token.translate(_TABLES[-place % 26]) if place else token, place
