"""A JSON document (RFC 8259) for programs of your own."""

import json
from collections.abc import Sequence

from backstamp.recipient.block.data.fields import record
from backstamp.recipient.block.format import Format, Heading, Level
from backstamp.recipient.block.layout import sections
from backstamp.recipient.block.target import Scope, Target


def render(targets: Sequence[Target], heading: Heading) -> str:
    """One object: ``made`` (ISO 8601, UTC), ``version``, ``about``, and the lists ``open`` and ``shared``."""
    document: dict[str, object] = {
        "made": f"{heading.made:%Y-%m-%dT%H:%M:%SZ}",
        "version": heading.version,
        "about": heading.about,
    }
    by_scope = dict(sections(targets))
    for scope in Scope:
        document[scope.value] = [record(target) for target in by_scope.get(scope, [])]
    return json.dumps(document, indent=1) + "\n"


FORMAT = Format(
    name="json",
    title="document for programs",
    level=Level.DATA,
    suffix=".json",
    render=render,
    use="Lists `open` and `shared` of objects with vendor, host, below, path, scope, serves, certainty and source; "
    "docs/block.md explains them.",
)
