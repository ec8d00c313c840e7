"""A bundle in STIX 2.1 (OASIS standard of 10 June 2021): an indicator for each target, grouped by scope.

Identifiers are UUIDs of version 5 over the pattern, so that a consumer sees a new version of the same indicator. The
standard demands that ``created`` of an identifier never changes: it is the day on which these identifiers were defined.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from backstamp.recipient.block.detection.identifiers import stable_uuid
from backstamp.recipient.block.fitting import fitting, vendor_name
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import TITLES, is_address, one_line
from backstamp.recipient.block.target import Scope, Target
from backstamp.recipient.block.url_regex import full_regex

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
CONFIDENCE = {"certain": 95, "probable": 65}
"""On the scale of 0 to 100 of section 3.2."""

_MAKER = f"identity--{stable_uuid('stix', 'identity')}"


def render(targets: Sequence[Target], heading: Heading) -> str:
    """The bundle: who made it, indicators, and for each scope a grouping of these."""
    strong = fitting(targets).strong
    moment = _time(max(heading.made, CREATED))
    indicators = [(target, _indicator(target, moment)) for target in strong]
    objects = [_common("identity", _MAKER, moment) | {"name": "Backstamp", "identity_class": "system"}]
    objects += [made for _, made in indicators]
    for scope in Scope:
        references = [made["id"] for target, made in indicators if target.scope is scope]
        objects += [_grouping(scope, references, moment)] if references else []
    bundle = f"bundle--{stable_uuid('stix', heading.about, moment)}"
    return json.dumps({"type": "bundle", "id": bundle, "objects": objects}, indent=2, ensure_ascii=False) + "\n"


def _common(kind: str, identifier: str, moment: str) -> dict[str, object]:
    """Section 3.2: what every object has."""
    times = {"created": _time(CREATED), "modified": moment}
    maker = {} if kind == "identity" else {"created_by_ref": _MAKER}
    return {"type": kind, "spec_version": "2.1", "id": identifier, **maker, **times}


def _indicator(target: Target, moment: str) -> dict[str, object]:
    pattern = pattern_of(target)
    common = _common("indicator", f"indicator--{stable_uuid('stix', pattern)}", moment)
    return common | {
        "name": f"Email tracker of {vendor_name(target)}",
        "description": f"{TITLES[target.scope]} {one_line(target.source)}",
        "indicator_types": ["unknown"],
        "pattern": pattern,
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": moment,
        "confidence": CONFIDENCE.get(target.certainty, 15),
        "labels": ["email-tracking", "opens-only" if target.scope is Scope.OPEN else "shared-host"],
    }


def _grouping(scope: Scope, references: Sequence[object], moment: str) -> dict[str, object]:
    common = _common("grouping", f"grouping--{stable_uuid('stix', 'grouping', scope.value)}", moment)
    name = "Hosts that serve only opens" if scope is Scope.OPEN else "Hosts that also carry links or content"
    return common | {
        "name": name,
        "description": TITLES[scope],
        "context": "unspecified",
        "object_refs": list(references),
    }


def pattern_of(target: Target) -> str:
    """The pattern (section 9): names and addresses by value, shapes of URLs by a regular expression."""
    if target.path:
        return f"[url:value MATCHES {quoted('^https?:' + full_regex(target))}]"
    if is_address(target.host):
        return f"[ipv{6 if ':' in target.host else 4}-addr:value = {quoted(target.host)}]"
    name = f"domain-name:value = {quoted(target.host)}"
    return f"[{name} OR domain-name:value LIKE {quoted('%.' + target.host)}]" if target.below else f"[{name}]"


def quoted(text: str) -> str:
    """A string of the pattern grammar: quote and backslash behind a backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


FORMAT = Format(
    name="stix",
    title="STIX 2.1: a bundle of indicators for threat intelligence platforms",
    level=Level.DATA,
    suffix=".json",
    render=render,
    use=(
        "Import it as a STIX 2.1 bundle (OpenCTI, Sentinel, MISP, or add it to a TAXII collection). The two groupings "
        "keep hosts that serve only opens apart from those that also carry links."
    ),
)
