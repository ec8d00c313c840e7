"""Targets: cleaning. Nothing is left that loads, twice is once, and the original comes back octet for octet."""

from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.clean.clean import clean, restore
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.finding import Confidence, Finding, FindingKind, Scan
from backstamp.recipient.reader import Reader
from fuzz.choices import Choices
from fuzz.message_builder import message

_LOADING = {Trigger.OPEN, Trigger.PRINT, Trigger.AUTOMATIC}


def built(data: bytes) -> None:
    """A message that is built, with the options that the octets choose."""
    choices = Choices(data)
    _hold(_options(choices), message(choices))


def mutated(data: bytes) -> None:
    """Any octets; the last one chooses the options."""
    _hold(_options(Choices(data[-1:])), data)


def _options(choices: Choices) -> CleanOptions:
    return CleanOptions(choices.pick(tuple(Images)), choices.pick(tuple(Links)), choices.flip())


def _hold(options: CleanOptions, octets: bytes) -> None:
    done = clean(octets, _scan(octets), options)
    assert done.message == octets or restore(done.message) == octets
    if options.images is Images.ALL and not options.found_header:
        stays = tuple(left.part for left in done.left if left.reference is None)
        assert not [one for one in references(done.message) if _loads(one) and not one.part.startswith(stays)]
        assert clean(done.message, _nothing(), options).message == done.message


def _loads(one: Reference) -> bool:
    return one.trigger in _LOADING and is_remote(one.url) and one.kind not in {Kind.UNSUBSCRIBE, Kind.CERTIFICATE}


def _scan(octets: bytes) -> Scan:
    """Every other reference is a tracker."""
    found = [one for one in references(octets) if one.order % 2]
    findings = (Finding(one, FindingKind.OPEN, None, Confidence.CERTAIN, None, ()) for one in found)
    return Scan("", "", "", "", Reader(), len(found), tuple(findings))


def _nothing() -> Scan:
    return Scan("", "", "", "", Reader(), 0, ())
