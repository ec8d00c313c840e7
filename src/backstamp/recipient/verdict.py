"""The verdict on one reference: its signals weighed, with fixed rules that a person can follow.

Each rule names the signals that it needs and those that speak against it; the first that holds decides. The order is
from the surest to the least sure. docs/scan.md tells them in words.
"""

from dataclasses import dataclass
from functools import lru_cache

from backstamp.recipient.finding import Confidence

_CERTAIN, _PROBABLE, _POSSIBLE = Confidence.CERTAIN, Confidence.PROBABLE, Confidence.POSSIBLE


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        needs: signals that must all be there.
        any_of: at least one of these must be there too, unless empty.
        unless: none of these may be there.
        confidence: what follows.
        per_recipient: whether the URL then differs from reader to reader.
    """

    needs: frozenset[str]
    any_of: frozenset[str]
    unless: frozenset[str]
    confidence: Confidence
    per_recipient: bool | None

    def holds(self, signals: frozenset[str]) -> bool:
        """Whether it applies."""
        return self.needs <= signals and not self.unless & signals and (not self.any_of or bool(self.any_of & signals))


def _rule(
    needs: str, confidence: Confidence, per_recipient: bool | None = True, any_of: str = "", unless: str = ""
) -> Rule:
    return Rule(
        frozenset(needs.split()), frozenset(any_of.split()), frozenset(unless.split()), confidence, per_recipient
    )


_MADE = "identifier long-identifier"
_IDENTIFIERS = f"{_MADE} number shared-identifier shared-number"
_COUNTED = "counting-word same-site-as-clicks known-shape"
_LAYOUT = "repeated spacer plain-file known-content"

SHOWN = (
    _rule("leak", _CERTAIN),
    _rule("", _PROBABLE, any_of="name-inside address-inside address-in-clear"),
    _rule("shared-identifier invisible", _CERTAIN, unless="repeated"),
    _rule("shared-number invisible", _CERTAIN, unless="repeated", any_of="program counting-word same-site-as-clicks"),
    _rule("known-vendor", _CERTAIN, any_of=_IDENTIFIERS, unless="repeated"),
    _rule("known-vendor invisible", _CERTAIN, None, unless="repeated"),
    _rule("known-vendor", _PROBABLE, None, unless=_LAYOUT),
    _rule("shared-identifier", _PROBABLE, unless="repeated"),
    _rule("invisible long-identifier", _PROBABLE, unless=f"{_LAYOUT} signed-content"),
    _rule("invisible identifier", _PROBABLE, any_of=_COUNTED, unless=f"{_LAYOUT} signed-content"),
    _rule("invisible identifier at-the-edge", _PROBABLE, unless=f"{_LAYOUT} signed-content stranger"),
    _rule("invisible number", _PROBABLE, any_of="counting-word known-shape", unless=_LAYOUT),
    _rule("invisible program counting-word only-of-host at-the-edge", _PROBABLE, None, unless=_LAYOUT),
    _rule("unsized program identifier", _PROBABLE, any_of=_COUNTED, unless="repeated signed-content"),
    _rule("unsized program long-identifier", _PROBABLE, any_of=_COUNTED, unless="repeated signed-content"),
    _rule("unsized program only-of-host at-the-edge", _PROBABLE, any_of=_MADE, unless="repeated signed-content"),
    _rule("invisible program shared-parameter", _PROBABLE, unless=_LAYOUT),
    _rule("shared-number", _PROBABLE, any_of="only-of-host shared-parameter", unless=_LAYOUT),
    _rule("known-shape", _PROBABLE, any_of="invisible unsized", unless=_LAYOUT),
    _rule("long-identifier same-site-as-clicks", _PROBABLE, unless="repeated signed-content"),
    _rule("program counting-word only-of-host", _PROBABLE, any_of=_MADE, unless="repeated signed-content"),
    _rule("reader-parameter", _PROBABLE, any_of=_IDENTIFIERS, unless="repeated signed-content"),
    _rule("invisible hashed-name only-of-host", _PROBABLE, any_of="stranger counting-word", unless="repeated"),
)
"""For what loads when the message is shown."""

CLICKED = (
    _rule("leak", _CERTAIN),
    _rule("", _PROBABLE, any_of="name-inside address-inside"),
    _rule("known-vendor", _CERTAIN, any_of=_IDENTIFIERS),
    _rule("shared-identifier", _PROBABLE),
    _rule("shared-number", _PROBABLE),
    _rule("shared-parameter", _PROBABLE),
    _rule("known-vendor", _PROBABLE, None),
    _rule("redirector", _PROBABLE, any_of=_IDENTIFIERS),
    _rule("redirecting-word long-identifier", _PROBABLE),
    _rule("reader-parameter", _PROBABLE, any_of=_IDENTIFIERS),
    _rule("known-shape", _PROBABLE, any_of=_IDENTIFIERS),
)
"""For what is followed."""


@lru_cache(maxsize=1024)
def verdict(signals: frozenset[str], *, shown: bool) -> tuple[Confidence, bool | None]:
    """How sure it is that a reference tells on its reader, and whether its URL is the reader's own.

    Args:
        signals: the names of those that were seen.
        shown: whether it loads when the message is shown; otherwise it is followed, or fetched by a server.
    """
    for rule in SHOWN if shown else CLICKED:
        if rule.holds(signals):
            return rule.confidence, rule.per_recipient
    plain = not signals & frozenset(_IDENTIFIERS.split())
    return _POSSIBLE, False if plain or "repeated" in signals else None
