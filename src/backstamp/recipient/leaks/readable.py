"""Is a string of octets text that says something, or chance?"""

import re

_TEXT = re.compile(rb"[\t\n\r -~]*+")
_UTF8 = re.compile(rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x80-\xbf]{3})*+")
_ORDINARY = re.compile(rb"[^A-Za-z0-9 ]++")
_LETTERS_AND_FIGURES = re.compile(
    rb"[A-Z]?[a-z]{2,}[0-9]{0,4}|[0-9]{6,}|[a-z]{2,}(?:[-_. @:=/][a-z0-9]{1,})+|[A-Z]{4,}[0-9]*"
)
_RUN = re.compile(rb"[A-Za-z0-9+/=_-]{16,}")
# Figures and capitals in front of small letters: a word has one.
_TURNS = re.compile(rb"[a-z](?=[A-Z0-9])|[A-Z0-9](?=[a-z])|[A-Z](?=[0-9])|[0-9](?=[A-Z])")
_SHORT, _LONG = 10, 16
MAX_TOLD = 300
"""Characters of the content of a token that are told."""


def is_text(octets: bytes) -> bool:
    """Whether all of it is printable: ASCII, or UTF-8 with at most a third beyond ASCII."""
    if octets.isascii():
        return _TEXT.fullmatch(octets) is not None
    if _UTF8.fullmatch(octets) is None:
        return False
    text = octets.decode("utf-8", "replace")
    beyond = sum(not letter.isascii() for letter in text)
    return text.isprintable() and 3 * beyond <= len(text)


def is_readable(octets: bytes) -> bool:
    """Whether text of six characters or more is too sensible for chance.

    Short text must be a word, a number or words with separators; longer text must be letters and digits for the most
    part. On random tokens fewer than one in a thousand passes.
    """
    if len(octets) < 6 or not is_text(octets):
        return False
    if len(octets) < _SHORT:
        return _LETTERS_AND_FIGURES.fullmatch(octets) is not None
    if any(_is_jumbled(run) and 2 * len(run) > len(octets) for run in _RUN.findall(octets)):
        return False
    odd = len(octets) - len(_ORDINARY.sub(b"", octets))
    if octets.startswith((b'{"', b'["')):
        return odd * 1.5 <= len(octets)
    return odd * (8 if len(octets) < _LONG else 2.5) <= len(octets)


def _is_jumbled(run: bytes) -> bool:
    """Whether capitals, small letters and figures take turns as only chance makes them: a token in base64."""
    return 3 * len(_TURNS.findall(run)) > len(run)


def told(octets: bytes) -> str:
    """Octets as text for people: UTF-8 where it is that, at most ``MAX_TOLD`` characters."""
    text = octets[: 4 * MAX_TOLD].decode("utf-8", "replace") if not octets.isascii() else octets.decode("ascii")
    return text[:MAX_TOLD]
