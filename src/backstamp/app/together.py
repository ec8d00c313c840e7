"""The hits on a token that recipients share: one pool, in which nobody can be told from anybody else.

They are counted by verdict and never made into people. A pool is not a delivery: the clicks of a hundred readers
within a minute look like one scanner's burst. So hits are judged along with those from the same address only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from backstamp.app.models import Requests, Together
from backstamp.catalogue.catalogue import Catalogue
from backstamp.hits.fold import Engagement, judge_delivery
from backstamp.hits.hit import Hit
from backstamp.hits.judgement import Judgement
from backstamp.sender.fate import State
from backstamp.sender.modes import Mode
from backstamp.sender.records import Delivery

Pool = list[tuple[list[tuple[Hit, Judgement]], Engagement]]


def shares(delivery: Delivery) -> bool:
    """Whether a copy carries the shared token."""
    return Mode.AGGREGATE in {delivery.opens, delivery.links}


def first_accepted(deliveries: Iterable[Delivery]) -> int | None:
    """When the first copy with the shared token left, microseconds since 1970-01-01 UTC: nobody was earlier."""
    times = [each.decided for each in deliveries if shares(each) and each.state.handed_over]
    return min((time for time in times if time is not None), default=None)


def judge_pool(hits: Iterable[Hit], *, sent_at: int | None, now: int, catalogue: Catalogue) -> Pool:
    """Judge the hits on a shared token, address by address; arguments as for `judge_delivery`."""
    ordered = sorted(hits, key=lambda hit: hit.peer)
    return [
        judge_delivery(same, sent_at=sent_at, now=now, catalogue=catalogue)
        for _, same in groupby(ordered, key=lambda hit: hit.peer)
    ]


def together(deliveries: Sequence[Delivery], pool: Pool) -> Together | None:
    """What is known of all who share a token; None where nobody does.

    Args:
        deliveries: all of the message.
        pool: the judged hits on its shared token.
    """
    sharing = [each for each in deliveries if shares(each) and each.state is not State.REFUSED]
    if not sharing and not pool:
        return None
    folded = [engagement for _, engagement in pool]
    return Together(
        recipients=len(sharing),
        opens=Requests(
            human=sum(each.human_opens for each in folded),
            possible=sum(each.possible_opens for each in folded),
            no_information=sum(each.no_information_opens for each in folded),
            machine=sum(each.machine_opens for each in folded),
        ),
        clicks=Requests(
            human=sum(len(each.human_clicks) for each in folded),
            possible=sum(each.possible_clicks for each in folded),
            no_information=0,
            machine=sum(each.machine_clicks for each in folded),
        ),
        hits=sum(each.hits for each in folded),
        flood=sum(each.repeats for each in folded),
    )


def clicks_by_link(pool: Pool) -> Counter[int]:
    """How many clicks that were likely a person's each link has."""
    return Counter(click.link for _, engagement in pool for click in engagement.human_clicks)
