"""Links in a text/plain part: where mail clients make one out of bare text, and how another URL takes its place.

Quotations, the signature and PGP armour are left alone: the first are other people's words, the last is sealed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

FLOWED_WIDTH = 78
"""Characters that a flowed line should not exceed (RFC 3676 section 4.2)."""

# Quotation marks and the punctuation of Chinese and Japanese end a URL as blanks do.
_BODY = (
    r"[^\s<>\"`\u2018-\u201f\u00ab\u00bb\u2039\u203a\u3000-\u3003\u3008-\u3011"
    r"\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
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
_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
# Clients that do not mark each quoted line put one of these above all of them.
_REST = re.compile(
    r"""
      -{4,}[ ]?(?:Original[ ]Message | Forwarded[ ]Message | Urspr\u00fcngliche[ ]Nachricht
        | Weitergeleitete[ ]Nachricht | Message[ ]d['\u2019]origine | Message[ ]transf\u00e9r\u00e9
        | Mensaje[ ]original | Mensaje[ ]reenviado | Mensagem[ ]original | Messaggio[ ]originale
        | Messaggio[ ]inoltrato | Oorspronkelijk[ ]bericht | Doorgestuurd[ ]bericht)[ ]?-{4,}[ ]*+[\r\n]
    | _{20,}+[ ]*+(?:\r\n|\n)(?:From|Von|De|Da|Van)[ ]?:[ ]
    """,
    re.IGNORECASE | re.VERBOSE,
)
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
    reader = _Reader(text, flowed=flowed, delsp=delsp and flowed)
    return [link for start, end in _own_words(text, flowed=flowed) for link in reader.links(start, end)]


def replacement(link: PlainLink, new_url: str) -> str:
    """What takes the place of ``link.span``: the new URL in one piece.

    In flowed text a line that would become longer than 78 characters ends softly in front of the URL, which changes
    nothing for the reader. The rest of the line stays behind the URL.
    """
    return link.line_break + new_url if len(new_url) > link.room else new_url


def _own_words(text: str, *, flowed: bool) -> Iterator[tuple[int, int]]:
    """Runs of lines that are the author's own: not quoted, no signature, no armour, nothing forwarded."""
    start, armour = 0, False
    for line in _LINE.finditer(text):
        words = line[0].rstrip("\r\n")
        begins = words.startswith("-----BEGIN PGP ")
        quoted = words.startswith(">") if flowed else _QUOTED.match(words) is not None
        ends = words == "-- " or _REST.match(text, line.start()) is not None
        if armour or begins or quoted or ends:
            yield start, line.start()
            start = line.end()
        if ends:
            return
        armour = (armour or begins) and not words.startswith("-----END PGP ")
    yield start, len(text) if not armour else start


class _Reader:
    """Finds the links of one text."""

    def __init__(self, text: str, *, flowed: bool, delsp: bool) -> None:
        self._text, self._flowed = text, flowed
        self._pattern = _LINK_DELSP if delsp else _LINK
        ends = list(_LINE_END.finditer(text)) if flowed else []
        self._line_starts = [0, *(end.end() for end in ends)]
        self._soft_break = (" " if delsp else "") + (ends[0][0] if ends else "\r\n")

    def links(self, start: int, end: int) -> Iterator[PlainLink]:
        for match in self._pattern.finditer(self._text, start, end):
            angled, bare = match.span("angled"), match.span("bare")
            if match["angled"]:
                yield PlainLink(angled, _BLANKS.sub("", match["angled"]))
            elif not match["cut"] and (length := _without_tail(match["bare"])) > len("https://"):
                yield self._bare(bare[0], bare[0] + length)

    def _bare(self, start: int, end: int) -> PlainLink:
        url = _BLANKS.sub("", self._text[start:end])
        if not self._flowed:
            return PlainLink((start, end), url)
        line = self._line_starts[bisect_right(self._line_starts, start) - 1]
        front = self._text[line : min(start, line + FLOWED_WIDTH)]
        # A line of its own must not become empty, nor the separator of a signature.
        breakable = self._text[start - 1] == " " and front.strip(" ") not in {"", "--"}
        return PlainLink((start, end), url, FLOWED_WIDTH - (start - line), self._soft_break if breakable else "")


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
