"""Expressions for Rspamd's regexp module: one symbol per vendor, all in one file for ``local.d``.

``U`` is matched against the URLs of links, decoded; Rspamd leaves those of pictures out there. ``{sa_raw_body}`` is
matched against text parts with their transfer encoding taken off and their tags left in, where pictures and style
sheets stand (https://docs.rspamd.com/modules/regexp).
"""

import json
from collections.abc import Sequence

from backstamp.recipient.block.fitting import commented, fitting, opening
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES
from backstamp.recipient.block.messages.vendors import WEAK, WEAK_TITLE, VendorRules, by_vendor
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import full_regex, tiny_regex


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The file: for each scope the vendors' symbols, then weak shapes, as URLs of tiny pictures."""
    found = fitting(targets)
    parts = [opening(heading, found, "looked for only as pictures of one pixel")]
    vendors = by_vendor(found.strong)
    for scope in Scope:
        symbols = [_vendor(vendor) for vendor in vendors if vendor.scope is scope]
        parts += [commented(TITLES[scope]), *symbols] if symbols else []
    if found.weak:
        parts.append(_weak(found.weak))
    return "\n".join(parts)


def _vendor(vendor: VendorRules) -> str:
    return _symbol(vendor.symbol, " | ".join(map(_seen, vendor.targets)), vendor.description)


def _weak(targets: Sequence[Target]) -> str:
    seen = " | ".join(_delimited(tiny_regex(target)) + "{sa_raw_body}" for target in targets)
    return commented(WEAK_TITLE) + _symbol(WEAK, seen, "Tiny picture with a URL like a tracker's")


def _seen(target: Target) -> str:
    return f"{_delimited(full_regex(target))}U | {_delimited(full_regex(target, markup=True))}{{sa_raw_body}}"


def _delimited(regex: str) -> str:
    return "/" + regex.replace("/", "\\/") + "/"


def _symbol(symbol: str, expression: str, description: str) -> str:
    """One entry; UCL's quoted strings are JSON's (https://docs.rspamd.com/configuration/ucl)."""
    values = {"re": expression, "score": 0.0, "description": description, "group": "backstamp"}
    lines = "".join(f"  {key} = {json.dumps(value, ensure_ascii=False)};\n" for key, value in values.items())
    return f"{symbol} {{\n{lines}}}\n"


FORMAT = Format(
    name="rspamd",
    title="Rspamd: names who tracks a message among its symbols",
    level=Level.MESSAGE,
    suffix=".conf",
    render=render,
    use=(
        "Save it as /etc/rspamd/local.d/regexp.conf (or `.include` it there), check it with `rspamadm configtest` and "
        "restart rspamd. All symbols score 0: give one a score in local.d/groups.conf."
    ),
)
