"""The scanner, which knows nobody, beside the truth that two readers' copies tell."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from bench.accuracy import scanner
from bench.accuracy.corpora import Mail, truth
from bench.accuracy.score import Score, score
from tests.recipient.mailings import harmless, houses, services
from tests.recipient.mailings.letter import Style, pair

from backstamp.recipient.finding import Finding
from backstamp.recipient.scan import scan

SEEDS = range(1, 4)
"""Each style is made up that often, with other identifiers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A reference that the scanner gets wrong.

    Attributes:
        missed: the reader's own URL, and not called; otherwise called, and the same for both readers.
        finding: what the scanner says of it.
    """

    missed: bool
    finding: Finding


def styles() -> dict[str, Style]:
    """All styles by name."""
    return {name: style for module in (services, houses, harmless) for name, style in _functions(module)}


def scores(style: Style) -> tuple[Score, Score]:
    """How the scanner does on one style: on what loads on opening, and on all that fetches."""
    loading = fetching = Score()
    for mail, other in copies(style):
        called, true = scanner.without_catalogue(mail), truth(mail, other)
        loading += score(called, true, (one.order for one in mail.loading))
        fetching += score(called, true, (one.order for one in mail.fetching))
    return loading, fetching


def faults(style: Style) -> Iterator[Fault]:
    """What the scanner gets wrong in one style."""
    for mail, other in copies(style):
        called, true = scanner.without_catalogue(mail), truth(mail, other)
        said = {one.reference.order: one for one in scan(mail.octets, scanner.NOTHING).findings}
        yield from (Fault(order in true, said[order]) for order in sorted(called ^ true))


def copies(style: Style) -> Iterator[tuple[Mail, Mail]]:
    """Each copy of every mailing in a style, with the other one."""
    for seed in SEEDS:
        yield from pair(style, seed=seed).both_ways()


def _functions(module: ModuleType) -> Iterator[tuple[str, Style]]:
    for name, member in vars(module).items():
        if inspect.isfunction(member) and member.__module__ == module.__name__:
            yield name, member
