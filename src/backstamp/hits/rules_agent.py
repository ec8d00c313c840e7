"""Rules that go by what the client says of itself: HEAD, prefetch headers, and names in the user agent.

Where a name is cheap to borrow and the answer matters (Gmail, Apple), the address is asked as well.
"""

from datetime import date

from backstamp.catalogue.dated import Answer, Listed
from backstamp.catalogue.facts import Certainty, FetcherClass, FetcherFact, NetworkClass
from backstamp.hits.identity import Identity, Seen, shown
from backstamp.hits.judgement import Evidence, Verdict

_RELAY = "Apple's relay"
_NAMED_MACHINES = {
    FetcherClass.SCANNER: "a security scanner or link checker: it looks at a message's links so that nobody is harmed",
    FetcherClass.UNFURLER: "a program that draws previews of links in chats and posts; nobody has followed this one",
    FetcherClass.HTTP_LIBRARY: "a tool of programs, not of readers",
    FetcherClass.SERVICE: "a service that asks for a mailbox's settings and shows nobody a message",
}


def head_request(seen: Seen) -> Identity | None:
    """HEAD asks whether something is there; no mail client or browser shows anything by it."""
    if not seen.request.head:
        return None
    words = (
        "The request was HEAD, which asks whether a thing is there and fetches nothing: that is how links are checked."
    )
    evidence = Evidence("head-request", words, "Mautic pull request 15844; Groundhogg")
    return Identity(
        "head-request",
        "A link check (HEAD)",
        Verdict.MACHINE,
        Certainty.CERTAIN,
        (evidence,),
    )


def prefetch_header(seen: Seen) -> Identity | None:
    """``Purpose``, ``Sec-Purpose`` or ``X-Moz`` say that nobody has asked to see this yet."""
    if not seen.request.prefetch:
        return None
    words = f"The request said that it was made ahead of time ({shown(seen.request.prefetch)}), before anybody asked."
    evidence = Evidence("prefetch-header", words, "Mautic pull request 15844")
    return Identity("prefetch", "A fetch ahead of time", Verdict.MACHINE, Certainty.CERTAIN, (evidence,))


def named_machine(seen: Seen) -> Identity | None:
    """Scanners, previewers and libraries that say who they are."""
    fact = seen.fact(*_NAMED_MACHINES)
    if fact is None:
        return None
    words = f"{_called(fact.title)}, {_NAMED_MACHINES[fact.kind]}."
    return _by_name(fact, f"{fact.kind}:{fact.name}", Verdict.MACHINE, words)


def gmail_prefetch(seen: Seen) -> Identity | None:
    """Gmail loads some images while a session is open, before the message is shown."""
    fact = seen.fact(FetcherClass.PREFETCH)
    if fact is None:
        return None
    from_google = _holds(seen.network.google)
    place = _google_place(seen) if from_google else f"{_google_place(seen)}: somebody may be using its name"
    words = (
        f"{_called(fact.title)}, and {place}. Gmail loads images this way while the recipient's mailbox is "
        "open somewhere, before the message is shown."
    )
    certainty = Certainty.CERTAIN if from_google else Certainty.PROBABLE
    evidence = Evidence(fact.name, words, fact.source, seen.network.google.dated or fact.dated)
    return Identity(fact.name, fact.title, Verdict.MACHINE, certainty, (evidence,))


def apple_bare(seen: Seen) -> Identity | None:
    """Apple's bare user agent: from a relay address it is Mail Privacy Protection, from elsewhere it may be anything.

    The catalogue holds it for opens only: the relay loads images and follows no links.
    """
    fact = seen.fact(FetcherClass.BARE)
    if fact is None:
        return None
    relay = seen.network.relay
    said = f"The client sent nothing but {shown(seen.request.user_agent)}, and {relay_place(seen)}."
    if not _holds(relay):
        words = f"{said} This may be Apple Mail without its relay, with or without a reader, or another program."
        return Identity(
            "apple-bare-direct",
            "Apple Mail without the relay, perhaps",
            Verdict.POSSIBLE,
            Certainty.PROBABLE,
            (Evidence("apple-bare-direct", words, fact.source, relay.dated),),
        )
    words = f"{said} Apple's relay loads images whether or not anybody reads, so this says nothing about a person."
    return Identity(
        "apple-relay-bare",
        "Apple Mail Privacy Protection (relay)",
        Verdict.NO_INFORMATION,
        Certainty.CERTAIN if relay.answer is Answer.IN_LIST else Certainty.PROBABLE,
        (Evidence("apple-relay-bare", words, relay.source or fact.source, relay.dated),),
    )


