"""All targets: what each runs, and what it begins with."""

from collections.abc import Callable
from dataclasses import dataclass

from fuzz import (
    cleaning,
    markup,
    protocols,
    reading,
    recipient,
    recipient_logs,
    recipient_text,
    seeds,
    stamping,
)
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
    "scan-mutated": Target(recipient.scan_mutated, seeds.messages),
    "scan-built": Target(recipient.scan_built, seeds.decisions),
    "clean-scanned": Target(recipient.clean_scanned, seeds.decisions),
    "compare": Target(recipient.compared, seeds.decisions),
    "sources": Target(recipient.sources, seeds.archives),
    "leaks": Target(recipient_text.leaks, seeds.urls),
    "leaks-planted": Target(recipient_text.planted, seeds.decisions),
    "links": Target(recipient_text.links, seeds.urls),
    "globs": Target(recipient_text.globs, seeds.decisions),
    "tracker-lists": Target(recipient_text.lists, seeds.lists),
    "log-lines": Target(recipient_logs.log_lines, seeds.log_lines),
    "logs": Target(recipient_logs.logs, seeds.decisions),
    "any-log": Target(recipient_logs.any_log, seeds.log_lines),
    "rules": Target(recipient_logs.rules, seeds.decisions),
    "scanned-rules": Target(recipient_logs.scanned_rules, seeds.decisions),
    "repeated": Target(repeated, seeds.decisions, share=2),
}
