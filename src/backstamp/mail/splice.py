"""Splicing: several non-overlapping replacements applied to one text or one run of octets.

Every change that Backstamp makes to a message goes through here, so whatever no edit names stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

Stuff = TypeVar("Stuff", str, bytes)


class Span(NamedTuple):
    """A half-open range of offsets: ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit(Generic[Stuff]):
    """Put ``new`` in the place of what stands between ``start`` and ``end`` (equal: insert there)."""

    start: int
    end: int
    new: Stuff


@dataclass(frozen=True, slots=True)
class Quoted(Edit[bytes]):
    """An edit inside a quoted-printable body: the octets that it replaces, and the new ones, are encoded."""


@dataclass(frozen=True, slots=True)
class Recoded(Edit[bytes]):
    """An edit that replaces a whole body, because its octets are (or were) not visible in the message.

    Attributes:
        octets: the old body with its transfer encoding undone.
        old_encoding: of the old body, "base64", or "" for one that encoded nothing (7bit, 8bit, binary).
        new_encoding: of the new body, "base64" or "quoted-printable".
        inner: what is edited in ``octets``, in order.
    """

    octets: bytes
    old_encoding: str
    new_encoding: str
    inner: tuple[Edit[bytes], ...]


def in_order(edits: Iterable[Edit[Stuff]], length: int) -> list[Edit[Stuff]]:
    """Edits sorted by place; insertions at one place keep the order in which they were given.

    Args:
        edits: the replacements, in any order.
        length: of what they apply to, in its own unit (characters or octets).

    Raises:
        ValueError: two edits overlap, or one reaches outside (both are programming errors).
    """
    given = list(edits)
    ordered = given if _wrong(given, length) is None else sorted(given, key=attrgetter("start", "end"))
    if (edit := _wrong(ordered, length)) is not None:
        raise ValueError(f"edit {edit.start}..{edit.end} overlaps another one or lies outside 0..{length}")
    return ordered


def _wrong(edits: list[Edit[Stuff]], length: int) -> Edit[Stuff] | None:
    """The first edit that does not stand behind the one before it."""
    position = 0
    for edit in edits:
        if not position <= edit.start <= edit.end <= length:
            return edit
        position = edit.end
    return None


def splice(original: Stuff, edits: Iterable[Edit[Stuff]]) -> Stuff:
    """Apply the edits to the original; offsets are those of the original.

    Raises:
        ValueError: two edits overlap, or one reaches outside the original.
    """
    ordered = in_order(edits, len(original))
    if not ordered:
        return original
    # Slices of a view copy nothing: a large message is in memory twice, and not three times.
    view: Any = memoryview(original) if isinstance(original, bytes) else original
    pieces: list[Any] = []
    position = 0
    for edit in ordered:
        pieces += (view[position : edit.start], edit.new)
        position = edit.end
    pieces.append(view[position:])
    return original[:0].join(pieces)
