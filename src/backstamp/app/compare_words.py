"""What two copies prove, in words; and two values side by side, cut so that what differs is seen."""

from typing import NamedTuple

from backstamp.app.comparing import ALIKE, Compared
from backstamp.app.printable import printable
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.recipient.compare import Pair
from backstamp.recipient.survey import SHOWN

_SHARED = 10
_OWN = 30


class Sides(NamedTuple):
    """Two values: what both begin with, what each has of its own, what both end in; shortened and printable."""

    start: str
    first: str
    second: str
    end: str


def sides(first: str, second: str) -> Sides:
    """Cut two values; where one is missing, the other is whole. Behind what is cut off, nothing is shown."""
    begins = _common(first, second)
    ends = _common(first[begins:][::-1], second[begins:][::-1])
    start, end = first[:begins], first[len(first) - ends :]
    own = first[begins : len(first) - ends], second[begins : len(second) - ends]
    if max(map(len, own)) > _OWN:
        end = ""
    return Sides(
        printable(start if len(start) <= _SHARED else f"…{start[-_SHARED:]}"),
        printable(own[0], _OWN),
        printable(own[1], _OWN),
        printable(end if len(end) <= _SHARED else f"{end[:_SHARED]}…"),
    )


def _common(first: str, second: str) -> int:
    least = min(len(first), len(second))
    return next((place for place in range(least) if first[place] != second[place]), least)


def headline(compared: Compared) -> str:
    """What the copies prove, in a sentence or two."""
    pairs = compared.comparison.pairs
    differing = [pair for pair in pairs if pair.differs]
    if not pairs:
        return "The first copy holds no address that is loaded or followed: there is nothing to compare."
    if not differing:
        which = "The one address is" if len(pairs) == 1 else f"All {len(pairs):,} addresses are"
        return f"{which} the same in both copies: nothing in them tells one reader from another."
    counted = f"Of {_count(len(pairs))} {len(differing):,} differ{'s' if len(differing) == 1 else ''}"
    proof = "" if compared.doubtful else " What differs is your own: it tells them that it is you."
    return f"{counted}: {_and(_sorts(differing))}.{proof}"


def warnings(compared: Compared) -> list[str]:
    """Why the copies may prove less than it seems, sentences."""
    if compared.identical:
        return ["Both messages are the same, octet for octet: to compare, have the mailing sent to two addresses."]
    told = []
    if compared.comparison.alike < ALIKE:
        share = 100 * compared.comparison.alike
        told.append(
            f"These are hardly two copies of one mailing: only {share:.0f} % of their addresses have a counterpart in "
            "the other. What differs proves nothing then."
        )
    if compared.same_reader:
        told.append(
            f"Both copies are for {printable(', '.join(compared.same_reader[:3]), 200)}: what differs is each copy's "
            "own, and need not tell readers apart. Compare copies that were sent to two readers."
        )
    return told


def _sorts(differing: list[Pair]) -> list[str]:
    """What is done with the addresses that differ, the most telling first."""
    counts = dict.fromkeys(_SORTS, 0)
    for pair in differing:
        counts[_sort(pair)] += 1
    return [f"{number:,} {_SORTS[name][number > 1]}" for name, number in counts.items() if number]


_SORTS = {
    "open": ("is loaded when you open the message", "are loaded when you open the message"),
    "click": ("is a link", "are links"),
    "leave": ("is for leaving the list", "are for leaving the list"),
    "other": ("is for programs", "are for programs"),
}


def _sort(pair: Pair) -> str:
    reference = pair.first.reference
    if reference.kind is Kind.UNSUBSCRIBE:
        return "leave"
    if reference.trigger in SHOWN:
        return "open"
    return "click" if reference.trigger in {Trigger.CLICK, Trigger.SUBMIT} else "other"


def _count(number: int) -> str:
    return "1 address" if number == 1 else f"{number:,} addresses"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
