"""The join: hits, judged and folded, with the ledger's names. It happens here, at the sender's, and nowhere else."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice

from backstamp.app.models import HitReport, MessageReport, Report
from backstamp.app.shapes import Judged, Told, hit_report, message_report
from backstamp.app.together import Pool, first_accepted, judge_pool
from backstamp.catalogue.catalogue import Catalogue
from backstamp.errors import UsageError
from backstamp.hits.fold import Engagement, judge_delivery
from backstamp.hits.hit import Hit
from backstamp.hits.store import HitStore
from backstamp.sender.ledger import Ledger
from backstamp.sender.records import Delivery, Message
from backstamp.tokens.token import SHARED


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
        hits = store.of_delivery(message, ordinal)
        if ordinal == SHARED:
            pool = self._judge_pool(hits, self._ledger.deliveries(message))
            judged = [pair for same, _ in pool for pair in same]
        else:
            judged, _ = self._judge(hits, delivery)
        for hit, judgement in judged:
            if hit.id in wanted:
                yield hit_report(hit, judgement, delivery, links)

    def _judge(self, hits: Iterable[Hit], delivery: Delivery | None) -> tuple[Judged, Engagement]:
        accepted = delivery is not None and delivery.state.handed_over
        sent_at = delivery.decided if delivery is not None and accepted else None
        return judge_delivery(hits, sent_at=sent_at, now=self._clock(), catalogue=self._catalogue)

    def _judge_pool(self, hits: Iterable[Hit], deliveries: list[Delivery]) -> Pool:
        sent_at = first_accepted(deliveries)
        return judge_pool(hits, sent_at=sent_at, now=self._clock(), catalogue=self._catalogue)

    def _message(self, message: Message) -> MessageReport:
        links = {link.ordinal: link for link in self._ledger.links(message.id)}
        deliveries = self._ledger.deliveries(message.id)
        hits = self._hits_by_recipient(message.id)
        told = [Told(each, *self._judge(hits.get(each.ordinal, []), each)) for each in deliveries]
        return message_report(message, told, self._judge_pool(hits.get(SHARED, []), deliveries), links)

    def _hits_by_recipient(self, message: int) -> dict[int, list[Hit]]:
        store = self._find_store()
        if store is None:
            return {}
        hits = store.of_message(message)
        return {recipient: list(same) for recipient, same in groupby(hits, key=lambda hit: hit.recipient)}
