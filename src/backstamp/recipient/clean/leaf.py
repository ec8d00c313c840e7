"""Cleaning one leaf of a message: its text is read, its references are asked about, and edits are made of it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from backstamp.mail.difference import difference
from backstamp.mail.edit import TextPart, read_text, rewrite
from backstamp.mail.part import Part
from backstamp.mail.references.document import references_in_html
from backstamp.mail.references.leaf import MAX_OCTETS, text_reader
from backstamp.mail.references.place import Place
from backstamp.mail.references.reference import MAX_REFERENCES, Reference, Trigger
from backstamp.mail.splice import Edit, Span, splice
from backstamp.recipient.clean.calendar_markup import inner_markup
from backstamp.recipient.clean.cleaned import Change, Deed, Left
from backstamp.recipient.clean.findings import Findings
from backstamp.recipient.clean.lines import clean_calendar, clean_plain
from backstamp.recipient.clean.made import Made, Wanted, outermost
from backstamp.recipient.clean.markup import clean_markup
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.clean.policy import NOTHING, Reading, wish
from backstamp.recipient.clean.text import Reader, Text

_PASSES = 3
"""How often a text is looked at again: an edit may let a browser see markup that it did not see before."""
_CALENDAR = re.compile(r"text/(?:calendar|vcard)\b")
_SEEN = frozenset({Trigger.OPEN, Trigger.PRINT})
"""Of what is fetched so, the look counts."""
_ACCESS = re.compile(rb"(access-type[ \t]*+=[ \t]*+)(\"[^\"]*+\"|[^;\s]++)", re.IGNORECASE)
_NOWHERE = "x-backstamp-removed"
_CROWDED = f"it holds {MAX_REFERENCES:,} addresses or more, as no mail does"


@dataclass(frozen=True, slots=True)
class Desk:
    """What cleaning a message goes by.

    Attributes:
        findings: of the scan.
        options: of the reader.
        reading: of URLs.
    """

    findings: Findings
    options: CleanOptions
    reading: Reading


@dataclass(frozen=True, slots=True)
class Where:
    """Where a run of octets stands in the message: it is the message itself, or one encoded inside it.

    Attributes:
        prefix: in front of the numbers of its parts.
        origin: from spans of the octets to spans of the message.
    """

    prefix: str
    origin: Callable[[Span], Span]

    def placed(self, reference: Reference, span: Span) -> Reference:
        """A reference of the octets as one of the message."""
        return replace(reference, part=f"{self.prefix}{reference.part}", span=self.origin(span))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one part: edits of the octets that hold it, and what to tell."""

    edits: tuple[Edit[bytes], ...] = ()
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()


def clean_leaf(octets: bytes, part: Part, media: str, base: str | None, desk: Desk, where: Where) -> Outcome:
    """Clean a part that has no children and no seal.

    Args:
        octets: that hold it.
        part: the leaf.
        media: what a client takes it for (``mail.references.leaf.media_type``).
        base: of its relative addresses.
        desk: what to go by.
        where: the octets stand in the message.
    """
    read = text_reader(media)
    if read is None:
        return Outcome()
    number = f"{where.prefix}{part.number}"
    if part.body.end - part.body.start > MAX_OCTETS:
        return Outcome(left=(Left(number, None, "it is too long to be a text that anybody reads"),))
    source = read_text(octets, part)
    if isinstance(source, str):
        found = desk.findings.within(where.origin(part.body)) or desk.options.images is Images.ALL
        return Outcome(left=(Left(number, None, source),) if found else ())
    return _Leaf(source, Place(part.number, base=base), desk, where).clean(read)


