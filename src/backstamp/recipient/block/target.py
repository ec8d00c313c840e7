"""What is to be blocked: a host or a shape of URL, and what else would go with it."""

from dataclasses import dataclass
from enum import StrEnum

from backstamp.catalogue.tracker import Serves


class Scope(StrEnum):
    """OPEN: the host serves nothing but opens, blocking it breaks nothing. SHARED: it also carries links or content."""

    OPEN = "open"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Target:
    """A host or a shape of URL.

    Attributes:
        vendor: who is behind it; "" where unknown.
        host: lower-case, IDNs as A-labels; "" for any host (a branded host, known by ``path`` alone: of no use on the
            level of DNS). An address (``192.0.2.1``, ``2001:db8::1``) stands as it is.
        below: whether all names below the host are meant too.
        path: a glob as in ``TrackerRule.path``; "" for the whole host.
        scope: of the host.
        serves: what its URLs are for.
        certainty: as in ``TrackerRule``: a weak target never stands alone in an exported rule.
        source: the rule or the message that it comes from, a clause.
    """

    vendor: str
    host: str
    below: bool
    path: str
    scope: Scope
    serves: frozenset[Serves]
    certainty: str
    source: str
