"""A Sieve script that flags tracked messages (RFC 5228, RFC 5173 for the body, RFC 5232 for flags).

``:content "text"`` looks into text parts with their transfer encoding taken off, and into messages without MIME. Sieve
has globs and no anchors inside a text: a path with a star in it may be found across two URLs, letters are compared
without regard to case, and each string costs a pass over the body, so that there are no more of them than needed.
"""

from collections.abc import Iterable, Sequence

from backstamp.recipient.block.fitting import Fitting, commented, fitting, opening
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES
from backstamp.recipient.block.messages.vendors import WEAK_TITLE
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import host_in_url, pieces

REQUIRE = 'require ["body", "imap4flags"];\n'
FALLBACK = (
    'For a server that cannot decode bodies, write :raw in place of :content "text": it sees what is not encoded.'
)
LIST_LENGTH = 100
"""Strings in one list: long ones are split, which keeps each test short for servers that limit them."""
SHORTEST = 8
"""Characters that a path must have, stars not counted, to be looked for without a host: nothing anchors it."""
SHORTEST_WEAK = 5
"""The same of a weak path, which counts only beside a tiny picture."""

_TINY = [f"{side}={quote}{size}{quote}" for side in ("width", "height") for size in "01" for quote in "\"'"]
_TINY += [f"{side}:{space}{size}px" for side in ("width", "height") for size in "01" for space in ("", " ")]
_AFTER_HOST = ("/", "?", ":")
_AFTER_PATH = ('"', "'", " ", ">")
_FLAG = '  addflag "$Tracked";\n  # fileinto "Tracked";   # to move it as well: add "fileinto" to the list above\n'


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The script; one chain of tests for each scope, and one for weak shapes beside a tiny picture."""
    found = fitting(targets, _says)
    parts = [opening(heading, found, "looked for only beside a picture of one pixel", FALLBACK), REQUIRE]
    parts += [_section(found, scope) for scope in Scope if found.of(scope)]
    if found.weak:
        parts.append(_weak(found.weak))
    return "\n".join(parts)


def _says(target: Target) -> bool:
    least = SHORTEST_WEAK if target.certainty == "weak" else SHORTEST
    return bool(target.host) or len("".join(pieces(target.path)[0])) >= least


def _section(found: Fitting, scope: Scope) -> str:
    return commented(TITLES[scope]) + _chain(found.of(scope))


def _weak(targets: Sequence[Target]) -> str:
    return f"{commented(WEAK_TITLE)}if {_test(':contains', _TINY)} {{\n{_chain(targets)}}}\n"


def _chain(targets: Sequence[Target]) -> str:
    return "els".join(f"if {test} {{\n{_FLAG}}}\n" for test in _tests(targets))


def _tests(targets: Iterable[Target]) -> Iterable[str]:
    contained: dict[str, None] = {}
    matched: dict[str, None] = {}
    for target in targets:
        literal, glob = _strings(target)
        contained |= dict.fromkeys(literal)
        matched |= dict.fromkeys(glob)
    for comparison, strings in ((":contains", list(contained)), (":matches", list(matched))):
        for start in range(0, len(strings), LIST_LENGTH):
            yield _test(comparison, strings[start : start + LIST_LENGTH])


def _test(comparison: str, strings: Sequence[str]) -> str:
    listed = ",\n    ".join(quoted(string) for string in strings)
    return f'body :content "text" {comparison} [\n    {listed}\n  ]'


def _strings(target: Target) -> tuple[list[str], list[str]]:
    """What to look for: strings to be contained, and globs to be matched."""
    hosts = _hosts(target)
    if not target.path:
        return [host + after for host in hosts for after in _AFTER_HOST], []
    literals, exact = pieces(target.path)
    literals[0] = literals[0] or "/"
    variants = list(dict.fromkeys([tuple(literals), tuple(text.replace("&", "&amp;") for text in literals)]))
    ends = _AFTER_PATH if exact else ("",)
    if len(literals) == 1:
        return [host + path[0] + end for host in hosts for path in variants for end in ends], []
    globs = [[host + path[0], *path[1:-1], path[-1] + end] for host in hosts for path in variants for end in ends]
    return [], ["*" + "*".join(map(_glob_escaped, glob)) + "*" for glob in globs]


def _hosts(target: Target) -> list[str]:
    """A host with what stands before it; a long one with a path is told well enough without."""
    host = host_in_url(target.host) if target.host else ""
    if not target.below:
        return [f"//{host}" if host else ""]
    return [host] if target.path and len(host) >= SHORTEST else [f"//{host}", f".{host}"]


def _glob_escaped(literal: str) -> str:
    """RFC 5228, 2.7.1: in ``:matches``, a backslash takes the meaning from ``*`` and ``?``."""
    return literal.replace("\\", "\\\\").replace("?", "\\?").replace("*", "\\*")


def quoted(text: str) -> str:
    """A quoted string of Sieve (RFC 5228, 2.4.2)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


FORMAT = Format(
    name="sieve",
    title="Sieve: flags tracked messages on delivery",
    level=Level.MESSAGE,
    suffix=".sieve",
    render=render,
    use=(
        "Upload it as a script (ManageSieve), or call it from yours with `include`; Dovecot's Pigeonhole, Cyrus and "
        "others read it. It sets the keyword $Tracked and moves nothing unless you say where to."
    ),
)
