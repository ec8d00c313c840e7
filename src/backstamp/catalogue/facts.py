"""The values a catalogue is made of: one fact about a fetcher, a network or a browser, with its source and day."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Certainty(StrEnum):
    """How strongly a fact or judgement holds.

    As a judgement, ``certain`` needs identity evidence from two sides (what the client says and where it comes
    from) or a measurement of our own. A fact that is ``probable`` needs a second signal before it proves anything.
    """

    CERTAIN = "certain"
    PROBABLE = "probable"


class FetcherClass(StrEnum):
    """What kind of program a user agent stands for."""

    BARE = "bare"
    """Eleven characters, ``Mozilla/5.0``: Apple's relay sends it, and others do; only the network tells."""
    PREFETCH = "prefetch"
    """A mailbox provider that loads images before the message is shown."""
    IMAGE_PROXY = "image-proxy"
    """A mailbox provider that loads images when the message is shown."""
    WEB_PROXY = "web-proxy"
    """A web site that loads images of pages it shows: not a mailbox."""
    MAIL_CLIENT = "mail-client"
    """A program in which people read mail and which loads images itself."""
    SCANNER = "scanner"
    """A security product that checks links and images."""
    UNFURLER = "unfurler"
    """A program that draws a preview of a link put into a chat or post."""
    HTTP_LIBRARY = "http-library"
    """A program's HTTP library, with its own name."""
    SERVICE = "service"
    """A mail service that asks for settings, not for content."""
    LOOKALIKE = "lookalike"
    """A browser string, frozen for years, that scanners were seen to send."""
    ROBOT = "robot"
    """Says of itself that it is a robot. Never decides on a pixel."""


class NetworkClass(StrEnum):
    """What a network is known for."""

    RELAY = "relay"
    GOOGLE_FETCHER = "google-fetcher"
    GOOGLE = "google"
    MICROSOFT_CLOUD = "microsoft-cloud"
    SECURITY_VENDOR = "security-vendor"
    SECURE_WEB_GATEWAY = "secure-web-gateway"
    HOSTING = "hosting"


class Scope(StrEnum):
    """On which hits a fact may be used."""

    OPENS = "opens"
    CLICKS = "clicks"
    BOTH = "both"

    def holds_for(self, *, pixel: bool) -> bool:
        """True where the fact may be used on a pixel (``pixel``) or on a link."""
        return self is Scope.BOTH or (self is Scope.OPENS) == pixel


@dataclass(frozen=True, slots=True)
class FetcherFact:
    """One pattern in a user agent and what it stands for.

    Attributes:
        name: short stable name, such as ``gmail-image-proxy`` or ``thunderbird``.
        title: the same for people.
        kind: what kind of program it is.
        how: ``exact``, ``contains`` or ``regex``.
        pattern: what the user agent is, contains, or is searched for.
        scope: on which hits it may be used.
        certainty: how firmly the string identifies the fetcher when it is not forged.
        source: where the fact comes from.
        dated: day of the source, or the day it was last looked at.
    """

    name: str
    title: str
    kind: FetcherClass
    how: str
    pattern: str
    scope: Scope
    certainty: Certainty
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class NetworkFact:
    """Networks of one owner or purpose.

    Attributes:
        name: short stable name, such as ``apple-relay`` or ``mimecast``.
        title: the same for people.
        kind: what the network is known for.
        cidrs: networks as text.
        asns: numbers of autonomous systems; used only where an ASN database was downloaded.
        scope: on which hits it may be used.
        certainty: how firmly the network identifies the fetcher.
        source: where the fact comes from.
        dated: day of the source.
    """

    name: str
    title: str
    kind: NetworkClass
    cidrs: tuple[str, ...]
    asns: tuple[int, ...]
    scope: Scope
    certainty: Certainty
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class Refuted:
    """A claim that circulates and is wrong or unproven; kept so that nobody adds it again, never matched.

    Attributes:
        name: what it is about.
        claim: the pattern, network or number that is claimed.
        why: what the data says.
        source: how that was found out.
        dated: day of the finding.
    """

    name: str
    claim: str
    why: str
    source: str
    dated: date


@dataclass(frozen=True, slots=True)
class BrowserFact:
    """How a browser family is recognised, and when some of its versions came out.

    Attributes:
        name: family, such as ``chrome``.
        title: the same for people.
        pattern: its first group is the version: ``126`` or ``17.5``.
        releases: versions and the days they came out, oldest first; may be empty.
        source: where the days come from.
    """

    name: str
    title: str
    pattern: re.Pattern[str]
    releases: tuple[tuple[tuple[int, ...], date], ...]
    source: str
