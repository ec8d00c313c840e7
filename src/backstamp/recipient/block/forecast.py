"""What a block list would do to mail that is there: which opens it stops, and which links and pictures it breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backstamp.catalogue.tracker import Serves
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.glob import Matcher
from backstamp.recipient.block.selection import blocks_images
from backstamp.recipient.block.target import Target


class Effect(StrEnum):
    """What happens to a reference that is blocked.

    OPEN: an open is no longer told, and nothing else is lost; LINK: a link, a form or an unsubscription leads nowhere;
    PICTURE: something that is to be seen is missing; OTHER: a style sheet, a font or their like is missing.
    """

    OPEN = "open"
    LINK = "link"
    PICTURE = "picture"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Example:
    """Where something would break; or, where nothing would, where an open would be stopped."""

    message: str
    url: str


@dataclass(slots=True)
class Outlook:
    """What one rule would do.

    Attributes:
        target: the rule.
        counts: references of each effect.
        messages: how many messages have any.
        broken: the first reference that would break.
        stopped: the first open that would be stopped.
    """

    target: Target
    counts: dict[Effect, int] = field(default_factory=lambda: dict.fromkeys(Effect, 0))
    messages: int = 0
    broken: Example | None = None
    stopped: Example | None = None

    @property
    def breaks(self) -> int:
        """References that would break."""
        return sum(count for effect, count in self.counts.items() if effect is not Effect.OPEN)


class Forecast:
    """Counts, message by message, what rules would do; memory does not grow with the mail.

    Args:
        targets: the rules, as ``selection.suited`` leaves them for this level.
        level: on what the program decides. Blockers of URLs are given rules for images alone; rules for messages mark
            a message and break nothing: for them the counts say what they would find.
    """

    def __init__(self, targets: Sequence[Target], level: Level) -> None:
        self.messages = 0
        self.touched = 0
        self.references = 0
        self.counts = dict.fromkeys(Effect, 0)
        self._level = level
        self._matcher = Matcher(targets)
        self._outlooks = {target: Outlook(target) for target in targets}

    def add(self, message: str, references: Iterable[Reference]) -> None:
        """Count a message.

        Args:
            message: how to call it in examples, such as its path.
            references: all of it.
        """
        touched: set[Target] = set()
        for reference in references:
            self.references += 1
            if reference.url is not None and self._can_be_blocked(reference):
                touched.update(self._count(message, reference, reference.url))
        for target in touched:
            self._outlooks[target].messages += 1
        self.messages += 1
        self.touched += bool(touched)

    def outlooks(self) -> list[Outlook]:
        """The rules that would do anything, the most harmful first."""
        found = [outlook for outlook in self._outlooks.values() if outlook.messages]
        return sorted(found, key=lambda each: (-each.breaks, -each.messages, each.target.host, each.target.path))

    def _can_be_blocked(self, reference: Reference) -> bool:
        if reference.trigger is Trigger.NEVER:
            return False
        return self._level is not Level.URL or reference.kind is Kind.IMAGE

    def _count(self, message: str, reference: Reference, url: str) -> set[Target]:
        targets = {target for target in self._matcher.matching(url) if self._applies(target)}
        effects = {target: effect_of(reference, target) for target in targets}
        for target, effect in effects.items():
            outlook = self._outlooks[target]
            outlook.counts[effect] += 1
            if effect is Effect.OPEN:
                outlook.stopped = outlook.stopped or Example(message, url)
            else:
                outlook.broken = outlook.broken or Example(message, url)
        if effects:
            self.counts[min(effects.values(), key=_MILDEST.index)] += 1
        return targets

    def _applies(self, target: Target) -> bool:
        return self._level is not Level.URL or blocks_images(target)


_MILDEST = (Effect.OPEN, Effect.OTHER, Effect.PICTURE, Effect.LINK)


def effect_of(reference: Reference, target: Target) -> Effect:
    """What happens where a target that means a reference is blocked.

    An image is an open where nobody sees it; where its size is not declared, the target is believed.
    """
    if reference.trigger in {Trigger.CLICK, Trigger.SUBMIT} or reference.kind in {Kind.LINK, Kind.UNSUBSCRIBE}:
        return Effect.LINK
    if reference.kind is Kind.PREFETCH:
        return Effect.OPEN
    seen = reference.appearance
    if seen is not None and (seen.tiny or seen.hidden):
        return Effect.OPEN
    if reference.kind is not Kind.IMAGE:
        return Effect.OTHER
    sized = seen is not None and (seen.width is not None or seen.height is not None)
    return Effect.OPEN if target.serves == {Serves.OPEN} and not sized else Effect.PICTURE
