"""Regular expressions for Pi-hole (https://docs.pi-hole.net/regex/: extended POSIX), where ``||host^`` is unknown."""

from collections.abc import Sequence

from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.names.lines import in_lines
from backstamp.recipient.block.target import Target


def render(targets: Sequence[Target], heading: Heading) -> str:
    """One expression a line."""
    return in_lines(targets, heading, _entry)


def _entry(host: str, below: bool) -> list[str]:
    start = r"(^|\.)" if below else "^"
    return [start + host.replace(".", r"\.") + "$"]


FORMAT = Format(
    name="pihole-regex",
    title="regular expressions for Pi-hole",
    level=Level.NAME,
    suffix=".txt",
    render=render,
    use="`grep -v '^#' FILE | xargs -d '\\n' pihole --regex`.",
)
