"""An intelligence file for Zeek (https://docs.zeek.org/en/master/frameworks/intel.html), tab separated.

Zeek compares whole values: a name stands for itself and for nothing below it, and a URL without its scheme for exactly
that URL, so that shapes of URLs cannot be said.
"""

from collections.abc import Sequence

from backstamp.recipient.block.fitting import commented, fitting, opening, vendor_name
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, is_address
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import host_in_url

FIELDS = ("indicator", "indicator_type", "meta.source", "meta.desc")


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The file."""
    found = fitting(targets, says)
    parts = [opening(heading, found, "left out"), "#fields\t" + "\t".join(FIELDS) + "\n"]
    for scope in Scope:
        lines = "".join(map(_line, found.of(scope)))
        parts += [commented(TITLES[scope]), lines] if lines else []
    return "".join(parts)


def says(target: Target) -> bool:
    """Whether it is a whole host, or one URL on one host."""
    one_url = target.path.endswith("$") and "*" not in target.path
    return bool(target.host) and (not target.path or one_url)


def _line(target: Target) -> str:
    indicator, kind = target.host, "Intel::ADDR" if is_address(target.host) else "Intel::DOMAIN"
    if target.path:
        indicator, kind = host_in_url(target.host) + target.path.removesuffix("$"), "Intel::URL"
    what = "only opens" if target.scope is Scope.OPEN else "also links or content"
    return "\t".join([indicator, kind, "backstamp", f"email tracker of {vendor_name(target)}: {what}"]) + "\n"


FORMAT = Format(
    name="zeek",
    title="Zeek: names and URLs for its intelligence framework",
    level=Level.DATA,
    suffix=".intel",
    render=render,
    use=(
        'In local.zeek: `@load frameworks/intel/seen` and `redef Intel::read_files += { "/etc/zeek/tracker.intel" };`. '
        "What is seen is in intel.log. Only the names themselves are found, not those below them."
    ),
)
