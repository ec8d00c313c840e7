"""What a message as a whole says about its URLs: which identifiers are the reader's, and which the mailing's.

A mailing gives its reader a name of its own and uses it over and over: the address for leaving the list must carry it,
and so must whatever else tells on the reader. Identifiers that the header says are the list's (List-ID, campaign
fields) are the same for every reader; so is a folder from which pictures for all are served.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backstamp.mail.domain import registrable
from backstamp.mail.references.reference import Kind, Reference, Trigger
from backstamp.mail.references.urls import is_remote
from backstamp.recipient.address import Address, address, shared_parts

SHOWN = frozenset({Trigger.OPEN, Trigger.PRINT})
_FOR_ALL = re.compile(
    r"list-(?:id|post|subscribe|owner|archive)|feedback-id|x-(?:[a-z0-9]++-)*(?:campaign|mailing|job|newsletter|list|account"
    r"|tenant|customer-?id|client|broadcast|template|mc-user|user)(?:-?[a-z]*+)|x-mailer|x-report-abuse-to"
)
_FOR_ONE = re.compile(
    r"return-path|errors-to|x-(?:[a-z0-9]++-)*(?:recipient|rcpt|recpt|subscriber|contact|member|reader|eid|ridb?|unsub[a-z]*+|message|delivery)"
    r"(?:-?[a-z]*+)|list-unsubscribe|message-id"
)
_LEAVING = re.compile(
    r"unsub|leave|remove|rmf|sign-?off|opt-?out|abmeld|austrag|desabon|desinscri|afmeld|uitschrij|baja|disiscri|avregistr|abbestell|preferences|profile"
    r"|manage"
)
_BOUNCES = frozenset({"return-path", "errors-to"})
_DOMAIN = re.compile(r"@([A-Za-z0-9.-]++)")
_NUMBER = re.compile(r"[0-9]{3,}")
_MAX_VALUE = 4096


@dataclass(frozen=True, slots=True)
class Survey:
    """The facts of one message that need all of its URLs.

    Attributes:
        identity: identifiers that stand for the reader, each with where it also stands, in words.
        common: identifiers that are the same for all readers of the mailing.
        times: how often each URL stands in the message.
        pictures: how many different pictures and the like each host serves.
        shapes: how many different links have the same host and the same path up to the identifier.
        sites: of links that lead through a redirector, and of unsubscribing: the sites that count clicks.
        known: the sites of the sender's address and of all links.
        leaving: the sites where one leaves the list.
        parameters: names and numbers that stand in the query of an address for leaving the list.
    """

    identity: Mapping[str, str]
    common: frozenset[str]
    times: Counter[str]
    pictures: Counter[str]
    shapes: Counter[tuple[str, str]]
    sites: frozenset[str]
    known: frozenset[str]
    leaving: frozenset[str]
    parameters: frozenset[tuple[str, str]]

    def identifiers(self, one: Address) -> list[tuple[str, str]]:
        """The reader's identifiers in a URL, each with where it also stands."""
        return [(part, self.identity[part]) for part in sorted(one.parts & self.identity.keys())]


def survey(references: Iterable[Reference], fields: Iterable[tuple[str, str]]) -> Survey:
    """Survey a message.

    Args:
        references: all of it.
        fields: of its header, names in lower case, values as text.
    """
    remote = [one for one in references if is_remote(one.url) and one.trigger is not Trigger.NEVER]
    times = Counter(one.url or "" for one in remote)
    shown = {one.url: address(one.url) for one in remote if one.url and one.trigger in SHOWN}
    clicked = {one.url: address(one.url) for one in remote if one.url and one.trigger not in SHOWN}
    shapes = Counter(shape(one) for one in clicked.values())
    fields = list(fields)
    leaving = [one for one in clicked.values() if _LEAVING.search(one.url.lower())]
    leaving += [address(one.url) for one in remote if one.kind is Kind.UNSUBSCRIBE and one.url]
    seen = [shown[one.url] for one in remote if one.url in shown and not (one.appearance and one.appearance.hidden)]
    common = _for_all(fields), _folders([*seen, *clicked.values()])
    identity = _identity(fields, leaving, clicked.values(), shown.values(), common)
    redirecting = {one.site for one in clicked.values() if shapes[shape(one)] >= 3 and one.opaque}
    return Survey(
        identity,
        (common[0] | common[1]) - identity.keys(),
        times,
        Counter(one.host for one in shown.values()),
        shapes,
        frozenset(redirecting | {one.site for one in leaving}),
        frozenset(one.site for one in clicked.values()) | _senders(fields),
        frozenset(one.site for one in leaving),
        frozenset(pair for one in leaving for pair in numbered(one)),
    )