def image_proxy(seen: Seen) -> Identity | None:
    """Mailbox providers that load images when a message is shown; Gmail's name is believed from Google only."""
    fact = seen.fact(FetcherClass.IMAGE_PROXY)
    if fact is None:
        return None
    if not seen.request.pixel:
        words = f"{_called(fact.title)}, which loads images and follows no links for anybody."
        return _by_name(fact, fact.name, Verdict.MACHINE, words)
    if fact.name == "gmail-image-proxy":
        return _gmail_image_proxy(seen, fact)
    words = f"{_called(fact.title)}, which loads images when the message is shown."
    return _by_name(fact, fact.name, Verdict.LIKELY_HUMAN, words)


def _gmail_image_proxy(seen: Seen, fact: FetcherFact) -> Identity:
    google = seen.network.google
    dated = google.dated or fact.dated
    said = f"{_called(fact.title)}, and {_google_place(seen)}"
    if _holds(google):
        certainty = Certainty.CERTAIN if google.answer is Answer.IN_LIST else Certainty.PROBABLE
        words = f"{said}. Gmail loads images this way when the message is shown."
        evidence = Evidence(fact.name, words, google.source or fact.source, dated)
        return Identity(fact.name, fact.title, Verdict.LIKELY_HUMAN, certainty, (evidence,), early_proxy=True)
    how, title = ("spoofed", "Calls itself the Gmail image proxy")
    if not seen.network.known:
        how, title = ("unverified", "Gmail image proxy, unverified")
    words = f"{said}, so the name proves nothing."
    return Identity(
        f"{how}:{fact.name}",
        title,
        Verdict.POSSIBLE,
        Certainty.PROBABLE,
        (Evidence(f"{how}-{fact.name}", words, fact.source, dated),),
    )


def web_proxy(seen: Seen) -> Identity | None:
    """A web site showed the message, or its image, to somebody or to nobody."""
    fact = seen.fact(FetcherClass.WEB_PROXY)
    if fact is None:
        return None
    words = f"{_called(fact.title)}: a web site loaded this to show it on a page, not a mailbox."
    return _by_name(fact, fact.name, Verdict.POSSIBLE, words)


def mail_client(seen: Seen) -> Identity | None:
    """A mail client by name. On a rented computer the name is not believed: ``hosting_browser`` has it then."""
    fact = seen.fact(FetcherClass.MAIL_CLIENT)
    if (fact is None and seen.agent.client is None) or seen.network.placed(
        NetworkClass.HOSTING, pixel=seen.request.pixel
    ):
        return None
    title = fact.title if fact else seen.agent.client or ""
    name = fact.name if fact else title.lower().replace(" ", "-")
    words = f"{_called(title)}, a program in which people read mail and which loads images itself."
    source, dated = (fact.source, fact.dated) if fact else ("ua-parser's list of user agents", None)
    return Identity(
        f"mail-client:{name}",
        title,
        Verdict.LIKELY_HUMAN,
        Certainty.PROBABLE,
        (Evidence(f"mail-client:{name}", words, source, dated),),
    )


def declared_robot(seen: Seen) -> Identity | None:
    """A robot by its own words. A click it made is no person's; on a pixel such words are too common to decide."""
    fact = seen.fact(FetcherClass.ROBOT)
    if fact is None:
        return None
    words = f"The client called itself {shown(seen.request.user_agent)}, a robot by its own words."
    verdict = Verdict.POSSIBLE if seen.request.pixel else Verdict.MACHINE
    return _by_name(fact, fact.name, verdict, words)


def relay_place(seen: Seen) -> str:
    """Half a sentence: what the lists say of the address and Apple's relay."""
    return _place(seen, seen.network.relay, _RELAY, "Apple's relay list")


def _google_place(seen: Seen) -> str:
    return _place(seen, seen.network.google, "Google", "Google's list of fetchers")


def _place(seen: Seen, listed: Listed, owner: str, name: str) -> str:
    if not seen.network.known:
        return f"there is no address that could be looked up for {owner}"
    address, of = f"the address {seen.request.peer}", _of(listed.dated)
    if listed.answer is Answer.IN_LIST:
        return f"{address} is on {name}{of}, which covers the day"
    if listed.answer is Answer.NOT_IN_LIST:
        return f"{address} is not on {name}{of}, which covers the day"
    if listed.answer is Answer.UNKNOWN:
        return f"nothing we hold places {address} with {owner} on that day"
    if listed.where:
        return f"{address} lies in {listed.where}, a network of {owner}, though no list we hold has it for that day"
    return f"{address} is on {name}{of}, the nearest we hold, though that list does not cover the day"


def _of(dated: date | None) -> str:
    return f" of {dated.isoformat()}" if dated else ""


def _holds(listed: Listed) -> bool:
    return listed.answer in {Answer.IN_LIST, Answer.PROBABLE}


def _called(title: str) -> str:
    return f"The client's user agent is that of {title}"


def _by_name(fact: FetcherFact, fetcher: str, verdict: Verdict, words: str) -> Identity:
    evidence = Evidence(fetcher, words, fact.source, fact.dated)
    return Identity(fetcher, fact.title, verdict, Certainty.PROBABLE, (evidence,))
