"""Rules for SpamAssassin (Mail::SpamAssassin::Conf): one symbol per vendor, which marks and hardly scores.

``uri`` sees what SpamAssassin finds in links and attributes, decoded; ``rawbody`` sees URLs of style sheets, which
``uri`` does not.
"""

from collections.abc import Callable, Sequence

from backstamp.recipient.block.fitting import commented, fitting, opening
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, one_line
from backstamp.recipient.block.messages.vendors import WEAK, WEAK_TITLE, VendorRules, by_vendor
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import IN_CSS, full_regex, tiny_regex

SCORE = "0.01"
"""Shows in reports, and makes no message spam: being tracked is not being spam."""


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The file: for each scope the vendors' rules, then weak shapes, as URLs of tiny pictures."""
    found = fitting(targets)
    parts = [opening(heading, found, "looked for only as pictures of one pixel")]
    vendors = by_vendor(found.strong)
    for scope in Scope:
        rules = [_vendor(vendor) for vendor in vendors if vendor.scope is scope]
        parts += [commented(TITLES[scope]), *rules] if rules else []
    if found.weak:
        parts.append(_weak(found.weak))
    return "\n".join(parts)


def _vendor(vendor: VendorRules) -> str:
    lines, names = _subrules(f"__{vendor.symbol}", vendor.targets, "uri", full_regex)
    in_css = "|".join(full_regex(target, markup=True) for target in vendor.targets)
    names.append(f"__{vendor.symbol}_CSS")
    lines.append(f"rawbody {names[-1]} m{{{IN_CSS}(?:{in_css})}}")
    return "\n".join([*lines, *_symbol_lines(vendor.symbol, " || ".join(names), vendor.description)]) + "\n"


def _weak(targets: Sequence[Target]) -> str:
    lines, names = _subrules(f"__{WEAK}", targets, "rawbody", tiny_regex)
    symbol = _symbol_lines(WEAK, " || ".join(names), "Tiny picture with a URL like a tracker's")
    return commented(WEAK_TITLE) + "\n".join([*lines, *symbol]) + "\n"


def _subrules(
    stem: str, targets: Sequence[Target], kind: str, regex: Callable[[Target], str]
) -> tuple[list[str], list[str]]:
    """Lines and names of the rules that see one target each."""
    lines, names = [], []
    for number, target in enumerate(targets, 1):
        names.append(f"{stem}_{number}")
        lines.append(f"# {one_line(target.source) or 'no source given'}")
        lines.append(f"{kind} {names[-1]} m{{{regex(target)}}}")
    return lines, names


def _symbol_lines(symbol: str, meta: str, description: str) -> list[str]:
    return [f"meta {symbol} {meta}", f"describe {symbol} {description}", f"score {symbol} {SCORE}"]


FORMAT = Format(
    name="spamassassin",
    title="SpamAssassin: names who tracks a message in its report",
    level=Level.MESSAGE,
    suffix=".cf",
    render=render,
    use=(
        "Put it into /etc/spamassassin/ (or your site's rules folder), check it with `spamassassin --lint` and restart "
        "spamd. Each symbol scores 0.01: raise one with your own `score` line."
    ),
)
