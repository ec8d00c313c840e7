"""Which targets a program can use: by what it decides on, and by what breaks."""

from collections.abc import Sequence

from backstamp.catalogue.tracker import Serves
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.layout import parents
from backstamp.recipient.block.target import Scope, Target


def suited(targets: Sequence[Target], level: Level) -> list[Target]:
    """The targets that make sense on a level, in their order, without doubles.

    Names: whole hosts, unless one above covers them. URLs and messages: shapes of URLs, and hosts as a whole only where
    they serve nothing but opens (then without their shapes) or no shape is known of them. Data: everything. Weak
    targets stay where programs can weigh one sign against another, on messages and in data.
    """
    targets = list(dict.fromkeys(targets))
    if level is Level.DATA:
        return targets
    if level is Level.NAME:
        hosts = [target for target in targets if target.host and not target.path and target.certainty != "weak"]
        wide = {(target.host, target.scope) for target in hosts if target.below}
        return [each for each in hosts if not any((name, each.scope) in wide for name in parents(each.host))]
    shaped = {target.host for target in targets if target.path}
    opens = {target.host: target.below for target in targets if not target.path and target.scope is Scope.OPEN}
    return [
        target
        for target in targets
        if (target.certainty != "weak" or level is Level.MESSAGE)
        and (not _covered(target.host, opens) if target.path else _needed(target, shaped))
    ]


def blocks_images(target: Target) -> bool:
    """Whether a rule that blocks images alone may be made of a target: it serves opens, and no pictures."""
    return Serves.OPEN in target.serves and Serves.CONTENT not in target.serves and target.certainty != "weak"


def _needed(target: Target, shaped: set[str]) -> bool:
    return target.scope is Scope.OPEN or target.host not in shaped


def _covered(host: str, opens: dict[str, bool]) -> bool:
    return host in opens or any(opens.get(parent) for parent in parents(host))
