"""Mail flow rules for Exchange, as a PowerShell script that may be run again.

One rule holds at most 8,192 characters, and the regular expressions of all rules of an organisation at most 20 KB
(Microsoft's knowledge base, 3003043). The rules are split for the first, and what goes beyond the second is left out:
the surest targets come first. Microsoft documents that these conditions look into subject and body; whether a server's
text extraction shows them addresses in HTML attributes differs, so a rule must be seen to work on a message of one's
own. Comparison is without regard to case.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from backstamp.recipient.block.fitting import Fitting, fitting, opening
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import plain_regex

RULE_CHARACTERS = 8_192
ALL_EXPRESSIONS = 20_480
"""Octets, one per character, for all rules of an organisation together."""
PATTERN_CHARACTERS = 128
"""Longer patterns are left out: editors of rules refuse them."""
NAME = "Backstamp tracked mail"

_OVERHEAD = 1_500  # of a rule as it is stored: its name, conditions and actions, and tags around them
_TAGS = 20  # around each pattern
_VALUES = {Scope.OPEN: "open", Scope.SHARED: "shared"}


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The script: takes away the rules that it made before, then makes them anew."""
    found = fitting(targets)
    patterns = {target: plain_regex(target) for target in found.strong}
    kept = _within_budget(patterns)
    beyond = len(patterns) - len(kept)
    facts = []
    if beyond:
        facts.append(
            f"{beyond} targets are left out: over {ALL_EXPRESSIONS} characters, or {PATTERN_CHARACTERS} in one."
        )
    facts.append(
        f"{sum(map(len, kept.values()))} characters of regular expressions, of {ALL_EXPRESSIONS} for all rules."
    )
    return "\n".join([opening(heading, found, "left out", *facts), _clearing(), *_rules(found, kept)])


def _within_budget(patterns: dict[Target, str]) -> dict[Target, str]:
    """The patterns that fit, the surest first, hosts of opens before others."""
    kept: dict[Target, str] = {}
    spent = 0
    for target in sorted(patterns, key=lambda target: (target.certainty != "certain", target.scope)):
        pattern = patterns[target]
        if len(pattern) <= PATTERN_CHARACTERS and spent + len(pattern) <= ALL_EXPRESSIONS:
            kept[target] = pattern
            spent += len(pattern)
    return kept


def _clearing() -> str:
    mine = f"$_.Name -like {quoted(f'{NAME} *')}"
    return f"Get-TransportRule | Where-Object {{ {mine} }} |\n  Remove-TransportRule -Confirm:$false\n"


def _rules(found: Fitting, kept: dict[Target, str]) -> Iterator[str]:
    for scope in Scope:
        patterns = dict.fromkeys(kept[target] for target in found.of(scope) if target in kept)
        for number, chunk in enumerate(_chunks(patterns), 1):
            yield _rule(scope, number, chunk)


def _chunks(patterns: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = _OVERHEAD
    for pattern in patterns:
        length = len(escape(pattern)) + _TAGS
        if chunk and size + length > RULE_CHARACTERS:
            yield chunk
            chunk, size = [], _OVERHEAD
        chunk.append(pattern)
        size += length
    if chunk:
        yield chunk


def _rule(scope: Scope, number: int, patterns: Sequence[str]) -> str:
    listed = ",\n    ".join(map(quoted, patterns))
    return (
        f"New-TransportRule -Name {quoted(f'{NAME} {_VALUES[scope]} {number:02}')} `\n"
        f"  -SubjectOrBodyMatchesPatterns @(\n    {listed}\n  ) `\n"
        f"  -SetHeaderName 'X-Backstamp-Tracked' -SetHeaderValue {quoted(_VALUES[scope])}\n"
    )


def quoted(text: str) -> str:
    """A verbatim string of PowerShell: all as it stands, a single quote doubled (about_Quoting_Rules)."""
    return "'" + text.replace("'", "''") + "'"


FORMAT = Format(
    name="exchange",
    title="Exchange: mail flow rules that mark tracked messages with a header",
    level=Level.MESSAGE,
    suffix=".ps1",
    render=render,
    use=(
        "Run it in Exchange Online PowerShell (Connect-ExchangeOnline) or the Exchange Management Shell; run again, it "
        "replaces its own rules. Send yourself a tracked message and look for its X-Backstamp-Tracked first."
    ),
)
