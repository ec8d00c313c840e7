"""Start tags read in place: the name and the attributes, each value with its span.

The parser says which tags count; what stands between their brackets is read here, so that tags outside the tree
(in Outlook's comments, or dropped where browsers allow none) are read in the same way (WHATWG HTML section 13.2.5).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from backstamp.mail.entities import Decoded, decode_attribute
from backstamp.mail.splice import Span

_BLANK = r"[ \t\n\f\r]"
_VALUE = rf"{_BLANK}*+={_BLANK}*+(?:\"([^\"]*+)\"|'([^']*+)'|(?![\"'])([^ \t\n\f\r>]*+))"
_ANY_VALUE = rf"{_BLANK}*+={_BLANK}*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^ \t\n\f\r>]*+)"
_ATTRIBUTE_NAME = r"=?[^ \t\n\f\r/>=]++|="
_NAME = re.compile(r"<[/?]?([^ \t\n\f\r/>]++)")
_ATTRIBUTE = re.compile(rf"[ \t\n\f\r/]*+({_ATTRIBUTE_NAME})(?:{_VALUE})?+")
_TAG = re.compile(
    rf"</?([a-zA-Z][^ \t\n\f\r/>]*+)(?:[ \t\n\f\r/]*+(?:{_ATTRIBUTE_NAME})(?:{_ANY_VALUE})?+)*+[ \t\n\f\r/]*+>"
)
_MAX_KEPT = 4000
MAX_ATTRIBUTES = 1000
"""Attributes read of one tag; a bound for hostile mail."""


class Attribute(NamedTuple):
    """One attribute.

    Attributes:
        name: lower case, its prefix (``xlink:``, ``o:``) included.
        raw: the value as written, without quotes.
        start: of the value in the text.
    """

    name: str
    raw: str
    start: int

    @property
    def span(self) -> Span:
        """Of the value in the text."""
        return Span(self.start, self.start + len(self.raw))

    @property
    def decoded(self) -> Decoded:
        """The value with its entities decoded, and where its pieces stand."""
        return _decoded(self.raw) if len(self.raw) <= _MAX_KEPT else _decoded_at_length(self.raw)

    @property
    def text(self) -> str:
        """The value with its entities decoded."""
        return self.decoded.text if self._may_differ() else self.raw

    def raw_span(self, place: Span) -> Span:
        """Where a piece of the decoded value stands in the text."""
        span = self.decoded.raw(place) if self._may_differ() else place
        return Span(self.start + span.start, self.start + span.end)

    def _may_differ(self) -> bool:
        """A long value is not searched each time that one of its many pieces is asked for."""
        return len(self.raw) > _MAX_KEPT or "&" in self.raw


_decoded = lru_cache(maxsize=1024)(decode_attribute)
_decoded_at_length = lru_cache(maxsize=4)(decode_attribute)  # no deeper do attributes stand within attributes


class Tag:
    """A start tag.

    Attributes:
        name: lower case, as written (``image`` is ``image``, though browsers make an ``img`` of it).
        start: of the whole tag in the text.
        end: one past it.
    """

    __slots__ = ("_attributes", "_begin", "_text", "end", "name", "start")

    def __init__(self, text: str, name: str, start: int, end: int, begin: int) -> None:
        self._text, self.name, self.start, self.end, self._begin = text, name, start, end, begin
        self._attributes: dict[str, Attribute] | None = None

    @property
    def span(self) -> Span:
        """Of the whole tag in the text."""
        return Span(self.start, self.end)

    @property
    def written(self) -> str:
        """The whole tag as it stands in the text."""
        return self._text[self.start : self.end]

    @property
    def attributes(self) -> dict[str, Attribute]:
        """By lower-case name; of a repeated one the first counts. Most tags are never asked: they are read here."""
        if self._attributes is None:
            self._attributes = _attributes(self._text, self._begin, self.end - 1)
        return self._attributes

    def text(self, name: str) -> str:
        """A decoded value; empty where the tag has none."""
        attribute = self.attributes.get(name)
        return attribute.text if attribute else ""


def read_tag(text: str, span: Span) -> Tag | None:
    """Read the tag that stands at a span; None where none does."""
    match = _NAME.match(text, *span)
    if match is None:
        return None
    return Tag(text, match[1].lower(), span.start, span.end, match.end())


def tag_at(text: str, start: int) -> Tag | None:
    """Read the tag that begins at ``start``; None where it does not end."""
    match = _TAG.match(text, start)
    return Tag(text, match[1].lower(), start, match.end(), match.end(1)) if match else None


def tag_span(text: str, start: int, end: int) -> Span | None:
    """The span of the tag that begins at ``start``; None where it does not end before ``end``."""
    match = _TAG.match(text, start, end)
    return Span(start, match.end()) if match else None


def _attributes(text: str, position: int, end: int) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(text, position, end):
        if match.start() != position:
            break  # what stands between is no attribute: the tag ends here
        position = match.end()
        name = match[1].lower()
        if name not in found:
            group = match.lastindex or 0
            if group > 1:
                found[name] = Attribute(name, match[group], match.start(group))
            else:
                found[name] = Attribute(name, "", position)
            if len(found) >= MAX_ATTRIBUTES:
                break
    return found
