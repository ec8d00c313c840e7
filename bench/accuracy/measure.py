"""Measuring: every rule on every corpus."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from backstamp.catalogue.trackers import load_trackers
from backstamp.mail.references.reference import Reference
from bench.accuracy import scanner
from bench.accuracy.corpora import Mail, Pair, read_folder, read_pairs, truth
from bench.accuracy.peers import Rule, catalogue, peers
from bench.accuracy.score import Score, Share, score

SINGLE = "**Backstamp**, one copy"
BLIND = "**Backstamp**, one copy, empty catalogue"
COMPARED = "**Backstamp** `--compare`, both copies"
LISTED = "Backstamp's catalogue alone"


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures.

    Attributes:
        loading: on the pairs, of everything that loads on opening, by the rule's name.
        fetching: on the pairs, of everything that fetches, clicks included; only rules that judge it.
        ham: of the remote images of legitimate mail.
        tiny: of the images of phishing mail that declare a pixel by one at most.
        ham_hosts: which hosts the images have that Backstamp calls trackers there.
        mailings: how many pairs, messages of ham and of phish.
    """

    loading: dict[str, Score]
    fetching: dict[str, Score]
    ham: dict[str, Share]
    tiny: dict[str, Share]
    ham_hosts: tuple[tuple[str, int], ...]
    mailings: tuple[int, int, int]


def measure(corpora: Path) -> Measured:
    """Measure everything; takes about half a minute.

    Args:
        corpora: the folder with ``pairs``, ``ham`` and ``phish``.
    """
    pairs, ham, phish = read_pairs(corpora), read_folder(corpora, "ham"), read_folder(corpora, "phish")
    trackers = load_trackers()
    ours = {SINGLE: scanner.with_catalogue, BLIND: scanner.without_catalogue}
    whole, rules = ours | {LISTED: catalogue(trackers)}, peers(trackers)
    comparing = {COMPARED: _against(pairs, scanner.compared, loading=True)}
    return Measured(
        {name: on_pairs(pairs, rule, loading=True) for name, rule in whole.items()}
        | comparing
        | {name: on_pairs(pairs, rule, loading=True) for name, rule in rules.items()},
        {name: on_pairs(pairs, rule, loading=False) for name, rule in whole.items()}
        | {COMPARED: _against(pairs, scanner.compared, loading=False)},
        {name: _share(ham, rule, _pictures) for name, rule in (whole | rules).items()},
        {name: _share(phish, rule, _tiny) for name, rule in (whole | rules).items()},
        _hosts(ham),
        (len(pairs), len(ham), len(phish)),
    )


def on_pairs(pairs: Iterable[Pair], rule: Rule, *, loading: bool) -> Score:
    """A rule that sees one copy, on both copies of every pair.

    Args:
        pairs: two copies each.
        rule: what calls references trackers.
        loading: whether to count only what loads on opening.
    """
    return _against(pairs, lambda mail, _: rule(mail), loading=loading)


def _against(pairs: Iterable[Pair], rule: Callable[[Mail, Mail], frozenset[int]], *, loading: bool) -> Score:
    total = Score()
    for pair in pairs:
        for mail, other in pair.both_ways():
            among = mail.loading if loading else mail.fetching
            total += score(rule(mail, other), truth(mail, other), (one.order for one in among))
    return total


def _share(mails: Iterable[Mail], rule: Rule, among: Callable[[Mail], tuple[Reference, ...]]) -> Share:
    called = looked = 0
    for mail in mails:
        orders = {one.order for one in among(mail)}
        looked += len(orders)
        called += len(rule(mail) & orders) if orders else 0
    return Share(called, looked)


def _pictures(mail: Mail) -> tuple[Reference, ...]:
    return mail.pictures


def _tiny(mail: Mail) -> tuple[Reference, ...]:
    return mail.tiny


def _hosts(mails: Iterable[Mail]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for mail in mails:
        called = scanner.with_catalogue(mail)
        counted.update(urlsplit(one.url or "").netloc for one in mail.pictures if one.order in called)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
