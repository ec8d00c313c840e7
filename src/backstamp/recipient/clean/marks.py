"""The mark on a link that tells on its reader: a title, which mail programs show where the pointer rests."""

import re

from backstamp.mail.references.tags import Tag
from backstamp.mail.splice import Edit
from backstamp.recipient.links.address import address

_NO_HOST = re.compile(r"[^a-z0-9.:\[\]-]")
_LONGEST = 100


def mark_text(url: str) -> str:
    """The words, ASCII without any character that HTML minds: by whom the click is seen."""
    where = address(url)
    host = _NO_HOST.sub("", where.host)[:_LONGEST] if where else ""
    return f"Backstamp: this link tells {host or 'its sender'} that you followed it"


def mark(text: str, tag: Tag, words: str) -> Edit[str] | None:
    """Put the mark in a hyperlink's start tag; None where it is there.

    A title of the sender's stays behind it; one without quotes is overruled by a first one (of two attributes of one
    name the first counts, WHATWG HTML section 13.2.5.33).

    Args:
        text: that holds the tag.
        tag: of the link.
        words: from ``mark_text``.
    """
    title = tag.attributes.get("title")
    if title is not None and title.text.startswith(words):
        return None
    if title is not None and text[title.span.start - 1 : title.span.start] in {'"', "'"}:
        return Edit(title.span.start, title.span.start, f"{words} | ")
    behind = tag.span.start + 1 + len(tag.name)
    return Edit(behind, behind, f' title="{words}"')
