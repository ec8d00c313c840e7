"""What the judge says of a hit: who fetched, what that says about a human, how sure, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backstamp.catalogue.facts import Certainty

__all__ = ["Certainty", "Evidence", "Judgement", "Verdict"]


class Verdict(StrEnum):
    """What a hit says about a human, weakest claim first."""

    MACHINE = "machine"
    NO_INFORMATION = "no-information"
    POSSIBLE = "possible"
    LIKELY_HUMAN = "likely-human"
    HUMAN_ACTION = "human-action"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a judgement.

    Attributes:
        rule: stable name of the rule or catalogue entry that matched, such as ``apple-relay-bare``.
        words: what was seen and what it means, one plain sentence.
        source: where the rule comes from (vendor document, measurement, catalogue source); may be empty.
        dated: day of the list or fact that was used; None where no list was.
    """

    rule: str
    words: str
    source: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one hit.

    Attributes:
        fetcher: who fetched, by name: ``apple-relay-bare``, ``gmail-image-proxy``, ``browser``,
            ``mail-client:thunderbird`` …
        title: the same for people: "Apple Mail Privacy Protection (relay)".
        verdict: what it says about a human.
        certainty: how sure.
        settled: False while later evidence may still change the verdict.
        evidence: the reasons, deciding one first; never empty.
    """

    fetcher: str
    title: str
    verdict: Verdict
    certainty: Certainty
    settled: bool
    evidence: tuple[Evidence, ...]
