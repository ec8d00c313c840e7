"""What the modes mean for whoever reads a report, in one line."""

from backstamp.sender.modes import Mode

_WORDS = {
    Mode.OFF: "not recorded",
    Mode.AGGREGATE: "counted for all recipients together; this report cannot say who, nor how many people",
    Mode.PSEUDONYMOUS: "under a pseudonym, with no address kept; this report cannot say who",
    Mode.INDIVIDUAL: "by recipient",
}


def meaning(opens: Mode, links: Mode) -> str | None:
    """One line that says what is recorded and what cannot be known; None where everything is recorded by recipient."""
    if opens is links:
        return None if opens is Mode.INDIVIDUAL else f"Opens and clicks: {_WORDS[opens]}."
    return f"Opens: {_WORDS[opens]}. Clicks: {_WORDS[links]}."
