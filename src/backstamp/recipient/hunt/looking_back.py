"""What belongs to an answer that stands on a line of its own: the aliases before it and the questions it answers.

dnsmasq writes ``reply ASKED is <CNAME>``, ``reply ALIAS is ADDRESS`` one under the other: the name looked for may be
the alias alone. Then the lines above lead to the name asked for, and that to the clients that asked.
"""

from collections.abc import Callable, Iterator

from backstamp.recipient.hunt.formats.told import Part, Told
from backstamp.recipient.hunt.window import Window

_MOST_ALIASES = 16
_MOST_QUESTIONS = 16
_FAR = 1 << 16  # octets; some 600 lines, more than a resolver writes while one look-up is under way

Parse = Callable[[bytes], Told | None]


def before(
    window: Window, start: int, answer: Told, parse: Parse, is_done: Callable[[int], bool]
) -> Iterator[tuple[int, int]]:
    """Lines to read before an answer, in the order of the log.

    Args:
        window: the answer's surroundings.
        start: where its line begins.
        answer: what it tells.
        parse: reads a line; None for one that tells nothing or cannot be read.
        is_done: whether the line at a place of the log was read before; so were the questions before it.
    """
    chain = _aliases(window, start, answer, parse)
    if chain:
        top, _, first = chain[-1]
        yield from _questions(window, top, first.event.host, is_done)
    yield from ((begin, end) for begin, end, _ in reversed(chain))


def after(window: Window, end: int, answer: Told, parse: Parse) -> Iterator[tuple[int, int]]:
    """Lines that go on from an alias: what it leads to, and all its addresses."""
    for begin, stop in window.lines(end + 1):
        if not answer.leads and answer.part is not Part.ANSWER:
            return
        told = parse(window.text[begin:stop])
        if told is None or told.part is not Part.ANSWER or told.tie != answer.tie:
            return
        if not answer.leads and told.event.host != answer.event.host:
            return
        yield begin, stop
        answer = told


def _aliases(window: Window, start: int, answer: Told, parse: Parse) -> list[tuple[int, int, Told]]:
    """The lines right above that lead to this one, the nearest first; several addresses of one name are passed over."""
    found: list[tuple[int, int, Told]] = []
    for begin, end in window.back(start, _MOST_ALIASES):
        told = parse(window.text[begin:end]) if window.low.find(b" is ", begin, end) > 0 else None
        if told is None or told.part is not Part.ANSWER or told.tie != answer.tie:
            break
        if told.leads:
            found.append((begin, end, told))
        elif found or told.event.host != answer.event.host:
            break
    return found


def _questions(window: Window, top: int, asked: str, is_done: Callable[[int], bool]) -> list[tuple[int, int]]:
    """Lines before that ask for a name, the oldest first."""
    needle = b"] " + asked.encode("utf-8", "replace") + b" from "
    found: list[tuple[int, int]] = []
    place = top
    while len(found) < _MOST_QUESTIONS:
        place = window.low.rfind(needle, max(0, top - _FAR), place)
        if place < 0:
            break
        begin, end = window.around(place)
        if is_done(window.base + begin):
            break
        found.append((begin, end))
    return found[::-1]
