"""Reading files of trackers: the package's ``trackers.toml``, and lists in the user's folder."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from backstamp.catalogue.facts import Refuted
from backstamp.catalogue.read import Entry, entries, refuted
from backstamp.catalogue.tracker import SenderFact, Serves, TrackerException, TrackerList, TrackerRule

MOST_STARS = 16
"""Stars in one glob."""
LONGEST_GLOB = 500
"""Characters of one glob."""

_CERTAINTIES = ("certain", "probable", "weak")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}+)(?<![.-])|[0-9a-f:.]{2,45}+")
_PATH = re.compile(r"[/*][\x21-\x7e]*+")
_FIELD = re.compile(r"[a-z0-9-]++")

_Certainty = Literal["certain", "probable", "weak"]


@dataclass(frozen=True, slots=True)
class Trackers:
    """What stands in ``trackers.toml``.

    Attributes:
        rules: how URLs of trackers look.
        examples: a made-up URL for each rule, by the rule's name.
        facts: how senders show themselves in a header.
        refuted: claims that must not be used.
    """

    rules: tuple[TrackerRule, ...]
    examples: dict[str, str]
    facts: tuple[SenderFact, ...]
    refuted: tuple[Refuted, ...]


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list in the user's folder.

    Attributes:
        about: what the list says of itself.
        rules: its rules, each with the list's name.
        exceptions: what it excepts from them.
    """

    about: TrackerList
    rules: tuple[TrackerRule, ...]
    exceptions: tuple[TrackerException, ...]


def read_trackers(text: str, file: str) -> Trackers:
    """The trackers in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    tables = entries(text, file, "tracker", "sender", "refuted")
    return Trackers(
        tuple(_once(tables["tracker"], "")),
        {entry.text("name"): entry.text("example") for entry in tables["tracker"]},
        tuple(_sender(entry) for entry in tables["sender"]),
        tuple(refuted(entry) for entry in tables["refuted"]),
    )


def read_list(text: str, file: str, name: str) -> KeptList:
    """A list as ``backstamp catalogue import`` writes it.

    Args:
        text: TOML: one ``[[list]]``; rules in full as ``[[tracker]]``; many rules that share vendor, purpose and
            certainty as ``[[group]]``; ``[[exceptions]]``.
        file: what to call it in an error.
        name: of the list.

    Raises:
        CatalogueError: naming file, entry and fault.
    """
    tables = entries(text, file, "list", "tracker", "group", "exceptions")
    if len(tables["list"]) != 1:
        raise Entry(file, "[[list]]", {}).wrong("there must be exactly one, with title, licence, source and imported")
    about = _about(tables["list"][0], name)
    rules = [*_once(tables["tracker"], name)]
    for entry in tables["group"]:
        rules += _group(entry, about)
    return KeptList(about, tuple(rules), tuple(_exceptions(tables["exceptions"], name)))


def _about(entry: Entry, name: str) -> TrackerList:
    entry.only("title", "licence", "source", "imported")
    return TrackerList(name, entry.text("title"), entry.text("licence"), entry.text("source"), entry.day("imported"))


def _once(tables: Iterable[Entry], name: str) -> Iterator[TrackerRule]:
    seen: set[str] = set()
    for entry in tables:
        rule = _rule(entry, name)
        if rule.name in seen:
            raise entry.wrong("`name` stands here twice")
        seen.add(rule.name)
        yield rule


def _rule(entry: Entry, name: str) -> TrackerRule:
    entry.only("name", "vendor", "serves", "host", "path", "certainty", "source", "date", "example")
    host, path = entry.fields.get("host", ""), entry.fields.get("path", "")
    if not isinstance(host, str) or not isinstance(path, str):
        raise entry.wrong("`host` and `path` must be texts")
    _check_place(entry, host, path)
    return TrackerRule(
        name=entry.text("name"),
        vendor=_vendor(entry),
        serves=_serves(entry),
        host=host,
        path=path,
        certainty=_certainty(entry),
        source=entry.text("source"),
        dated=entry.day("date"),
        list=name,
    )


def _group(entry: Entry, about: TrackerList) -> Iterator[TrackerRule]:
    entry.only("vendor", "serves", "certainty", "urls")
    vendor, serves, certainty = _vendor(entry), _serves(entry), _certainty(entry)
    for place in entry.many("urls", str):
        host, path = _place(entry, place)
        yield TrackerRule(
            f"{about.name}:{host}{path}", vendor, serves, host, path, certainty, about.title, about.imported, about.name
        )


def _exceptions(tables: Iterable[Entry], name: str) -> Iterator[TrackerException]:
    for entry in tables:
        entry.only("urls")
        for place in entry.many("urls", str):
            yield TrackerException(*_place(entry, place), name)


def _place(entry: Entry, place: str) -> tuple[str, str]:
    """``host``, ``host /path`` or ``* /path``."""
    host, _, path = place.partition(" ")
    host = "" if host == "*" else host
    _check_place(entry, host, path)
    return host, path


def _check_place(entry: Entry, host: str, path: str) -> None:
    if not is_host(host) or not is_path(path) or not (host or path):
        raise entry.wrong(
            f"{host!r} with {path!r}: give a host in lower case, a path from its slash or star on, or both"
        )


def is_host(text: str) -> bool:
    """Whether ``text`` can stand in ``TrackerRule.host``."""
    return not text or _HOST.fullmatch(text) is not None


def is_path(text: str) -> bool:
    """Whether ``text`` can stand in ``TrackerRule.path``."""
    if not text:
        return True
    return len(text) <= LONGEST_GLOB and text.count("*") <= MOST_STARS and _PATH.fullmatch(text) is not None


def _vendor(entry: Entry) -> str:
    return entry.text("vendor") if "vendor" in entry.fields else ""


def _serves(entry: Entry) -> frozenset[Serves]:
    words = entry.many("serves", str)
    if not words or not set(words) <= set(Serves):
        raise entry.wrong(f"`serves` must be a list of some of: {', '.join(Serves)}")
    return frozenset(Serves(word) for word in words)


def _certainty(entry: Entry) -> _Certainty:
    word = entry.text("certainty")
    if word not in _CERTAINTIES:
        raise entry.wrong(f"`certainty` must be one of: {', '.join(_CERTAINTIES)}")
    return cast("_Certainty", word)


def _sender(entry: Entry) -> SenderFact:
    entry.only("vendor", "field", "value", "source", "date")
    field = entry.text("field")
    if not _FIELD.fullmatch(field):
        raise entry.wrong("`field` must be a field's name in lower case")
    value = entry.text("value") if "value" in entry.fields else ""
    return SenderFact(entry.text("vendor"), field, value, entry.text("source"), entry.day("date"))
