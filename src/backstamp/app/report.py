"""The join: hits, judged and folded, with the ledger's names. It happens here, at the sender's, and nowhere else."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice

from backstamp.app.clock import moment
from backstamp.app.models import (
    ClickReport,
    Counts,
    DeliveryReport,
    EvidenceReport,
    HitReport,
    LinkReport,
    MessageReport,
    Naive,
    Report,
)
from backstamp.catalogue import Catalogue
from backstamp.errors import UsageError
from backstamp.hits.fold import Engagement, State, judge_delivery
from backstamp.hits.hit import Hit, PathKind
from backstamp.hits.judgement import Judgement
from backstamp.hits.store import HitStore
from backstamp.sender.fate import State as Handover
from backstamp.sender.ledger import Ledger
from backstamp.sender.message_id import format_message_id
from backstamp.sender.records import Delivery, Message
from backstamp.sender.stamp import Link

_Judged = list[tuple[Hit, Judgement]]
_HUMAN = {State.HUMAN_CLICK, State.HUMAN_OPEN}
_MAYBE = _HUMAN | {State.POSSIBLE, State.NO_INFORMATION}


class Reporter:
    """Answers questions about messages and hits.

    Args:
        ledger: who the deliveries are.
        store: gives the hits; None while none has been stored yet.
        catalogue: what is known of fetchers and networks.
        clock: microseconds since 1970-01-01 UTC; decides what has settled.
    """

    def __init__(
        self, ledger: Ledger, store: Callable[[], HitStore | None], catalogue: Catalogue, clock: Callable[[], int]
    ) -> None:
        self._ledger = ledger
        self._find_store = store
        self._catalogue = catalogue
        self._clock = clock

    def newest(self, limit: int) -> Report:
        """The newest ``limit`` messages, newest first."""
        return Report(messages=tuple(self._message(message) for message in self._ledger.messages(limit)))

    def message(self, beginning: str) -> MessageReport:
        """One message by its id or a unique beginning of it.

        Raises:
            UsageError: no message, or several, begin so.
        """
        return self._message(self._ledger.find(beginning))

    def hits(self, after: int, limit: int) -> list[HitReport]:
        """At most ``limit`` hits with a number above ``after``, oldest first, each judged within its delivery."""
        store = self._find_store()
        if store is None:
            return []
        page = list(islice(store.after(after), limit))
        wanted = {hit.id for hit in page}
        judged: dict[int, HitReport] = {}
        for message, ordinal in dict.fromkeys((hit.message, hit.recipient) for hit in page):
            judged.update((hit.id, hit) for hit in self._judged_hits(store, message, ordinal, wanted))
        return [judged[hit.id] for hit in page]

    def hit(self, number: int) -> HitReport:
        """One hit by its number.

        Raises:
            UsageError: there is none.
        """
        store = self._find_store()
        found = store.by_id(number) if store is not None and 0 < number < 2**63 else None
        if store is None or found is None:
            raise UsageError(f"there is no hit {number}: `backstamp hits` lists them")
        return next(iter(self._judged_hits(store, found.message, found.recipient, {number})))

    def _judged_hits(self, store: HitStore, message: int, ordinal: int, wanted: set[int]) -> Iterator[HitReport]:
        delivery = self._ledger.delivery(message, ordinal)
        links = {link.ordinal: link for link in self._ledger.links(message)}
        judged, _ = self._judge(store.of_delivery(message, ordinal), delivery)
        for hit, judgement in judged:
            if hit.id in wanted:
                yield _hit_report(hit, judgement, delivery, links)

    def _judge(self, hits: Iterable[Hit], delivery: Delivery | None) -> tuple[_Judged, Engagement]:
        accepted = delivery is not None and delivery.state is Handover.ACCEPTED
        sent_at = delivery.decided if delivery is not None and accepted else None
        return judge_delivery(hits, sent_at=sent_at, now=self._clock(), catalogue=self._catalogue)

    def _message(self, message: Message) -> MessageReport:
        links = {link.ordinal: link for link in self._ledger.links(message.id)}
        reports, engagements = [], []
        hits = self._hits_by_recipient(message.id)
        for delivery in self._ledger.deliveries(message.id):
            judged, engagement = self._judge(hits.get(delivery.ordinal, []), delivery)
            reports.append(_delivery_report(delivery, judged, engagement, links))
            engagements.append(engagement)
        return _message_report(message, tuple(reports), engagements, links)

    def _hits_by_recipient(self, message: int) -> dict[int, list[Hit]]:
        store = self._find_store()
        if store is None:
            return {}
        hits = store.of_message(message)
        return {recipient: list(same) for recipient, same in groupby(hits, key=lambda hit: hit.recipient)}


def _message_report(
    message: Message,
    deliveries: tuple[DeliveryReport, ...],
    engagements: list[Engagement],
    links: dict[int, Link],
) -> MessageReport:
    states = [engagement.state for engagement in engagements]
    counted = Counter(each.state.replace("-", "_") for each in deliveries if not each.not_delivered)
    people = Counter(click.link for engagement in engagements for click in engagement.human_clicks)
    return MessageReport(
        id=format_message_id(message.id),
        created=moment(message.created),
        sender=message.author or message.sender,
        subject=message.subject,
        pixel=message.pixel,
        untouched=message.untouched,
        settled=all(engagement.settled for engagement in engagements),
        recipients=len(deliveries),
        delivered=sum(delivery.handover != Handover.REFUSED for delivery in deliveries),
        counts=Counts(
            **{name: counted[name] for name in Counts.model_fields if name != "not_delivered"},
            not_delivered=sum(each.not_delivered for each in deliveries),
        ),
        opened_at_least=sum(state in _HUMAN for state in states),
        opened_at_most=sum(state in _MAYBE for state in states),
        clicked=states.count(State.HUMAN_CLICK),
        naive=Naive(
            opened=sum(delivery.hits > 0 for delivery in deliveries),
            clicked=sum(delivery.any_link for delivery in deliveries),
        ),
        links=tuple(
            LinkReport(ordinal=number, destination=link.destination, text=link.text, people=people[number])
            for number, link in sorted(links.items())
        ),
        deliveries=deliveries,
    )


def _delivery_report(
    delivery: Delivery, judged: _Judged, engagement: Engagement, links: dict[int, Link]
) -> DeliveryReport:
    first = engagement.first_human_open
    return DeliveryReport(
        ordinal=delivery.ordinal,
        recipient=delivery.recipient,
        handover=delivery.state,
        answer=f"{delivery.code} {delivery.text}" if delivery.code is not None else None,
        state=engagement.state,
        settled=engagement.settled,
        not_delivered=delivery.state is Handover.REFUSED and engagement.hits == 0,
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
        any_link=any(hit.kind is PathKind.LINK for hit, _ in judged),
        hits=engagement.hits,
        flood=engagement.repeats,
        why=engagement.why.words if engagement.why else "",
    )


def _hit_report(hit: Hit, judgement: Judgement, delivery: Delivery | None, links: dict[int, Link]) -> HitReport:
    return HitReport(
        id=hit.id,
        at=moment(hit.at),
        message=format_message_id(hit.message),
        ordinal=hit.recipient,
        recipient=delivery.recipient if delivery else None,
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
