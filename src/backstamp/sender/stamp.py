"""Stamping: the pixel and the rewritten links, written into a message without touching anything else.

A message is read once (``plan``) and can then be stamped for any number of recipients (``Plan.stamp``). Both are pure
functions over octets. Links are numbered from 1 in the order of the message, one number per occurrence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from backstamp.mail import undo
from backstamp.mail.edit import rewrite
from backstamp.mail.parts import Part, part_map
from backstamp.mail.splice import Edit, Span, in_order, splice
from backstamp.sender import undo_field
from backstamp.sender.bodies import html_bodies
from backstamp.sender.body import Body, Copy, Sealer
from backstamp.sender.changes import Change, Link, Skipped
from backstamp.sender.dkim_fields import set_aside
from backstamp.sender.lines import Lines
from backstamp.sender.marks import expected
from backstamp.sender.modes import Modes
from backstamp.sender.options import Options, Signatures
from backstamp.sender.own import own_stamps
from backstamp.sender.planner import Planner
from backstamp.sender.signed import signature
from backstamp.sender.steering import steer
from backstamp.sender.template import ONE, OTHER, SameTokens, Template, make_template
from backstamp.tokens.token import PIXEL, KeyRing

Fill = tuple[Body, list[tuple[int | None, Edit[str]]]]
"""A body and the edits that fill it, as ``Copy.edits`` gives them."""

ALREADY = "The message is stamped already."


@dataclass(frozen=True, slots=True)
class Plan:
    """A message read once, ready to be stamped for any number of recipients.

    Attributes:
        original: the octets as they came.
        message: the octets as they leave where nothing is stamped: without the X-Backstamp header.
        root: part map of ``original``.
        options: as given.
        modes: what the message allows of the options' modes.
        links: the links that are rewritten.
        pixel: whether a pixel is added.
        skipped: what is left alone although it looks like something to stamp.
        untouched: one sentence why nothing is stamped at all, else None.
        bodies: where the stamps go.
        header: edits of the header that all copies share.
    """

    original: bytes
    message: bytes
    root: Part
    options: Options
    modes: Modes
    links: tuple[Link, ...] = ()
    pixel: bool = False
    skipped: tuple[Skipped, ...] = ()
    untouched: str | None = None
    bodies: tuple[Body, ...] = ()
    header: tuple[Edit[bytes], ...] = ()
    _seen: set[Modes] = field(default_factory=set, repr=False, compare=False)
    _templates: dict[Modes, Template | None] = field(default_factory=dict, repr=False, compare=False)
    _records: dict[Modes, Edit[bytes]] = field(default_factory=dict, repr=False, compare=False)

    def stamp(self, ring: KeyRing, message_id: int, recipient: int, modes: Modes | None = None) -> bytes:
        """Stamp the message for one recipient.

        Args:
            ring: seals the tokens.
            message_id: 0 to 2**63 - 1.
            recipient: ordinal of the recipient within the message, 0 to 2**32 - 2.
            modes: for this recipient, no more than ``self.modes``; those when None.

        Returns:
            The stamped message; ``self.message`` where nothing is to be stamped.

        Raises:
            ValueError: a number is out of range (a programming error).
        """
        copy = self._copy(ring, message_id, recipient, modes)
        return self._from_template(copy) or self._written(copy.modes, self._fills(copy))

    def changes(self, ring: KeyRing, message_id: int, recipient: int, modes: Modes | None = None) -> tuple[Change, ...]:
        """What ``stamp`` with the same arguments does, run of text by run of text, in the order of the message."""
        return self._explained(self._fills(self._copy(ring, message_id, recipient, modes)))

    def edits(
        self, ring: KeyRing, message_id: int, recipient: int, modes: Modes | None = None
    ) -> tuple[Edit[bytes], ...]:
        """The same as replacements in the octets of ``original``; empty where nothing is stamped."""
        copy = self._copy(ring, message_id, recipient, modes)
        return tuple(self._edits(copy.modes, self._fills(copy)))

    def stamp_and_explain(self, ring: KeyRing, message_id: int, recipient: int) -> tuple[bytes, tuple[Change, ...]]:
        """Both in one go."""
        copy = self._copy(ring, message_id, recipient, None)
        fills = self._fills(copy)
        return self._written(copy.modes, fills), self._explained(fills)

    def _copy(self, ring: Sealer, message_id: int, recipient: int, modes: Modes | None) -> Copy:
        options = self.options
        modes = self.modes.least(modes) if modes else self.modes
        return Copy(ring, options.base_url, message_id, recipient, modes, options.visible, options.footer)

    def _fills(self, copy: Copy) -> list[Fill]:
        """What is done to each body; nothing where nothing may be done."""
        if self.untouched is not None or copy.modes.off:
            return []
        return [(body, copy.edits(body)) for body in self.bodies]

    def _from_template(self, copy: Copy) -> bytes | None:
        """A further copy of a mailing; None for the first of its modes, and where there is no template."""
        modes = copy.modes
        if self.untouched is not None or modes.off:
            return None
        if modes not in self._seen:
            self._seen.add(modes)
            return None
        if modes not in self._templates:
            self._templates[modes] = self._template(modes)
        template = self._templates[modes]
        return template.fill([token for body in self.bodies for token in copy.tokens(body)]) if template else None

    def _template(self, modes: Modes) -> Template | None:
        copies = [self._copy(SameTokens(token), 0, 0, modes) for token in (ONE, OTHER)]
        one, other = (in_order(self._edits(modes, self._fills(copy)), len(self.original)) for copy in copies)
        return make_template(self.original, one, other, sum(len(copies[0].tokens(body)) for body in self.bodies))

    def _written(self, modes: Modes, fills: list[Fill]) -> bytes:
        return splice(self.original, self._edits(modes, fills)) if fills else self.message

    def _edits(self, modes: Modes, fills: list[Fill]) -> list[Edit[bytes]]:
        if not fills:
            return []
        edits = list(self.header)
        for body, fill in fills:
            edits += rewrite(body.source, [edit for _, edit in fill], body.blanks)
        if self.options.undo:
            # Before the others: where the first field is set aside, its new name is inserted at the same place.
            edits.insert(0, self._undo(modes, edits))
        return edits

    def _explained(self, fills: list[Fill]) -> tuple[Change, ...]:
        changes = [_header_change(self.original, edit) for edit in self.header] if fills else []
        for body, fill in fills:
            changes += _body_changes(body, sorted(fill, key=lambda pair: pair[1].start))
        return tuple(changes)

    def _undo(self, modes: Modes, edits: list[Edit[bytes]]) -> Edit[bytes]:
        """The record; copies of the same modes differ in their tokens only, and share it."""
        if modes not in self._records:
            entities = any(body.entities for body in self.bodies)
            record = undo.record(self.original, edits, partial(expected, entities=entities))
            newline = b"\r\n" if b"\r\n" in self.original[: self.root.body.start] else b"\n"
            self._records[modes] = undo_field.write(
                self.root, record, self.options.base_url, newline, entities=entities
            )
        return self._records[modes]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A message stamped for one recipient.

    Attributes:
        message: the octets.
        edits: what was changed.
        skipped: what was left alone, and why.
        links: the links that were rewritten.
        pixel: whether a pixel was added.
        untouched: one sentence why nothing was stamped at all, else None.
    """

    message: bytes
    edits: tuple[Change, ...]
    skipped: tuple[Skipped, ...]
    links: tuple[Link, ...]
    pixel: bool
    untouched: str | None