def shape(one: Address) -> tuple[str, str]:
    """A link's host and its path as far as it is the same for all: up to the first identifier."""
    first = next((piece.text for piece in one.opaque if piece.place in {"path", "file"}), None)
    path = one.path if first is None else one.path.partition(first)[0]
    return one.host, path


def numbered(one: Address) -> list[tuple[str, str]]:
    """The parameters of a URL that hold a number of three digits or more, with their names."""
    return [
        (piece.name, piece.text) for piece in one.pieces if piece.place == "query" and _NUMBER.fullmatch(piece.text)
    ]


def _senders(fields: Iterable[tuple[str, str]]) -> frozenset[str]:
    domains = (
        _DOMAIN.findall(value) for name, value in fields if name in {"from", "sender", "reply-to", "return-path"}
    )
    return frozenset(registrable(domain) for found in domains for domain in found[:10])


def _for_all(fields: Iterable[tuple[str, str]]) -> frozenset[str]:
    values = (value[:_MAX_VALUE] for name, value in fields if _FOR_ALL.fullmatch(name))
    return frozenset(part for value in values for part in shared_parts(value))


def _folders(files: Iterable[Address]) -> frozenset[str]:
    """Identifiers in the folders of files whose own names are for people: the sender's, not the reader's.

    Of files that are to be seen: ``…/<reader>/open.gif`` has such a name too.
    """
    return frozenset(
        part
        for one in files
        if one.extension and not one.query and not (one.opaque and one.opaque[-1].place == "file")
        for piece in one.pieces
        if piece.place == "path"
        for part in shared_parts(piece.text)
    )


def _identity(
    fields: Iterable[tuple[str, str]],
    leaving: Iterable[Address],
    clicked: Iterable[Address],
    shown: Iterable[Address],
    common: tuple[frozenset[str], frozenset[str]],
) -> dict[str, str]:
    """The reader's identifiers, each with where it stands; the fewer a second place confirms, the better."""
    to_leave = {part for one in leaving for part in one.parts}
    found: dict[str, str] = dict.fromkeys(to_leave, "the address for leaving the list")
    bounce: set[str] = set()
    for name, value in fields:
        if _FOR_ONE.fullmatch(name):
            parts = shared_parts(value[:_MAX_VALUE])
            bounce.update(parts if name in _BOUNCES else ())
            for part in parts:
                found.setdefault(part, f"the header field {name.title()}")
    found = found or dict.fromkeys(_of_both(clicked, shown), "links of the message")
    loaded = {part for one in shown for part in one.parts}
    either = common[0] | common[1]
    for confirming, others in (
        (to_leave & bounce, either),
        (to_leave & loaded, either),
        (to_leave & bounce, common[1]),
        (to_leave & loaded, common[1]),
        (found.keys(), either),
    ):
        kept = {part: where for part, where in found.items() if part in confirming and part not in others}
        if kept:
            return kept
    return {}


def _of_both(clicked: Iterable[Address], shown: Iterable[Address]) -> set[str]:
    """Identifiers that stand in links as well as in what loads by itself."""
    in_links = {part for one in clicked for part in one.parts}
    return {part for one in shown for part in one.parts & in_links}
