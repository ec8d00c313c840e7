"""The rules by which other programs call an image a tracker, written anew from what their sources say of them.

Each rule is told in one or two lines and was read in the program's public source; none of their code or lists is here.
Where a program has a list of its own, the rules of our catalogue whose source names that list stand for it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from backstamp.catalogue.tracker import Serves, TrackerRule
from backstamp.catalogue.trackers import TrackerBook
from bench.accuracy.corpora import Mail, Tag

Called = frozenset[int]
"""The references, by their order, that something calls trackers."""
Rule = Callable[[Mail], Called]

_NUMBER = re.compile(r"\s*+([0-9]++)")
_MAX_ONE = re.compile(r"max-(?:width|height)\s*+:\s*+[01](?:px)?\s*+(?:;|$|!)", re.IGNORECASE)
_WIDTH_ONE = re.compile(r"width\s*+=[\"'\s]*+[01](?:px)?[\"'\s]|[^-]width:\s*+[01]px", re.IGNORECASE)
_SPACERS = (
    "cid:",
    "spacer",
    "attachments.office.net/owa/",
    "fedex_collective_logo_",
    "apple_logo_web",
    "sidebar-gradient",
    "transparent.gif",
)


def one_by_one(mail: Mail) -> Called:
    """The attributes declare at most one pixel by one."""
    return _by_size(mail, 1)


def nextcloud(mail: Mail) -> Called:
    """Nextcloud Mail (TransformImageSrc): the attributes declare less than five pixels by five."""
    return _by_size(mail, 4)


def fairemail(mail: Mail) -> Called:
    """FairEmail (HtmlHelper): at most 25 pixels of area, or max-width or max-height of a pixel.

    A missing side is taken to be like the other; the host of any picture that is larger is trusted in this message.
    """
    trusted = {_host(tag.source) for tag in mail.tags if not _small(tag)}
    return _named(mail, (tag.source for tag in mail.tags if _small(tag) and _host(tag.source) not in trusted))


def mail_tracker_blocker(trackers: TrackerBook) -> Rule:
    """MailTrackerBlocker: its list, else a declared width of 0 or 1, unless the tag has the word of a spacer."""
    listed = by_list(trackers, "MailTrackerBlocker")

    def called(mail: Mail) -> Called:
        narrow = (tag.source for tag in mail.tags if _WIDTH_ONE.search(tag.text) and not _is_spacer(tag.text))
        return listed(mail) | _named(mail, narrow)

    return called


def by_list(trackers: TrackerBook, *names: str) -> Rule:
    """The catalogue's rules for opens whose source names one of the lists, applied to all that loads."""
    rules = [rule for rule in trackers.rules if Serves.OPEN in rule.serves and _names(rule, names)]
    book = TrackerBook(rules)
    return lambda mail: frozenset(one.order for one in mail.loading if one.url and book.match(one.url))


def by_hosts(trackers: TrackerBook, *names: str) -> Rule:
    """A list of domains only: the hosts of the catalogue's rules whose source names it, whatever the path."""
    hosts = {rule.host for rule in trackers.rules if rule.host and _names(rule, names)}

    def called(mail: Mail) -> Called:
        return frozenset(one.order for one in mail.loading if one.url and _is_below(_host(one.url), hosts))

    return called


def catalogue(trackers: TrackerBook) -> Rule:
    """Our catalogue on its own, weak rules left out: opens for what loads, clicks for what is followed."""

    def serves(url: str, kind: Serves) -> bool:
        return any(kind in rule.serves and rule.certainty != "weak" for rule in trackers.match(url))

    def called(mail: Mail) -> Called:
        loading = {one.order for one in mail.loading}
        return frozenset(
            one.order
            for one in mail.fetching
            if one.url and serves(one.url, Serves.OPEN if one.order in loading else Serves.CLICK)
        )

    return called


def peers(trackers: TrackerBook) -> dict[str, Rule]:
    """All of them, by the name under which they stand in the tables."""
    return {
        "width and height at most 1": one_by_one,
        "Nextcloud Mail": nextcloud,
        "FairEmail": fairemail,
        "MailTrackerBlocker": mail_tracker_blocker(trackers),
        "Ugly Email (list)": by_list(trackers, "Ugly Email"),
        "AdGuard filter 25 (list)": by_list(trackers, "AdGuard filter 25"),
        "EasyPrivacy (list)": by_list(trackers, "EasyPrivacy"),
        "Disconnect (domains)": by_hosts(trackers, "Disconnect"),
    }


def _by_size(mail: Mail, most: int) -> Called:
    return _named(mail, (tag.source for tag in mail.tags if all(_is_at_most(side, most) for side in _sides(tag))))


def _is_at_most(side: int | None, most: int) -> bool:
    return side is not None and side <= most


def _sides(tag: Tag) -> tuple[int | None, int | None]:
    width, height = (_NUMBER.match(tag.attributes[side]) for side in ("width", "height"))
    return int(width[1][:9]) if width else None, int(height[1][:9]) if height else None


def _small(tag: Tag) -> bool:
    width, height = _sides(tag)
    area = (width or height or 0) * (height or width or 0)
    declared = width is not None or height is not None
    return bool(_MAX_ONE.search(tag.attributes["style"])) or (declared and area <= 25)


def _is_spacer(text: str) -> bool:
    return any(word in text.lower() for word in _SPACERS)


def _named(mail: Mail, sources: Iterable[str]) -> Called:
    """The references with these addresses; a rule that looks at elements says only which address it means."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for one in mail.loading:
        places[one.value].add(one.order)
    return frozenset(order for source in sources for order in places.get(source, ()))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # real mail has ports and brackets that nobody can parse
        return ""


def _is_below(host: str, hosts: set[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))


def _names(rule: TrackerRule, lists: Iterable[str]) -> bool:
    return any(name in rule.source for name in lists)