def plan(message: bytes, options: Options) -> Plan:
    """Read a message and find out what a stamp would do to it.

    Args:
        message: as it would be sent; any octets.
        options: what may be done.

    Raises:
        ModeError: the message's header X-Backstamp asks for more than the options allow.
    """
    root = part_map(message)
    steering = steer(message, root)
    modes = options.modes.restricted(steering.opens, steering.links, "The message's header X-Backstamp")
    untouched = steering.reason or _untouchable(message, root, options)
    if untouched is None and modes.off:
        untouched = "Neither opens nor links may be recorded."
    if untouched is not None:
        return Plan(message, steering.message, root, options, modes, untouched=untouched)
    planner = Planner(message, root, options, modes)
    planner.read()
    header = [*steering.edits, *(set_aside(root) if options.signatures is not Signatures.LEAVE else ())]
    return Plan(
        message,
        steering.message,
        root,
        options,
        modes,
        tuple(planner.links),
        planner.pixel,
        tuple(planner.skipped),
        None if planner.bodies else _nothing_found(root),
        tuple(planner.bodies),
        tuple(header),
    )


def stamp(message: bytes, options: Options, *, ring: KeyRing, message_id: int, recipient: int = 0) -> Stamped:
    """Plan and stamp in one call, for one recipient; arguments and errors as for ``plan`` and ``Plan.stamp``."""
    ready = plan(message, options)
    stamped, changes = ready.stamp_and_explain(ring, message_id, recipient)
    return Stamped(stamped, changes, ready.skipped, ready.links, ready.pixel, ready.untouched)


def _untouchable(message: bytes, root: Part, options: Options) -> str | None:
    """Why a message must not be stamped whatever the modes: signed, encrypted, or stamped before."""
    reason = signature(message, root, dkim=options.signatures is Signatures.LEAVE)
    if reason is not None:
        return reason
    field = undo_field.find(message, root)
    if field is not None and own_stamps(field.base_url) == own_stamps(options.base_url):
        return ALREADY if field.restore(message) is not None else None
    return None


def _nothing_found(root: Part) -> str:
    bodies = next(html_bodies(root), None)
    return "The message has no HTML part." if bodies is None else "Nothing in the message can be stamped."


def _header_change(original: bytes, edit: Edit[bytes]) -> Change:
    before = original[edit.start : edit.end].decode("latin-1")
    line = original.count(b"\n", 0, edit.start) + 1
    return Change("header", "header", Span(edit.start, edit.end), line, before, edit.new.decode("latin-1"))


def _body_changes(body: Body, edits: Iterable[tuple[int | None, Edit[str]]]) -> list[Change]:
    text, number = body.source.text, body.source.part.number
    lines = Lines(text)
    return [
        Change(
            number,
            _in_words(ordinal, edit.new),
            Span(edit.start, edit.end),
            lines.at(edit.start),
            text[edit.start : edit.end],
            edit.new,
        )
        for ordinal, edit in edits
    ]


def _in_words(ordinal: int | None, new: str) -> str:
    if ordinal is None:
        return "an own stamp of earlier"
    if ordinal != PIXEL:
        return f"link {ordinal}"
    return "pixel" if new.startswith("<img") else "line for the reader"
