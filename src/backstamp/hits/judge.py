"""Who fetched, and what that says about a human: a pure function from a hit and its circumstances to a judgement.

First the identity, by the first rule of ``RULES`` that matches; it rests on the request alone. Then time and company:
a fetch by Gmail's proxy right after sending, a hit before the message was accepted, a burst of clicks. The order and
the verdicts follow the taxonomy in docs/catalogue.md. No verdict is stronger than its evidence.
"""

from functools import lru_cache

from backstamp.catalogue.catalogue import Catalogue
from backstamp.hits import rules_agent, rules_network
from backstamp.hits.burst import SECOND
from backstamp.hits.context import Context
from backstamp.hits.hit import Hit
from backstamp.hits.identity import Identity, Request, Rule, Seen, request_of
from backstamp.hits.judgement import Certainty, Evidence, Judgement, Verdict

RULES: tuple[Rule, ...] = (
    rules_agent.head_request,
    rules_agent.prefetch_header,
    rules_agent.named_machine,
    rules_agent.gmail_prefetch,
    rules_agent.apple_bare,
    rules_agent.image_proxy,
    rules_agent.web_proxy,
    rules_agent.mail_client,
    rules_agent.declared_robot,
    rules_network.vendor_network,
    rules_network.microsoft_cloud,
    rules_network.hosting_browser,
    rules_network.old_browser,
    rules_network.relay_browser,
    rules_network.any_browser,
)
"""The first that matches decides; where none does, the fetcher is unknown."""

_CACHED = 16_384
_BURST_SOURCE = "own arithmetic; three links within ten seconds as in Twenty CRM; craft-campaign issue 546"
_PROXY_SOURCE = "six published measurements of Gmail's proxy; gophish issues 1390 and 3086"


def judge(hit: Hit, context: Context, catalogue: Catalogue) -> Judgement:
    """Judge one hit. Any hit is judged, however strange its fields.

    Args:
        hit: the request as it was stored.
        context: when the message was sent, the time of judging, and a burst nearby.
        catalogue: what is known of fetchers and networks.

    Returns:
        The judgement; ``settled`` once ``context.settle_after`` has passed since the hit.

    Raises:
        CatalogueError: a downloaded list or database is malformed.
    """
    identity = identify(request_of(hit), catalogue)
    verdict, certainty, evidence = identity.verdict, identity.certainty, identity.evidence
    if identity.early_proxy and (early := _early_proxy(hit, context)):
        verdict, certainty, evidence = Verdict.POSSIBLE, Certainty.PROBABLE, (early, *evidence)
    if machine := _before_sending(hit, context) or _in_burst(hit, context):
        reason, sure = machine
        if verdict is Verdict.MACHINE:
            evidence = (*evidence, reason)
        else:
            verdict, certainty, evidence = Verdict.MACHINE, sure, (reason, *evidence)
    settled = context.now >= hit.at + context.settle_after
    return Judgement(identity.fetcher, identity.title, verdict, certainty, settled, evidence)


@lru_cache(maxsize=_CACHED)
def identify(request: Request, catalogue: Catalogue) -> Identity:
    """Who made a request, by the first rule that matches; remembered for requests that look the same.

    Raises:
        CatalogueError: a downloaded list or database is malformed.
    """
    seen = Seen(request, catalogue.agents.look(request.user_agent), catalogue.networks.look(request.peer, request.day))
    return next((identity for rule in RULES if (identity := rule(seen))), None) or rules_network.unknown(seen)


def _early_proxy(hit: Hit, context: Context) -> Evidence | None:
    """Gmail's proxy soon after sending, or with the time of sending unknown, proves no reader."""
    if context.sent_at is None:
        words = "When the message was sent is not known, so it cannot be told whether Gmail came before any reader."
        return Evidence("gmail-proxy-time-unknown", words, _PROXY_SOURCE)
    delay = hit.at - context.sent_at
    if delay >= context.proxy_delay:
        return None
    words = (
        f"It came {_seconds(delay)} after the message was accepted; within {_seconds(context.proxy_delay)} Gmail's "
        "proxy has been seen to fetch images of messages that nobody had read."
    )
    return Evidence("gmail-proxy-early", words, _PROXY_SOURCE)


def _before_sending(hit: Hit, context: Context) -> tuple[Evidence, Certainty] | None:
    """Nobody reads a message that the next server has not yet accepted; scanners on the way do."""
    if context.sent_at is None or hit.at >= context.sent_at:
        return None
    words = (
        f"It came {_seconds(context.sent_at - hit.at)} before the next mail server had accepted the message, when it "
        "was in nobody's mailbox yet: only a scanner on the way can have seen it."
    )
    return Evidence("before-acceptance", words, "own arithmetic; Custobar documents the same"), Certainty.CERTAIN


def _in_burst(hit: Hit, context: Context) -> tuple[Evidence, Certainty] | None:
    """A click of a burst, or an open that goes with one; the rule stands in ``burst``."""
    burst = context.burst
    if burst is None:
        return None
    size = (
        f"{len(burst.links)} different links of this message were asked for within {_seconds(burst.end - burst.start)}"
    )
    if hit.id in burst.clicks:
        words = f"{size}: scanners click like that, people do not."
        return Evidence("click-burst", words, _BURST_SOURCE), Certainty.PROBABLE
    if shared := burst.shares(hit):
        words = f"{size}, and this open came just then with the same {shared}: the scanner loaded the image too."
        return Evidence("open-in-click-burst", words, _BURST_SOURCE), Certainty.PROBABLE
    return None


def _seconds(microseconds: int) -> str:
    seconds = microseconds / SECOND
    if seconds < 0.1:
        return "a tenth of a second"
    return f"{seconds:.1f} seconds" if seconds < 10 else f"{seconds:.0f} seconds"
