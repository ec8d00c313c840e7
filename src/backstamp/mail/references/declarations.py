"""Declarations: ``<!DOCTYPE … SYSTEM "…">``, ``<?import …?>``, ``<?xml-stylesheet …?>``."""

import re
from collections.abc import Iterator

from backstamp.mail.references.found import Found, whole
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.references.tags import read_tag
from backstamp.mail.splice import Span

_DOCTYPE = re.compile(r"<!(?:doctype|entity|notation)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*+)\"|'([^']*+)'")
_ADDRESS = re.compile(r"\s*+(?:[a-z][a-z0-9+.-]*+:)?//", re.IGNORECASE)
_INSTRUCTIONS = {
    ("import", "implementation"): Row(Kind.SCRIPT, Trigger.OPEN, note="only Microsoft's old engines fetch it"),
    ("xml-stylesheet", "href"): Row(Kind.STYLE, Trigger.OPEN, note="in XML, and in SVG shown by itself"),
    ("xml:namespace", "src"): Row(Kind.SCRIPT, Trigger.OPEN, note="only Microsoft's old engines fetch it"),
}


def found_in_declaration(text: str, span: Span) -> Iterator[Found]:
    """The references of one ``<!…>`` or ``<?…>``."""
    if text.startswith("<?", span.start):
        yield from _instruction(text, span)
    elif _DOCTYPE.match(text, *span):
        for match in _QUOTED.finditer(text, *span):
            group = match.lastindex or 1
            if _ADDRESS.match(match[group]):
                place = Span(*match.span(group))
                yield Found(Kind.OTHER, Trigger.NEVER, "doctype", match[group], place, "only XML readers fetch it")


def _instruction(text: str, span: Span) -> Iterator[Found]:
    tag = read_tag(text, span)
    for name, attribute in tag.attributes.items() if tag else ():
        row = _INSTRUCTIONS.get((tag.name, name)) if tag else None
        if row:
            yield whole(attribute, row, f"<?{tag.name if tag else ''}?>@{name}")
