"""Rules in Sigma (https://github.com/SigmaHQ/sigma-specification, version 2), for logs of DNS and of proxies.

One rule for each scope and kind of log, in one file of several documents. In values ``*`` and ``?`` are wildcards and a
backslash takes their meaning away.
"""

from collections.abc import Iterator, Sequence

from backstamp.recipient.block.detection.identifiers import stable_uuid
from backstamp.recipient.block.fitting import Fitting, fitting, opening
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, addresses, is_address, names
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import host_in_url, pieces

LEVELS = {Scope.OPEN: "low", Scope.SHARED: "informational"}
_FALSE = {
    Scope.OPEN: ["a mail gateway or a resolver that looks names up ahead", "an analyst who opened the URL"],
    Scope.SHARED: ["a reader who followed a link", "a mail gateway or a resolver that looks names up ahead"],
}
_WHAT = {Scope.OPEN: "that serve only opens", Scope.SHARED: "that also carry links or content"}


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The file: up to four YAML documents."""
    found = fitting(targets)
    documents = [text for scope in Scope for text in _documents(found, scope, heading)]
    return "---\n".join([opening(heading, found, "left out"), *documents])


def _documents(found: Fitting, scope: Scope, heading: Heading) -> Iterator[str]:
    whole = names(found.of(scope))
    if whole:
        title = f"DNS query for email tracker hosts {_WHAT[scope]}"
        yield _document("dns", title, scope, heading, _queries(whole))
    requests = list(_requests(found.of(scope), whole))
    if requests:
        title = f"Proxied request to email tracker hosts {_WHAT[scope]}"
        detection = ["  request:", *requests, "  condition: request"]
        yield _document("proxy", title, scope, heading, detection)


def _document(category: str, title: str, scope: Scope, heading: Heading, detection: list[str]) -> str:
    lines = [
        f"title: {title}",
        f"id: {stable_uuid('sigma', category, scope.value)}",
        "status: experimental",
        f"description: {quoted(TITLES[scope])}",
        f"author: {quoted(f'Backstamp {heading.version}')}",
        f"date: {heading.made:%Y-%m-%d}",
        "logsource:",
        f"  category: {category}",
        "detection:",
        *detection,
        "falsepositives:",
        *(f"  - {quoted(text)}" for text in _FALSE[scope]),
        f"level: {LEVELS[scope]}",
    ]
    return "\n".join(lines) + "\n"


def _queries(hosts: dict[str, bool]) -> list[str]:
    below = [f"      - {quoted('.' + host)}" for host, deep in hosts.items() if deep]
    lines = ["  name:", "    query:", *(f"      - {quoted(host)}" for host in hosts)]
    if below:
        lines += ["  below:", "    query|endswith:", *below]
    return [*lines, f"  condition: {'name or below' if below else 'name'}"]


def _requests(targets: Sequence[Target], whole: dict[str, bool]) -> Iterator[str]:
    """Items of a list, any of which is enough."""
    hosts = [pattern for host, below in whole.items() for pattern in _hosts(host, below)]
    hosts += [quoted(host_in_url(address)) for address in addresses(targets)]
    if hosts:
        yield from ["    - cs-host:", *(f"        - {host}" for host in hosts)]
    for target in targets:
        if target.path:
            yield from _request(target)


def _request(target: Target) -> Iterator[str]:
    literals, exact = pieces(target.path)
    literals[0] = literals[0] or "/"
    path = "*".join(_plain(literal) for literal in literals)
    how = "endswith" if exact else "contains"
    sign = "-"
    if target.host:
        patterns = _hosts(host_in_url(target.host), target.below and not is_address(target.host))
        yield from ["    - cs-host:", *(f"        - {pattern}" for pattern in patterns)]
        sign = " "
    yield f"    {sign} c-uri|{how}: {quoted(path)}"


def _hosts(host: str, below: bool) -> list[str]:
    return [quoted(host), quoted(f"*.{host}")] if below else [quoted(host)]


def _plain(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace("?", "\\?")


def quoted(text: str) -> str:
    """A single-quoted scalar of YAML (1.2.2, 7.3.2)."""
    return "'" + text.replace("'", "''") + "'"


FORMAT = Format(
    name="sigma",
    title="Sigma: rules for DNS and proxy logs in a SIEM",
    level=Level.DATA,
    suffix=".yml",
    render=render,
    use=(
        "Convert it for your SIEM: `sigma convert -t splunk -p splunk_windows FILE` (sigma-cli). Rules on hosts that "
        "also carry links are informational: a hit there may be a reader who followed a link."
    ),
)
