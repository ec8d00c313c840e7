"""What is known of links that wrap other links: where the destination stands in them, or why nobody can read it.

The facts are data (``wrappers.toml``); docs/unwrapping.md says how to add one. Reading them needs no network.
"""

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from backstamp.catalogue.read import Entry
from backstamp.errors import CatalogueError

Made = TypeVar("Made")

STEPS = frozenset(
    (
        "percent",
        "base64",
        "inflate",
        "slashes",
        "http",
        "https",
        "proofpoint-v1",
        "proofpoint-v2",
        "proofpoint-v3",
    )
)
"""Decoders without an argument; the others are ``json:KEY``, ``query:NAME``, ``after:TEXT`` and ``before:TEXT``."""
_WITH_ARGUMENT = ("json:", "query:", "after:", "before:")


class WrapperKind(StrEnum):
    """Who puts a link into another, and what for.

    GATEWAY: the reader's own mail gateway, to check when the link is clicked: without it nobody checks. MAIL: the
    sender's mail service, to count clicks. WEB: search and social services, for links that leave them. ADVERTISING:
    networks that pay for clicks. SHORT: short links.
    """

    GATEWAY = "gateway"
    MAIL = "mail"
    WEB = "web"
    ADVERTISING = "advertising"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A kind of link that holds its destination.

    Attributes:
        name: unique and stable, such as ``outlook-safelinks``.
        title: for people: who wraps.
        kind: what for.
        hosts: each a host, with all below it; ``*`` in its last labels stands for any characters but dots (and in
            ``google.*`` for a country's ending); empty for any host (branded hosts, known by their path).
        path: a glob over path and query from the first slash; more may follow. ``*`` stands for any characters of one
            segment, ``**/`` for any segments, ``{token}`` for 16 or more characters of base64url, ``{hex}`` for as
            many of hex, ``{number}`` for digits; ``{}`` is the segment that holds the destination, ``{rest}`` all
            that is left.
        query: names of the parameter that holds the destination, the first found counts; empty where ``path`` has
            ``{}`` or ``{rest}``.
        steps: decoders, in order, after percent-escapes of a parameter or a segment were undone once (those of
            ``{rest}`` are left).
        source: where that is known from.
        dated: when it was seen there.
    """

    name: str
    title: str
    kind: WrapperKind
    hosts: tuple[str, ...]
    path: str
    query: tuple[str, ...]
    steps: tuple[str, ...]
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class OpaqueLink:
    """A kind of link that redirects, and does not hold its destination in a readable form.

    Attributes:
        name: unique and stable, such as ``sendgrid-click``.
        title: for people: whose it is.
        kind: what for.
        hosts: as in ``Wrapper``.
        path: as in ``Wrapper``, without ``{}`` and ``{rest}``.
        query: names of which one must stand in the query; empty where the path says enough.
        why: a clause: why it cannot be read.
        source: where that is known from.
        dated: when it was seen there.
    """

    name: str
    title: str
    kind: WrapperKind
    hosts: tuple[str, ...]
    path: str
    query: tuple[str, ...]
    why: str
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class GuessWords:
    """By which words a link that nobody listed is taken for a redirector. All are lower-case letters only.

    Attributes:
        redirectors: one of them stands in host or path.
        other_uses: none of them does.
        names: parameters that are named for a destination.
        weak_names: the same, where no other is there.
    """

    redirectors: frozenset[str]
    other_uses: frozenset[str]
    names: frozenset[str]
    weak_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class WrapperFacts:
    """What a file says: ``wrappers`` and ``opaque`` in its order, and the words of a guess."""

    wrappers: tuple[Wrapper, ...]
    opaque: tuple[OpaqueLink, ...]
    guess: GuessWords


def read_wrappers(text: str, file: str) -> WrapperFacts:
    """The facts in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise CatalogueError(f"{file}: not TOML: {problem}") from None
    for kind in document:
        if kind not in {"wrapper", "opaque", "guess"}:
            raise CatalogueError(f"{file}: `{kind}`: only [[wrapper]], [[opaque]] and [guess] belong here")
    wrappers = _each(document, "wrapper", file, _wrapper)
    opaque = _each(document, "opaque", file, _opaque)
    counted = Counter([*(fact.name for fact in wrappers), *(fact.name for fact in opaque)])
    for name, count in counted.items():
        if count > 1:
            raise CatalogueError(f"{file}: the name {name} stands {count} times")
    return WrapperFacts(wrappers, opaque, _guess(document.get("guess", {}), file))


@cache
def known_wrappers() -> WrapperFacts:
    """The package's own facts."""
    return read_wrappers(files("backstamp.catalogue").joinpath("wrappers.toml").read_text("utf-8"), "wrappers.toml")


def _guess(table: object, file: str) -> GuessWords:
    if not isinstance(table, dict):
        raise CatalogueError(f"{file}: `guess`: write it as a [guess] table")
    entry = Entry(file, "[guess]", table)
    entry.only("redirectors", "other_uses", "names", "weak_names")
    return GuessWords(
        redirectors=frozenset(entry.many("redirectors", str)),
        other_uses=frozenset(entry.many("other_uses", str)),
        names=frozenset(entry.many("names", str)),
        weak_names=frozenset(entry.many("weak_names", str)),
    )


def _each(document: dict[str, object], kind: str, file: str, made: Callable[[Entry], Made]) -> tuple[Made, ...]:
    tables = document.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{file}: `{kind}`: write each as a [[{kind}]] table")
    return tuple(made(Entry(file, f"[[{kind}]] {number}", table)) for number, table in enumerate(tables, 1))


def _wrapper(entry: Entry) -> Wrapper:
    entry.only("name", "title", "kind", "hosts", "path", "query", "steps", "source", "date")
    path, query = _path(entry), entry.many("query", str)
    inside = path.count("{}") + path.count("{rest}")
    if inside > 1 or bool(inside) == bool(query):
        raise entry.wrong("give either `query` or one `{}` or `{rest}` in `path`")
    steps = entry.many("steps", str)
    for step in steps:
        if step not in STEPS and not step.startswith(_WITH_ARGUMENT):
            raise entry.wrong(f"`steps`: {step!r} is not known; known are: {', '.join(sorted(STEPS))}")
    return Wrapper(
        name=entry.text("name"),
        title=entry.text("title"),
        kind=entry.choice("kind", WrapperKind),
        hosts=entry.many("hosts", str),
        path=path,
        query=query,
        steps=steps,
        source=entry.text("source"),
        dated=entry.day("date"),
    )


def _opaque(entry: Entry) -> OpaqueLink:
    entry.only("name", "title", "kind", "hosts", "path", "query", "why", "source", "date")
    path = _path(entry)
    if "{}" in path or "{rest}" in path:
        raise entry.wrong("`path` of an opaque link has no destination")
    return OpaqueLink(
        name=entry.text("name"),
        title=entry.text("title"),
        kind=entry.choice("kind", WrapperKind),
        hosts=entry.many("hosts", str),
        path=path,
        query=entry.many("query", str),
        why=entry.text("why"),
        source=entry.text("source"),
        dated=entry.day("date"),
    )


def _path(entry: Entry) -> str:
    path = entry.text("path") if "path" in entry.fields else "/"
    if not path.startswith("/"):
        raise entry.wrong("`path` must begin with a slash")
    if path == "/" and not entry.fields.get("hosts"):
        raise entry.wrong("give `hosts` or a `path`")
    return path
