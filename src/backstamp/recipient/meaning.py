"""What somebody learns by a reference: the kind of a finding."""

from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.recipient.finding import FindingKind
from backstamp.recipient.survey import SHOWN

_BY_KIND = {
    Kind.RECEIPT: FindingKind.RECEIPT,
    Kind.AVATAR: FindingKind.AUTH,
    Kind.CERTIFICATE: FindingKind.AUTH,
    Kind.PREFETCH: FindingKind.PREFETCH,
    Kind.STYLE: FindingKind.STYLE,
    Kind.FONT: FindingKind.STYLE,
    Kind.UNSUBSCRIBE: FindingKind.CLICK,
}
_SEEN = frozenset({Kind.IMAGE, Kind.MEDIA, Kind.FRAME, Kind.OBJECT})


def kind_of(reference: Reference, signals: frozenset[str]) -> FindingKind:
    """What somebody learns by a reference.

    Args:
        reference: as the mail engine found it.
        signals: the names of those that it gives.
    """
    if reference.kind in _BY_KIND:
        return _BY_KIND[reference.kind]
    if reference.trigger in SHOWN:
        visible = reference.kind in _SEEN and "invisible" not in signals and not {"unsized", "program"} <= signals
        return FindingKind.CONTENT if visible else FindingKind.OPEN
    return FindingKind.CLICK if reference.trigger in {Trigger.CLICK, Trigger.SUBMIT} else FindingKind.OTHER
