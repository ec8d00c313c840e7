"""CSS cut into tokens, with the place of each: CSS Syntax Level 3, section 4.

Nothing is normalised beforehand, so offsets are those of the text as given; NUL counts as the U+FFFD it stands for.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from backstamp.mail.splice import Span

_NEWLINE = r"(?:\r\n|[\n\r\f])"
_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}+(?:\r\n|[ \t\n\r\f])?+|[^0-9a-fA-F\n\r\f]|\Z)"
_IN_STRING = rf"\\{_NEWLINE}|{_ESCAPE}"
_START = rf"(?:[a-zA-Z_\0\u0080-\U0010ffff]|{_ESCAPE})"
_NAME = rf"(?:[-\w\0\u0080-\U0010ffff]|{_ESCAPE})"
_IDENT = rf"(?:--|-?{_START}){_NAME}*+"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\n\r\f]++)
    | (?P<comment>/\*(?:[^*]++|\*(?!/))*+(?:\*/)?)
    | (?P<string>"(?:[^"\\\n\r\f]++|{_IN_STRING})*+(?:"|\Z)|'(?:[^'\\\n\r\f]++|{_IN_STRING})*+(?:'|\Z))
    | (?P<bad_string>["'](?:[^\\\n\r\f]++|{_IN_STRING})*+)
    | (?P<number>[-+]?(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?(?:{_IDENT}|%)?)
    | (?P<cdc>-->)
    | (?P<cdo><!--)
    | (?P<function>{_IDENT}\()
    | (?P<ident>{_IDENT})
    | (?P<at>@{_IDENT})
    | (?P<hash>\#{_NAME}++)
    | (?P<mark>[\s\S])
    """,
    re.VERBOSE | re.ASCII,
)
_URL = re.compile(
    rf"[ \t\n\r\f]*+(?:(?P<quoted>(?=[\"']))|"
    rf"(?P<value>(?:[^\"'()\\ \t\n\r\f\x01-\x08\x0b\x0e-\x1f\x7f]++|{_ESCAPE})*+)[ \t\n\r\f]*+(?:\)|\Z))"
)
_BAD_URL = re.compile(rf"(?:[^)\\]++|{_ESCAPE}|\\)*+\)?")
_UNESCAPE = re.compile(rf"\\(?:([0-9a-fA-F]{{1,6}}+)(?:\r\n|[ \t\n\r\f])?+|({_NEWLINE})|([\s\S])|\Z)|(\0)")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: space, comment, string, bad_string, url, bad_url, function, ident, at, hash, number, cdc, cdo, or mark
            (any other single character).
        span: all of it.
        content: what it says, escapes not decoded: a string or URL without what is around it, a function without its
            parenthesis, an at-keyword without the ``@``.
    """

    kind: str
    span: Span
    content: Span


def css_tokens(css: str) -> Iterator[Token]:
    """The tokens of a text, in order and without a gap."""
    position = 0
    while position < len(css):
        token = token_at(css, position)
        position = token.span.end
        yield token


def token_at(css: str, position: int) -> Token:
    """The token that begins at a position before the end."""
    match = _TOKEN.match(css, position)
    if match is None or match.lastgroup is None:
        raise AssertionError("every character begins a token")
    return _token(css, match.lastgroup, match.start(), match.end())


def _token(css: str, kind: str, start: int, end: int) -> Token:
    span = Span(start, end)
    if kind == "function":
        name = Span(start, end - 1)
        return _url(css, span, name) if decoded(css[start : end - 1]).lower() == "url" else Token(kind, span, name)
    if kind == "string":
        closed = end - start > 1 and css[end - 1] == css[start] and not _escaped(css, start, end - 1)
        return Token(kind, span, Span(start + 1, end - 1 if closed else end))
    return Token(kind, span, Span(start + 1, end) if kind in {"at", "hash"} else span)


def _escaped(css: str, start: int, place: int) -> bool:
    before = css[start + 1 : place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _url(css: str, span: Span, name: Span) -> Token:
    """``url(`` begins a function where a quote follows, and is one token with its address else (section 4.3.6)."""
    match = _URL.match(css, span.end)
    if match is None:
        bad = _BAD_URL.match(css, span.end)
        return Token("bad_url", Span(span.start, bad.end() if bad else len(css)), name)
    if match["quoted"] is not None:
        return Token("function", span, name)
    return Token("url", Span(span.start, match.end()), Span(*match.span("value")))


def decoded(written: str, *, in_string: bool = False) -> str:
    """What a name, a URL or the inside of a string says once its escapes are decoded (section 4.3.7)."""
    if "\\" not in written and "\0" not in written:
        return written
    return _UNESCAPE.sub(lambda match: _character(match, "" if in_string else _REPLACEMENT), written)


def _character(match: re.Match[str], at_end: str) -> str:
    digits, newline, character, nul = match.groups()
    if digits:
        number = int(digits, 16)
        bad = number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF
        return _REPLACEMENT if bad else chr(number)
    if newline:
        return ""
    if nul or character == "\0":
        return _REPLACEMENT
    return character or at_end
