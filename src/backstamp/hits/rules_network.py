"""Rules that go by the network, and what is left when nobody has a name: browsers, and the unknown."""

from datetime import timedelta

from backstamp.catalogue.dated import Answer
from backstamp.catalogue.facts import Certainty, FetcherClass, NetworkClass
from backstamp.catalogue.networks import Placed
from backstamp.hits.identity import Identity, Seen, shown
from backstamp.hits.judgement import Evidence, Verdict
from backstamp.hits.rules_agent import relay_place

OLD_BROWSER = timedelta(days=730)
"""A browser released that long before the hit is rare among people and common among scanners (gophish 2446)."""


def vendor_network(seen: Seen) -> Identity | None:
    """The address belongs to a maker of mail security, which makes a scanner probable and a person possible."""
    placed = _placed(seen, NetworkClass.SECURITY_VENDOR)
    if placed is None:
        return None
    return _possible(
        f"vendor-network:{placed.fact.name}",
        f"Network of {placed.fact.title}",
        f"{_lies(seen, placed)}, a maker of mail security: probably its scanner, though people work there too.",
        placed,
    )


def microsoft_cloud(seen: Seen) -> Identity | None:
    """Microsoft's cloud scans links, and people work on desktops rented in it."""
    placed = _placed(seen, NetworkClass.MICROSOFT_CLOUD)
    if placed is None:
        return None
    return _possible(
        "microsoft-cloud",
        placed.fact.title,
        f"{_lies(seen, placed)}, where links are scanned and people work on rented desktops: it could be either.",
        placed,
    )


def hosting_browser(seen: Seen) -> Identity | None:
    """A browser or mail client on a computer rented by the hour is seldom a person's."""
    placed = _placed(seen, NetworkClass.HOSTING)
    named = seen.agent.browser or seen.agent.client or seen.fact(FetcherClass.MAIL_CLIENT)
    if placed is None or named is None:
        return None
    return _possible(
        "hosting-browser",
        f"Browser or mail client in {placed.fact.title}",
        f"{_lies(seen, placed)}, where computers are rented: {_named(seen)} there is seldom a person's.",
        placed,
    )


def old_browser(seen: Seen) -> Identity | None:
    """A click by a browser two years old or by a string that scanners are known to send."""
    browser = seen.agent.browser
    if browser is None or seen.request.pixel:
        return None
    if fact := seen.fact(FetcherClass.LOOKALIKE):
        words = f"The client called itself {shown(seen.request.user_agent)}, which link scanners have sent for years."
        evidence = Evidence(fact.name, words, fact.source, fact.dated)
        return Identity("browser", browser.title, Verdict.POSSIBLE, Certainty.PROBABLE, (evidence,))
    released = browser.released_by
    if released is None or seen.request.day - released < OLD_BROWSER:
        return None
    words = (
        f"The client called itself {browser.title}, which came out on {released.isoformat()} or before: people seldom "
        "use a browser more than two years old, and link scanners often do."
    )
    evidence = Evidence("old-browser", words, browser.source, released)
    return Identity("browser", browser.title, Verdict.POSSIBLE, Certainty.PROBABLE, (evidence,))


def relay_browser(seen: Seen) -> Identity | None:
    """A full browser behind Apple's relay is a person who uses Private Relay, not Mail Privacy Protection."""
    browser, relay = seen.agent.browser, seen.network.relay
    if browser is None or relay.answer not in {Answer.IN_LIST, Answer.PROBABLE}:
        return None
    words = (
        f"The client called itself {browser.title}, and {relay_place(seen)}. Mail Privacy Protection names no browser: "
        "this is a browser whose owner uses Apple's Private Relay."
    )
    return Identity(
        "relay-browser",
        f"{browser.title} behind Apple's Private Relay",
        Verdict.LIKELY_HUMAN,
        Certainty.CERTAIN if relay.answer is Answer.IN_LIST else Certainty.PROBABLE,
        (Evidence("relay-browser", words, relay.source, relay.dated),),
    )


def any_browser(seen: Seen) -> Identity | None:
    """A browser on an ordinary network."""
    browser = seen.agent.browser
    if browser is None:
        return None
    words = f"The client called itself {browser.title}, on a network where nothing speaks against a person."
    evidence = (Evidence("browser", words), *_gateway(seen))
    return Identity("browser", browser.title, Verdict.LIKELY_HUMAN, Certainty.PROBABLE, evidence)


def unknown(seen: Seen) -> Identity:
    """Anything else."""
    if seen.request.user_agent:
        words = f"Nothing we know matches the user agent {shown(seen.request.user_agent)}."
    else:
        words = "The client did not say what it is: programs do that, and so do some tools for privacy."
    return Identity("unknown", "Unknown", Verdict.POSSIBLE, Certainty.PROBABLE, (Evidence("unknown", words),))


def _placed(seen: Seen, kind: NetworkClass) -> Placed | None:
    """A network's fact; none where the address is a secure web gateway's, which people browse through."""
    if seen.network.placed(NetworkClass.SECURE_WEB_GATEWAY, pixel=seen.request.pixel):
        return None
    return seen.network.placed(kind, pixel=seen.request.pixel)


def _gateway(seen: Seen) -> tuple[Evidence, ...]:
    placed = seen.network.placed(NetworkClass.SECURE_WEB_GATEWAY, pixel=seen.request.pixel)
    if placed is None:
        return ()
    words = f"{_lies(seen, placed)}, a gateway that people at work browse through: that is no sign of a scanner."
    return (Evidence("secure-web-gateway", words, placed.fact.source, placed.fact.dated),)


def _lies(seen: Seen, placed: Placed) -> str:
    return f"The address {seen.request.peer} lies in {placed.where}, {placed.fact.title}"


def _named(seen: Seen) -> str:
    return seen.agent.browser.title if seen.agent.browser else "a mail client"


def _possible(fetcher: str, title: str, words: str, placed: Placed) -> Identity:
    evidence = Evidence(fetcher, words, placed.fact.source, placed.fact.dated)
    return Identity(fetcher, title, Verdict.POSSIBLE, Certainty.PROBABLE, (evidence,))
