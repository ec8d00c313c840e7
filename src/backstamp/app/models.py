"""What reports are made of: the shapes of ``--json`` and of the JSON API, documented field by field.

docs/json.md is generated from this module. Times are RFC 3339 in UTC, message ids 16 hex digits.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class EvidenceReport(_Model):
    """One reason for a verdict."""

    rule: str = Field(description="Stable name of the rule or catalogue entry that matched.")
    words: str = Field(description="What was seen and what it means, in one sentence.")
    source: str = Field(description="Where the rule comes from; empty for plain arithmetic.")
    dated: date | None = Field(description="Day of the list or fact that was used, where one was.")


class HitReport(_Model):
    """One hit, judged. `backstamp hits --json` prints one per line."""

    id: int = Field(description="Number of the hit, for `backstamp explain`.")
    at: datetime = Field(description="When the request arrived.")
    message: str = Field(description="Message id.")
    ordinal: int = Field(description="The recipient's place in the message, from 0.")
    recipient: str | None = Field(
        description="The recipient's address or pseudonym, where the ledger knows the delivery."
    )
    together: bool = Field(False, description="True where recipients share the token: nobody can know whose hit it is.")
    kind: str = Field(description="`pixel` or `link`.")
    link: int | None = Field(description="Ordinal of the link, from 1; null for the pixel.")
    destination: str | None = Field(description="Where the link leads.")
    method: str = Field(description="HTTP method.")
    address: str = Field(description="The client's address.")
    http_version: str = Field(description="HTTP version.")
    fetcher: str = Field(description="Who fetched, by name.")
    title: str = Field(description="Who fetched, in words.")
    verdict: str = Field(description="`machine`, `no-information`, `possible`, `likely-human` or `human-action`.")
    certainty: str = Field(description="`certain` or `probable`.")
    settled: bool = Field(description="False while later evidence may still change the verdict.")
    evidence: tuple[EvidenceReport, ...] = Field(description="The reasons, deciding one first.")
    headers: tuple[tuple[str, str], ...] = Field(description="The request's headers, in order.")


class ClickReport(_Model):
    """A click that counts as a person's."""

    at: datetime = Field(description="When.")
    link: int = Field(description="Ordinal of the link, from 1.")
    destination: str = Field(description="Where it leads.")
    text: str = Field(description="The link's visible text.")


class DeliveryReport(_Model):
    """What is known of one recipient's copy."""

    ordinal: int = Field(description="The recipient's place in the message, from 0.")
    recipient: str = Field(description="Address; where none is kept, `reader` and the beginning of the pseudonym.")
    reader: str | None = Field(None, description="The whole pseudonym, 32 hex digits; the same in every message.")
    opens_mode: str = Field("individual", description="Mode of this copy's pixel.")
    links_mode: str = Field("individual", description="Mode of this copy's links.")
    handover: str = Field(
        description="`accepted`, `refused` or `uncertain` by the next server; `queued` where the milter stamped it and "
        "the mail server delivers it unseen; `offered` if unknown."
    )
    answer: str | None = Field(description="What the next server said.")
    state: str = Field(
        description="The strongest claim the evidence allows: `human-click`, `human-open`, `possible`, "
        "`no-information`, `machine` or `none`; `together` where the copy shares its token with others, `off` where "
        "it has none."
    )
    settled: bool = Field(description="False while a verdict may still change.")
    not_delivered: bool = Field(description="Whether the next server refused the copy, and nothing asked for it.")
    first_open: datetime | None = Field(description="The first open that was likely a person's.")
    clicks: tuple[ClickReport, ...] = Field(description="Clicks that were likely a person's, first ones.")
    machine_opens: int = Field(description="Opens by machines.")
    machine_clicks: int = Field(description="Clicks by machines.")
    no_information_opens: int = Field(description="Opens that say nothing, such as Apple's preloads.")
    possible_opens: int = Field(description="Opens that may have been a person's.")
    possible_clicks: int = Field(description="Clicks that may have been a person's.")
    other_reader_possible: bool = Field(description="Whether somebody else may have read it too; never a count.")
    any_link: bool = Field(description="Whether a link was asked for at all, by anything.")
    hits: int = Field(description="All hits of the delivery.")
    flood: int = Field(description="Hits that only repeated another one.")
    why: str = Field(description="The deciding evidence, in words; empty where there is no hit.")


