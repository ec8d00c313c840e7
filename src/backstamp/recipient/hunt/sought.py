"""Which names a hunt is after: those of messages, as they stand, and domains with all below them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.recipient.block.hosts import is_site, too_big
from backstamp.recipient.hunt.event import Event
from backstamp.recipient.hunt.needles import Needles


@dataclass(frozen=True, slots=True)
class Sought:
    """Names looked for.

    Attributes:
        exact: hosts that messages name: they alone are meant, not what lies below.
        below: domains that are meant with all below them.
        vendors: who is behind a host, and behind all below it, where known.
    """

    exact: frozenset[str]
    below: Needles
    vendors: Mapping[str, str] = field(default_factory=dict)

    def needles(self) -> Needles:
        """What to search logs for; it finds more than is wanted."""
        return Needles(self.exact | self.below.hosts)

    def wants(self, event: Event) -> bool:
        """Whether an event is about a name looked for, as asked or behind an alias."""
        return self._is_wanted(event.host) or any(map(self._is_wanted, event.aliases))

    def vendor(self, host: str, aliases: Iterable[str] = ()) -> str:
        """Who is behind a host, or behind what it is an alias of; "" where nobody is known."""
        for name in (host, *aliases):
            above = name
            while above:
                if above in self.vendors:
                    return self.vendors[above]
                above = above.partition(".")[2]
        return ""

    def _is_wanted(self, host: str) -> bool:
        return host in self.exact or self.below.match(host) is not None


def of_catalogue(rules: Iterable[TrackerRule]) -> Needles:
    """The hosts that are known to serve opens; without those of the giants, which serve everything."""
    hosts = {rule.host for rule in rules if rule.host and Serves.OPEN in rule.serves}
    return Needles.of(host for host in hosts if not too_big(host))


def vendors_of(rules: Iterable[TrackerRule]) -> dict[str, str]:
    """Who is behind the hosts of the catalogue."""
    return {rule.host: rule.vendor for rule in rules if rule.host and rule.vendor and not too_big(rule.host)}


def is_general(host: str) -> bool:
    """Whether a name stands for more than mail: a web site's own, or one of the giants'. Asking for it says little."""
    return too_big(host) or is_site(host)
