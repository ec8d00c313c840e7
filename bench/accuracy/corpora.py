"""The mail that is measured on, each message with what it fetches and what is known to be the truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from backstamp.mail.edit import look_at
from backstamp.mail.html import Document
from backstamp.mail.part import Part
from backstamp.mail.parts import part_map
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.survey import SHOWN

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@dataclass(frozen=True, slots=True)
class Tag:
    """An ``img`` element, as the peers' rules see it.

    Attributes:
        source: its address as a client reads it.
        text: the start tag as written.
        attributes: lower-case names, decoded values.
    """

    source: str
    text: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Mail:
    """One message.

    Attributes:
        name: of its file, or of whatever made it.
        octets: all of it.
    """

    name: str
    octets: bytes

    @cached_property
    def fetching(self) -> tuple[Reference, ...]:
        """Every reference that some client fetches over the network."""
        return tuple(one for one in references(self.octets) if is_remote(one.url) and one.trigger is not Trigger.NEVER)

    @property
    def loading(self) -> tuple[Reference, ...]:
        """Those that load when the message is shown or printed: pictures, style sheets, fonts and the like."""
        return tuple(one for one in self.fetching if one.trigger in SHOWN)

    @property
    def pictures(self) -> tuple[Reference, ...]:
        """The images among those."""
        return tuple(one for one in self.loading if one.kind is Kind.IMAGE)

    @property
    def tiny(self) -> tuple[Reference, ...]:
        """The images that declare, by attribute or style, at most one pixel either way."""
        return tuple(one for one in self.pictures if _is_tiny(one))

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """The ``img`` elements of all HTML parts."""
        parts = (part for part in part_map(self.octets).walk() if part.content_type == "text/html")
        return tuple(tag for part in parts for tag in _tags(self.octets, part))


@dataclass(frozen=True)
class Pair:
    """Two copies of one mailing, sent to two readers."""

    first: Mail
    second: Mail

    def both_ways(self) -> Iterator[tuple[Mail, Mail]]:
        """Each copy with the other one."""
        yield self.first, self.second
        yield self.second, self.first


def truth(mail: Mail, other: Mail) -> frozenset[int]:
    """The references (by their order) whose URL stands nowhere in the other copy: each reader has one of their own."""
    there = {one.url for one in other.fetching}
    return frozenset(one.order for one in mail.fetching if one.url not in there)


def read_pairs(corpora: Path) -> list[Pair]:
    """The pairs in ``corpora/pairs``."""
    firsts = sorted((corpora / "pairs").glob("*.copy1.eml"))
    return [Pair(_read(path), _read(path.with_name(path.name.replace("copy1", "copy2")))) for path in firsts]


def read_folder(corpora: Path, name: str) -> list[Mail]:
    """The messages in one folder of the corpora."""
    return [_read(path) for path in sorted((corpora / name).iterdir())]


def _read(path: Path) -> Mail:
    return Mail(path.name, path.read_bytes())


def _is_tiny(one: Reference) -> bool:
    looks = one.appearance
    sides = (looks.width, looks.height) if looks else (None, None)
    return all(side is not None and side <= 1 for side in sides)


def _tags(message: bytes, part: Part) -> Iterator[Tag]:
    text = look_at(message, part).text
    for element in Document(text).elements("img"):
        if element.start is None:
            continue
        values = {name: element.value(name) or "" for name in ("src", "width", "height", "style", "class")}
        yield Tag(values["src"].strip(), text[element.start.start : element.start.end], values)