class LinkReport(_Model):
    """A rewritten link of a message."""

    ordinal: int = Field(description="From 1, in order of appearance.")
    destination: str = Field(description="Where it leads.")
    text: str = Field(description="Its visible text.")
    people: int = Field(description="Recipients with a click on it that was likely a person's.")
    together: int = Field(0, description="Clicks on it through the shared token that were likely a person's.")


class Counts(_Model):
    """Deliveries by the strongest claim that their evidence allows; together they are all recipients."""

    human_click: int = Field(description="A person clicked.")
    human_open: int = Field(description="A person likely opened it.")
    possible: int = Field(description="Perhaps a person; the evidence does not decide.")
    no_information: int = Field(description="Loaded by a machine on the reader's behalf, read or not: nobody can know.")
    machine: int = Field(description="Only machines.")
    none: int = Field(description="Nothing was loaded; read with images off, or not at all.")
    not_delivered: int = Field(description="The next server refused the copy, and nothing asked for it.")
    together: int = Field(0, description="Shares its token with others: nothing is known of any one of them.")
    off: int = Field(0, description="Nothing was stamped into the copy: the policy or the reader asks for that.")


class Requests(_Model):
    """Requests by what they say about a human; repeats of the same one count once. Never a number of people."""

    human: int = Field(description="Likely a person's.")
    possible: int = Field(description="Perhaps a person's.")
    no_information: int = Field(description="Say nothing, such as Apple's preloads.")
    machine: int = Field(description="Machines'.")


class Together(_Model):
    """What is known of recipients who share a token (mode `aggregate`): how often, never who or how many."""

    recipients: int = Field(description="How many delivered copies carry the token.")
    opens: Requests = Field(description="Requests for the pixel.")
    clicks: Requests = Field(description="Requests for links; those of a person count once for each link and address.")
    hits: int = Field(description="All hits on the token.")
    flood: int = Field(description="Hits that only repeated another one.")


class Naive(_Model):
    """What a counter would claim that takes every request for a person."""

    opened: int = Field(description="Deliveries with any hit.")
    clicked: int = Field(description="Deliveries with any request for a link.")


class MessageReport(_Model):
    """Everything about one message."""

    id: str = Field(description="Message id, 16 hex digits.")
    created: datetime = Field(description="When it was stamped.")
    sender: str = Field(description="The From header.")
    subject: str = Field(description="The subject.")
    pixel: bool = Field(description="Whether the copies carry a pixel.")
    untouched: str | None = Field(description="Why nothing was stamped, where nothing was.")
    opens_mode: str = Field(
        "individual",
        description="The most that a copy's pixel may tell: `off`, `aggregate`, `pseudonymous` or `individual`.",
    )
    links_mode: str = Field("individual", description="The most that a copy's links may tell.")
    meaning: str | None = Field(None, description="What these modes mean, in words; null where both are `individual`.")
    settled: bool = Field(description="False while a verdict may still change.")
    recipients: int = Field(description="Deliveries in all.")
    delivered: int = Field(
        description="Deliveries that the next server accepted or queued, or whose handover is not known."
    )
    counts: Counts = Field(description="Deliveries by state.")
    opened_at_least: int = Field(description="Deliveries that a person opened or clicked, by likely-human evidence.")
    opened_at_most: int = Field(
        description="The same with all that may have been a person. Readers who load no images are in neither."
    )
    clicked: int = Field(description="Deliveries with a click that was likely a person's.")
    naive: Naive = Field(description="What a naive counter would claim.")
    links: tuple[LinkReport, ...] = Field(description="The rewritten links.")
    together: Together | None = Field(None, description="All who share a token, where some do.")
    deliveries: tuple[DeliveryReport, ...] = Field(
        description="One by one, by ordinal; of those without a token of their own only who did not, or may not, have "
        "got the message."
    )


class Report(_Model):
    """What `backstamp report --json` prints."""

    messages: tuple[MessageReport, ...] = Field(description="Newest first.")


class Withdrawal(_Model):
    """What `backstamp recipient stop --json` prints."""

    address: str = Field(description="The recipient's address, as given.")
    silenced: int = Field(description="Copies sent before that fell silent now.")
    silent_before: int = Field(description="Copies sent before that were silent already.")
