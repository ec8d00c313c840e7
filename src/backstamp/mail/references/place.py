"""Where a text stands in its message: what is found in it becomes references there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backstamp.mail.references.found import Found
from backstamp.mail.references.reference import Reference
from backstamp.mail.references.urls import resolved, stripped
from backstamp.mail.splice import Span


def _itself(span: Span) -> Span:
    return span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in its message.

    Attributes:
        part: the number of the part.
        origin: from spans of the text to spans of the message's octets.
        base: what its relative addresses are resolved against; None where nothing says so.
    """

    part: str = "1"
    origin: Callable[[Span], Span] = _itself
    base: str | None = None

    def references(self, text: str, found: Iterable[Found]) -> Iterator[Reference]:
        """The references that were found in the text; what leads nowhere (empty, or a fragment only) is left out."""
        bases: dict[str | None, str | None] = {None: self.base}
        for one in found:
            value = stripped(one.value)
            if not value or value.startswith("#"):
                continue
            if one.base not in bases:
                bases[one.base] = resolved(stripped(one.base or ""), self.base) or self.base
            kind, trigger, vector, _, span, note, looks, base, named = one
            url = resolved(value, bases[base]) if named is None else named or None
            raw, place = text[span.start : span.end], self.origin(span)
            yield Reference(kind, trigger, vector, self.part, raw, value, url, place, 0, looks, note)


ANYWHERE = Place()
"""Spans count in the text itself."""
