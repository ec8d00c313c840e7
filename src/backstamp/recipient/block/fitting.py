"""Which targets a file of rules can say, in a fixed order, and what its opening comment says of the others.

Targets may come from a scan of hostile mail: nothing in them may end a line, a comment or a string early.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from backstamp.recipient.block.format import Heading
from backstamp.recipient.block.layout import heading_lines, one_line
from backstamp.recipient.block.target import Scope, Target

_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_ADDRESS_6 = re.compile(r"[0-9a-f:]{2,39}(?:\.[0-9.]{6,13})?")
_PATH = re.compile(r"[/*][!$-;=?-~]*")  # printable ASCII that can stand in an attribute: no space, no ", #, < or >


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a file says and what it leaves out.

    Attributes:
        strong: targets that may stand alone, without repeats, by scope, vendor, host and path.
        weak: those that need another signal beside them, in the same order.
        unfit: how many others cannot be said, because of what stands in them or because the format has no words for it.
    """

    strong: tuple[Target, ...]
    weak: tuple[Target, ...]
    unfit: int

    def of(self, scope: Scope) -> list[Target]:
        """The strong targets of one scope."""
        return [target for target in self.strong if target.scope is scope]


def fitting(targets: Iterable[Target], says: Callable[[Target], bool] = lambda _: True) -> Fitting:
    """Sort out the targets.

    Args:
        targets: in any order, with repeats.
        says: whether the format has words for a target that is written properly.
    """
    fit: dict[tuple[str, bool, str], Target] = {}
    unfit: set[tuple[str, bool, str]] = set()
    for target in sorted(map(_simplified, targets), key=_order):
        shape = (target.host, target.below, target.path)
        if well_written(target) and says(target):
            fit.setdefault(shape, target)
        else:
            unfit.add(shape)
    strong = tuple(target for target in fit.values() if target.certainty != "weak")
    return Fitting(strong, tuple(target for target in fit.values() if target.certainty == "weak"), len(unfit))


def well_written(target: Target) -> bool:
    """Whether host and path are such as URLs have them in mail: no line break, quote or other octet of mischief."""
    if not target.host and not target.path.strip("/*$"):
        return False
    host = not target.host or _HOST_NAME.fullmatch(target.host) or _ADDRESS_6.fullmatch(target.host)
    return bool(host) and (not target.path or _PATH.fullmatch(target.path) is not None)


def vendor_name(target: Target, most: int = 60) -> str:
    """Who is behind a target, for people, on one line; the host where nobody is known, at last ``unknown``."""
    return one_line(target.vendor)[:most].rstrip() or target.host or "unknown"


def opening(heading: Heading, found: Fitting, weak: str, *facts: str, sign: str = "#") -> str:
    """The comment at the top of a file: what it is, what it does not say, and facts about it.

    Args:
        heading: of the file.
        found: what the file says.
        weak: what became of weak targets, such as ``left out``.
        facts: further sentences.
        sign: what begins a comment.
    """
    lines = [*heading_lines(heading)]
    if found.weak:
        lines.append(f"Weak targets (common shapes of URL) are {weak}: {len(found.weak)}.")
    if found.unfit:
        lines.append(f"Left out because this format cannot say them: {found.unfit}.")
    return commented(*lines, *facts, sign=sign)


def commented(*lines: str, sign: str = "#") -> str:
    """Lines as a comment, ending in a line break."""
    return "".join(f"{sign} {line}\n" for line in lines)


def _simplified(target: Target) -> Target:
    """The target with its path written the shortest way: ``/*`` on a host means the host."""
    path = target.path.removesuffix("$") if target.path.endswith("*$") else target.path
    path = path.rstrip("*") or path[:1]
    return replace(target, path="" if target.host and path in {"/", "*"} else path)


def _order(target: Target) -> tuple[str, str, str, str, bool, str, str]:
    rank = {"certain": "0", "probable": "1"}.get(target.certainty, "2")
    return target.scope.value, target.vendor.casefold(), target.host, target.path, target.below, rank, target.source
