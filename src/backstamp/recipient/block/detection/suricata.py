"""Rules for Suricata 6 and later (https://docs.suricata.io/en/latest/rules/): names in DNS and TLS, URLs in plain HTTP.

TLS hides paths: what is known by a path alone is seen in plain HTTP only.
"""

import re
from collections.abc import Iterator, Sequence

from backstamp.recipient.block.detection.identifiers import LOCAL_SIDS, signature_numbers
from backstamp.recipient.block.fitting import commented, fitting, opening, vendor_name
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, is_address
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import host_in_url, pieces

_SPECIAL = re.compile(r"""[^A-Za-z0-9/.?=&_*~+,!@-]""")
_NOT_IN_MESSAGE = re.compile(r"[^A-Za-z0-9 .,()&'/_-]+")

Rule = tuple[str, str, str]
"""Where it looks, for people; the protocol; and what it looks for."""


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The rules; a rule keeps its number from one export to the next."""
    found = fitting(targets)
    numbers = signature_numbers(rule[2] for target in found.strong for rule in _rules(target))
    fact = f"Signature numbers are of the range for local use, {LOCAL_SIDS.start} to {LOCAL_SIDS.stop - 1}."
    parts = [opening(heading, found, "left out", fact)]
    for scope in Scope:
        lines = [_line(target, rule, numbers[rule[2]]) for target in found.of(scope) for rule in _rules(target)]
        parts += [commented(TITLES[scope]) + "".join(lines)] if lines else []
    return "\n".join(parts)


def _rules(target: Target) -> Iterator[Rule]:
    if target.path:
        host = f"{_name('http.host', target)} " if target.host else ""
        yield "HTTP", "http", f"flow:established,to_server; {host}{_uri(target.path)}"
        return
    if not is_address(target.host):
        yield "DNS", "dns", _name("dns.query", target)
        yield "TLS", "tls", f"flow:established,to_server; {_name('tls.sni', target)}"
    yield "HTTP", "http", f"flow:established,to_server; {_name('http.host', target)}"


def _name(buffer: str, target: Target) -> str:
    """A name in a buffer; ``http.host`` is in lower case already, and refuses to be told so."""
    case = "" if buffer == "http.host" else " nocase;"
    host = content(host_in_url(target.host))
    if target.below:
        return f'{buffer}; dotprefix; content:".{host}";{case} endswith;'
    return f'{buffer}; content:"{host}";{case} startswith; endswith;'


def _uri(glob: str) -> str:
    """A path; ``http.uri`` is decoded, so that a glob with escapes in it needs the buffer that is not."""
    literals, exact = pieces(glob)
    first = f'content:"{content(literals[0] or "/")}"; startswith;'
    later = [f'content:"{content(literal)}"; distance:0;' for literal in literals[1:] if literal]
    buffer = "http.uri.raw" if "%" in glob else "http.uri"
    return " ".join([f"{buffer};", first, *later, *(["endswith;"] if exact else [])])


def _line(target: Target, rule: Rule, number: int) -> str:
    where, protocol, options = rule
    what = "opens only" if target.scope is Scope.OPEN else "shared host"
    message = _NOT_IN_MESSAGE.sub(" ", f"Backstamp - email tracker {vendor_name(target)} ({what}, {where})")
    return (
        f'alert {protocol} $HOME_NET any -> any any (msg:"{message}"; {options} classtype:misc-activity; '
        f"metadata:scope {target.scope.value}; sid:{number}; rev:1;)\n"
    )


def content(literal: str) -> str:
    """A literal as ``content`` wants it: what means something there, in hexadecimal between bars."""
    return _SPECIAL.sub(lambda found: f"|{ord(found[0]):02X}|", literal)


FORMAT = Format(
    name="suricata",
    title="Suricata: alerts on look-ups, TLS names and plain requests",
    level=Level.DATA,
    suffix=".rules",
    render=render,
    use=(
        "Put it into the folder of `default-rule-path`, add its name to `rule-files` in suricata.yaml, check it with "
        "`suricata -T -S FILE`, reload with `suricatasc -c reload-rules`. The signature numbers are yours to change."
    ),
)
