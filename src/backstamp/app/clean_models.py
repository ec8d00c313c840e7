"""What ``backstamp clean --report json`` prints, one line for each message, field by field."""

from pydantic import Field

from backstamp.app.printed import Printed


class CleanedReference(Printed):
    """One thing that was done."""

    part: str = Field(description="Number of the MIME part, such as `1.2`.")
    vector: str = Field(description="The way it is made, such as `img@src` or `header Return-Receipt-To`.")
    url: str = Field(description="The address, 2,000 characters at most.")
    deed: str = Field(
        description="`removed`, `alt text` (a picture gave way to its alternative text), `defused` (its address was "
        "replaced by one that nobody fetches), `unwrapped`, `stripped` (of tracking parameters), `completed` (a "
        "relative link, written in full) or `marked`."
    )
    new: str = Field(description="The new address of a link, the alternative text or the mark; else empty.")
    kind: str | None = Field(description="What the scan calls it, as in `scan --json`; null where it says nothing.")
    vendor: str | None = Field(description="Who is behind it, where known.")
    confidence: str | None = Field(description="`certain`, `probable` or `possible`; null where the scan says nothing.")


class LeftReference(Printed):
    """One thing that stays."""

    part: str = Field(description="Number of the MIME part.")
    vector: str | None = Field(description="The way it is made; null for a whole part.")
    url: str | None = Field(description="The address; null for a whole part.")
    why: str = Field(description="Why it stays, in a clause.")


class CleanReport(Printed):
    """What became of one message."""

    path: str = Field(description="Where it stands; `-` is standard input, `inbox.mbox#12` the twelfth of a mailbox.")
    sender: str = Field(description="The From header; empty where the original was given back.")
    subject: str = Field(description="The subject; empty where the original was given back.")
    outcome: str = Field(description="`cleaned`, `untouched`, `restored`, `not restored` or `failed`.")
    changes: tuple[CleanedReference, ...] = Field(description="What was done, in the order of the message.")
    left: tuple[LeftReference, ...] = Field(description="What stays, and why.")
    broke: tuple[str, ...] = Field(description="What no longer holds because of it, each a sentence.")
    undo: bool = Field(description="Whether the message carries the record for `--undo`.")
    octets_before: int = Field(description="Size as it came.")
    octets_after: int = Field(description="Size as it is now.")