class _Leaf:
    """Cleans the text of one part."""

    def __init__(self, source: TextPart, place: Place, desk: Desk, where: Where) -> None:
        self._source, self._place, self._desk, self._where = source, place, desk, where
        self._number = f"{where.prefix}{place.part}"
        self._attached = source.part.disposition == "attachment" or source.part.has_filename

    def clean(self, read: Reader) -> Outcome:
        text = self._source.text
        made = self._at_first(Text(text, read, self._place, first=True))
        if made is None:
            return self._too_many()
        edits = outermost(made)
        if not edits:
            return Outcome((), *_told(made))
        cleaned = splice(text, edits)
        final = self._again(cleaned, read)
        written = edits if final == cleaned else [difference(text, final)]
        return Outcome(tuple(rewrite(self._source, written)), *_told(made))

    def _at_first(self, text: Text) -> list[Made] | None:
        """What is done in the text as it stands in the message; None where it holds too many references."""
        found = list(islice(text.references(), MAX_REFERENCES))
        return None if len(found) >= MAX_REFERENCES else list(self._made(text, found, first=True))

    def _too_many(self) -> Outcome:
        """Nobody reads such a text: where nothing may load, it goes as a whole; else it stays, and that is told."""
        number = self._number
        if self._desk.options.images is not Images.ALL or self._attached:
            return Outcome(left=(Left(number, None, f"{_CROWDED}: nothing was taken out of it"),))
        whole = [Edit(0, len(self._source.text), "")]
        return Outcome(tuple(rewrite(self._source, whole)), left=(Left(number, None, f"{_CROWDED}: its text went"),))

    def _again(self, cleaned: str, read: Reader) -> str:
        """The text once more, until there is nothing left to do."""
        for _ in range(_PASSES):
            text = Text(cleaned, read, self._place, first=False)
            edits = outermost(self._made(text, list(text.references()), first=False))
            if not edits:
                break
            cleaned = splice(cleaned, edits)
        return cleaned

    def _made(self, text: Text, references: list[Reference], *, first: bool) -> Iterator[Made]:
        """What is done in a text; only in the first, as it stands in the message, are findings asked for."""
        wanted = list(self._all_wanted(references, first=first))
        if any(one.finding is None and one.reference.trigger in _SEEN for one in wanted):
            # No finding tells how these look. It is rare that anything of this kind is to go which no scan speaks of.
            wanted = list(self._all_wanted(text.references(looks=True), first=first))
        if not wanted:
            return
        vector = wanted[0].reference.vector
        if _CALENDAR.match(vector):
            yield from self._in_calendar(text.text, wanted)
        elif vector.startswith("text/plain"):
            yield from clean_plain(text.text, wanted, self._source.part)
        else:
            yield from clean_markup(text.text, wanted, text.html)

    def _all_wanted(self, references: Iterable[Reference], *, first: bool) -> Iterator[Wanted]:
        """The references that do not stay as they are."""
        for reference in references:
            wanted = self._wanted(reference, first=first)
            if wanted.wish is not NOTHING:
                yield wanted

    def _wanted(self, reference: Reference, *, first: bool) -> Wanted:
        desk = self._desk
        if not first:
            wished = wish(reference, None, desk.options, desk.reading, attached=self._attached)
            return Wanted(reference, reference, None, wished)
        span = self._source.origin(reference.span)
        finding = desk.findings.at(self._where.origin(span), self._number, reference)
        wished = wish(reference, finding, desk.options, desk.reading, attached=self._attached)
        if wished is NOTHING:
            return Wanted(reference, reference, finding, wished)
        if finding is not None:
            reference = replace(reference, appearance=finding.reference.appearance)
        return Wanted(reference, self._where.placed(reference, span), finding, wished)

    def _in_calendar(self, text: str, wanted: list[Wanted]) -> Iterator[Made]:
        """A calendar's own values, and the HTML in some of them."""
        inside: dict[Span, list[Wanted]] = {}
        markup = {one.span: one for one in inner_markup(text)}
        plain: list[Wanted] = []
        for one in wanted:
            span = Span(*one.reference.span)
            if span in markup and one.reference.vector.startswith(f"text/calendar {markup[span].name} "):
                inside.setdefault(span, []).append(one)
            else:
                plain.append(one)
        yield from clean_calendar(plain)
        for span, ones in inside.items():
            inner = markup[span]
            known = references_in_html(inner.text)
            here = {(each.vector, each.value): each for each in known}
            yield from (
                replace(made, edits=tuple(inner.outside(edit) for edit in made.edits))
                for made in clean_markup(inner.text, _rooted(ones, here, f"text/calendar {inner.name} "))
            )


def _rooted(wanted: list[Wanted], here: dict[tuple[str, str], Reference], vector: str) -> Iterator[Wanted]:
    """The same with the places that they have in the inner markup."""
    for one in wanted:
        found = here.get((one.reference.vector.removeprefix(vector), one.reference.value))
        if found is not None:
            yield replace(one, reference=replace(found, url=one.reference.url))


def _told(made: list[Made]) -> tuple[tuple[Change, ...], tuple[Left, ...]]:
    changes = tuple(Change(one.wanted.placed, one.wanted.finding, one.deed, one.new) for one in made if one.deed)
    stays = (one for one in made if one.why and (one.deed is None or one.deed is Deed.MARKED))
    left = tuple(Left(one.wanted.placed.part, one.wanted.placed, one.why) for one in stays)
    return changes, left


def clean_external_body(octets: bytes, references: list[Reference], desk: Desk, where: Where) -> Outcome:
    """A body that stands elsewhere: its access type becomes one that no client knows.

    Args:
        octets: that hold the part of type message/external-body.
        references: of it, with spans in ``octets``.
        desk: what to go by.
        where: the octets stand in the message.
    """
    placed = [where.placed(reference, reference.span) for reference in references]
    findings = [desk.findings.about(reference) for reference in placed]
    sure = any(finding is not None and finding.sure for finding in findings)
    images = desk.options.images
    if images is Images.NONE or not references or not (sure or images is Images.ALL):
        return Outcome()
    value = Span(*references[0].span)
    match = _ACCESS.search(octets, *value)
    edit = (
        Edit(*match.span(2), _NOWHERE.encode())
        if match
        else Edit(value.end, value.end, f"; access-type={_NOWHERE}".encode())
    )
    changes = (Change(one, finding, Deed.DEFUSED) for one, finding in zip(placed, findings, strict=True))
    return Outcome((edit,), tuple(changes))
