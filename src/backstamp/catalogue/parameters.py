"""What is known of parameters that only track: whose they are, and whether they tell who was written to.

The facts are data (``parameters.toml``); docs/unwrapping.md says how to add one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from backstamp.catalogue.read import Entry
from backstamp.errors import CatalogueError


class Tells(StrEnum):
    """What a parameter's value tells.

    RECIPIENT: who was written to, it differs from reader to reader; CLICK: one click of one person, made when it was
    clicked or shared; CAMPAIGN: the mailing or the link, the same for every reader.
    """

    RECIPIENT = "recipient"
    CLICK = "click"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class ParameterFact:
    """One parameter.

    Attributes:
        name: lower-case; with ``*`` at its end every name that begins so.
        vendor: whose it is, for people.
        tells: what its value tells.
        hosts: where it has this meaning, each with all below it; empty for everywhere.
        source: where that is known from.
        dated: when it was seen there.
    """

    name: str
    vendor: str
    tells: Tells
    hosts: tuple[str, ...]
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class KeepFact:
    """URLs from which nothing is removed, since that would break them.

    Attributes:
        name: unique and stable.
        why: a clause for people.
        hosts: each with all below it.
        segments: words of which one as a whole segment of the path is enough, lower-case.
        parameters: names of which one in the query is enough, lower-case.
        source: where that is known from.
        dated: when it was seen there.
    """

    name: str
    why: str
    hosts: tuple[str, ...]
    segments: frozenset[str]
    parameters: frozenset[str]
    source: str
    dated: date


def read_parameters(text: str, file: str) -> tuple[tuple[ParameterFact, ...], tuple[KeepFact, ...]]:
    """The facts in a TOML text. Raises CatalogueError naming ``file``, entry and fault."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise CatalogueError(f"{file}: not TOML: {problem}") from None
    for kind in document:
        if kind not in {"parameter", "exception"}:
            raise CatalogueError(f"{file}: `{kind}`: only [[parameter]] and [[exception]] tables belong here")
    facts = tuple(fact for entry in _entries(document, "parameter", file) for fact in _parameters(entry))
    return facts, tuple(_keep(entry) for entry in _entries(document, "exception", file))


@cache
def known_parameters() -> tuple[tuple[ParameterFact, ...], tuple[KeepFact, ...]]:
    """The package's own facts, in their order."""
    text = files("backstamp.catalogue").joinpath("parameters.toml").read_text("utf-8")
    return read_parameters(text, "parameters.toml")


def _entries(document: dict[str, object], kind: str, file: str) -> Iterator[Entry]:
    tables = document.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{file}: `{kind}`: write each as a [[{kind}]] table")
    for number, table in enumerate(tables, 1):
        yield Entry(file, f"[[{kind}]] {number}", table)


def _parameters(entry: Entry) -> Iterator[ParameterFact]:
    entry.only("names", "vendor", "tells", "hosts", "source", "date")
    names = entry.many("names", str)
    if not names:
        raise entry.wrong("give `names`")
    for name in names:
        if not name.strip("*") or name != name.lower() or "*" in name[:-1]:
            raise entry.wrong(f"`names`: {name!r}: write it in lower case, with `*` only at its end")
        yield ParameterFact(
            name=name,
            vendor=entry.text("vendor"),
            tells=entry.choice("tells", Tells),
            hosts=entry.many("hosts", str),
            source=entry.text("source"),
            dated=entry.day("date"),
        )


def _keep(entry: Entry) -> KeepFact:
    entry.only("name", "why", "hosts", "segments", "parameters", "source", "date")
    fact = KeepFact(
        name=entry.text("name"),
        why=entry.text("why"),
        hosts=entry.many("hosts", str),
        segments=frozenset(entry.many("segments", str)),
        parameters=frozenset(entry.many("parameters", str)),
        source=entry.text("source"),
        dated=entry.day("date"),
    )
    if not (fact.hosts or fact.segments or fact.parameters):
        raise entry.wrong("give `hosts`, `segments` or `parameters`")
    return fact
