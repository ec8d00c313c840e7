"""A table for Postfix's header_checks (header_checks(5), pcre_table(5)): receipt requests and senders' own names.

There is no body_checks beside it, on purpose: Postfix shows body_checks one line at a time and decodes nothing
(header_checks(5), BUGS), so that a URL in quoted-printable or base64, which is nearly every one, is not found. Bodies
belong to a filter: Sieve, Rspamd, SpamAssassin, or our own milter.
"""

from collections.abc import Sequence

from backstamp.recipient.block.fitting import commented, fitting, opening, vendor_name
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import escaped, host_in_url

RECEIPTS = (
    "Disposition-Notification-To",
    "Disposition-Notification-Options",
    "Return-Receipt-To",
    "Read-Receipt-To",
    "X-Confirm-Reading-To",
    "X-pmrqc",
)
"""Fields that ask the reader's program for an answer (RFC 8098; older programs' own)."""
HINTS = "List-Unsubscribe|List-Help|List-Owner|Message-ID|Resent-Message-ID|X-Mailer|Feedback-ID|X-Report-Abuse"
"""Fields in which a sender's service names its hosts."""


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The table; the first line that fits decides on a field."""
    found = fitting(targets, lambda target: bool(target.host))
    facts = [
        "Fields only: body_checks sees lines as they travel, and misses what is quoted-printable or base64.",
        "WARN logs and changes nothing; write PREPEND X-Tracked-By: ... instead to mark the message.",
        "IGNORE takes a field out: a DKIM signature over it no longer holds for who checks it after this server.",
    ]
    parts = [opening(heading, found, "left out", *facts), _receipts()]
    for scope in Scope:
        hosts = {target.host: _hint(target) for target in found.of(scope)}
        parts += [commented(TITLES[scope]) + "".join(hosts.values())] if hosts else []
    return "\n".join(parts)


def _receipts() -> str:
    lines = "".join(f"/^{field}:/ IGNORE\n" for field in RECEIPTS)
    return commented("Requests for a receipt.") + lines


def _hint(target: Target) -> str:
    before = r"[\/@<.:=\s]" if target.below else r"[\/@<:=\s]"
    regex = rf"/^(?:{HINTS}):(?:.*{before})?{escaped(host_in_url(target.host))}(?![\w-]|\.[\w-])/"
    return f"{regex} WARN tracked by {vendor_name(target)}\n"


FORMAT = Format(
    name="postfix",
    title="Postfix header_checks: takes out receipt requests, logs who sends tracked mail",
    level=Level.MESSAGE,
    suffix=".pcre",
    render=render,
    use=(
        "Save it as /etc/postfix/backstamp.pcre, set `header_checks = pcre:/etc/postfix/backstamp.pcre` (package "
        "postfix-pcre) and reload Postfix. Try a field with `postmap -q 'Return-Receipt-To: a@b.example' pcre:FILE`."
    ),
)
