"""From judged hits and the ledger's rows to the shapes of reports: pure functions over values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from backstamp.app.clock import moment
from backstamp.app.meaning import meaning
from backstamp.app.models import (
    ClickReport,
    Counts,
    DeliveryReport,
    EvidenceReport,
    HitReport,
    LinkReport,
    MessageReport,
    Naive,
)
from backstamp.app.together import Pool, clicks_by_link, shares, together
from backstamp.hits.fold import Engagement, State
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judgement import Judgement
from backstamp.sender.changes import Link
from backstamp.sender.fate import State as Handover
from backstamp.sender.message_id import format_message_id
from backstamp.sender.modes import Mode
from backstamp.sender.records import Delivery, Message
from backstamp.tokens.token import SHARED

Judged = list[tuple[Hit, Judgement]]
_HUMAN = {State.HUMAN_CLICK, State.HUMAN_OPEN}
_MAYBE = _HUMAN | {State.POSSIBLE, State.NO_INFORMATION}
_IN_DOUBT = {Handover.REFUSED, Handover.UNCERTAIN}


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery, and what its own hits say."""

    delivery: Delivery
    judged: Judged
    engagement: Engagement

    def not_delivered(self) -> bool:
        """Whether the next server refused the copy, and nothing asked for it."""
        return self.delivery.state is Handover.REFUSED and self.engagement.hits == 0

    def own(self, message: Message) -> bool:
        """Whether something can be said of this recipient alone; of an untouched message that is "nothing came"."""
        return message.untouched is not None or self.delivery.modes.highest.rank >= Mode.PSEUDONYMOUS.rank

    def state(self, message: Message) -> str:
        """The strongest claim; ``together`` or ``off`` where none can be made of this recipient alone."""
        if self.own(message):
            return self.engagement.state
        return "together" if shares(self.delivery) else "off"


def message_report(message: Message, told: Sequence[Told], pool: Pool, links: dict[int, Link]) -> MessageReport:
    """Everything about one message.

    Args:
        message: as the ledger has it.
        told: all its deliveries, by ordinal.
        pool: the judged hits on the token that recipients share.
        links: by ordinal.
    """
    own = [each for each in told if each.own(message)]
    states = [each.engagement.state for each in own]
    people = Counter(click.link for each in own for click in each.engagement.human_clicks)
    shared_clicks = clicks_by_link(pool)
    return MessageReport(
        id=format_message_id(message.id),
        created=moment(message.created),
        sender=message.author or message.sender,
        subject=message.subject,
        pixel=message.pixel,
        untouched=message.untouched,
        opens_mode=message.opens,
        links_mode=message.links,
        meaning=meaning(message.opens, message.links) if message.untouched is None else None,
        settled=all(each.engagement.settled for each in own) and all(engagement.settled for _, engagement in pool),
        recipients=len(told),
        delivered=sum(each.delivery.state is not Handover.REFUSED for each in told),
        counts=_counts(message, told),
        opened_at_least=sum(state in _HUMAN for state in states),
        opened_at_most=sum(state in _MAYBE for state in states),
        clicked=states.count(State.HUMAN_CLICK),
        naive=Naive(
            opened=sum(each.engagement.hits > 0 for each in own),
            clicked=sum(_any_link(each.judged) for each in own),
        ),
        links=tuple(
            LinkReport(
                ordinal=number,
                destination=link.destination,
                text=link.text,
                people=people[number],
                together=shared_clicks[number],
            )
            for number, link in sorted(links.items())
        ),
        together=together([each.delivery for each in told], pool) if message.untouched is None else None,
        deliveries=tuple(
            _delivery_report(message, each, links)
            for each in told
            if each.own(message) or each.delivery.state in _IN_DOUBT
        ),
    )


def _counts(message: Message, told: Sequence[Told]) -> Counts:
    counted = Counter(each.state(message).replace("-", "_") for each in told if not each.not_delivered())
    return Counts(
        **{name: counted[name] for name in Counts.model_fields if name != "not_delivered"},
        not_delivered=sum(each.not_delivered() for each in told),
    )


def _delivery_report(message: Message, told: Told, links: dict[int, Link]) -> DeliveryReport:
    delivery, engagement = told.delivery, told.engagement
    first = engagement.first_human_open
    return DeliveryReport(
        ordinal=delivery.ordinal,
        recipient=delivery.shown,
        reader=delivery.reader.hex() if delivery.reader is not None else None,
        opens_mode=delivery.opens,
        links_mode=delivery.links,
        handover=delivery.state,
        answer=f"{delivery.code} {delivery.text}" if delivery.code is not None else None,
        state=told.state(message),
        settled=engagement.settled,
        not_delivered=told.not_delivered(),
        first_open=moment(first) if first is not None else None,
        clicks=tuple(
            ClickReport(
                at=moment(click.at),
                link=click.link,
                destination=links[click.link].destination if click.link in links else "",
                text=links[click.link].text if click.link in links else "",
            )
            for click in engagement.human_clicks
        ),
        machine_opens=engagement.machine_opens,
        machine_clicks=engagement.machine_clicks,
        no_information_opens=engagement.no_information_opens,
        possible_opens=engagement.possible_opens,
        possible_clicks=engagement.possible_clicks,
        other_reader_possible=engagement.other_reader_possible,
        any_link=_any_link(told.judged),
        hits=engagement.hits,
        flood=engagement.repeats,
        why=engagement.why.words if engagement.why else "",
    )


def _any_link(judged: Judged) -> bool:
    return any(hit.kind is PathKind.LINK for hit, _ in judged)


def hit_report(hit: Hit, judgement: Judgement, delivery: Delivery | None, links: dict[int, Link]) -> HitReport:
    """One hit, judged; the delivery is None where the ledger does not know it, or the token is shared."""
    return HitReport(
        id=hit.id,
        at=moment(hit.at),
        message=format_message_id(hit.message),
        ordinal=hit.recipient,
        recipient=delivery.shown if delivery else None,
        together=hit.recipient == SHARED,
        kind=hit.kind,
        link=hit.link or None,
        destination=links[hit.link].destination if hit.link in links else None,
        method=hit.method,
        address=hit.peer,
        http_version=hit.http_version,
        fetcher=judgement.fetcher,
        title=judgement.title,
        verdict=judgement.verdict,
        certainty=judgement.certainty,
        settled=judgement.settled,
        evidence=tuple(
            EvidenceReport(rule=each.rule, words=each.words, source=each.source, dated=each.dated)
            for each in judgement.evidence
        ),
        headers=hit.headers,
    )
