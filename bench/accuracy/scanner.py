"""The scanner as it is measured: with one copy and the catalogue, without it, and with both copies."""

from functools import lru_cache

from backstamp.catalogue.trackers import TrackerBook, load_trackers
from backstamp.mail.references.reference import Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.compare import compare
from backstamp.recipient.finding import Scan
from backstamp.recipient.scan import scan
from bench.accuracy.corpora import Mail
from bench.accuracy.peers import Called

NOTHING = TrackerBook(())
"""A catalogue without an entry: general signals alone."""


def with_catalogue(mail: Mail) -> Called:
    """What ``backstamp scan`` calls certain or probable."""
    return _sure(_scan(mail.octets, known=True))


def without_catalogue(mail: Mail) -> Called:
    """The same with nobody known: host names and header fields of services say nothing."""
    return _sure(_scan(mail.octets, known=False))


def compared(mail: Mail, other: Mail) -> Called:
    """What ``backstamp scan --compare`` calls certain or probable in the first of two copies."""
    return _sure(compare(_scan(mail.octets, known=True), _scan(other.octets, known=True)).first)


@lru_cache(maxsize=64)
def _scan(octets: bytes, *, known: bool) -> Scan:
    return scan(octets, load_trackers() if known else NOTHING)


def _sure(one: Scan) -> Called:
    return frozenset(
        finding.reference.order
        for finding in one.findings
        if finding.sure and is_remote(finding.reference.url) and finding.reference.trigger is not Trigger.NEVER
    )
