"""Links in a text/plain part: where mail clients make one out of bare text, and how another URL takes its place.

Quotations, the signature and PGP armour are left alone: the first are other people's words, the last is sealed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FLOWED_WIDTH = 78
"""Characters that a flowed line should not exceed (RFC 3676 section 4.2)."""

_BODY = r"[^\s<>\"`\u2018-\u201f\u00ab\u00bb\u2039\u203a\u3000-\u3003\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
_LINE_BREAK = r"[ \t]*+(?:\r\n|\n|\r)[ \t]*+"
_SOFT_BREAK = r"\ (?:\r\n|\n|\r)\ ?+(?!--\ [\r\n])"
_FRONT = r"(?<![A-Za-z0-9+.-])"


def _link_pattern(inside: str) -> re.Pattern[str]:
    # What directly follows a bare URL must not begin a placeholder such as <%= x %> or <unsubscribe>.
    return re.compile(
        rf"""
          < [ ]*+ (?:URL:)?+ (?P<angled> https?:// (?:[^\s<>]++ | {_LINE_BREAK}(?=[^\s<>]))++ ) [ ]*+ >
        | {_FRONT} (?P<bare> https?:// {_BODY}++ {inside} ) (?P<cut> <[%$A-Za-z] )?+
        """,
        re.IGNORECASE | re.VERBOSE,
    )


_LINK = _link_pattern("")
_LINK_DELSP = _link_pattern(rf"(?: {_SOFT_BREAK} {_BODY}++ )*+")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_QUOTED = re.compile(r"[ \t]{0,3}>")
_BLANKS = re.compile(r"\s++")
_NEVER_LAST = ".,;:!?'*_~\u2026\u3002"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class PlainLink:
    """A link in plain text.

    Attributes:
        span: first and behind last offset in the text; the line breaks within the URL are inside.
        url_text: the URL without them.
        room: characters that fit into the rest of the line.
        line_break: what may be put in front so that a longer URL begins a line of the same paragraph; "" for nothing.
    """

    span: tuple[int, int]
    url_text: str
    room: int = FLOWED_WIDTH
    line_break: str = ""


def plain_links(text: str, *, flowed: bool = False, delsp: bool = False) -> list[PlainLink]:
    """The http and https URLs that clients show as links.

    In angle brackets a URL may be broken over lines (RFC 3986 appendix C); bare, where the text is flowed and says that
    the blank before a soft break is deleted (RFC 3676 section 4.1). Punctuation behind a URL is none of it, nor is a
    closing bracket that was not opened inside.

    Args:
        text: the part, decoded, with line ends of any kind.
        flowed: whether it says ``format=flowed``.
        delsp: whether it says ``delsp=yes`` as well; without ``flowed`` it means nothing.

    Returns:
        In the order of the text. Linear in its length.
    """
    delsp = delsp and flowed
    pattern = _LINK_DELSP if delsp else _LINK
    found: list[PlainLink] = []
    for start, end in _own_words(text, flowed=flowed):
        for match in pattern.finditer(text, start, end):
            link = _link(text, match, flowed=flowed, delsp=delsp)
            if link is not None:
                found.append(link)
    return found


def replacement(link: PlainLink, new_url: str) -> str:
    """What takes the place of ``link.span``: the new URL in one piece.

    In flowed text a line that would become longer than 78 characters ends softly in front of the URL, which changes
    nothing for the reader. The rest of the line stays behind the URL.
    """
    return link.line_break + new_url if len(new_url) > link.room else new_url


def _own_words(text: str, *, flowed: bool) -> Iterator[tuple[int, int]]:
    """Runs of lines that are the author's own: not quoted, no signature, no armour."""
    start, armour = 0, False
    for line in _LINE.finditer(text):
        words = line[0].rstrip("\r\n")
        begins = words.startswith("-----BEGIN PGP ")
        quoted = words.startswith(">") if flowed else _QUOTED.match(words) is not None
        if armour or begins or quoted or words == "-- ":
            yield start, line.start()
            start = line.end()
        if words == "-- ":
            return
        armour = (armour or begins) and not words.startswith("-----END PGP ")
    yield start, len(text) if not armour else start


def _link(text: str, match: re.Match[str], *, flowed: bool, delsp: bool) -> PlainLink | None:
    if match["cut"]:
        return None
    if match["angled"]:
        start, end = match.span("angled")
    else:
        start, end = match.span("bare")
        end = start + _without_tail(match["bare"])
    url = _BLANKS.sub("", text[start:end])
    if not flowed or match["angled"]:
        return PlainLink((start, end), url)
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line_start:start]
    breakable = before.endswith(" ") and before.strip() not in {"", "--"}
    line_break = (" " if delsp else "") + "\r\n" if breakable else ""
    return PlainLink((start, end), url, FLOWED_WIDTH - len(before), line_break)


def _without_tail(url: str) -> int:
    """Length of the URL without the punctuation and the unpaired closing brackets at its end."""
    end = len(url)
    surplus = {close: url.count(close) - url.count(opened) for close, opened in _PAIRS.items()}
    while end:
        last = url[end - 1]
        if last in _PAIRS and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in _NEVER_LAST:
            break
        end -= 1
    return end
