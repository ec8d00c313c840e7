"""Looking URLs up in the catalogue of trackers, for people: which rules fit, and what is known of the host."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from backstamp.app.tracker_models import TrackerReport, UrlReport
from backstamp.catalogue.tracker import Serves
from backstamp.catalogue.tracker_index import host_and_path
from backstamp.catalogue.trackers import TrackerBook
from backstamp.errors import UsageError
from backstamp.mail.references.urls import resolved, stripped

_TRACKING = frozenset({Serves.OPEN, Serves.CLICK})
_LONGEST_LINE = 100_000


def look_up(book: TrackerBook, given: str) -> UrlReport | None:
    """What the catalogue knows of a URL; None where the text is no absolute URL."""
    url = _absolute(given)
    if url is None:
        return None
    rules = book.match(url)
    tracker = any(rule.certainty != "weak" and rule.serves & _TRACKING for rule in rules)
    return UrlReport(url=url, tracker=tracker, rules=tuple(TrackerReport.of(rule) for rule in rules), host_rules=())


def explain_url(book: TrackerBook, given: str) -> UrlReport:
    """What the catalogue knows of a URL, and of its host where nothing is known of the URL.

    Raises:
        UsageError: the text is no absolute URL.
    """
    report = look_up(book, given)
    if report is None:
        raise UsageError(f"{given[:200]!r} is not an absolute URL such as https://track.example/open?id=1")
    if report.rules:
        return report
    host = f".{host_and_path(report.url)[0]}"
    near = [rule.name for rule in book.rules if rule.host and host.endswith(f".{rule.host}")]
    return report.model_copy(update={"host_rules": tuple(near)})


def urls_of(arguments: Iterable[str]) -> Iterator[str]:
    """The URLs that are meant: what has ``://`` in it is one, anything else a file with one a line, ``-`` stdin.

    Raises:
        UsageError: a file cannot be read.
    """
    for argument in arguments:
        if "://" in argument:
            yield argument
        else:
            yield from _lines(argument)


def _lines(name: str) -> Iterator[str]:
    try:
        with sys.stdin if name == "-" else Path(name).open(encoding="utf-8", errors="replace") as file:
            while line := file.readline(_LONGEST_LINE):
                if line.strip() and not line.startswith("#"):
                    yield line.strip()
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "this is no file name"
        raise UsageError(f"cannot read {name!r}: {reason}; a URL begins with https:// or the like") from None


def _absolute(given: str) -> str | None:
    url = resolved(stripped(given), None)
    return url if url is not None and "://" in url else None
