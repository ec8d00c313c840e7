"""Filters for blockers in browsers: Adblock Plus, uBlock Origin, AdGuard, Brave.

The rules follow what AdGuard's filter of mail trackers has found out about mail in browsers: webmail fetches pictures
through proxies that carry the URL inside their own, percent-encoded or not, so each rule is written twice and none
begins with ``||``; ``$image`` leaves links alone. Pictures that are meant to be seen are left alone, too.

Grammar: https://help.adblockplus.org/hc/en-us/articles/360062733293, https://adguard.com/kb/general/ad-filtering/.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from backstamp.recipient.block.fitting import well_written
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, heading_lines, is_address, sections
from backstamp.recipient.block.selection import blocks_images
from backstamp.recipient.block.target import Target

_UNTOUCHED = "-_.!~*'()"
"""What JavaScript's encodeURIComponent leaves alone (ECMA-262); the star is our wildcard."""
_OTHER_SYNTAX = ("##", "#@", "#?", "#$", "#%", "$$", "$@$", "%%")
"""What would make a blocker read a rule as one of another kind."""
_INSIDE = "/*"
"""Begins the encoded rules: Brave's blocker looks rules up by their first word, letters, digits and ``%`` together, and
finds none that begins in the midst of one; ``https%3A%2F%2Fhost`` is one word. A word behind a star does not count."""
_LEAST = 4
"""Letters and digits that a rule for any host must at least have."""


def render(targets: Sequence[Target], heading: Heading) -> str:
    """A filter list."""
    about, *more = heading_lines(heading)
    lines = ["[Adblock Plus 2.0]", "! Title: Mail trackers, by Backstamp", f"! Description: {' '.join(more)}"]
    lines += [f"! Version: {heading.made:%Y%m%d%H%M}", f"! Last modified: {heading.made:%Y-%m-%dT%H:%M:%SZ}"]
    lines += ["! Expires: 30 days", f"! {about}"]
    for scope, those in sections(targets):
        rules = list(dict.fromkeys(rule for target in those for rule in _rules(target)))
        lines += ["!", f"! {TITLES[scope]}", "! Here only images are blocked, and none that is to be seen.", *rules]
    return "\n".join(lines) + "\n"


def _rules(target: Target) -> Iterator[str]:
    if not blocks_images(target) or not well_written(target):
        return
    for pattern in _patterns(target):
        rule = f"{pattern}$image"
        if not any(syntax in rule for syntax in _OTHER_SYNTAX) and not pattern.startswith(("@@", "||", "!", "[")):
            yield rule


def _patterns(target: Target) -> Iterator[str]:
    ends, path = target.path.endswith("$"), target.path.removesuffix("$").rstrip("*")
    encoded = quote(path, safe=_UNTOUCHED)
    if not target.host:
        if sum(character.isalnum() for character in path) >= _LEAST:
            yield _plain(path, ends)
            yield f"{_INSIDE}{encoded}"
        return
    host = f"[{target.host}]" if ":" in target.host else target.host
    after = _plain(path, ends) if path else "^"
    yield f"//{host}{after}"
    yield f"{_INSIDE}%2F%2F{quote(host)}{encoded or '%2F'}"
    if target.below and not is_address(target.host):
        yield f".{host}{after}"
        yield f".{host}{encoded or '%2F'}"


def _plain(path: str, ends: bool) -> str:
    """A pattern between two slashes would be read as a regular expression: a star behind the last one prevents that."""
    return f"{path}|" if ends else path + ("*" if path.endswith("/") else "")


FORMAT = Format(
    name="abp",
    title="filter list for uBlock Origin, AdGuard, Adblock Plus and Brave: images of trackers in webmail",
    level=Level.URL,
    suffix=".txt",
    render=render,
    use="uBlock Origin: Dashboard, Filter lists, Import, its address; or paste it under My filters. AdGuard: "
    "Settings, Filters, Custom, Add.",
)
