"""Lists of the Adblock Plus family: EasyPrivacy, AdGuard, uBlock.

Source: https://adguard.com/kb/general/ad-filtering/create-own-filters/ and
https://help.adblockplus.org/hc/en-us/articles/360062733293. What mail cannot do (scripts, frames, pages) is left.
Such lists do not tell upper from lower case; our rules keep the case in which the list writes a path.
"""

import re
from functools import cache
from urllib.parse import unquote

from publicsuffixlist import PublicSuffixList

from backstamp.catalogue.tracker import Serves
from backstamp.catalogue.tracker_lists.gathering import ALL, OPEN, Gathering
from backstamp.catalogue.tracker_lists.header import note_header

LONGEST_LINE = 4096
"""Characters of a rule; longer ones are counted and left."""

_COSMETIC = re.compile(r"#@?[$%?]?[?]?#|#@?%#|\$@?\$")
_OPTIONS = re.compile(r"~?[a-z0-9_-]++(?:=[^,]*+)?+(?:,~?[a-z0-9_-]++(?:=[^,]*+)?+)*+", re.IGNORECASE)
_SCHEME = re.compile(r"\A(?:\|\|(?:https?://)?|\|?(?:https?)?://|\|)", re.IGNORECASE)
_HOST_START = re.compile(r"((?:[a-z0-9_-]++\.)++[a-z0-9-]++)(?=[/^*|:?]|\Z)", re.IGNORECASE)
_PORT = re.compile(r":\d++(?=[/?^*|]|\Z)")

_HARMLESS = frozenset({"third-party", "3p", "important", "match-case", "all"})
_LINKS = frozenset({"document", "doc", "popup", "popunder"})
_NOT_IN_MAIL = frozenset(
    {"script", "xmlhttprequest", "xhr", "subdocument", "frame", "websocket", "ping", "beacon", "webrtc", "object",
     "object-subrequest", "stylesheet", "css", "font", "media", "other"}
)  # fmt: skip


def read_abp(text: str, into: Gathering) -> None:
    """Gather the rules of such a list; never raises but for too many of them."""
    suffixes = _suffixes()
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(("!", "[", "# ")) or not line:
            note_header(line, into)
        elif len(line) > LONGEST_LINE:
            into.skip(f"longer than {LONGEST_LINE:,} characters", line)
        elif _COSMETIC.search(line):
            into.skip("hides something on a page, says nothing of URLs", line)
        else:
            _rule(line, suffixes, into)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _rule(line: str, suffixes: PublicSuffixList, into: Gathering) -> None:
    exception = line.startswith("@@")
    pattern = line.removeprefix("@@")
    serves, reason = ALL, ""
    before, _, options = pattern.rpartition("$")
    if before and _OPTIONS.fullmatch(options):
        pattern = before
        serves, reason = _serves(options.lower().split(","))
    if not reason and len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        reason = "a regular expression"
    places, why = _places(pattern, suffixes) if not reason else ([], reason)
    if why:
        into.skip(why, line)
    for host, path in places:
        if exception:
            into.exception(host, path, line)
        else:
            into.rule(host, path, serves, line)


def _serves(options: list[str]) -> tuple[frozenset[Serves], str]:
    """What a rule with these options speaks of, and why it is of no use (empty where it is)."""
    kinds = set()
    for option in options:
        name, _, value = option.partition("=")
        if name in {"domain", "from"} and not all(site.startswith("~") for site in value.split("|")):
            return ALL, "holds only on some sites, not in mail"
        if name in _LINKS | _NOT_IN_MAIL | {"image"}:
            kinds.add(name)
        elif name.startswith("~") and name not in {"~third-party", "~3p"}:
            continue
        elif name not in _HARMLESS | {"domain", "from"}:
            return ALL, f"the option {name[:30]!r} means nothing in mail"
    if kinds and not kinds & (_LINKS | {"image"}):
        return ALL, "about scripts, frames and the like, which mail does not load"
    spoken = {Serves.OPEN for _ in kinds & {"image"}} | {Serves.CLICK for _ in kinds & _LINKS}
    return (OPEN if spoken == OPEN else frozenset(spoken)) if kinds else ALL, ""


def _places(pattern: str, suffixes: PublicSuffixList) -> tuple[list[tuple[str, str]], str]:
    """Hosts with path globs for a pattern; or none, and why."""
    if "%2f" in pattern.lower() or "%3a" in pattern.lower():
        pattern = unquote(pattern.replace("%*", "*"))
    bare = _SCHEME.sub("", pattern, count=1)
    anchored = bare != pattern
    bare = bare.removeprefix("*.").removeprefix(".")
    host = _host(bare, suffixes, anchored=anchored)
    if host:
        return _with_ends(host, _PORT.sub("", bare, count=1)[len(host) :])
    if anchored:
        return [], "a wildcard or a cut inside the host's name"
    if not pattern.lstrip("*").startswith(("/", "?", "&", "=", "_", "-")):
        return [], "begins in the middle of a name"
    return _with_ends("", pattern)


def _host(text: str, suffixes: PublicSuffixList, *, anchored: bool) -> str:
    """The host at the start; without an anchor only where it ends in a public suffix that exists, and has more."""
    found = _HOST_START.match(text)
    if found is None:
        return ""
    host = found[1].lower()
    if anchored:
        return host
    suffix = suffixes.publicsuffix(host, accept_unknown=False)
    return host if suffix and suffix != host else ""


def _with_ends(host: str, rest: str) -> tuple[list[tuple[str, str]], str]:
    """A host with what follows it; ``^`` is the end or a separator and makes a rule for each that URLs have there."""
    if host and rest in {"", "^", "/", "/*", "^*", "*", "|", "^|", "/^"}:
        return [(host, "")], ""
    if host and rest.startswith("^"):
        rest = f"*{rest[1:]}" if rest.startswith("^*") else f"/{rest[1:]}"
    ends = [""]
    if rest.endswith("^"):
        rest, ends = rest[:-1], ["/", "?", "&", "$"]
    elif rest.endswith("|"):
        rest, ends = rest[:-1], ["$"]
    if "^" in rest or "|" in rest:
        return [], "`^` or `|` in the middle"
    path = rest if host and rest.startswith("/") else f"*{rest}"
    path = re.sub(r"\*++", "*", path)
    if not host and not path.strip("*"):
        return [], "fits every URL"
    return [(host, f"{path}{end}" if end else path.rstrip("*")) for end in ends], ""
