"""An event for MISP (https://www.misp-standard.org, core format): one attribute for each host or shape of URL.

Only hosts that serve nothing but opens are marked for detection (``to_ids``): other systems make block lists of those.
"""

import json
from collections.abc import Sequence

from backstamp.recipient.block.detection.identifiers import stable_uuid
from backstamp.recipient.block.fitting import fitting, vendor_name
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.hosts import registrable
from backstamp.recipient.block.layout import is_address, one_line
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import full_regex, host_in_url


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The event; its UUID and those of its attributes stay the same for the same clause in ``heading.about``."""
    found = fitting(targets)
    event = stable_uuid("misp", heading.about)
    moment = str(int(heading.made.timestamp()))
    left_out = f"{len(found.weak)} weak and {found.unfit} unwritable targets left out"
    content = {
        "uuid": event,
        "info": f"Email trackers: {one_line(heading.about)} (Backstamp {one_line(heading.version)}; {left_out})",
        "date": f"{heading.made:%Y-%m-%d}",
        "timestamp": moment,
        "threat_level_id": "4",
        "analysis": "2",
        "distribution": "0",
        "published": False,
        "Tag": [{"name": "tlp:clear"}, {"name": "backstamp:email-tracking"}],
        "Attribute": [_attribute(target, event, moment) for target in found.strong],
    }
    return json.dumps({"Event": content}, indent=2, ensure_ascii=False) + "\n"


def _attribute(target: Target, event: str, moment: str) -> dict[str, object]:
    kind, value = _value(target)
    only_opens = target.scope is Scope.OPEN
    return {
        "uuid": stable_uuid(event, kind, value),
        "type": kind,
        "category": "Network activity",
        "value": value,
        "to_ids": only_opens and target.certainty == "certain",
        "distribution": "5",
        "timestamp": moment,
        "comment": f"{vendor_name(target)}; {target.certainty}; {one_line(target.source)}",
        "Tag": [{"name": f'backstamp:scope="{target.scope.value}"'}],
    }


def _value(target: Target) -> tuple[str, str]:
    if target.host and not target.path:
        if is_address(target.host):
            return "ip-dst", target.host
        return ("domain" if registrable(target.host) == target.host else "hostname"), target.host
    if target.host and target.path.endswith("$") and "*" not in target.path:
        return "url", f"https://{host_in_url(target.host)}{target.path.removesuffix('$')}"
    return "pattern-in-traffic", full_regex(target)


FORMAT = Format(
    name="misp",
    title="MISP: an event with hosts and patterns of trackers",
    level=Level.DATA,
    suffix=".json",
    render=render,
    use=(
        "MISP: Event Actions, Add Event, Populate from, MISP JSON; or POST it to /events/add with your key. It is for "
        "your organisation only until you change its distribution. Imported again, attributes are updated, not doubled."
    ),
)
