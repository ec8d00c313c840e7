"""Whether a link is rewritten: one question, asked of everyone who may object."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from backstamp.mail.domain import registrable
from backstamp.sender.destination import Destination, NoLink, read_link
from backstamp.sender.lookalike import text_domain
from backstamp.sender.meaning import Meaning
from backstamp.sender.own import OwnStamps
from backstamp.sender.places import Found
from backstamp.sender.regions import NOWHERE, Regions
from backstamp.tokens.token import TOKEN_LENGTH
from backstamp.tokens.urls import link_query, link_url

MAX_URL = 2048
"""Characters of a stamped URL; Outlook fails on longer ones."""

_LOOKALIKE = "its text names {}: mail clients would warn of phishing if it led through another domain"

Verdict = Destination | NoLink
"""Where a link leads that is rewritten, or why it is not."""


@dataclass(frozen=True)
class House:
    """What holds for all links of a message.

    Attributes:
        base_url: of the collector.
        own: recognises our own stamps.
        meaning: knows what must not be touched.
        leaves: the account's policy: why a URL is left alone, or None; None where there is no policy.
    """

    base_url: str
    own: OwnStamps
    meaning: Meaning
    leaves: Callable[[str], str | None] | None

    @cached_property
    def host(self) -> str:
        """The collector's host name, in lower case."""
        return urlsplit(self.base_url).hostname or ""

    @cached_property
    def written_host(self) -> str:
        """The collector's host as the configuration writes it, with its port; stamps carry it so."""
        return urlsplit(self.base_url).netloc

    def is_named_in(self, text: str) -> bool:
        """Whether a text may hold stamps of ours, at first sight."""
        return self.host in text or self.written_host in text

    @cached_property
    def own_paths(self) -> tuple[str, ...]:
        """What the collector's own URLs begin with."""
        base = self.base_url.rstrip("/")
        bases = {base, base.replace(self.written_host, self.written_host.lower(), 1)}
        return tuple(f"{base}/{kind}/" for base in sorted(bases) for kind in "lor")

    @cached_property
    def domain(self) -> str:
        """The registrable domain of the collector."""
        return registrable(self.host)

    @cached_property
    def room(self) -> int:
        """Characters that fit behind the token of a stamped link."""
        return MAX_URL - len(link_url(self.base_url, "." * TOKEN_LENGTH, "")) + len(link_query(""))


@dataclass(frozen=True)
class Links:
    """Judges the links of one body.

    Attributes:
        house: what holds for the message.
        regions: where nothing is touched.
        base: the document's base address (``<base href>``), None for none.
        utf8: whether the part is written in UTF-8.
    """

    house: House
    regions: Regions = NOWHERE
    base: str | None = None
    utf8: bool = True

    def judge(self, found: Sequence[Found]) -> list[Verdict]:
        """Decide on all links of the body; verdicts in their order."""
        leads_to = self._leads_to
        verdicts = [leads_to(link) for link in found]
        going = [(place, verdict) for place, verdict in enumerate(verdicts) if isinstance(verdict, Destination)]
        reasons = self.house.meaning.reasons([(url + fragment, found[place].text) for place, (url, fragment) in going])
        leaves = self.house.leaves
        for (place, (url, _)), reason in zip(going, reasons, strict=True):
            if objection := reason or (leaves(url) if leaves else None):
                verdicts[place] = NoLink(objection)
        return verdicts

    def _leads_to(self, link: Found) -> Verdict:
        """Where one link leads, unless its place or its form speak against rewriting it."""
        value, house = link.value, self.house
        if self.regions and (reason := self.regions.reason(link.start)):
            return NoLink(reason)
        if house.is_named_in(value):
            value = house.own.link(value) or value
            if value.startswith(house.own_paths):
                return NoLink("leads to the collector itself")
        leads_to = read_link(value, utf8=self.utf8, base=self.base)
        if isinstance(leads_to, NoLink):
            return leads_to
        if len(leads_to.url) * 3 > house.room and self._too_long(leads_to):
            return NoLink(f"longer than {MAX_URL} characters once stamped, which Outlook cannot follow")
        if "." in link.text and (claimed := text_domain(link.text)) and claimed != house.domain:
            return NoLink(_LOOKALIKE.format(claimed))
        return leads_to

    def _too_long(self, leads_to: Destination) -> bool:
        return len(link_query(leads_to.url + leads_to.fragment)) > self.house.room
