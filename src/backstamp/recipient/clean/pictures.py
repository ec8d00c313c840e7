"""What takes the place of a picture: nothing, its alternative text, or a blank that holds its room.

Loading a picture tells its sender; taking its element away can tear a layout. So an invisible one goes, one with an
alternative text gives way to that, and any other keeps its element, with a transparent pixel of ours inside the
message for its picture. So does one that a table cell holds nothing but.
"""

import re
from bisect import bisect_right

from backstamp.mail.references.tags import Tag

BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""A transparent GIF of one pixel: loaded from the message itself (RFC 2397)."""

_CELLS = frozenset({"td", "th"})
_CELL_ENDS = re.compile(r"\s*+</?t(?:[dhr]|able|body|foot|head)\b", re.IGNORECASE)
_JOINS = "<!/?-&#"
"""What stands before a tag and might become markup with what follows it, were the tag to go."""


class Tags:
    """The start tags of a text, by place.

    Args:
        tags: in any order.
    """

    def __init__(self, tags: list[Tag]) -> None:
        self._tags = sorted(tags, key=lambda tag: tag.span.start)
        self._starts = [tag.span.start for tag in self._tags]

    def at(self, place: int) -> Tag | None:
        """The tag that a place lies in."""
        found = bisect_right(self._starts, place) - 1
        return self._tags[found] if found >= 0 and place < self._tags[found].span.end else None

    def before(self, tag: Tag) -> Tag | None:
        """The tag before one."""
        found = bisect_right(self._starts, tag.span.start - 1) - 1
        return self._tags[found] if found >= 0 else None


def may_go(text: str, tag: Tag) -> bool:
    """Whether nothing new comes into being where a tag is cut out."""
    return text[max(0, tag.span.start - 1) : tag.span.start] not in set(_JOINS)


def holds_cell(text: str, tag: Tag, tags: Tags) -> bool:
    """Whether a table cell holds this element and nothing else."""
    before = tags.before(tag)
    if before is None or before.name not in _CELLS or not _CELL_ENDS.match(text, tag.span.end):
        return False
    return not text[before.span.end : tag.span.start].strip()


def alternative(tag: Tag) -> str:
    """The alternative text as text between tags; "" where it says nothing."""
    alt = tag.attributes.get("alt")
    if alt is None or not alt.text.strip():
        return ""
    words = alt.raw.strip().replace("<", "&lt;").replace("--", "-&#45;")
    return f"&#70;{words[1:]}" if words.startswith("From ") else words
