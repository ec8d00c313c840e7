"""What is looked for: the reader's data as they stand in plain text, and how each must stand to count."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from backstamp.recipient.finding import LeakOf
from backstamp.recipient.leaks.plain_names import GENERIC
from backstamp.recipient.leaks.suffixes import without_suffix
from backstamp.recipient.reader import Reader

MAX_ADDRESSES = 20
"""Addresses of one reader that are looked for."""
_URL = re.compile(r"(mailto:)?(?:[a-z][a-z0-9+.-]*+:)?(?://[^/?#]*+)?([^?#]*+)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
# Names of parameters that hold somebody's name or account.
_PERSON_KEY = (
    r"[?&;](?:e|em|m|u|to|id|uid|[a-z_-]*(?:mail|user|name|login|rcpt|recipient|subscriber|member|addr)[a-z_-]*)="
)


class Strength(Enum):
    """How much a local part says of who has it, and so where it counts.

    DISTINCT: anywhere; ORDINARY: between delimiters, beyond the host; WEAK: between delimiters in the query of a URL;
    COMMON: as the whole value of a parameter that names a person. Inside a coat the last two count as a whole.
    """

    DISTINCT = 4
    ORDINARY = 3
    WEAK = 2
    COMMON = 1


class Match(NamedTuple):
    """A datum in a text."""

    what: LeakOf
    value: str
    start: int
    end: int


def strength_of(local: str) -> Strength:
    """How much a local part (lower case) says."""
    figures = sum(letter.isdigit() for letter in local)
    letters = sum(letter.isalpha() for letter in local)
    if local in GENERIC or not letters:
        return Strength.COMMON
    if len(local) < 4:
        return Strength.COMMON
    if len(local) >= 12 or (len(local) >= 8 and figures):
        return Strength.DISTINCT
    return Strength.ORDINARY if len(local) >= 8 or figures or letters < len(local) else Strength.WEAK


class _Address:
    """The patterns of one address, made when its local part is first seen in a text."""

    __slots__ = ("_domain", "_patterns", "address", "local", "strength")

    def __init__(self, address: str) -> None:
        self.address = address
        self.local, _, self._domain = address.partition("@")
        self.strength = strength_of(self.local)
        self._patterns: tuple[re.Pattern[str], ...] | None = None

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """Whole address, address without its suffix, local part between delimiters, local part as a whole value."""
        if self._patterns is None:
            left = "" if self.strength is Strength.DISTINCT else r"(?<![^\W_])"
            local, domain = re.escape(self.local), re.escape(self._domain)
            short = re.escape(without_suffix(self._domain) or self._domain)
            bounds = ("", "") if self.strength is Strength.DISTINCT else (left, r"(?![^\W_])")
            self._patterns = (
                re.compile(rf"{left}{local}[@=]{domain}(?![^\W_])"),
                re.compile(rf"{left}{local}[@=]{short}(?!\.?[^\W_]|-)"),
                re.compile(rf"{bounds[0]}{local}{bounds[1]}(?!@)"),
                re.compile(rf"{_PERSON_KEY}({local})(?:[&;#]|\Z)"),
            )
        return self._patterns


class Needles:
    """The data of one reader, ready to be looked for in text in lower case."""

    def __init__(self, reader: Reader, senders: frozenset[str]) -> None:
        """Take the reader, and the sender's addresses (lower case): what the sender is called is no leak."""
        lower = dict.fromkeys(each.lower() for each in reader.addresses)
        addresses = [each for each in lower if "@" in each and each not in senders][:MAX_ADDRESSES]
        self._addresses = tuple(map(_Address, addresses))
        self._foreign = frozenset(word for sender in senders for word in _WORD.findall(sender))
        self._foreign_locals = frozenset(sender.partition("@")[0] for sender in senders)
        self._names = tuple(_name_patterns(name) for name in reader.names if _is_full_name(name))
        self._message_id = reader.message_id.lower()
        self._written_id = reader.message_id
        left = self._message_id.rpartition("@")[0]
        self._left = left if len(left) >= 10 and any(letter.isdigit() for letter in left) else self._message_id
        cores = {each.local for each in self._addresses} | {core for core, *_ in self._names}
        self.cores: tuple[str, ...] = tuple(sorted(cores | ({self._left} if len(self._left) >= 10 else set())))
        """One of these stands in every text that holds anything of the reader."""
        self.octets: tuple[bytes, ...] = tuple(core.encode("latin-1", "replace") for core in self.cores)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that are looked for."""
        return tuple(each.address for each in self._addresses)

    def found(self, text: str, *, coated: bool) -> Iterator[Match]:
        """The data in a text in lower case (octets as latin-1); of each datum the fullest form.

        Args:
            text: lower case.
            coated: whether it came out of a coat; a URL in plain says less by accident.
        """
        for address in self._addresses:
            if address.local in text:
                yield from self._of_address(address, text, coated=coated)
        for core, value, whole, apart in self._names:
            if core in text:
                yield from _of_name(value, whole, apart, self._without_addresses(text), coated=coated)
        if len(self._left) >= 10 and (start := text.find(self._left)) >= 0:
            full = text.startswith(self._message_id, start)
            value = self._written_id if full else self._written_id[: len(self._left)]
            yield Match(LeakOf.MESSAGE_ID, value, start, start + len(value))

    def _without_addresses(self, text: str) -> str:
        """Local parts blotted out: a name that stands inside one is told already."""
        for address in self._addresses:
            if address.strength.value > Strength.WEAK.value:
                text = text.replace(address.local, "\0" * len(address.local))
        return text

    def _of_address(self, address: _Address, text: str, *, coated: bool) -> Iterator[Match]:
        whole, short, local, _ = address.patterns()
        if text.startswith("mailto:" + address.address):
            return  # a letter to the reader tells nobody anything
        for pattern in (whole, short):
            if match := pattern.search(text):
                yield Match(LeakOf.ADDRESS, address.address, match.start(), match.end())
                return
        place = self._place_of_local(address, text, local, coated=coated)
        if place is not None:
            yield Match(LeakOf.LOCAL_PART, address.local, *place)

    def _place_of_local(
        self, address: _Address, text: str, pattern: re.Pattern[str], *, coated: bool
    ) -> tuple[int, int] | None:
        strength = address.strength
        if address.local in self._foreign_locals:
            return None
        if address.local in self._foreign and strength is not Strength.DISTINCT:
            return None
        if coated and strength.value <= Strength.WEAK.value:
            bare = text.strip(" \t\r\n\"'\x00")
            match = pattern.search(text) if strength is Strength.WEAK or bare == address.local else None
            return match.span() if match else None
        if strength is Strength.COMMON:
            match = address.patterns()[3].search(text)
            return match.span(1) if match else None
        match = pattern.search(text, 0 if coated else _beyond(text, strength))
        return match.span() if match else None


def _beyond(text: str, strength: Strength) -> int:
    """Where a local part may begin to count in a URL: a weak one behind the path, an ordinary one behind the host.

    The addressee of a mailto: is somebody else, however much he is called like the reader.
    """
    match = _URL.match(text)
    if match is None or (strength is Strength.DISTINCT and not match[1]):
        return 0
    return match.start(2) if strength is Strength.ORDINARY and not match[1] else match.end()


def _is_full_name(name: str) -> bool:
    words = _WORD.findall(name)
    return "@" not in name and 1 < len(words) <= 6 and len(words[0]) > 1 and len(words[-1]) > 2


_Name = tuple[str, str, re.Pattern[str], tuple[re.Pattern[str], re.Pattern[str]]]


def _name_patterns(name: str) -> _Name:
    """The last word, the name, the pattern of the whole, and the patterns of its first and last words as values."""
    words = [word.encode("utf-8", "replace").decode("latin-1").lower() for word in _WORD.findall(name)]
    first, last = re.escape(words[0]), re.escape(words[-1])
    between = r"[\W_]{0,3}"
    orders = {between.join(map(re.escape, words)), f"{first}{between}{last}", f"{last}{between}{first}"}
    whole = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(sorted(orders))})(?![a-z0-9])")
    apart = (_as_value(first), _as_value(last))
    return words[-1], name, whole, apart


def _as_value(word: str) -> re.Pattern[str]:
    return re.compile(rf"""[=:"']\s?({word})(?:[&;,#"'\s]|\Z)""")


def _of_name(
    name: str, whole: re.Pattern[str], apart: tuple[re.Pattern[str], re.Pattern[str]], text: str, *, coated: bool
) -> Iterator[Match]:
    if match := whole.search(text, 0 if coated else _beyond(text, Strength.ORDINARY)):
        yield Match(LeakOf.NAME, name, *match.span())
        return
    first, last = apart[0].search(text), apart[1].search(text)
    if first and last:
        yield Match(LeakOf.NAME, name, *first.span(1))
