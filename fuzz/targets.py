"""All targets: what each runs, and what it begins with."""

from collections.abc import Callable
from dataclasses import dataclass

from fuzz import cleaning, markup, protocols, reading, seeds, stamping
from fuzz.repeated import repeated


@dataclass(frozen=True, slots=True)
class Target:
    """One engine under fire.

    Attributes:
        check: raises AssertionError, or whatever the engine lets through, where something is wrong.
        seeds: inputs to begin with.
        share: how much of the time it gets, as a multiple of the others'.
    """

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    share: int = 1


TARGETS: dict[str, Target] = {
    "parts": Target(reading.parts, seeds.messages),
    "headers": Target(reading.headers, seeds.messages),
    "decoding": Target(reading.decoding, seeds.prefixed),
    "quoted-printable": Target(reading.quoted_printable, seeds.prefixed),
    "looking": Target(reading.looking, seeds.messages),
    "html": Target(markup.html, seeds.texts),
    "built-html": Target(markup.built_html, seeds.decisions),
    "css": Target(markup.css, seeds.texts),
    "attributes": Target(markup.attributes, seeds.texts),
    "references": Target(markup.references_of_message, seeds.messages),
    "built-references": Target(markup.references_of_built_message, seeds.decisions),
    "stamp-built": Target(stamping.built, seeds.decisions, share=3),
    "stamp-mutated": Target(stamping.mutated, seeds.messages, share=3),
    "stamp-travelled": Target(stamping.travelled, seeds.decisions),
    "undo-garbage": Target(stamping.records, seeds.prefixed),
    "undo-damaged": Target(stamping.damaged_records, seeds.decisions),
    "undo-field": Target(stamping.undo_fields, seeds.decisions),
    "milter-packets": Target(protocols.milter_packets, seeds.decisions),
    "milter-dialogue": Target(protocols.milter_dialogue, seeds.decisions),
    "clean-built": Target(cleaning.built, seeds.decisions, share=2),
    "clean-mutated": Target(cleaning.mutated, seeds.messages, share=2),
    "dkim": Target(protocols.canonical, seeds.messages),
    "repeated": Target(repeated, seeds.decisions, share=2),
}
