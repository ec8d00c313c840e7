"""Where lists are kept: ``trackers/NAME.toml`` in the user's data folder, readable and editable by hand."""

import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from backstamp.catalogue.lists import read_bytes
from backstamp.catalogue.tracker import TrackerList, TrackerRule
from backstamp.catalogue.tracker_read import KeptList, read_list
from backstamp.errors import CatalogueError

FOLDER = "trackers"
LARGEST_KEPT = 128 * 1024 * 1024
"""Octets of a kept list."""

_LITERAL = re.compile(r"[\x20-\x26\x28-\x7e]*+")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def read_lists(folder: Path) -> tuple[KeptList, ...]:
    """All lists that are kept in a data folder, by name. Raises CatalogueError where one cannot be read."""
    return tuple(_read(path) for path in _paths(folder))


def write_list(folder: Path, kept: KeptList) -> Path:
    """Keep a list; one of the same name is replaced at once.

    Args:
        folder: the data folder; made with its ``trackers`` where it is missing, for its owner alone.
        kept: the list.

    Raises:
        CatalogueError: the name is none, or the file cannot be written.
    """
    path = _path(folder, kept.about.name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as passing:
            new = Path(passing.name)
            try:
                passing.writelines(_lines(kept))
                passing.flush()
                os.fsync(passing.fileno())
                new.replace(path)
            except OSError:
                new.unlink(missing_ok=True)
                raise
    except OSError as problem:
        raise CatalogueError(f"{path}: cannot be written: {problem.strerror}") from None
    return path


def forget_list(folder: Path, name: str) -> None:
    """Remove a list. Raises CatalogueError where there is none of that name, or it cannot be removed."""
    path = _path(folder, name)
    try:
        path.unlink()
    except FileNotFoundError:
        known = ", ".join(each.stem for each in _paths(folder)) or "none"
        raise CatalogueError(f"there is no list {name!r}; kept are: {known}") from None
    except OSError as problem:
        raise CatalogueError(f"{path}: cannot be removed: {problem.strerror}") from None


def is_list_name(name: str) -> bool:
    """Whether a list may be called so."""
    return _NAME.fullmatch(name) is not None


def _path(folder: Path, name: str) -> Path:
    if not is_list_name(name):
        raise CatalogueError(
            f"{name[:60]!r} is no name for a list: use at most 40 of a-z, 0-9 and -, such as adguard-25"
        )
    return folder / FOLDER / f"{name}.toml"


def _paths(folder: Path) -> list[Path]:
    try:
        return sorted((folder / FOLDER).glob("*.toml"))
    except OSError as problem:
        raise CatalogueError(f"{folder / FOLDER}: cannot be read: {problem.strerror}") from None


def _read(path: Path) -> KeptList:
    try:
        text = read_bytes(path, LARGEST_KEPT).decode("utf-8")
    except UnicodeDecodeError:
        raise CatalogueError(f"{path}: not UTF-8") from None
    return read_list(text, str(path), path.stem)


def _lines(kept: KeptList) -> Iterator[str]:
    yield from _about(kept.about)
    groups: defaultdict[tuple[str, tuple[str, ...], str], list[TrackerRule]] = defaultdict(list)
    for rule in kept.rules:
        if _is_plain(rule, kept.about):
            groups[rule.vendor, tuple(sorted(rule.serves)), rule.certainty].append(rule)
        else:
            yield from _in_full(rule)
    for (vendor, serves, certainty), rules in groups.items():
        yield "\n[[group]]\n"
        yield f"vendor = {quoted(vendor)}\n" if vendor else ""
        yield f"serves = [{', '.join(map(quoted, serves))}]\ncertainty = {quoted(certainty)}\nurls = [\n"
        yield from (f"    {quoted(_place(rule.host, rule.path))},\n" for rule in rules)
        yield "]\n"
    if kept.exceptions:
        yield "\n[[exceptions]]\nurls = [\n"
        yield from (f"    {quoted(_place(each.host, each.path))},\n" for each in kept.exceptions)
        yield "]\n"


def _about(about: TrackerList) -> Iterator[str]:
    yield "# A list that others made, or that was learnt from mail. `backstamp catalogue forget` removes it.\n\n"
    yield f"[[list]]\ntitle = {quoted(about.title)}\nlicence = {quoted(about.licence)}\n"
    yield f"source = {quoted(about.source)}\nimported = {about.imported}\n"


def _is_plain(rule: TrackerRule, about: TrackerList) -> bool:
    said = (f"{about.name}:{rule.host}{rule.path}", about.title, about.imported)
    return (rule.name, rule.source, rule.dated) == said


def _in_full(rule: TrackerRule) -> Iterator[str]:
    yield f"\n[[tracker]]\nname = {quoted(rule.name)}\n"
    yield f"vendor = {quoted(rule.vendor)}\n" if rule.vendor else ""
    yield f"serves = [{', '.join(map(quoted, sorted(rule.serves)))}]\n"
    yield f"host = {quoted(rule.host)}\n" if rule.host else ""
    yield f"path = {quoted(rule.path)}\n" if rule.path else ""
    yield f"certainty = {quoted(rule.certainty)}\nsource = {quoted(rule.source)}\ndate = {rule.dated}\n"


def _place(host: str, path: str) -> str:
    return f"{host or '*'} {path}".rstrip()


def quoted(text: str) -> str:
    """A text as TOML writes it: within single quotes where it can stand there, which is read much faster.

    Elsewhere a basic string; JSON's escapes are among its own. Half surrogates become ``?``.
    """
    if _LITERAL.fullmatch(text):
        return f"'{text}'"
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
